import { type ReleaseId } from '../ids.ts';
import { compareSeverity, type Incident } from './incident.ts';
import { type IncidentRow } from './views.ts';

export type Listing = { readonly open: readonly IncidentRow[]; readonly recent: readonly IncidentRow[] };

/** The worst first, and of those the oldest. One that was opened again is among the open ones alone. */
export function listed({ open, recent }: Listing): Listing {
  const again = new Set(open.filter(({ phase }) => phase !== 'resolved').map(({ incident }) => incident));
  return {
    open: open.toSorted((one, other) => {
      const worse = compareSeverity(one.severity, other.severity);
      return worse === 0 ? (one.openedAt < other.openedAt ? -1 : 1) : worse;
    }),
    recent: recent.filter(({ incident }) => !again.has(incident)),
  };
}

/** The release that its message shows: the one that alarmed last, else the first that it is about. */
export function releaseShown({ alarms, releases }: Pick<Incident, 'alarms' | 'releases'>): ReleaseId | null {
  return alarms.at(-1)?.release ?? releases[0] ?? null;
}
