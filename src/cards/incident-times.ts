import { compareSeverity, type Incident, type Severity } from '../domain/incident/incident.ts';
import { type Instant, msBetween } from '../domain/time.ts';
import { count, duration } from './text.ts';

/** How long things took in an incident, and what it was at its worst. */

/** "10 minutes", "1 hour", "2 hours 30 minutes", "3 days". */
export function spoken(ms: number): string {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) return count(minutes, 'minute');
  if (minutes >= 48 * 60) return count(Math.floor(minutes / (24 * 60)), 'day');
  const rest = minutes % 60;
  const hours = count(Math.floor(minutes / 60), 'hour');
  return rest === 0 ? hours : `${hours} ${count(rest, 'minute')}`;
}

/** "12 min after it was opened", or after it got worse than what somebody had acknowledged. */
export function afterText({ since, outgrown }: Pick<Incident, 'since' | 'outgrown'>, at: Instant): string {
  return `${duration(msBetween(since, at))} after it ${outgrown === null ? 'was opened' : 'got worse'}`;
}

/** The last time that a rollback put production back; null when none did. */
export function restoredAt({ timeline }: Incident): Instant | null {
  return timeline.findLast(({ what }) => what.kind === 'report' && what.report.kind === 'put-back')?.at ?? null;
}

/** Lowering it later does not make it less. */
export function worstOf({ severity, timeline }: Incident): Severity {
  const all = timeline.flatMap(({ what }): readonly Severity[] => {
    if (what.kind === 'opened' || what.kind === 'opened-again') return [what.severity];
    return what.kind === 'severity' || what.kind === 'outgrown' ? [what.from, what.to] : [];
  });
  return [severity, ...all].toSorted(compareSeverity)[0] ?? severity;
}
