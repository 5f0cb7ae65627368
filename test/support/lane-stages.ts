import { type RunReading } from '../../src/domain/commands.ts';
import { type PostDeploy } from '../../src/domain/evidence/evidence.ts';
import { type DispatchId, type ReleaseId } from '../../src/domain/ids.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { type DispatchStep, type Run } from '../../src/domain/release/dispatch-step.ts';
import { type Phase } from '../../src/domain/release/release.ts';
import { type ReleaseRequest } from '../../src/domain/release/terms.ts';
import { type TelemetryRead } from '../../src/domain/watch/telemetry.ts';
import { type Watch } from '../../src/domain/watch/watch.ts';
import { nothingLeft } from './evidence.ts';
import {
  candidate,
  completed,
  dispatchId,
  healthy,
  newSha,
  notSeen,
  oldSha,
  request,
  runOf,
  seen,
  standings,
} from './facts.ts';
import { createScene, first, minute, type Scene, second, third } from './lane.ts';
import { recheckBack, rollBack } from './lane-rollback.ts';
import { ana, ben, cara, dana, type Person } from './people.ts';
import { type PolicyChange } from './policy.ts';

/** Every place in which a release can be, with each step of the dispatch and each stage of the watch apart. */
export type Stage =
  | Exclude<Phase, 'dispatching' | 'deploying' | 'watching'>
  | `dispatching/${DispatchStep['at']}`
  | `deploying/${'running' | 'reading-evidence' | 'reading-live'}`
  | `watching/${Watch['stage']}`;

export type Asked = {
  readonly id?: ReleaseId;
  readonly by?: Person;
  readonly kind?: 'deploy' | 'replay';
  readonly request?: Partial<ReleaseRequest>;
  readonly candidate?: Partial<Candidate>;
};

/** A request by Dana, or by whom the test says, and what was read about it. */
export function propose(scene: Scene, asked: Asked = {}): void {
  const release = asked.id ?? first;
  const { kind = 'deploy' } = asked;
  scene.when(asked.by ?? dana, {
    type: 'RequestRelease',
    release,
    kind,
    request: request(asked.request),
    again: null,
  });
  scene.fact({
    type: 'RecordCandidate',
    release,
    candidate: candidate(asked.candidate),
    standings: standings(asked.by ?? dana),
  });
}

export function approve(scene: Scene, who: Person, release: ReleaseId = first): ReturnType<Scene['when']> {
  return scene.when(who, { type: 'Approve', release, shown: scene.shown(release) });
}

/** Both approvers say go. */
export function approveAll(scene: Scene, release: ReleaseId = first): void {
  approve(scene, ana, release);
  if (scene.phase(release) === 'awaiting-decision') approve(scene, ben, release);
}

/** The last look before the call, in which nothing has changed. */
export function recheck(
  scene: Scene,
  release: ReleaseId = first,
  dispatch: DispatchId = dispatchId(1),
  change: Partial<Candidate> = {},
): ReturnType<Scene['fact']> {
  return scene.fact({
    type: 'RecordRecheck',
    release,
    candidate: candidate(change),
    standings: standings(dana),
    baseline: null,
    dispatch,
  });
}

export function claim(scene: Scene, release: ReleaseId = first, dispatch: DispatchId = dispatchId(1)): void {
  scene.fact({ type: 'ClaimDispatch', release, dispatch });
}

export function answer(
  scene: Scene,
  run: Run,
  release: ReleaseId = first,
  dispatch: DispatchId = dispatchId(1),
): ReturnType<Scene['fact']> {
  return scene.fact({ type: 'RecordDispatchAnswer', release, dispatch, answer: { kind: 'started', run } });
}

/** From the go to a run. */
export function start(scene: Scene, release: ReleaseId = first, number = 1): void {
  recheck(
    scene,
    release,
    dispatchId(number),
    scene.lane.open[release] === undefined ? {} : candidateOf(scene, release),
  );
  claim(scene, release, dispatchId(number));
  answer(scene, runOf(number), release, dispatchId(number));
}

function candidateOf(scene: Scene, id: ReleaseId): Partial<Candidate> {
  const release = scene.release(id);
  return 'proposal' in release && release.proposal !== null ? release.proposal.candidate : {};
}

/** The workflow that was approved is the one that ran. */
function asApproved(scene: Scene, id: ReleaseId): Partial<RunReading> {
  const release = scene.release(id);
  if (!('proposal' in release) || release.proposal === null) return {};
  const { path, blobSha } = release.proposal.subject.workflow;
  return { workflowPath: path, workflowBlob: blobSha };
}

/** The run is over, and what it left behind has not been read. */
export function runSucceeds(scene: Scene, release: ReleaseId = first, number = 1): ReturnType<Scene['fact']> {
  const reading = completed(runOf(number), 'success', asApproved(scene, release));
  return scene.fact({ type: 'RecordRun', release, reading });
}

/** What the run left behind is read: nothing, unless the test says otherwise. */
export function readEvidence(
  scene: Scene,
  left: Partial<PostDeploy> = {},
  release: ReleaseId = first,
): ReturnType<Scene['fact']> {
  return scene.fact({ type: 'RecordPostDeploy', release, evidence: { ...nothingLeft, readAt: scene.now, ...left } });
}

/** The run succeeds and has left nothing behind, as nobody asked it to. */
export function succeed(scene: Scene, release: ReleaseId = first, number = 1): ReturnType<Scene['fact']> {
  runSucceeds(scene, release, number);
  return readEvidence(scene, {}, release);
}

