import { type Decision } from '../../src/domain/decision.ts';
import { type Effect } from '../../src/domain/effects.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { type Release } from '../../src/domain/release/release.ts';
import { viewOf } from '../../src/domain/release/view.ts';
import { after, type Instant, minute } from '../../src/domain/time.ts';
import { type Baseline } from '../../src/domain/watch/baseline.ts';
import { emptyReading, type Reading } from '../../src/domain/watch/readings.ts';
import { type TelemetryProblem, type TelemetryRead } from '../../src/domain/watch/telemetry.ts';
import { type HealthReading, type Watch } from '../../src/domain/watch/watch.ts';
import { manifestFacts, present } from '../support/evidence.ts';
import { dispatchId, healthy, newSha, oldSha, runOf, seen, standings } from '../support/facts.ts';
import { createScene, effectsOf, first, inPhase, type Scene } from '../support/lane.ts';
import { putBack, readBack } from '../support/lane-rollback.ts';
import { type Asked, answer, approve, claim, propose, succeed } from '../support/lane-stages.ts';
import { ana, cara, dana } from '../support/people.ts';
import { oneGo, type PolicyChange } from '../support/policy.ts';
import { usual } from './watch/minutes.ts';

/** A lane that telemetry watches for ten minutes, and whose go may authorise a rollback within thirty. */
export const measured: PolicyChange = {
  ...oneGo,
  rollback: { mandate: 'propose', minutes: 30 },
  watch: { sources: ['health', 'errors', 'latency', 'memory', 'cpu'], withoutSource: [], hasTelemetry: true },
};

/** The same, watched by other rules. */
export function measuredBy(watch: Partial<NonNullable<PolicyChange['watch']>>): PolicyChange {
  return { ...measured, watch: { ...measured.watch, ...watch } };
}

/** What was live before, with its digests: where a rollback leads. */
export const target = {
  kind: 'known',
  sha: oldSha,
  version: 'v2.13.0',
  verified: 'yes',
  manifest: present({ ...manifestFacts, version: 'v2.13.0' }),
} as const;

/** Asked for with a mandate by Dana, and approved by Ana. */
export function approved(change: PolicyChange = measured, asked: Asked = {}): Scene {
  const scene = createScene(change);
  propose(scene, {
    ...asked,
    request: { mandate: 'yes', ...asked.request },
    candidate: { target, ...asked.candidate },
  });
  verifyAll(scene);
  approve(scene, ana);
  // What brings a migration waits for a press.
  if (scene.phase() === 'ready') scene.when(cara, { type: 'Deploy', release: first, shown: scene.shown() });
  return scene;
}

/** What waits for a person before the vote, as for a migration, is verified by Ana. */
function verifyAll(scene: Scene): void {
  const { checklist } = viewOf(scene.lane, scene.release(), scene.policy, scene.now);
  for (const { id: item, state } of checklist) {
    if (state.kind === 'open')
      scene.when(ana, { type: 'VerifyItem', release: first, item, sha: newSha, note: 'I have looked.' });
  }
}

/** Approved and deployed; the new version was not seen yet. Null: nothing is known of the time before. */
export function deployed(change: PolicyChange = measured, asked: Asked = {}, baseline: Baseline | null = usual): Scene {
  const scene = approved(change, asked);
  const { proposal } = inPhase(scene.release(), 'dispatching');
  const checked = { candidate: proposal.candidate, standings: standings(dana), baseline, dispatch: dispatchId(1) };
  scene.fact({ type: 'RecordRecheck', release: first, ...checked });
  claim(scene);
  answer(scene, runOf(1));
  succeed(scene);
  return scene;
}

/** Deployed, and seen live on a whole minute; no look was taken. */
export function watched(change: PolicyChange = measured, asked: Asked = {}, baseline: Baseline | null = usual): Scene {
  const scene = deployed(change, asked, baseline);
  scene.fact({ type: 'RecordVersion', release: first, seen: seen(newSha) });
  return scene;
}

export function looksOf(scene: Scene, id: ReleaseId = first): Extract<Watch, { stage: 'looking' }> {
  const { watch } = inPhase(scene.release(id), 'watching');
  if (watch.stage !== 'looking') throw new Error('No looks are taken.');
  return watch;
}

/** What a minute shows: all is well, or one signal is bad, or nothing came. */
export type Shown = 'well' | 'errors' | 'slow' | 'cpu' | 'memory' | 'nothing';

const faults: Readonly<Record<Exclude<Shown, 'nothing'>, Partial<Reading>>> = {
  well: {},
  errors: { errors: 30 },
  slow: { p50Ms: 400, p95Ms: 1800 },
  cpu: { cpuPercent: 99 },
  memory: { memoryPercent: 99 },
};

