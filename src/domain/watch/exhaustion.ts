import { minute } from '../time.ts';
import { type LevelBaseline } from './baseline-levels.ts';
import { type Finding, type Measure, unknown } from './finding.ts';

/** How long a resource has been at its limit. */
export type LevelRow = { readonly row: number };

export const notExhausted: LevelRow = { row: 0 };

export type LevelJudged = { readonly row: LevelRow; readonly finding: Finding };

export type LevelRule = {
  readonly measure: Extract<Measure, 'cpu percent' | 'memory percent'>;
  /** From so much on, in percent of the limit. */
  readonly limit: number;
  readonly baseline: LevelBaseline | null;
  readonly everyMs: number;
};

const exhaustedForMs = 5 * minute;
const pointsAbove = 20;
/** One reading of five minutes may be one moment. */
const leastReadings = 2;

/**
 * At the limit for five minutes, and 20 points above the baseline; a service that always runs hot is not ill. Without a
 * baseline the limit alone counts. An unknown reading neither counts nor ends the row.
 */
export function judgeLevel(before: LevelRow, percent: number | null, rule: LevelRule): LevelJudged {
  if (percent === null) return { row: before, finding: unknown('no-data') };
  const usual = rule.baseline?.percent ?? null;
  const threshold = usual === null ? rule.limit : Math.max(rule.limit, usual + pointsAbove);
  const row = percent >= threshold ? before.row + 1 : 0;
  const needed = Math.max(leastReadings, Math.ceil(exhaustedForMs / rule.everyMs));
  const finding: Finding = {
    state: row >= needed ? 'breached' : 'quiet',
    measure: rule.measure,
    value: percent,
    threshold,
    baseline: usual,
    row,
  };
  return { row: { row }, finding };
}
