import { type LaneCommand } from '../../src/domain/commands.ts';
import {
  type ChannelId,
  type DispatchId,
  type GithubLogin,
  type MessageTs,
  type ReleaseId,
} from '../../src/domain/ids.ts';
import { findRelease } from '../../src/domain/lane/evolve.ts';
import { type CardPlace } from '../../src/domain/release/release.ts';
import { integrationGate } from '../support/evidence.ts';
import {
  completed,
  dispatchId,
  failing,
  healthy,
  notSeen,
  otherBlob,
  reading,
  runOf,
  standings,
  unknown,
} from '../support/facts.ts';
import { type Scene, second } from '../support/lane.ts';
import { ana, ben, cara, dana, type Person, unchecked, withStanding } from '../support/people.ts';
import { type PolicyChange } from '../support/policy.ts';
import { broughtBy, comeLate, measuredWatch } from './invariants-late.ts';
import {
  leftBehind,
  moved,
  type Outside,
  pathOf,
  pick,
  readNow,
  runsOf,
  versionsOf,
  wentOn,
} from './invariants-outside.ts';
import { lookedThrough, overPast } from './invariants-past.ts';
import { usual } from './watch/minutes.ts';

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
  ...Array.from({ length: 140 }, () => 'natural' as const),
  'request',
  'candidate',
  'moved',
  'gate',
  'gate',
  ...Array.from({ length: 4 }, () => 'manifest' as const),
  'verify',
  'roll-back',
  'progress',
  'post-deploy',
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
  'adopt-live',
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
  'late-minutes',
  'late-minutes',
  'card',
  'card-lost',
  'debt-settled',
  'debts',
  'push',
  'live-read',
  'config',
  'late-search-over',
  'runs-past',
  'run-past-over',
] as const;

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
    case 'gate':
    case 'manifest':
      wentOn(outside, release, step);
      return factOf(scene, outside, { ...step, what: 'candidate' }, release);
    case 'progress':
      return { type: 'RecordGatherProgress', release, done: variant % 9, total: 9 };
    case 'post-deploy':
      return { type: 'RecordPostDeploy', release, evidence: leftBehind(scene.now, variant) };
    case 'advance':
      return { type: 'Advance', release };
    case 'gather-failure':
      return {
        type: 'RecordGatherFailure',
        release,
        reason: 'HTTP 502',
        final: variant % 8 === 7 ? 'final' : 'passing',
      };
    case 'recheck':
      return recheckOf(outside, step, release);
    case 'claim':
      return { type: 'ClaimDispatch', release, dispatch };
    case 'answer':
      return answerOf(outside, release, dispatch);
    case 'runs-found':
      return { type: 'RecordRunsFound', release, dispatch, runs: runsOf(outside, dispatch).slice(0, variant % 3) };
    case 'run':
      return { type: 'RecordRun', release, reading: runReading(outside, dispatch, step) };
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
        telemetry: broughtBy(scene.now, step.who),
        release,
        look: 1 + (variant % 5),
        reading: pick([healthy, failing, unknown], variant, unknown),
        seen: pick(versionsOf(outside, release, about), step.who, notSeen),
      };
    case 'config':
      scene.configure(pick(configs, variant, {}));
      return { type: 'AdoptPolicy', version: scene.policy.version };
    default:
      return besides(scene, outside, step, release);
  }
}

/** What is no step of a release's way: its card, what comes late, and what happens to the lane. */
function besides(
  scene: Scene,
  outside: Outside,
  { what, variant, about }: Step,
  release: ReleaseId,
): LaneCommand | null {
  const found = findRelease(scene.lane, release);
  switch (what) {
    case 'late-minutes':
      return found === null ? null : comeLate(found, variant);
    case 'late-search-over':
      return { type: 'EndLateSearch', release, dispatch: pick(outside.dispatches, variant, dispatchId(0)) };
    case 'runs-past':
      return lookedThrough(scene.now, variant);
    case 'run-past-over':
      return overPast(variant, pick(versionsOf(outside, release, about), variant, notSeen));
    case 'card':
      return { type: 'RecordCard', release, card: pick(places, variant, places[0]) };
    case 'card-lost':
      return { type: 'RecordCardLost', release, reason: 'deleted' };
    case 'debt-settled':
      return { type: 'SettleDebt', release, by: cara.slack };
    case 'debts':
      return { type: 'AdvanceDebts' };
    case 'push': {
      const { sha } = readNow(outside, release, about);
      return { type: 'RecordPush', push: { ref: `hotfix/${about}`, sha, pusher: pick(pushers, variant, pushers[0]) } };
    }
    case 'live-read':
      return { type: 'RecordLiveForAdoption', seen: pick(versionsOf(outside, release, about), variant, notSeen) };
    default:
      return null;
  }
}

const pushers = ['ana', 'gil'] as [GithubLogin, GithubLogin];
const places: readonly [CardPlace, ...CardPlace[]] = [
  { channel: 'C0RELEASES' as ChannelId, ts: '1763700000.000100' as MessageTs },
  { channel: 'C0INCIDENTS' as ChannelId, ts: '1763700000.000200' as MessageTs },
];

/** The configs that a life changes between. In all of them two approvals are needed, and the lane is shut from 11 to 12. */
export const config: PolicyChange = {
  gates: [integrationGate()],
  watch: measuredWatch,
  windows: { deny: [{ cron: '0 11 * * *', forMs: 3600 * second, reason: 'noon', timezone: 'UTC' }], allow: [] },
};
const configs: readonly PolicyChange[] = [
  config,
  { ...config, artifactPrefix: 'checkout-' },
  { ...config, postDeploy: { required: ['infra'] } },
  { ...config, watch: { minutes: 3 } },
];

function recheckOf(outside: Outside, { variant, about }: Step, release: ReleaseId): LaneCommand {
  const others = [
    [],
    [],
    [withStanding(ana, 'guest')],
    [unchecked(ben)],
    [withStanding(cara, 'guest')],
    [unchecked(cara)],
  ];
  const who: readonly Person[] = others[variant % 6] ?? [];
  const dispatch = dispatchId(outside.dispatches.length + 1);
  const news = readNow(outside, release, about);
  return {
    type: 'RecordRecheck',
    baseline: variant % 7 === 6 ? null : usual,
    release,
    candidate: news,
    standings: standings(dana, ...who),
    dispatch,
  };
}

/** GitHub gave one answer to a call, however often it is told. */
function answerOf(outside: Outside, release: ReleaseId, dispatch: DispatchId): LaneCommand | null {
  const answer = outside.claimed[dispatch];
  return answer === undefined ? null : { type: 'RecordDispatchAnswer', release, dispatch, answer };
}

function runReading(outside: Outside, dispatch: DispatchId, { variant, about }: Step): ReturnType<typeof reading> {
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
  return { ...pick(readings, variant, reading(run)), workflowPath: pathOf(about) };
}
