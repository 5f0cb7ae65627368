import { type Commit, type OutboxEntry, type Projection } from '../../domain/ledger/commit.ts';
import { type LedgerEntry } from '../../domain/ledger/entry.ts';
import { epochMs } from '../../domain/time.ts';

/** What is written: a commit, or a repair of what is derived from events that are there already. */
export type Writing = Omit<Commit, 'entries'> & {
  readonly entries: readonly LedgerEntry[];
  readonly reached: { readonly version: number; readonly head: string };
  /** The newest event that must be in the stream before this is written. */
  readonly newest: number;
};

/** The arguments of commit.lua, in its order. Everything is text: Lua's own numbers and JSON are lossy. */
export function commitArguments(id: string, writing: Writing, markLifetimeMs: number): string[] {
  const { chain, expected, newest, reached, due } = writing;
  const args = [
    id,
    chain,
    String(expected.version),
    expected.head,
    String(newest),
    String(reached.version),
    reached.head,
    writing.state === null ? '' : jsonOf(writing.state),
    due === null ? '' : String(epochMs(due)),
    String(markLifetimeMs),
  ];
  args.push(String(writing.claims.length));
  for (const { effect, token, settle } of writing.claims) args.push(effect, String(token), settle ? '1' : '0');
  args.push(String(writing.entries.length));
  for (const entry of writing.entries) args.push(String(entry.seq), jsonOf(entry));
  args.push(String(writing.effects.length));
  for (const entry of writing.effects) args.push(entry.id, String(epochMs(entry.notBefore)), jsonOf(entry));
  args.push(String(writing.projections.length));
  for (const projection of writing.projections) args.push(...projectionFields(projection));
  return args;
}

/** The newest state after a commit; throws a TypeError for entries that do not follow from what is expected. */
export function reachedBy({ chain, expected, entries }: Commit): { version: number; head: string } {
  let { version, head } = expected;
  for (const entry of entries) {
    version += 1;
    if (entry.chain !== chain || entry.seq !== version || entry.prev !== head) {
      throw new TypeError(`Event ${entry.seq} does not follow event ${version - 1} of ${chain}: link it anew.`);
    }
    head = entry.hash;
  }
  return { version, head };
}

/** The entry inside `<writing> <not before> <json>`. */
export function outboxEntryOf(stored: string): OutboxEntry {
  const json = stored.slice(stored.indexOf(' ', stored.indexOf(' ') + 1) + 1);
  return JSON.parse(json) as OutboxEntry;
}

function projectionFields(projection: Projection): readonly string[] {
  switch (projection.kind) {
    case 'open-row':
      return ['open-row', projection.release, '', jsonOf(projection.row), ''];
    case 'no-open-row':
      return ['no-open-row', projection.release, '', '', ''];
    case 'lane-row':
      return ['lane-row', projection.lane, '', jsonOf(projection.row), ''];
    case 'incident-row':
      return ['incident-row', projection.incident, '', projection.row === null ? '' : jsonOf(projection.row), ''];
    case 'incident-resolved': {
      const { incident, at, row } = projection;
      return ['incident-resolved', incident, String(epochMs(at)), jsonOf(row), ''];
    }
    case 'ended': {
      const { release, at, summary, record } = projection;
      return ['ended', release, String(epochMs(at)), jsonOf(summary), jsonOf(record)];
    }
  }
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value ?? null);
}
