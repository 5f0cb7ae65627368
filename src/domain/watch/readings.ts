import { type Instant } from '../time.ts';

/**
 * What production showed in one interval, usually a minute. Intervals do not overlap, so counts may be added up.
 * `null`, and `unknown` for health, mean that we do not know: never 0, never fine.
 */
export type Reading = {
  /** The instant that names the interval. A reading is judged as of it, however late it comes. */
  readonly at: Instant;
  /** Requests in the interval, and those of them that failed on our side (5xx). */
  readonly requests: number | null;
  readonly errors: number | null;
  /** Quantiles of the response time in the interval, in milliseconds. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
  /** Percent of the limit, 0 to 100; more is possible for a moment. */
  readonly cpuPercent: number | null;
  readonly memoryPercent: number | null;
  /** Restarts and kills for want of memory in the interval; not a running total. */
  readonly restarts: number | null;
  readonly health: Health;
  /** The version that answered. */
  readonly sha: string | null;
};

export type Health = 'ok' | 'failed' | 'unknown';

export const numericFields = [
  'requests',
  'errors',
  'p50Ms',
  'p95Ms',
  'cpuPercent',
  'memoryPercent',
  'restarts',
] as const;

export function emptyReading(at: Instant): Reading {
  return {
    at,
    requests: null,
    errors: null,
    p50Ms: null,
    p95Ms: null,
    cpuPercent: null,
    memoryPercent: null,
    restarts: null,
    health: 'unknown',
    sha: null,
  };
}

/**
 * The same reading with everything that cannot be true made unknown: numbers that are negative, infinite or no
 * numbers, and more errors than requests, which two counters that lag differently do show for a while.
 */
export function plausible(reading: Reading): Reading {
  if (isPlausible(reading)) return reading;
  const requests = orUnknown(reading.requests);
  const errors = orUnknown(reading.errors);
  return {
    at: reading.at,
    requests,
    errors: requests !== null && errors !== null && errors > requests ? null : errors,
    p50Ms: orUnknown(reading.p50Ms),
    p95Ms: orUnknown(reading.p95Ms),
    cpuPercent: orUnknown(reading.cpuPercent),
    memoryPercent: orUnknown(reading.memoryPercent),
    restarts: orUnknown(reading.restarts),
    health: reading.health,
    sha: reading.sha,
  };
}

function isPlausible(reading: Reading): boolean {
  const { requests, errors } = reading;
  if (requests !== null && errors !== null && errors > requests) return false;
  return numericFields.every((field) => reading[field] === orUnknown(reading[field]));
}

function orUnknown(value: number | null): number | null {
  return value !== null && Number.isFinite(value) && value >= 0 ? value : null;
}

/**
 * Sorted by time, with one reading for each instant. Sources that lag differently bring the parts of one reading one
 * after the other; where two of them contradict each other the worse counts, so the order of arrival cannot matter.
 */
export function inOrder(readings: readonly Reading[]): readonly Reading[] {
  const sorted = readings.map(plausible).toSorted((one, other) => compare(one.at, other.at));
  const merged: Reading[] = [];
  for (const reading of sorted) {
    const last = merged.at(-1);
    if (last?.at === reading.at) merged[merged.length - 1] = merge(last, reading);
    else merged.push(reading);
  }
  return merged.map(plausible);
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function merge(one: Reading, other: Reading): Reading {
  return {
    at: one.at,
    requests: higher(one.requests, other.requests),
    errors: higher(one.errors, other.errors),
    p50Ms: higher(one.p50Ms, other.p50Ms),
    p95Ms: higher(one.p95Ms, other.p95Ms),
    cpuPercent: higher(one.cpuPercent, other.cpuPercent),
    memoryPercent: higher(one.memoryPercent, other.memoryPercent),
    restarts: higher(one.restarts, other.restarts),
    health: worse(one.health, other.health),
    sha: one.sha === null || (other.sha !== null && other.sha > one.sha) ? other.sha : one.sha,
  };
}

function higher(one: number | null, other: number | null): number | null {
  if (one === null) return other;
  return other === null ? one : Math.max(one, other);
}

function worse(one: Health, other: Health): Health {
  if (one === 'failed' || other === 'failed') return 'failed';
  return one === 'ok' || other === 'ok' ? 'ok' : 'unknown';
}
