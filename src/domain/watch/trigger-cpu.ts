import { type LevelBaseline } from './baseline-levels.ts';
import { judgeLevel, type LevelJudged, type LevelRow } from './exhaustion.ts';

/**
 * CPU: at least `cpuPercent` of the limit for five minutes, and 20 points above the baseline.
 *
 * It assumes a percentage of the limit, averaged over the interval, and that a start takes less than five minutes of
 * full load. A service without a limit has no such percentage, and the trigger is then unknown.
 *
 * Source: "Memory/CPU exhaustion" among the automatic rollback triggers; the figures are Gonogo's own.
 */
export function judgeCpu(
  before: LevelRow,
  percent: number | null,
  rule: { readonly baseline: LevelBaseline | null; readonly cpuPercent: number; readonly everyMs: number },
): LevelJudged {
  const { baseline, cpuPercent, everyMs } = rule;
  return judgeLevel(before, percent, { measure: 'cpu percent', limit: cpuPercent, baseline, everyMs });
}
