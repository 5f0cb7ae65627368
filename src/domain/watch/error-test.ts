import { type ErrorBaseline } from './baseline-errors.ts';
import { logLikelihood, logNormaliser, type Shape, shapeOf } from './beta-binomial.ts';

/**
 * Whether errors came about by chance, asked anew with every minute of the watch.
 *
 * For each of five higher error rates the test keeps the Shiryaev–Roberts statistic R ← (1 + R) · L, where L is how
 * much likelier the minute is at the higher rate than at the baseline's, both beta-binomial with the baseline's own
 * correlation. R adds up the evidence for a change over all the moments at which it may have begun, so the test knows
 * neither when the fault starts nor how bad it is. The mean of the five is what counts.
 *
 * Without a change the expected mean after n minutes is n, so by Doob's inequality it exceeds a bound A within n minutes
 * with a chance of at most n/A. That is generous; how seldom the whole trigger is wrong is measured by `bench:detect`.
 *
 * Source: Shiryaev (1963), Roberts (1966); mixtures over changes as in Shin, Ramdas and Rinaldo, "E-detectors" (2024).
 */
export type ErrorTest = { readonly usual: Hypothesis; readonly raised: readonly Hypothesis[] };

type Hypothesis = Shape & { readonly normaliser: number };

/** ln R for each of the raised rates. */
export type Evidence = readonly number[];

/** The raised rates are so many times `errorPoints` above the baseline. */
const steps = [1, 2, 4, 8, 16];
/** ln A. Chosen by simulation, together with the ceiling of the baseline: docs/detection.md has the figures. */
export const agreesFrom = 7;
const leastRate = 1e-4;
const mostRate = 0.98;

/** `points`: percentage points. Null where the baseline leaves no room for them. */
export function errorTest(baseline: ErrorBaseline, points: number): ErrorTest | null {
  if (baseline.rate + points / 100 >= 1) return null;
  const usual = Math.min(mostRate - 0.01, Math.max(leastRate, baseline.ceiling));
  return {
    usual: hypothesis(usual, baseline.rho),
    raised: steps.map((step) => hypothesis(Math.min(mostRate, usual + (step * points) / 100), baseline.rho)),
  };
}

function hypothesis(rate: number, rho: number): Hypothesis {
  const shape = shapeOf(rate, rho);
  return { ...shape, normaliser: logNormaliser(shape) };
}

export function noEvidence(test: ErrorTest): Evidence {
  return test.raised.map(() => Number.NEGATIVE_INFINITY);
}

/** The evidence after one more minute. */
export function weigh(test: ErrorTest, evidence: Evidence, errors: number, requests: number): Evidence {
  const usual = logLikelihood(test.usual, errors, requests) - test.usual.normaliser;
  return test.raised.map((raised, index) => {
    const ratio = logLikelihood(raised, errors, requests) - raised.normaliser - usual;
    return ratio + logOnePlus(evidence[index] ?? Number.NEGATIVE_INFINITY);
  });
}

/** ln of the mean of the R. */
export function strength(evidence: Evidence): number {
  const most = Math.max(...evidence);
  if (most === Number.NEGATIVE_INFINITY) return most;
  return most + Math.log(evidence.reduce((sum, log) => sum + Math.exp(log - most), 0) / evidence.length);
}

/** ln(1 + R) for ln R. */
function logOnePlus(log: number): number {
  return log > 30 ? log : Math.log1p(Math.exp(log));
}
