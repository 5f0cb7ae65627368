import { after, epochMs, hour, type Instant, minute } from '../time.ts';
import { type ErrorBaseline, errorsIn, joinedErrors, withoutIncidents } from './baseline-errors.ts';
import { type LatencyBaseline, type LevelBaseline, latencyIn, levelIn, type Origin } from './baseline-levels.ts';
import { type Reading } from './readings.ts';

/**
 * What was usual before a deployment, measured twice: in the hour before it, and in the hour of the day that it falls
 * in on each of the seven days before. Of the two the higher counts, for each signal by itself: the hour before knows
 * how today is, the other hours know what the clock brings (a nightly batch, the noon peak).
 *
 * A part is null where fewer than ten minutes are known; what is judged against it is unknown then. Of the seven days,
 * one whose hour was an incident is left out of the error rate, and latency goes by medians and quartiles, so that an
 * earlier fault does not blind the watch. An incident in the hour before does raise the baseline: it is how things were.
 */
export type Baseline = {
  readonly takenAt: Instant;
  readonly requestsPerMinute: number | null;
  readonly errors: ErrorBaseline | null;
  readonly p50: LatencyBaseline | null;
  readonly p95: LatencyBaseline | null;
  readonly cpu: LevelBaseline | null;
  readonly memory: LevelBaseline | null;
  /** The most restarts in one reading of the hour before: 0 for nearly everybody. */
  readonly restarts: number;
};

/** Fewer known minutes are no baseline. */
const leastMinutes = 10;
const leastReadings = 3;
const daysBack = 7;

/** The readings that a baseline is made of; the same hour day by day. */
export type History = {
  readonly hourBefore: readonly Reading[];
  readonly sameHour: readonly (readonly Reading[])[];
};

/**
 * From readings in order of time, of which those before `deployedAt` count. Days are counted as 24 hours, so that for
 * a week after a change of the clocks the same hour is one off.
 */
export function historyOf(readings: readonly Reading[], deployedAt: Instant): History {
  const sameHour: (readonly Reading[])[] = [];
  for (let day = daysBack; day >= 1; day -= 1) {
    const from = after(deployedAt, -day * 24 * hour);
    sameHour.push(between(readings, from, after(from, hour)));
  }
  return { hourBefore: between(readings, after(deployedAt, -hour), deployedAt), sameHour };
}

/** Those at or after `from` and before `to`. */
export function between(readings: readonly Reading[], from: Instant, to: Instant): readonly Reading[] {
  return readings.slice(firstFrom(readings, from), firstFrom(readings, to));
}

function firstFrom(readings: readonly Reading[], at: Instant): number {
  let low = 0;
  let high = readings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const reading = readings[middle];
    if (reading !== undefined && reading.at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** `everyMs`: the usual distance of two readings. */
export function baselineOf(history: History, takenAt: Instant, everyMs: number): Baseline {
  const least = Math.max(leastReadings, Math.ceil((leastMinutes * minute) / everyMs));
  const { hourBefore } = history;
  const sameHour = history.sameHour.flat();

  function chosen<Part>(
    measure: (readings: readonly Reading[], from: Origin) => Part | null,
    size: (part: Part) => number,
  ): Part | null {
    const today = measure(hourBefore, 'hour-before');
    const before = measure(sameHour, 'same-hour');
    if (today === null || before === null) return today ?? before;
    return size(before) > size(today) ? before : today;
  }

  return {
    takenAt,
    requestsPerMinute: requestsPerMinute(hourBefore.length >= least ? hourBefore : sameHour, everyMs),
    errors: joinedErrors(
      errorsIn([hourBefore], 'hour-before', least),
      errorsIn(withoutIncidents(history.sameHour), 'same-hour', least),
    ),
    p50: chosen(
      (readings, from) => latencyIn(readings, 'p50Ms', from, least),
      ({ ms }) => ms,
    ),
    p95: chosen(
      (readings, from) => latencyIn(readings, 'p95Ms', from, least),
      ({ ms }) => ms,
    ),
    cpu: chosen(
      (readings, from) => levelIn(readings, 'cpuPercent', from, least),
      ({ percent }) => percent,
    ),
    memory: chosen(
      (readings, from) => levelIn(readings, 'memoryPercent', from, least),
      ({ percent }) => percent,
    ),
    restarts: hourBefore.reduce((most, { restarts }) => Math.max(most, restarts ?? 0), 0),
  };
}

function requestsPerMinute(readings: readonly Reading[], everyMs: number): number | null {
  let total = 0;
  let known = 0;
  for (const { requests } of readings) {
    if (requests === null) continue;
    total += requests;
    known += 1;
  }
  return known === 0 ? null : total / ((known * everyMs) / minute);
}

/** The usual distance of readings in milliseconds: the median, so that gaps do not count; null for fewer than two. */
export function usualDistance(readings: readonly Reading[]): number | null {
  const distances: number[] = [];
  for (let index = 1; index < readings.length; index += 1) {
    const before = readings[index - 1];
    const reading = readings[index];
    if (before !== undefined && reading !== undefined) distances.push(epochMs(reading.at) - epochMs(before.at));
  }
  const sorted = distances.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
