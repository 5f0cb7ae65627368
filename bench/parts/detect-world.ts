import { type Instant, instantAt } from '../../src/domain/time.ts';
import { emptyReading, type Reading } from '../../src/domain/watch/readings.ts';
import { betaBinomial, binomial, normal, poisson, type Random } from './detect-random.ts';

/** One kind of service: requests a minute on average over the day, its usual error rate, and how errors come together. */
export type Cell = {
  readonly traffic: number;
  readonly rate: number;
  readonly rho: number;
  /** Whether traffic, errors and load rise and fall with the day. */
  readonly rhythm: 'daily' | 'none';
};

/** What goes wrong with a deployment. Points are percentage points of errors. */
export type Fault =
  | { readonly kind: 'step'; readonly points: number }
  /** Grows to its points in five minutes and stays. */
  | { readonly kind: 'ramp'; readonly points: number }
  /** Over after four minutes. */
  | { readonly kind: 'spike'; readonly points: number }
  /** Everything fails, the health check too. */
  | { readonly kind: 'outage' }
  | { readonly kind: 'slow'; readonly factor: number }
  | { readonly kind: 'busy'; readonly percent: number };

export const minutesOfDay = 1440;
const swing = 0.5;
const spreadOfRequests = 0.7;
const rampMinutes = 5;
const spikeMinutes = 4;

/** Minute 0 of every simulated service. */
const epoch = Date.UTC(2026, 0, 5);
const instants: Instant[] = [];

export function instantOf(minuteOf: number): Instant {
  for (let next = instants.length; next <= minuteOf; next += 1) instants.push(instantAt(epoch + next * 60_000));
  return instants[minuteOf] ?? instantAt(epoch + minuteOf * 60_000);
}

/** A healthy service by the minute: a daily rhythm in everything, memory of its own from minute to minute, and gaps. */
export function healthySeries(cell: Cell, minutes: number, random: Random): readonly Reading[] {
  const series: Reading[] = [];
  let drift = 0;
  let load = 0;
  let gap = 0;
  for (let at = 0; at < minutes; at += 1) {
    const rhythm = cell.rhythm === 'none' ? 0 : Math.sin((2 * Math.PI * at) / minutesOfDay);
    drift = 0.8 * drift + 0.06 * normal(random);
    load = 0.7 * load + 4 * normal(random);
    if (gap > 0) gap -= 1;
    else if (random() < 0.003) gap = 3;
    const lost = gap > 0 || random() < 0.02;
    const requests = poisson(cell.traffic * (1 + swing * rhythm), random);
    const blip = random();
    series.push({
      ...emptyReading(instantOf(at)),
      health: blip < 0.004 ? 'failed' : blip < 0.014 ? 'unknown' : 'ok',
      ...(lost ? {} : { requests, errors: betaBinomial(requests, cell.rate * (1 + 0.1 * rhythm), cell.rho, random) }),
      ...(lost || requests === 0 ? {} : latencies(requests, drift + 0.1 * rhythm, random)),
      ...(lost ? {} : levels(45 + 12 * rhythm + load, random)),
    });
  }
  return series;
}

function levels(cpu: number, random: Random): Pick<Reading, 'cpuPercent' | 'memoryPercent' | 'restarts'> {
  return {
    cpuPercent: clamp(cpu),
    memoryPercent: clamp(62 + 2 * normal(random)),
    restarts: random() < 0.0005 ? 1 : 0,
  };
}

function clamp(percent: number): number {
  return Math.min(100, Math.max(0, percent));
}

/** Requests take 40 ms in the middle, log-normally spread. Few are drawn one by one, of many the quantiles' own law is. */
function latencies(requests: number, drift: number, random: Random): Pick<Reading, 'p50Ms' | 'p95Ms'> {
  const middle = Math.log(40) + drift;
  if (requests > 40) {
    const noise = spreadOfRequests / Math.sqrt(requests);
    const p50 = middle + 1.253 * noise * normal(random);
    const p95 = middle + 1.645 * spreadOfRequests + 2.113 * noise * normal(random);
    return { p50Ms: Math.exp(p50), p95Ms: Math.exp(p95) };
  }
  const logs = Array.from({ length: requests }, () => middle + spreadOfRequests * normal(random));
  const sorted = logs.toSorted((one, other) => one - other);
  return { p50Ms: quantile(sorted, 0.5), p95Ms: quantile(sorted, 0.95) };
}

function quantile(sorted: readonly number[], part: number): number {
  return Math.exp(sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? 0);
}

/** The first minutes of a new version: cold caches, compiling, and half as many errors again. */
export function coldStart(watch: readonly Reading[], cell: Cell, random: Random): readonly Reading[] {
  const slower = [2.6, 1.7, 1.3, 1.1];
  const busier = [40, 30, 15, 5];
  return watch.map((reading, index) => {
    const factor = slower[index];
    if (factor === undefined) return reading;
    const { requests, errors, cpuPercent } = reading;
    const more =
      index < 2 && requests !== null && errors !== null ? binomial(requests - errors, cell.rate / 2, random) : 0;
    return {
      ...slowed(reading, factor),
      errors: errors === null ? null : errors + more,
      cpuPercent: cpuPercent === null ? null : clamp(cpuPercent + (busier[index] ?? 0)),
    };
  });
}

function slowed(reading: Reading, factor: number): Reading {
  const { p50Ms, p95Ms } = reading;
  return { ...reading, p50Ms: p50Ms === null ? null : p50Ms * factor, p95Ms: p95Ms === null ? null : p95Ms * factor };
}

/** The watch with a fault that begins `start` minutes after the deployment; a part of a minute has that part of it. */
export function withFault(
  watch: readonly Reading[],
  fault: Fault,
  start: number,
  cell: Cell,
  random: Random,
): readonly Reading[] {
  return watch.map((reading, index) => {
    const share = Math.min(1, Math.max(0, index + 1 - start));
    if (share === 0) return reading;
    if (fault.kind === 'slow') return slowed(reading, 1 + (fault.factor - 1) * share);
    if (fault.kind === 'busy') {
      const cpuPercent = clamp(fault.percent + 1.5 * normal(random));
      return share < 1 || reading.cpuPercent === null ? reading : { ...reading, cpuPercent };
    }
    const { requests } = reading;
    const health = fault.kind === 'outage' && share === 1 ? 'failed' : reading.health;
    if (requests === null) return { ...reading, health };
    const rate = Math.min(1, cell.rate + (share * pointsAt(fault, index + 1 - start)) / 100);
    return { ...reading, health, errors: betaBinomial(requests, rate, cell.rho, random) };
  });
}

function pointsAt(fault: Extract<Fault, { kind: 'step' | 'ramp' | 'spike' | 'outage' }>, minutesIn: number): number {
  if (fault.kind === 'outage') return 100;
  if (fault.kind === 'ramp') return fault.points * Math.min(1, minutesIn / rampMinutes);
  if (fault.kind === 'spike') return minutesIn <= spikeMinutes + 1 ? fault.points : 0;
  return fault.points;
}
