import { Trigger } from '../../../src/domain/policy/watch.ts';
import { after, type Instant, minute } from '../../../src/domain/time.ts';
import { type Baseline, baselineOf } from '../../../src/domain/watch/baseline.ts';
import { type JudgeSetup } from '../../../src/domain/watch/judge.ts';
import { emptyReading, type Reading } from '../../../src/domain/watch/readings.ts';

/** Readings by the minute, around a deployment at noon. */
export const deployedAt = '2026-11-20T12:00:00.000Z' as Instant;

export function atMinute(index: number): Instant {
  return after(deployedAt, index * minute);
}

/** A minute in which all is well: 60 requests, one in a hundred failing. */
export function minuteAt(index: number, change: Partial<Reading> = {}): Reading {
  return {
    ...emptyReading(atMinute(index)),
    requests: 60,
    errors: index % 5 === 0 ? 3 : 0,
    p50Ms: 40,
    p95Ms: 180,
    cpuPercent: 31,
    memoryPercent: 55,
    restarts: 0,
    health: 'ok',
    ...change,
  };
}

/** `count` minutes from `from` on, all changed alike or each by its number. */
export function minutesFrom(
  from: number,
  count: number,
  change: Partial<Reading> | ((index: number) => Partial<Reading>) = {},
): readonly Reading[] {
  return Array.from({ length: count }, (_, offset) =>
    minuteAt(from + offset, typeof change === 'function' ? change(from + offset) : change),
  );
}

export const hourBefore = minutesFrom(-60, 60);

export const usual: Baseline = baselineOf({ hourBefore, sameHour: [] }, deployedAt, minute);
export const nothingKnown: Baseline = baselineOf({ hourBefore: [], sameHour: [] }, deployedAt, minute);

export const limits = { healthFailures: 3, errorPoints: 5, latencyFactor: 2, memoryPercent: 90, cpuPercent: 90 };

export function setupWith(change: Partial<JudgeSetup> = {}): JudgeSetup {
  return {
    minutes: 30,
    everyMs: minute,
    grainMs: minute,
    triggers: limits,
    judged: Trigger.options,
    required: Trigger.options,
    advisory: [],
    baseline: usual,
    startedAt: deployedAt,
    version: { kind: 'seen', sha: null },
    ...change,
  };
}
