import { type Redis } from 'ioredis';
import { type ChainId } from '../../domain/ids.ts';
import { type Instant, instantAt } from '../../domain/time.ts';
import { answerOf } from './errors.ts';
import { ledgerKeys } from './keys.ts';

/**
 * What may be read without loading a chain. Every function costs the same with 100 or 100,000 finished releases
 * behind it: rows exist for lanes and open releases only, and history is read in pages.
 */
export type Projections = {
  openRows(): Promise<readonly { readonly release: string; readonly row: unknown }[]>;
  laneRows(): Promise<readonly { readonly lane: ChainId; readonly row: unknown }[]>;
  /** The five releases that ended last, newest first. */
  recent(): Promise<readonly Ended[]>;
  /** Newest first. Of one chain, or of all; only what comes after the release `before`, where a page ended. */
  historyPage(query: HistoryQuery): Promise<HistoryPage>;
  /** The whole record of an ended release; null when there is none. */
  record(release: string): Promise<unknown>;
};

export type Ended = { readonly release: string; readonly summary: unknown };

export type HistoryQuery = { readonly chain?: ChainId; readonly before?: string; readonly limit: number };

export type HistoryPage = {
  readonly rows: readonly (Ended & { readonly at: Instant })[];
  /** Give this as `before` to read on; null on the last page. */
  readonly next: string | null;
};

type ReadingRedis = Pick<Redis, 'hgetall' | 'lrange' | 'hmget' | 'hget' | 'zrevrank' | 'zrevrange'>;

/** All functions throw LedgerUnavailable when Redis does not answer. */
export function createProjections(options: { readonly redis: ReadingRedis; readonly prefix: string }): Projections {
  const { redis } = options;
  const keys = ledgerKeys(options.prefix);

  async function summariesOf(releases: readonly string[]): Promise<readonly unknown[]> {
    if (releases.length === 0) return [];
    const stored = await answerOf('read the history', redis.hmget(keys.summaries, ...releases));
    return stored.map(parsed);
  }

  return {
    async openRows() {
      const rows = await answerOf('read the open releases', redis.hgetall(keys.open));
      return Object.entries(rows).map(([release, row]) => ({ release, row: parsed(row) }));
    },

    async laneRows() {
      const rows = await answerOf('read the lanes', redis.hgetall(keys.lanes));
      return Object.entries(rows).map(([lane, row]) => ({ lane: lane as ChainId, row: parsed(row) }));
    },

    async recent() {
      const releases = await answerOf('read the last releases', redis.lrange(keys.recent, 0, -1));
      const summaries = await summariesOf(releases);
      return releases.map((release, index) => ({ release, summary: summaries[index] ?? null }));
    },

    async historyPage({ chain, before, limit }) {
      const key = chain === undefined ? keys.history : keys.chainHistory(chain);
      const rank = before === undefined ? -1 : await answerOf('read the history', redis.zrevrank(key, before));
      if (rank === null) return { rows: [], next: null };
      // One more than asked for, to know whether a page follows.
      const flat = await answerOf('read the history', redis.zrevrange(key, rank + 1, rank + 1 + limit, 'WITHSCORES'));
      const ended = pairs(flat).slice(0, limit);
      const summaries = await summariesOf(ended.map(([release]) => release));
      const rows = ended.map(([release, at], index) => ({
        release,
        at: instantAt(Number(at)),
        summary: summaries[index] ?? null,
      }));
      return { rows, next: flat.length > 2 * limit ? (rows.at(-1)?.release ?? null) : null };
    },

    async record(release) {
      return parsed(await answerOf('read the record', redis.hget(keys.records, release)));
    },
  };
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}

function pairs(flat: readonly string[]): [string, string][] {
  const list: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) list.push([flat[index] ?? '', flat[index + 1] ?? '']);
  return list;
}
