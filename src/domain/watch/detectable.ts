import { type ErrorBaseline } from './baseline-errors.ts';
import { designEffect } from './beta-binomial.ts';
import { agreesFrom, errorTest } from './error-test.ts';
import { leastErrors } from './trigger-errors.ts';

/**
 * What a watch can see: the least rise of the error rate, in percentage points, that it detects in eight of ten watches
 * when the rise begins with the deployment and stays. Null when not even an outage would be. It may be a
 * little less than `errorPoints`: in a long watch chance lifts a smaller rise above them for two looks.
 *
 * Computed from the rule of `trigger-errors.ts` and the test behind it, by normal approximation; within a factor of 1.5
 * of what simulation shows (`bench:detect`), which is near enough for a sentence such as "about 30 points".
 */
export type Sight = {
  readonly requestsPerMinute: number;
  readonly baseline: Pick<ErrorBaseline, 'rate' | 'ceiling' | 'rho'>;
  readonly errorPoints: number;
  readonly minutes: number;
};

const power = 0.8;
const windowMinutes = 5;
/** Two looks running are both high less often than one: so many standard deviations, by simulation. */
const secondLook = 0.5;
/** Windows that share most of their minutes count as one chance: a new one comes every so many minutes. */
const minutesForAChance = 4;
/** The first windows of a watch are not full yet. */
const minutesToFill = 2;

export function detectablePoints(sight: Sight): number | null {
  const most = 100 * (1 - sight.baseline.rate);
  if (chanceOf(sight, most) < power) return null;
  let low = 0;
  let high = most;
  for (let step = 0; step < 20; step += 1) {
    const middle = (low + high) / 2;
    if (chanceOf(sight, middle) < power) low = middle;
    else high = middle;
  }
  return high;
}

/** The chance that a rise by so many points is detected before the watch ends. */
function chanceOf(sight: Sight, points: number): number {
  const { requestsPerMinute, baseline, errorPoints, minutes } = sight;
  const rate = Math.min(1, baseline.rate + points / 100);
  const left = minutes - minutesToFill - minutesToAgree(sight, rate);
  if (left <= 0) return 0;
  const requests = requestsPerMinute * Math.min(windowMinutes, minutes);
  const needed = Math.max(leastErrors, requests * (baseline.rate + errorPoints / 100) + 0.5);
  const scatter = Math.sqrt(
    requests * rate * ((1 - rate) * designEffect(requestsPerMinute, baseline.rho) + chanceOfCount),
  );
  const isHigh = normalBelow((requests * rate - needed + 0.5) / scatter - secondLook);
  return 1 - (1 - isHigh) ** Math.max(1, left / minutesForAChance);
}

/** A share of the scatter comes from how many requests there are. */
const chanceOfCount = 0.1;

/** How many minutes the test needs on average until it agrees. */
function minutesToAgree({ baseline, errorPoints, requestsPerMinute }: Sight, rate: number): number {
  const origin = { from: 'hour-before', readings: 0, requests: 0, errors: 0 } as const;
  const test = errorTest({ ...origin, ...baseline }, errorPoints);
  if (test === null) return Number.POSITIVE_INFINITY;
  const effective = requestsPerMinute / designEffect(requestsPerMinute, baseline.rho);
  const usual = meanOf(test.usual);
  const gains = test.raised.map((raised) => {
    const assumed = meanOf(raised);
    return rate * Math.log(assumed / usual) + (1 - rate) * Math.log((1 - assumed) / (1 - usual));
  });
  const gain = effective * Math.max(...gains);
  return gain <= 0 ? Number.POSITIVE_INFINITY : agreesFrom / gain;
}

function meanOf({ a, b }: { readonly a: number; readonly b: number }): number {
  return a / (a + b);
}

/** The standard normal distribution function (Abramowitz and Stegun 26.2.17; error below 1e-7). */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const beyond = (series * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
  return z > 0 ? 1 - beyond : beyond;
}
