import { type Finding, unknown } from './finding.ts';
import { type Health } from './readings.ts';

/**
 * Health check failures, more than `healthFailures` in a row: with the usual 3 the fourth breaches the watch.
 *
 * It assumes that a service which is well answers at least one check in four, and that a failure of our own side (our
 * network, a name that does not resolve) was told apart from one of the service before it comes here. Such an answer is
 * unknown: it neither counts as a failure nor ends a row of them. No baseline is needed.
 *
 * Source: "Health check failures (>3 consecutive)" among the automatic rollback triggers.
 */
export type HealthRow = { readonly failures: number };

export const noFailures: HealthRow = { failures: 0 };

export type HealthJudged = { readonly row: HealthRow; readonly finding: Finding };

export function judgeHealth({ failures }: HealthRow, health: Health, healthFailures: number): HealthJudged {
  if (health === 'unknown') return { row: { failures }, finding: unknown('no-data') };
  const row = health === 'failed' ? failures + 1 : 0;
  const finding: Finding = {
    state: row > healthFailures ? 'breached' : 'quiet',
    measure: 'failures in a row',
    value: row,
    threshold: healthFailures + 1,
    baseline: null,
    row,
  };
  return { row: { failures: row }, finding };
}
