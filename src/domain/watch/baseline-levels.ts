import { type Reading } from './readings.ts';

/** How slow and how full a service usually is. */

/** Which of the two measurements counts. */
export type Origin = 'hour-before' | 'same-hour';

export type LatencyBaseline = {
  readonly from: Origin;
  readonly readings: number;
  /** The median of the readings, in milliseconds. */
  readonly ms: number;
  /** The standard deviation of their natural logarithm, as the quartiles tell it. */
  readonly spread: number;
};

export type LevelBaseline = { readonly from: Origin; readonly readings: number; readonly percent: number };

/** Between the quartiles of a normal distribution lie so many standard deviations. */
const deviationsBetweenQuartiles = 1.349;

export function latencyIn(
  readings: readonly Reading[],
  field: 'p50Ms' | 'p95Ms',
  from: Origin,
  least: number,
): LatencyBaseline | null {
  const logs: number[] = [];
  for (const reading of readings) {
    const ms = reading[field];
    if (ms !== null) logs.push(logMs(ms));
  }
  if (logs.length < least) return null;
  const sorted = Float64Array.from(logs).sort();
  const spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / deviationsBetweenQuartiles;
  return { from, readings: logs.length, ms: Math.exp(quantile(sorted, 0.5)), spread };
}

function quantile(sorted: Float64Array, part: number): number {
  const at = (sorted.length - 1) * part;
  const below = sorted[Math.floor(at)] ?? 0;
  return below + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] ?? below) - below);
}

/** Below a tenth of a millisecond nobody measures. */
export function logMs(ms: number): number {
  return Math.log(Math.max(0.1, ms));
}

export function levelIn(
  readings: readonly Reading[],
  field: 'cpuPercent' | 'memoryPercent',
  from: Origin,
  least: number,
): LevelBaseline | null {
  const levels = readings.flatMap((reading) => (reading[field] === null ? [] : [reading[field]]));
  if (levels.length < least) return null;
  return { from, readings: levels.length, percent: levels.reduce((sum, level) => sum + level, 0) / levels.length };
}
