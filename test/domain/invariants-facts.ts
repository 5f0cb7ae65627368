import { type DispatchAnswer, type LaneCommand } from '../../src/domain/commands.ts';
import { type BlobSha, type DispatchId, type ReleaseId } from '../../src/domain/ids.ts';
import { type ReleaseRequest } from '../../src/domain/release/release.ts';
import {
  candidate,
  completed,
  dispatchId,
  failing,
  healthy,
  notSeen,
  oldSha,
  otherBlob,
  reading,
  request,
  runOf,
  seen,
  shaOf,
  standings,
  strangeSha,
  unknown,
  withWorkflowBlob,
  workflowBlob,
} from '../support/facts.ts';
import { type Scene, second } from '../support/lane.ts';
import { ana, ben, dana, type Person, unchecked, withStanding } from '../support/people.ts';
import { type PolicyChange } from '../support/policy.ts';

/** A step of a random life of a lane: what is tried, about which release, by whom, in which variant, after how long. */
export type Step = {
  readonly what: (typeof tries)[number];
  readonly about: number;
  readonly who: number;
  readonly variant: number;
  readonly wait: number;
};

export const tries = [
  // What would come next if all went well; often, so that lives get somewhere.
  ...Array.from({ length: 100 }, () => 'natural' as const),
  'request',
  'candidate',
  'moved',
  'approve',
  'approve',
  'reject',
  'withdraw',
  'deploy',
  'stop',
  'retry',
  'retry',
  'adopt-run',
  'not-started',
  'extend',
  'accept',
  'clear-hold',
  'advance',
  'advance',
  'advance',
  'gather-failure',
  'recheck',
  'claim',
  'answer',
  'runs-found',
  'run',
  'run',
  'run-unreadable',
  'version',
  'look',
  'config',
] as const;

/** What the outside world holds while a life goes on: where refs point, which workflow runs, which ids were given out. */
export type Outside = {
  readonly refs: Record<ReleaseId, { moves: number; blob: BlobSha }>;
  readonly dispatches: DispatchId[];
  readonly claimed: Record<DispatchId, DispatchAnswer>;
  readonly hashes: string[];
  /** How many releases each of the three requesters has asked for: ids are never used again. */
  readonly asked: Record<number, number>;
};

export function createOutside(): Outside {
  return { refs: {}, dispatches: [], claimed: {}, hashes: [], asked: {} };
}

export function pick<T>(from: readonly T[], number: number, otherwise: T): T {
  return from[number % Math.max(1, from.length)] ?? otherwise;
}

export function asked(about: number, variant: number): ReleaseRequest {
  return request({
    ref: { kind: 'ref', name: `hotfix/${about}` },
    urgency: variant % 3 === 0 ? 'Urgent' : 'Routine',
    risk: { level: variant % 5 === 0 ? 'High' : 'Low', impact: '', mitigation: '' },
  });
}

function readNow(outside: Outside, release: ReleaseId, about: number): ReturnType<typeof candidate> {
  const { moves, blob } = outside.refs[release] ?? { moves: 0, blob: workflowBlob };
  const sha = shaOf((3 * about + (moves % 3)).toString(16));
  return candidate({ sha, ...withWorkflowBlob(blob) });
}

export function factOf(scene: Scene, outside: Outside, step: Step, release: ReleaseId): LaneCommand | null {
  const { what, variant, about } = step;
  const dispatch = pick(outside.dispatches, variant, dispatchId(0));
  switch (what) {
    case 'candidate':
      return {
        type: 'RecordCandidate',
        release,
        candidate: readNow(outside, release, about),
        standings: standings(dana),
      };
    case 'moved':
      return { type: 'RecordCandidate', release, candidate: moved(outside, release, step), standings: {} };
    case 'advance':
      return { type: 'Advance', release };
    case 'gather-failure':
      return { type: 'RecordGatherFailure', release, reason: 'HTTP 502', final: 'passing' };
    case 'recheck':
      return recheckOf(outside, step, release);
    case 'claim':
      return { type: 'ClaimDispatch', release, dispatch };
    case 'answer':
      return answerOf(outside, release, dispatch);
    case 'runs-found':
      return { type: 'RecordRunsFound', release, dispatch, runs: runsOf(outside, dispatch).slice(0, variant % 3) };
    case 'run':
      return { type: 'RecordRun', release, reading: runReading(outside, dispatch, variant) };
    case 'run-unreadable':
      return {
        type: 'RecordRunUnreadable',
        release,
        run: runsOf(outside, dispatch)[0]?.id ?? runOf(0).id,
        reason: 'HTTP 404',
      };
    case 'version':
      return { type: 'RecordVersion', release, seen: pick(versionsOf(outside, release, about), variant, notSeen) };
    case 'look':
      return {
        type: 'RecordLook',
        release,
        look: 1 + (variant % 5),
        reading: pick([healthy, failing, unknown], variant, unknown),
        seen: pick(versionsOf(outside, release, about), step.who, notSeen),
      };
    case 'config':
      scene.configure(pick(configs, variant, {}));
      return { type: 'AdoptPolicy', version: scene.policy.version };
    default:
      return null;
  }
}

