import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Trigger } from '../domain/policy/watch.ts';
import { type Release } from '../domain/release/release.ts';
import { after } from '../domain/time.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Baseline } from '../domain/watch/baseline.ts';
import { type JudgeSetup } from '../domain/watch/judge.ts';
import { emptyReading, type Health, type Reading } from '../domain/watch/readings.ts';
import { signalSetup } from '../domain/watch/signals.ts';
import { judge } from '../domain/watch/verdict.ts';
import { type Watch } from '../domain/watch/watch.ts';
import { type ChartFacts } from './chart-facts.ts';
import { chartOfWatch } from './chart-of-watch.ts';
import { titleOf } from './names.ts';

type Looking = Extract<Watch, { stage: 'looking' }>;

/** What the watch of a release saw of one signal, as a chart; null when no look was ever taken. */
export function releaseChart(view: ReleaseView, signal: Trigger): ChartFacts | null {
  const { release, policy } = view;
  const watch = watchOf(release);
  if (watch === null || policy.watch === null) return null;
  const baseline = 'baseline' in release ? release.baseline : null;
  const setup = signalSetup(policy.watch, watch.startedAt, baseline);
  const readings = signal === 'health' ? healthReadings(watch, policy.watch) : watch.minutes;
  const judged: JudgeSetup =
    signal === 'health'
      ? { ...setup, ...healthOnly, everyMs: policy.watch.everyMs, startedAt: watch.startedAt }
      : setup;
  return chartOfWatch(signal, {
    title: titleOf(view),
    readings,
    judgement: judge(judged, readings),
    baseline: baseline ?? noneKnown(watch),
    deployedAt: watch.startedAt,
  });
}

const healthOnly = { judged: ['health'], required: ['health'], advisory: [], grainMs: 0 } as const;

function watchOf(release: Release): Looking | null {
  const watch = 'watch' in release ? release.watch : null;
  return watch?.stage === 'looking' ? watch : null;
}

const healthOf: ReadonlyMap<string, Health> = new Map([
  ['o', 'ok'],
  ['f', 'failed'],
  ['u', 'unknown'],
]);

/** The trail ends with the last look. */
function healthReadings(
  { trail, startedAt, next }: Looking,
  { everyMs }: NonNullable<LanePolicy['watch']>,
): readonly Reading[] {
  const first = next - trail.length;
  return Array.from(trail, (letter, index) => ({
    ...emptyReading(after(startedAt, (first + index) * everyMs)),
    health: healthOf.get(letter) ?? 'unknown',
  }));
}

function noneKnown({ startedAt }: Looking): Baseline {
  const nothing = { requestsPerMinute: null, errors: null, p50: null, p95: null, cpu: null, memory: null };
  return { takenAt: startedAt, ...nothing, restarts: 0 };
}
