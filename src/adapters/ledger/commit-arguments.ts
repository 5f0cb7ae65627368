import { type Commit, type OutboxEntry, type Projection } from '../../domain/ledger/commit.ts';
import { type LedgerEntry } from '../../domain/ledger/entry.ts';
import { epochMs, type Instant } from '../../domain/time.ts';
import { type LedgerKeys } from './keys.ts';

/** What is written: a commit, or a repair of what is derived from events that are there already. */
export type Writing = Omit<Commit, 'entries'> & {
  readonly entries: readonly LedgerEntry[];
  readonly reached: { readonly version: number; readonly head: string };
  /** The newest event that must be in the stream before this is written. */
  readonly newest: number;
};

/** Keys that only some commits touch, by the names that commit.lua has for them. */
type OtherKey = Exclude<keyof LedgerKeys, 'ledger' | 'state' | 'seen' | 'claimTokens' | 'copies' | 'copyOf'>;

/** What commit.lua is called with. */
export type Call = { readonly keys: readonly string[]; readonly args: readonly string[] };

/** The call for a commit, in the order of commit.lua. Everything is text: Lua's own numbers and JSON are lossy. */
export function commitCall(
  keys: LedgerKeys,
  id: string,
  writing: Writing,
  marks: { readonly names: readonly string[]; readonly lifetimeMs: number },
): Call {
  const { chain, expected, newest, reached, due, claims, entries, effects, projections } = writing;
  const others = otherKeys(writing);
  const touched = [keys.ledger(chain), keys.state(chain)];
  for (const name of marks.names) touched.push(keys.seen(name));
  for (const name of others) touched.push(name === 'chainHistory' ? keys.chainHistory(chain) : keys[name]);

  const args = [id, chain, String(expected.version), expected.head, String(newest), String(reached.version)];
  args.push(reached.head, writing.state === null ? '' : jsonOf(writing.state), due === null ? '' : msOf(due));
  args.push(String(marks.lifetimeMs), String(marks.names.length));
  args.push(String(claims.length), String(entries.length), String(effects.length));
  args.push(...others);
  for (const { effect, token, settle } of claims) args.push(effect, String(token), settle ? '1' : '0');
  for (const entry of entries) args.push(String(entry.seq), jsonOf(entry));
  for (const entry of effects) args.push(entry.id, msOf(entry.notBefore), jsonOf(entry));
  for (const projection of projections) args.push(...projectionFields(projection));
  return { keys: touched, args };
}

const keysOfOutbox: readonly OtherKey[] = ['outbox', 'outboxDue', 'outboxSince'];

const keysOfProjection: Readonly<Record<Projection['kind'], readonly OtherKey[]>> = {
  'open-row': ['open'],
  'no-open-row': ['open'],
  'lane-row': ['lanes'],
  'incident-row': ['incidents'],
  'incident-resolved': ['resolved', 'resolvedRows'],
  ended: ['history', 'chainHistory', 'summaries', 'records', 'recent'],
};

function otherKeys({ expected, due, claims, effects, projections }: Writing): ReadonlySet<OtherKey> {
  const touched = new Set<OtherKey>();
  if (expected.version === 0) touched.add('chains');
  if (claims.length > 0) touched.add('claims');
  if (claims.length > 0 || effects.length > 0) for (const key of keysOfOutbox) touched.add(key);
  if (due !== null) touched.add('due');
  for (const { kind } of projections) for (const key of keysOfProjection[kind]) touched.add(key);
  return touched;
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
      return ['incident-resolved', incident, msOf(at), jsonOf(row), ''];
    }
    case 'ended': {
      const { release, at, summary, record } = projection;
      return ['ended', release, msOf(at), jsonOf(summary), jsonOf(record)];
    }
  }
}

function msOf(at: Instant): string {
  return String(epochMs(at));
}

function jsonOf(value: unknown): string {
  return JSON.stringify(value ?? null);
}
