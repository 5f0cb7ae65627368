import { eventVersions, type LaneEvent } from '../events.ts';
import { type IncidentEvent, incidentEventVersions } from '../incident/events.ts';
import { type LedgerEntry } from './entry.ts';
import { broughtUp, incidentBroughtUp } from './older.ts';

/** An entry that this version of Gonogo cannot read. It stops the reader: skipping it could turn a stop into a go. */
export class UnknownEvent extends Error {
  constructor(entry: Pick<LedgerEntry, 'chain' | 'seq' | 'type' | 'v'>) {
    super(
      `Entry ${entry.seq} of ${entry.chain} is a ${entry.type} of version ${entry.v}, which this Gonogo does not know. ` +
        'Start the version that wrote it, or a newer one; nothing is skipped.',
    );
    this.name = 'UnknownEvent';
  }
}

/**
 * The event that an entry holds, in today's shape: what an earlier Gonogo wrote is read as it was meant. Known types
 * and versions are trusted: the chain's hashes say who wrote them.
 */
export function eventOf(entry: LedgerEntry): LaneEvent {
  const version: number | undefined = Object.hasOwn(eventVersions, entry.type)
    ? eventVersions[entry.type as LaneEvent['type']]
    : undefined;
  if (version === undefined) throw new UnknownEvent(entry);
  const data = version === entry.v ? entry.data : broughtUp(entry.type, entry.v, entry.data);
  if (data === null) throw new UnknownEvent(entry);
  return { type: entry.type, ...(data as object) } as LaneEvent;
}

/** The event that an entry of an incident's chain holds. */
export function incidentEventOf(entry: LedgerEntry): IncidentEvent {
  const version: number | undefined = Object.hasOwn(incidentEventVersions, entry.type)
    ? incidentEventVersions[entry.type as IncidentEvent['type']]
    : undefined;
  if (version === undefined) throw new UnknownEvent(entry);
  const data = version === entry.v ? entry.data : incidentBroughtUp(entry.type, entry.v, entry.data);
  if (data === null) throw new UnknownEvent(entry);
  return { type: entry.type, ...(data as object) } as IncidentEvent;
}

export function storedIncident(event: IncidentEvent): {
  readonly type: string;
  readonly v: number;
  readonly data: unknown;
} {
  const { type, ...data } = event;
  return { type, v: incidentEventVersions[type], data };
}

/** What an event is stored as. */
export function stored(event: LaneEvent): { readonly type: string; readonly v: number; readonly data: unknown } {
  const { type, ...data } = event;
  return { type, v: eventVersions[type], data };
}