export function minuteOf(at: Instant, shown: Shown = 'well'): Reading {
  if (shown === 'nothing') return emptyReading(at);
  const well = { requests: 60, errors: 0, p50Ms: 40, p95Ms: 180, cpuPercent: 31, memoryPercent: 55, restarts: 0 };
  return { ...emptyReading(at), ...well, ...faults[shown] };
}

const noneNewest: TelemetryRead['newest'] = {
  requests: null,
  errors: null,
  p50Ms: null,
  p95Ms: null,
  cpuPercent: null,
  memoryPercent: null,
  restarts: null,
};

export function read(readings: readonly Reading[], problems: readonly TelemetryProblem[] = []): TelemetryRead {
  return { readings, newest: noneNewest, problems };
}

/** The source does not answer, and the minutes that were asked for are empty. */
export function unanswered(from: Instant, minutes: number): TelemetryRead {
  const readings = Array.from({ length: minutes }, (_, index) => emptyReading(after(from, index * minute)));
  const fields = ['requests', 'errors', 'p50Ms', 'p95Ms', 'cpuPercent', 'memoryPercent', 'restarts'] as const;
  return read(readings, [{ source: 'prometheus', code: 'not-answered', fields, reason: 'Prometheus answered 503' }]);
}

export type LookBy = {
  readonly id?: ReleaseId;
  readonly reading?: HealthReading;
  readonly sees?: Parameters<typeof seen>[0];
};

/** The next look on its time, with what telemetry has brought by then. */
export function lookWith(
  scene: Scene,
  telemetry: TelemetryRead | null,
  { id = first, reading = healthy, sees = newSha }: LookBy = {},
): Decision {
  const watch = looksOf(scene, id);
  scene.waitUntil(watch.lookAt);
  const taken = { look: watch.next, reading, seen: seen(sees), telemetry };
  return scene.fact({ type: 'RecordLook', release: id, ...taken });
}

/** One look for each of these minutes, which has just ended; stops where the watch does. The last decision. */
export function minutesPass(scene: Scene, shown: readonly Shown[], by: LookBy = {}): Decision | null {
  let last: Decision | null = null;
  for (const what of shown) {
    if (scene.release(by.id ?? first).phase !== 'watching') return last;
    const { lookAt } = looksOf(scene, by.id);
    last = lookWith(scene, read([minuteOf(after(lookAt, -minute), what)]), by);
  }
  return last;
}

export function times<T>(count: number, what: T): readonly T[] {
  return Array.from({ length: count }, () => what);
}

/** The rollback that began by itself; null when none did. */
export function automaticIn(scene: Scene): Release | null {
  return Object.values(scene.lane.open).find(({ cause }) => cause !== null && cause.mandate !== null) ?? null;
}

export function automaticIds(scene: Scene): readonly ReleaseId[] {
  return scene.events.flatMap(({ event }) =>
    event.type === 'ReleaseRequested' && event.cause !== null && event.cause.mandate !== null ? [event.release] : [],
  );
}

export type Breached = Extract<Extract<Effect, { type: 'Alert' }>['alert'], { kind: 'breached' }>;

export function breachAlert(decision: Decision | null): Breached {
  const alerts = decision === null ? [] : effectsOf(decision).filter((effect) => effect.type === 'Alert');
  const found = alerts.map(({ alert }) => alert).find((alert) => alert.kind === 'breached');
  if (found === undefined) throw new Error('No breach was told.');
  return found;
}

/** Errors in two minutes running: the trigger fires with the second. */
export function breach(scene: Scene): ReturnType<typeof minutesPass> {
  return minutesPass(scene, ['errors', 'errors']);
}

/** The one that began by itself; throws where none did. */
export function automatic(scene: Scene): NonNullable<ReturnType<typeof automaticIn>> {
  const found = automaticIn(scene);
  if (found === null) throw new Error('Nothing is put back by itself.');
  return found;
}

/** The rollback was read and checked, and is called for: its run is known. */
export function runsBack(scene: Scene, id: ReleaseId): void {
  readBack(scene, { id });
  const checked = { candidate: putBack(), standings: standings(), baseline: usual, dispatch: dispatchId(7) };
  scene.fact({ type: 'RecordRecheck', release: id, ...checked });
  claim(scene, id, dispatchId(7));
  answer(scene, runOf(7), id, dispatchId(7));
}

/** The rollback is over, and production shows the old version again. */
export function putLive(scene: Scene): ReleaseId {
  breach(scene);
  const { id } = automatic(scene);
  runsBack(scene, id);
  succeed(scene, id, 7);
  scene.fact({ type: 'RecordVersion', release: id, seen: seen(oldSha) });
  return id;
}
