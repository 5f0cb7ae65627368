import { type WatchPolicy } from '../domain/policy/lane-policy.ts';
import { type Trigger } from '../domain/policy/watch.ts';
import { type Release } from '../domain/release/release.ts';
import { after, type Instant, minute } from '../domain/time.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Baseline } from '../domain/watch/baseline.ts';
import { type JudgeSetup } from '../domain/watch/judge.ts';
import { emptyReading, type Health, type Reading } from '../domain/watch/readings.ts';
import { signalSetup } from '../domain/watch/signals.ts';
import { type Judgement, judge } from '../domain/watch/verdict.ts';
import { type Watch } from '../domain/watch/watch.ts';
import { type Beginning } from './chart-beginning.ts';
import { type ChartFacts } from './chart-facts.ts';
import { chartOfWatch, errorWindow, mostBefore } from './chart-of-watch.ts';
import { titleOf } from './names.ts';

type Looking = Extract<Watch, { stage: 'looking' }>;

/** What telemetry showed before the new version was live, or a sentence that says why that is not shown. */
export type TimeBefore = { readonly readings: readonly Reading[]; readonly why: string | null };

export type SpanBefore = { readonly watch: WatchPolicy; readonly from: Instant; readonly to: Instant };

/**
 * The time that a chart of this signal shows before the watch. A sentence where there is none: health is not looked at
 * before a deployment, and before an extended watch the new version was live already.
 */
export function spanBefore(view: ReleaseView, signal: Trigger): SpanBefore | string {
  const watched = watchOf(view.release);
  const { watch } = view.policy;
  if (watched === null || watch === null || signal === 'health')
    return 'Health is looked at only from the deployment on.';
  if (watched.stage === 'awaiting-version')
    return { watch, from: after(watched.since, -mostBefore - errorWindow), to: watched.since };
  const { startedAt, liveSince } = watched;
  if (startedAt !== liveSince) return 'The watch was extended: what is shown begins with the extension.';
  // The minute in which it was seen live is not the watch's yet.
  return { watch, from: after(startedAt, -mostBefore - errorWindow), to: after(startedAt, minute) };
}

/** What the watch of a release saw of one signal, as a chart; null where nobody watched. */
export function releaseChart(view: ReleaseView, signal: Trigger, before: TimeBefore): ChartFacts | null {
  const { release, policy } = view;
  const watch = watchOf(release);
  if (watch === null || policy.watch === null) return null;
  const baseline = 'baseline' in release ? release.baseline : null;
  const about = { title: titleOf(view), whyNoBefore: before.why };
  if (watch.stage === 'awaiting-version') {
    const { since } = watch;
    const readings = before.readings.filter(({ at }) => at < since);
    const known = { ...about, readings, baseline: baseline ?? noneKnown(since), deployedAt: since };
    return { ...chartOfWatch(signal, { ...known, judgement: neverSeen }), begins: 'awaited' };
  }
  const setup = signalSetup(policy.watch, watch.startedAt, baseline);
  const earlier = before.readings.filter(({ at }) => at < setup.startedAt);
  const readings = signal === 'health' ? healthReadings(watch, policy.watch) : [...earlier, ...watch.minutes];
  const judged: JudgeSetup =
    signal === 'health'
      ? { ...setup, ...healthOnly, everyMs: policy.watch.everyMs, startedAt: watch.startedAt }
      : setup;
  const facts = chartOfWatch(signal, {
    ...about,
    readings,
    judgement: judge(judged, readings),
    baseline: baseline ?? noneKnown(watch.startedAt),
    deployedAt: watch.startedAt,
  });
  return withFirstMinute({ ...facts, begins: beginningOf(watch, policy.watch) }, watch);
}

/** Nothing was judged: what there may be to measure is of the old version. */
const neverSeen: Judgement = {
  verdict: { kind: 'unverified', doubts: [{ code: 'never-seen-live' }] },
  startedAt: null,
  looks: [],
  recorded: [],
};

function beginningOf({ startedAt, liveSince }: Looking, { version }: WatchPolicy): Beginning {
  if (startedAt !== liveSince) return 'extended';
  return version === null ? 'deployed' : 'seen-live';
}

/** The minute in which it was seen live is not judged, for part of it was the old version's. It shows what came with the new one. */
function withFirstMinute(facts: ChartFacts, { startedAt }: Looking): ChartFacts {
  const mixed = facts.before.at(-1);
  if (mixed === undefined || mixed.at >= startedAt || after(mixed.at, minute) <= startedAt) return facts;
  return { ...facts, deployedAt: mixed.at, before: facts.before.slice(0, -1), after: [mixed, ...facts.after] };
}

const healthOnly = { judged: ['health'], required: ['health'], advisory: [], grainMs: 0 } as const;

function watchOf(release: Release): Watch | null {
  return 'watch' in release ? release.watch : null;
}

const healthOf: ReadonlyMap<string, Health> = new Map([
  ['o', 'ok'],
  ['f', 'failed'],
  ['u', 'unknown'],
]);

/** The trail ends with the last look. */
function healthReadings({ trail, startedAt, next }: Looking, { everyMs }: WatchPolicy): readonly Reading[] {
  const first = next - trail.length;
  return Array.from(trail, (letter, index) => ({
    ...emptyReading(after(startedAt, (first + index) * everyMs)),
    health: healthOf.get(letter) ?? 'unknown',
  }));
}

function noneKnown(takenAt: Instant): Baseline {
  const nothing = { requestsPerMinute: null, errors: null, p50: null, p95: null, cpu: null, memory: null };
  return { takenAt, ...nothing, restarts: 0 };
}
