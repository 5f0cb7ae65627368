import { type ReleaseId } from '../ids.ts';
import { type Incident } from './incident.ts';
import { type TimelineEntry } from './timeline.ts';

/**
 * What was tried against it, and what came of that, oldest first: rollbacks, emergencies, and that one of these failed or
 * made production no better, which is told by an alarm.
 */
export function triedIn({ timeline }: Pick<Incident, 'timeline'>): readonly TimelineEntry[] {
  const attempts = new Set<ReleaseId>();
  return timeline.filter(({ what }) => {
    if (what.kind === 'report') {
      if (what.report.kind === 'rollback-begun' || what.report.kind === 'emergency') attempts.add(what.release);
      return true;
    }
    if (what.kind !== 'alarm' || what.release === null || !attempts.has(what.release)) return false;
    return what.alert.kind === 'failed' || what.alert.kind === 'breached';
  });
}