/** The run ends without success, and the old version is seen to be live. */
export function fail(scene: Scene, release: ReleaseId = first, number = 1, live = oldSha): void {
  const reading = completed(runOf(number), 'failure', asApproved(scene, release));
  scene.fact({ type: 'RecordRun', release, reading });
  scene.fact({ type: 'RecordVersion', release, seen: seen(live) });
}

/** One look on its time. */
export function look(
  scene: Scene,
  reading = healthy,
  version = seen(newSha),
  release: ReleaseId = first,
  telemetry: TelemetryRead | null = null,
): ReturnType<Scene['fact']> {
  const found = scene.release(release);
  if (found.phase !== 'watching' || found.watch.stage !== 'looking') throw new Error(`${release} takes no looks.`);
  scene.waitUntil(found.watch.lookAt);
  return scene.fact({ type: 'RecordLook', release, look: found.watch.next, reading, seen: version, telemetry });
}

/** Looks until the watch has ended. */
export function watchAll(scene: Scene, reading = healthy, release: ReleaseId = first): void {
  for (;;) {
    const found = scene.release(release);
    if (found.phase !== 'watching' || found.watch.stage !== 'looking') return;
    look(scene, reading, seen(candidateOf(scene, release).sha ?? newSha), release);
  }
}

/** How each stage is reached from the one before it, by the shortest way. */
const steps: Readonly<Record<Stage, readonly [Stage | null, (scene: Scene) => void]>> = {
  preparing: [
    null,
    (scene) =>
      scene.when(dana, {
        type: 'RequestRelease',
        release: first,
        kind: 'deploy',
        request: request(),
        again: null,
      }),
  ],
  'awaiting-decision': [
    'preparing',
    (scene) =>
      scene.fact({ type: 'RecordCandidate', release: first, candidate: candidate(), standings: standings(dana) }),
  ],
  scheduled: ['awaiting-decision', scheduleBehindAnother],
  ready: ['dispatching/asking-person', (scene) => scene.when(cara, { type: 'ConfirmNotStarted', release: first })],
  'dispatching/rechecking': ['awaiting-decision', (scene) => approveAll(scene)],
  'dispatching/intended': ['dispatching/rechecking', (scene) => recheck(scene)],
  'dispatching/calling': ['dispatching/intended', (scene) => claim(scene)],
  'dispatching/searching': ['dispatching/calling', (scene) => answerWith(scene, 'ambiguous')],
  'dispatching/asking-person': ['dispatching/searching', (scene) => findLate(scene, [])],
  'dispatching/two-runs': ['dispatching/searching', (scene) => findLate(scene, [runOf(1), runOf(2)])],
  'deploying/running': ['dispatching/calling', (scene) => answer(scene, runOf(1))],
  'deploying/reading-evidence': ['deploying/running', (scene) => runSucceeds(scene)],
  'deploying/reading-live': [
    'deploying/running',
    (scene) => scene.fact({ type: 'RecordRun', release: first, reading: completed(runOf(1), 'failure') }),
  ],
  'watching/awaiting-version': ['deploying/reading-evidence', (scene) => readEvidence(scene)],
  'watching/looking': [
    'watching/awaiting-version',
    (scene) => scene.fact({ type: 'RecordVersion', release: first, seen: seen(newSha) }),
  ],
  unverified: ['watching/awaiting-version', neverSeen],
  succeeded: ['watching/looking', (scene) => watchAll(scene)],
  'accepted-unverified': ['unverified', (scene) => scene.when(cara, { type: 'AcceptUnverified', release: first })],
  failed: [
    'deploying/reading-live',
    (scene) => scene.fact({ type: 'RecordVersion', release: first, seen: seen(oldSha) }),
  ],
  rejected: ['awaiting-decision', (scene) => scene.when(ben, { type: 'Reject', release: first, reason: 'not today' })],
  expired: [
    'awaiting-decision',
    (scene) => {
      scene.wait(5 * 60 * minute);
      scene.fact({ type: 'Advance', release: first });
    },
  ],
  withdrawn: ['awaiting-decision', (scene) => scene.when(dana, { type: 'Withdraw', release: first })],
  superseded: ['dispatching/rechecking', rolledBackAndStopped],
  'rolled-back': ['watching/looking', rolledBackAndStopped],
};

export const stages = Object.keys(steps) as readonly Stage[];

/** A scene whose first release has come so far. */
export function given(stage: Stage, change: PolicyChange = {}): Scene {
  const [before, step] = steps[stage];
  const scene = before === null ? createScene(change) : given(before, change);
  step(scene);
  return scene;
}

/** A rollback puts an end to the release, and somebody rejects it before its call was made. */
function rolledBackAndStopped(scene: Scene): void {
  rollBack(scene);
  recheckBack(scene);
  scene.when(ben, { type: 'Reject', release: third, reason: 'not today' });
}

function scheduleBehindAnother(scene: Scene): void {
  propose(scene, { id: third, request: { ref: { kind: 'sha', sha: oldSha } }, candidate: { sha: oldSha } });
  approveAll(scene, third);
  approveAll(scene);
}

function answerWith(scene: Scene, kind: 'ambiguous'): void {
  const reply = { kind, reason: 'GitHub answered 502' };
  scene.fact({ type: 'RecordDispatchAnswer', release: first, dispatch: dispatchId(1), answer: reply });
}

function findLate(scene: Scene, runs: readonly Run[]): void {
  scene.wait(121 * second);
  scene.fact({ type: 'RecordRunsFound', release: first, dispatch: dispatchId(1), runs });
}

function neverSeen(scene: Scene): void {
  scene.wait(11 * minute);
  scene.fact({ type: 'RecordVersion', release: first, seen: notSeen });
}
