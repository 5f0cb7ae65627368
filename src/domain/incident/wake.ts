import { type Instant } from '../time.ts';
import { type IncidentState } from './incident.ts';

/** When the incident next has something to do by itself; null when it has not. */
export function dueOfIncident({ incident }: IncidentState): Instant | null {
  return incident?.clock.dueAt ?? null;
}

/** When the chain has to be woken because of a change; null where the due time that stands will do. */
export function wakeIncident(before: IncidentState, after: IncidentState): Instant | null {
  const due = dueOfIncident(after);
  return due === dueOfIncident(before) ? null : due;
}
