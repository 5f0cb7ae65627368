import { type Origin } from './baseline-levels.ts';
import { designEffect } from './beta-binomial.ts';
import { type Reading } from './readings.ts';

/** How many requests usually fail, how sure that is, and how failures come together. */
export type ErrorBaseline = {
  readonly from: Origin;
  readonly readings: number;
  readonly requests: number;
  readonly errors: number;
  /** Errors per request, 0 to 1. */
  readonly rate: number;
  /** Rates up to this are plausible too: an upper bound, by Wilson's score interval with one and a half standard errors. */
  readonly ceiling: number;
  /** How strongly errors of the same minute come together; at least `leastRho`. */
  readonly rho: number;
};

/** An error rate from fewer requests than these is none. */
const leastRequests = 20;
/**
 * An hour can show that errors come together, but hardly that they never do. This much is assumed of every service,
 * and all that the judge promises about false alarms is promised up to it.
 */
export const leastRho = 0.02;
/** Beyond this the estimate says more about an incident in the baseline than about the service. */
const mostRho = 0.2;
/** Standard errors between the rate and its ceiling; chosen with the threshold of the test, by simulation. */
const ceilingErrors = 1.5;

/** A day counts as an incident when its rate is more than so many points, and so many times, above the median day's. */
const incidentPoints = 2;
const incidentFactor = 2;
const daysForAMedian = 4;

type Counts = { readonly requests: number; readonly errors: number; readonly readings: number };

function countIn(readings: readonly Reading[]): Counts {
  let requests = 0;
  let errors = 0;
  let known = 0;
  for (const reading of readings) {
    if (reading.requests === null || reading.errors === null) continue;
    requests += reading.requests;
    errors += reading.errors;
    known += 1;
  }
  return { requests, errors, readings: known };
}

/** The days without those whose hour was an incident. */
export function withoutIncidents(days: readonly (readonly Reading[])[]): readonly (readonly Reading[])[] {
  const rates = days.map((day) => {
    const { requests, errors } = countIn(day);
    return requests === 0 ? null : errors / requests;
  });
  const known = rates.filter((rate) => rate !== null).toSorted((one, other) => one - other);
  if (known.length < daysForAMedian) return days;
  const usual = known[Math.floor(known.length / 2)] ?? 0;
  const limit = Math.max(usual + incidentPoints / 100, usual * incidentFactor);
  return days.filter((_, index) => (rates[index] ?? 0) <= limit);
}

export function errorsIn(hours: readonly (readonly Reading[])[], from: Origin, least: number): ErrorBaseline | null {
  const { requests, errors, readings } = countIn(hours.flat());
  if (readings < least || requests < leastRequests) return null;
  const rate = errors / requests;
  const rho = Math.min(mostRho, Math.max(leastRho, correlation(hours)));
  const effective = requests / designEffect(requests / readings, rho);
  return { from, readings, requests, errors, rate, ceiling: upperBound(rate, effective), rho };
}

/**
 * The higher rate counts. How far beyond it is plausible, and how errors come together, the larger of the two
 * measurements can tell better; nobody's ceiling is below the rate.
 */
export function joinedErrors(today: ErrorBaseline | null, before: ErrorBaseline | null): ErrorBaseline | null {
  if (today === null || before === null) return today ?? before;
  const higher = before.rate > today.rate ? before : today;
  const larger = before.readings > today.readings ? before : today;
  const ceiling = Math.max(higher.rate, Math.min(today.ceiling, before.ceiling));
  return { ...higher, ceiling, rho: larger.rho };
}

/**
 * The correlation within a minute by the method of moments, each hour around its own rate, so that a change from day to
 * day is none; 0 where no error was seen.
 */
function correlation(hours: readonly (readonly Reading[])[]): number {
  let excess = 0;
  let pairs = 0;
  for (const hour of hours) {
    const total = countIn(hour);
    const rate = total.errors / total.requests;
    const variance = rate * (1 - rate);
    if (!(variance > 0)) continue;
    for (const { requests, errors } of hour) {
      if (requests === null || errors === null) continue;
      excess += (errors - requests * rate) ** 2 - requests * variance;
      pairs += requests * Math.max(0, requests - 1) * variance;
    }
  }
  return pairs === 0 ? 0 : excess / pairs;
}

/** Wilson's score interval, its upper end. Source: Wilson, J. Am. Stat. Assoc. 22 (1927). */
function upperBound(rate: number, effective: number): number {
  const z = ceilingErrors;
  const spread = z * Math.sqrt((rate * (1 - rate)) / effective + (z / (2 * effective)) ** 2);
  return (rate + (z * z) / (2 * effective) + spread) / (1 + (z * z) / effective);
}
