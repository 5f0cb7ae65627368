import { type Baseline } from './baseline.ts';
import { type LatencyBaseline, logMs } from './baseline-levels.ts';
import { type Finding, unknown } from './finding.ts';
import { type Reading } from './readings.ts';

/**
 * Latency. Breached when for three looks running the 95th percentile is above `latencyFactor` times the baseline, and
 * these looks together leave no reasonable doubt that it really is: their geometric mean, less three and a half standard
 * errors of the scatter that the baseline had, is above the factor too. Looks that go on add to what is known.
 *
 * With fewer than 100 requests in five minutes a p95 is little more than the slowest request, so the median is compared
 * instead; where that is not known either, latency is unknown.
 *
 * It assumes that the logarithm of a minute's percentile scatters as it did in the baseline, and that a cold start is
 * over, or fades, within three looks. A baseline without scatter makes the rule the plain one of three looks.
 *
 * Source: "Latency degradation (>2x baseline)" among the automatic rollback triggers.
 */
export type LatencyRow = {
  readonly row: number;
  /** Over the looks of the row: the sum of ln(value / baseline), and the sum of the variances of its parts. */
  readonly sum: number;
  readonly variance: number;
};

export const notSlow: LatencyRow = { row: 0, sum: 0, variance: 0 };

export type LatencyJudged = { readonly row: LatencyRow; readonly finding: Finding };

const looksRunning = 3;
const requestsForP95 = 100;
const standardErrors = 3.5;

/** `window`: the readings of the last five minutes, this one last. */
export function judgeLatency(
  before: LatencyRow,
  window: readonly Reading[],
  reading: Reading,
  baseline: Baseline,
  latencyFactor: number,
): LatencyJudged {
  // Without a request there is no latency: such a minute repeats what the last one with a request said, and is no look.
  const isSilent = reading.requests === 0;
  const spoken = isSilent ? window.findLast(({ requests }) => requests !== null && requests > 0) : reading;
  const measured = spoken === undefined ? null : measure(window, spoken);
  if (measured === null) return { row: before, finding: unknown(isSilent ? 'too-few-requests' : 'no-data') };
  const usual = measured.field === 'p95Ms' ? baseline.p95 : baseline.p50;
  if (usual === null) return { row: before, finding: unknown('no-baseline') };
  const threshold = usual.ms * latencyFactor;
  const after = measured.ms > threshold ? longer(before, measured.ms, usual) : notSlow;
  const row = isSilent ? before : after;
  const finding: Finding = {
    state: !isSilent && row.row >= looksRunning && isSure(row, latencyFactor) ? 'breached' : 'quiet',
    measure: measured.field === 'p95Ms' ? 'p95 ms' : 'p50 ms',
    value: measured.ms,
    threshold,
    baseline: usual.ms,
    row: row.row,
  };
  return { row, finding };
}

function longer({ row, sum, variance }: LatencyRow, ms: number, usual: LatencyBaseline): LatencyRow {
  return { row: row + 1, sum: sum + logMs(ms) - logMs(usual.ms), variance: variance + usual.spread ** 2 };
}

function isSure({ row, sum, variance }: LatencyRow, latencyFactor: number): boolean {
  return (sum - standardErrors * Math.sqrt(variance)) / row > Math.log(latencyFactor);
}

type Measured = { readonly field: 'p50Ms' | 'p95Ms'; readonly ms: number };

function measure(window: readonly Reading[], { requests, p50Ms, p95Ms }: Reading): Measured | null {
  const isMany = requests !== null && requestsIn(window) >= requestsForP95;
  if (isMany && p95Ms !== null) return { field: 'p95Ms', ms: p95Ms };
  return p50Ms === null ? null : { field: 'p50Ms', ms: p50Ms };
}

function requestsIn(window: readonly Reading[]): number {
  return window.reduce((sum, { requests }) => sum + (requests ?? 0), 0);
}
