import { type ErrorBaseline } from './baseline-errors.ts';
import { agreesFrom, type ErrorTest, type Evidence, errorTest, noEvidence, strength, weigh } from './error-test.ts';
import { type Finding, unknown } from './finding.ts';
import { type Reading } from './readings.ts';

/**
 * Error rate, in percentage points over the baseline. Breached when for two looks running the rate of the last five
 * minutes is more than `errorPoints` above the baseline with at least five errors, and the test of `error-test.ts`
 * agrees that this is no chance.
 *
 * It assumes that errors of one minute may come together but that minutes do not infect each other, and that the
 * baseline's hours were like this one apart from the deployment. The points say what is bad enough to act on, the test
 * what is sure enough: points alone would roll back nearly half of all healthy deployments at two requests a minute.
 *
 * Source: "Error rate spike (>5% increase)" among the automatic rollback triggers, read as points and not as a twentieth.
 */
export type ErrorJudge = { readonly rate: number; readonly threshold: number; readonly test: ErrorTest };

export type ErrorRow = { readonly evidence: Evidence; readonly row: number; readonly agrees: boolean };

export const looksRunning = 2;
/** Fewer errors are no rate. */
export const leastErrors = 5;
/** With fewer requests in five minutes than this, an outage would hardly bring five errors together in a whole watch. */
const leastRequests = 3;

/** What stays the same during a watch. */
export function errorJudge(baseline: ErrorBaseline | null, errorPoints: number): ErrorJudge | null {
  const test = baseline === null ? null : errorTest(baseline, errorPoints);
  if (baseline === null || test === null) return null;
  return { rate: baseline.rate, threshold: baseline.rate + errorPoints / 100, test };
}

export function noErrors(judge: ErrorJudge | null): ErrorRow {
  return { evidence: judge === null ? [] : noEvidence(judge.test), row: 0, agrees: false };
}

export type ErrorsJudged = { readonly row: ErrorRow; readonly finding: Finding };

/** `window`: the readings of the last five minutes, this one last. */
export function judgeErrors(
  judge: ErrorJudge | null,
  before: ErrorRow,
  window: readonly Reading[],
  reading: Reading,
  baseline: ErrorBaseline | null,
): ErrorsJudged {
  const { requests, errors } = reading;
  if (requests === null || errors === null) return { row: before, finding: unknown('no-data') };
  if (judge === null) return { row: before, finding: unknown(baseline === null ? 'no-baseline' : 'baseline-too-high') };
  const evidence = requests === 0 ? before.evidence : weigh(judge.test, before.evidence, errors, requests);
  const agrees = strength(evidence) >= agreesFrom;
  const seen = countIn(window);
  const isHigh = seen.errors >= leastErrors && seen.errors > seen.requests * judge.threshold;
  // A minute without a request says nothing: it neither goes on with a row nor ends it.
  const row = requests === 0 ? before.row : isHigh ? before.row + 1 : 0;
  if (seen.requests < leastRequests) return { row: { evidence, row, agrees }, finding: unknown('too-few-requests') };
  const finding: Finding = {
    state: requests > 0 && row >= looksRunning && agrees ? 'breached' : 'quiet',
    measure: 'error percent',
    value: (100 * seen.errors) / seen.requests,
    threshold: 100 * judge.threshold,
    baseline: 100 * judge.rate,
    row,
  };
  return { row: { evidence, row, agrees }, finding };
}

function countIn(window: readonly Reading[]): { readonly requests: number; readonly errors: number } {
  let requests = 0;
  let errors = 0;
  for (const reading of window) {
    if (reading.requests === null || reading.errors === null) continue;
    requests += reading.requests;
    errors += reading.errors;
  }
  return { requests, errors };
}