/** Two configs that a life changes between. In both two approvals are needed, and the lane is shut from 11 to 12. */
export const config = {
  watch: { minutes: 3 },
  windows: { deny: [{ cron: '0 11 * * *', forMs: 3600 * second, reason: 'noon', timezone: 'UTC' }], allow: [] },
};
const configs: readonly PolicyChange[] = [config, { ...config, artifactPrefix: 'checkout-' }, config];

function moved(outside: Outside, release: ReleaseId, { about, variant }: Step): ReturnType<typeof candidate> {
  const before = outside.refs[release] ?? { moves: 0, blob: workflowBlob };
  const blob = variant % 3 === 0 ? otherBlob : before.blob;
  outside.refs[release] = { moves: before.moves + (variant % 3 === 0 ? 0 : 1), blob };
  return readNow(outside, release, about);
}

function recheckOf(outside: Outside, { variant, about }: Step, release: ReleaseId): LaneCommand {
  const who: readonly Person[] = [[], [], [withStanding(ana, 'guest')], [unchecked(ben)]][variant % 4] ?? [];
  const dispatch = dispatchId(outside.dispatches.length + 1);
  const news = readNow(outside, release, about);
  return { type: 'RecordRecheck', release, candidate: news, standings: standings(dana, ...who), dispatch };
}

/** GitHub gave one answer to a call, however often it is told. */
function answerOf(outside: Outside, release: ReleaseId, dispatch: DispatchId): LaneCommand | null {
  const answer = outside.claimed[dispatch];
  return answer === undefined ? null : { type: 'RecordDispatchAnswer', release, dispatch, answer };
}

export function runsOf(outside: Outside, dispatch: DispatchId): readonly ReturnType<typeof runOf>[] {
  const number = 1 + outside.dispatches.indexOf(dispatch);
  return [runOf(number), runOf(100 + number)];
}

export function answerTo(outside: Outside, dispatch: DispatchId, variant: number): DispatchAnswer {
  const [run] = runsOf(outside, dispatch);
  const answers: readonly DispatchAnswer[] = [
    { kind: 'started', run: run ?? runOf(0) },
    { kind: 'started', run: run ?? runOf(0) },
    { kind: 'accepted' },
    { kind: 'ambiguous', reason: 'HTTP 502' },
    { kind: 'refused', message: 'Workflow is disabled' },
  ];
  return pick(answers, variant, { kind: 'accepted' });
}

function runReading(outside: Outside, dispatch: DispatchId, variant: number): ReturnType<typeof reading> {
  const run = runsOf(outside, dispatch)[0] ?? runOf(0);
  const readings = [
    reading(run, { status: 'queued' }),
    reading(run),
    completed(run, 'success'),
    completed(run, 'success', { workflowBlob: null }),
    completed(run, 'failure'),
    completed(run, 'failure'),
    completed(run, 'cancelled'),
    reading(run, { attempt: 2 }),
    reading(run, { workflowBlob: otherBlob }),
  ];
  return pick(readings, variant, reading(run));
}

function versionsOf(outside: Outside, release: ReleaseId, about: number): readonly ReturnType<typeof seen>[] {
  const { sha } = readNow(outside, release, about);
  return [seen(sha), seen(sha), seen(oldSha), notSeen, seen(strangeSha)];
}
