import { type ChainId, laneChain, type ReleaseId } from '../domain/ids.ts';
import { type HistoryFilter, historyLines, matchesHistory } from '../domain/release/history.ts';
import { after } from '../domain/time.ts';
import { type HistoryLine, type HistoryRow } from '../domain/views.ts';
import { type HandlerParts, type HistoryAsked, type HistoryRead } from './parts.ts';

/** No question reads more rows than this, whatever it asks for. */
export const mostRead = 2_000;
const page = 200;
/**
 * A rollback stands among the releases of its lane that ended next after what it undoes: so many are looked at where a
 * reading does not begin with the newest.
 */
export const newerRead = 50;

export type HistoryFound = {
  /** Newest first. */
  readonly lines: readonly HistoryLine[];
  /** Whether there are more than were asked for. */
  readonly more: 'yes' | 'no';
  readonly read: number;
  /** Whether older ones were left unread, so that something may be missing. */
  readonly isCut: 'yes' | 'no';
};

type Reading = Pick<HandlerParts, 'readings' | 'lanes'>;

/** The newest `most` that the filter wants. Throws when the ledger does not answer. */
export async function findHistory(parts: Reading, filter: HistoryFilter, most: number): Promise<HistoryFound> {
  return await searchHistory(parts, filter, {
    wants: (line) => matchesHistory(line, filter),
    most,
    atOnce: isSelective(filter) ? 'whole-page' : 'as-many',
  });
}

type Search = {
  readonly wants: (line: HistoryLine) => boolean;
  readonly most: number;
  /** `as-many`: nearly every row is wanted, so that no more are read than are asked for. */
  readonly atOnce: 'whole-page' | 'as-many';
};
type Bounds = Pick<HistoryFilter, 'service' | 'environment' | 'since' | 'before'>;

/** The same for whatever somebody wants to see, within the bounds that cost nothing. */
export async function searchHistory(parts: Reading, bounds: Bounds, search: Search): Promise<HistoryFound> {
  const { most } = search;
  const chains = chainsOf(parts, bounds);
  const room = Math.floor(mostRead / chains.length);
  const found = await Promise.all(chains.map((chain) => searchIn(parts, { chain, room }, bounds, search)));
  const lines = found.flatMap((one) => one.lines).toSorted((a, b) => (a.endedAt < b.endedAt ? 1 : -1));
  return {
    lines: lines.slice(0, most),
    more: lines.length > most ? 'yes' : 'no',
    read: found.reduce((sum, one) => sum + one.read, 0),
    isCut: found.some((one) => one.isCut === 'yes') ? 'yes' : 'no',
  };
}

/** A service has a few lanes, each with a history of its own. What is asked of all services is looked for in that of all. */
function chainsOf({ lanes }: Reading, { service, environment }: Bounds): readonly (ChainId | null)[] {
  const own = lanes().filter(
    (lane) => lane.service === service && (environment === null || lane.environment === environment),
  );
  return own.length === 0 ? [null] : own.map((lane) => laneChain(lane.service, lane.environment));
}

async function searchIn(
  { readings }: Reading,
  { chain, room }: { readonly chain: ChainId | null; readonly room: number },
  { since, before }: Bounds,
  { wants, most, atOnce }: Search,
): Promise<Omit<HistoryFound, 'more'>> {
  const rows: HistoryRow[] = [];
  const from: HistoryAsked['from'] = before === null ? null : { notAfter: after(before, -1), newer: newerRead };
  // One more than asked for, to know whether there are more.
  const size = atOnce === 'as-many' ? Math.min(page, most + 1) : page;
  let next: ReleaseId | null = null;
  for (;;) {
    // Each page names the next one, so they are read one after the other.
    const read: HistoryRead = await readings.history({
      chain,
      from,
      before: next,
      limit: Math.min(size, room - rows.length),
    });
    rows.push(...read.rows);
    next = read.next;
    const lines = historyLines(rows).filter(wants);
    const last = rows.at(-1);
    const isPast = since !== null && last !== undefined && last.endedAt < since;
    const isOver = next === null || lines.length > most || isPast;
    if (isOver || rows.length >= room) return { lines, read: rows.length, isCut: isOver ? 'no' : 'yes' };
  }
}

/** Whether it wants some rows of what is read and not others. */
function isSelective({ service, environment, by, status, type, since, before }: HistoryFilter): boolean {
  const narrows = [by, status, type, since, before].some((wanted) => wanted !== null);
  return narrows || (service === null && environment !== null);
}
