import { type Redis } from 'ioredis';
import { type ChainId } from '../../domain/ids.ts';
import { type LedgerEntry } from '../../domain/ledger/entry.ts';
import { answerOf, LedgerDamaged } from './errors.ts';
import { type LedgerKeys } from './keys.ts';

export type EntryReader = {
  /** At most `count` events after the one numbered `seq`, oldest first. Their hashes are not checked here. */
  entriesAfter(chain: ChainId, seq: number, count: number): Promise<readonly LedgerEntry[]>;
  /** All events of a chain, in pages, oldest first. What can be read before a damaged event is given before it throws. */
  entries(chain: ChainId): AsyncIterable<readonly LedgerEntry[]>;
};

/** One page is read while Redis waits: 1,000 events take about 5 ms, all of 100,000 at once would block it for 600 ms. */
const pageSize = 1000;

/** Both functions throw LedgerUnavailable, and LedgerDamaged for an event that cannot be read. */
export function createEntryReader(redis: Pick<Redis, 'xrange'>, keys: LedgerKeys): EntryReader {
  async function page(chain: ChainId, after: string, count: number): Promise<readonly [string, string[]][]> {
    const reply = redis.xrange(keys.ledger(chain), after === '' ? '-' : `(${after}`, '+', 'COUNT', count);
    return answerOf(`read the events of ${chain}`, reply);
  }

  return {
    async entriesAfter(chain, seq, count) {
      const stored = await page(chain, seq === 0 ? '' : `${seq}-0`, count);
      return stored.map(([id, fields]) => entryOf(chain, id, fields));
    },

    async *entries(chain) {
      let last = '';
      for (;;) {
        const stored = await page(chain, last, pageSize);
        const sound: LedgerEntry[] = [];
        try {
          for (const [id, fields] of stored) sound.push(entryOf(chain, id, fields));
        } catch (damage) {
          yield sound;
          throw damage;
        }
        yield sound;
        last = stored.at(-1)?.[0] ?? '';
        if (stored.length < pageSize) return;
      }
    },
  };
}

/** An event is stored under `<seq>-0`, as one field `e`; anything else was not put there by Gonogo. */
function entryOf(chain: ChainId, id: string, fields: readonly string[]): LedgerEntry {
  const entry = parse(fields);
  if (entry !== null && id === `${entry.seq}-0`) return entry;
  const seq = Number(id.split('-')[0]);
  throw new LedgerDamaged(
    `Event ${seq} of ${chain} (stored as ${id}) cannot be read as an event of that number. Run \`gonogo verify\`.`,
    { chain, seq },
  );
}

function parse(fields: readonly string[]): LedgerEntry | null {
  if (fields.length !== 2 || fields[0] !== 'e') return null;
  try {
    const value: unknown = JSON.parse(fields[1] ?? '');
    return isEntry(value) ? value : null;
  } catch {
    return null;
  }
}

const textFields = ['chain', 'type', 'at', 'actor', 'prev', 'hash'];

function isEntry(value: unknown): value is LedgerEntry {
  if (typeof value !== 'object' || value === null || !('data' in value)) return false;
  const fields = new Map<string, unknown>(Object.entries(value));
  return (
    textFields.every((name) => typeof fields.get(name) === 'string') &&
    Number.isInteger(fields.get('seq')) &&
    Number.isInteger(fields.get('v'))
  );
}
