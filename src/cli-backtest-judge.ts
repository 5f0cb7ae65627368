import { type WatchPolicy } from './domain/policy/lane-policy.ts';
import { Trigger } from './domain/policy/watch.ts';
import { after, type Instant, minute } from './domain/time.ts';
import { type Baseline, baselineOf, between, historyOf } from './domain/watch/baseline.ts';
import { detectablePoints } from './domain/watch/detectable.ts';
import { type JudgeSetup, type Version } from './domain/watch/judge.ts';
import { type Reading } from './domain/watch/readings.ts';
import { type Judgement, judgeInOrder } from './domain/watch/verdict.ts';

export type Backtested = {
  readonly deployedAt: Instant;
  readonly minutes: number;
  readonly baseline: Baseline;
  readonly judgement: Judgement;
  readonly judged: readonly Trigger[];
  /** Percentage points that eight of ten such watches detect; null where not even an outage, or without a baseline. */
  readonly detectablePoints: number | null;
};

/** How long the readings of a watch may begin after the deployment, when the new version is awaited first. */
const versionMayTake = 10 * minute;

/**
 * One deployment in recorded readings, which are in order. Looks are taken where readings are, so their distance is that
 * of the recording and not `every` of the lane.
 */
export function backtest(
  readings: readonly Reading[],
  watch: WatchPolicy,
  { deployedAt, everyMs }: { readonly deployedAt: Instant; readonly everyMs: number },
): Backtested {
  const { minutes, triggers, advisory, sources } = watch;
  const baseline = baselineOf(historyOf(readings, deployedAt), deployedAt, everyMs);
  const judged = Trigger.options.filter((trigger) => sources.includes(trigger) || isIn(readings, trigger));
  const setup: JudgeSetup = {
    minutes,
    everyMs,
    grainMs: everyMs,
    triggers,
    judged,
    required: sources.filter((trigger) => !advisory.includes(trigger)),
    advisory,
    baseline,
    startedAt: deployedAt,
    version: versionIn(readings, deployedAt),
  };
  const watched = between(readings, deployedAt, after(deployedAt, minutes * minute + versionMayTake));
  return {
    deployedAt,
    minutes,
    baseline,
    judgement: judgeInOrder(setup, watched),
    judged,
    detectablePoints: seen(setup),
  };
}

/** A trigger for which the lane names no source is judged all the same where the recording has its signal. */
function isIn(readings: readonly Reading[], trigger: Trigger): boolean {
  return readings.some((reading) => {
    switch (trigger) {
      case 'health':
        return reading.health !== 'unknown';
      case 'errors':
        return reading.errors !== null;
      case 'latency':
        return reading.p95Ms !== null || reading.p50Ms !== null;
      case 'memory':
        return reading.memoryPercent !== null || reading.restarts !== null;
      case 'cpu':
        return reading.cpuPercent !== null;
    }
  });
}

/** Where the recording names versions, the new one is any other than the last one before the deployment. */
function versionIn(readings: readonly Reading[], deployedAt: Instant): Version {
  const before = readings.findLast(({ at, sha }) => at < deployedAt && sha !== null)?.sha ?? null;
  return before === null ? { kind: 'seen', sha: null } : { kind: 'awaited', before };
}

function seen({ baseline, triggers, minutes }: JudgeSetup): number | null {
  const { requestsPerMinute, errors } = baseline;
  if (requestsPerMinute === null || errors === null) return null;
  return detectablePoints({ requestsPerMinute, baseline: errors, errorPoints: triggers.errorPoints, minutes });
}
