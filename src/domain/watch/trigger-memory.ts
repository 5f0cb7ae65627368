import { type LevelBaseline } from './baseline-levels.ts';
import { judgeLevel, type LevelRow, notExhausted } from './exhaustion.ts';
import { type Finding, unknown } from './finding.ts';
import { type Reading } from './readings.ts';

/**
 * Memory: at least `memoryPercent` of the limit for five minutes and 20 points above the baseline, or three restarts or
 * kills for want of memory in the whole watch. Such kills come back as restarts, and the memory that caused them is
 * free again before anybody has measured it.
 *
 * It assumes counts of the interval and no running totals. Restarts count as far as one reading has more of them than
 * any reading of the hour before had, which is also what makes a running total that does not move harmless.
 *
 * Source: "Memory/CPU exhaustion" among the automatic rollback triggers; the figures are Gonogo's own.
 */
export type MemoryRow = { readonly level: LevelRow; readonly restarts: number };

export const noPressure: MemoryRow = { level: notExhausted, restarts: 0 };

export type MemoryJudged = { readonly row: MemoryRow; readonly finding: Finding };

const restartsAllowed = 2;

export function judgeMemory(
  before: MemoryRow,
  { memoryPercent, restarts }: Reading,
  rule: {
    readonly baseline: LevelBaseline | null;
    readonly usualRestarts: number;
    readonly memoryPercent: number;
    readonly everyMs: number;
  },
): MemoryJudged {
  const total = before.restarts + Math.max(0, (restarts ?? 0) - rule.usualRestarts);
  const { row: level, finding } = judgeLevel(before.level, memoryPercent, {
    measure: 'memory percent',
    limit: rule.memoryPercent,
    baseline: rule.baseline,
    everyMs: rule.everyMs,
  });
  const row = { level, restarts: total };
  if (total > restartsAllowed && restarts !== null) return { row, finding: tooMany(total, rule.usualRestarts) };
  return { row, finding: memoryPercent === null ? unknown('no-data') : finding };
}

function tooMany(total: number, usual: number): Finding {
  return {
    state: 'breached',
    measure: 'restarts',
    value: total,
    threshold: restartsAllowed + 1,
    baseline: usual,
    row: total,
  };
}
