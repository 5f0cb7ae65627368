import { type Reminder } from '../domain/effects.ts';
import { isReviewMissing } from '../domain/incident/follow-up.ts';
import { type Incident } from '../domain/incident/incident.ts';

/** Whether what somebody is reminded of has been done since the reminder was written. */
export function isMoot(reminder: Reminder, incident: Incident): boolean {
  switch (reminder.kind) {
    case 'update':
      return incident.phase === 'resolved';
    case 'actions':
      return incident.actions.every(({ id, done }) => done !== null || !reminder.actions.includes(id));
    case 'review':
      return !isReviewMissing(incident);
  }
}
