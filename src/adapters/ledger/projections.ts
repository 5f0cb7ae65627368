import { type Redis } from 'ioredis';
import { type ChainId } from '../../domain/ids.ts';
import { epochMs, type Instant, instantAt } from '../../domain/time.ts';
import { answerOf } from './errors.ts';
import { type LedgerKeys, ledgerKeys } from './keys.ts';

/**
 * What may be read without loading a chain. Every function costs the same with 100 or 100,000 finished releases
 * behind it: rows exist for lanes and open releases only, and history is read in pages.
 */
export type Projections = {
  openRows(): Promise<readonly { readonly release: string; readonly row: unknown }[]>;
  laneRows(): Promise<readonly { readonly lane: ChainId; readonly row: unknown }[]>;
  /** The five releases that ended last, newest first. */
  recent(): Promise<readonly Ended[]>;
  /**
   * Newest first. Of one chain, or of all; only what comes after the release `before`, where a page ended, or after the
   * `newer` releases that ended next after the instant `notAfter`.
   */
  historyPage(query: HistoryQuery): Promise<HistoryPage>;
  /** The whole record of an ended release; null when there is none. */
  record(release: string): Promise<unknown>;
  /** Of every incident that somebody still has to do something about; in no order. */
  incidentRows(): Promise<readonly unknown[]>;
  /** The incidents that were resolved last, newest first; at most fifty are kept. */
  recentIncidents(limit: number): Promise<readonly unknown[]>;
};

export type Ended = { readonly release: string; readonly summary: unknown };

export type HistoryQuery = {
  readonly chain?: ChainId;
  readonly before?: string;
  /** Where the first page begins; what `before` names counts more. */
  readonly from?: { readonly notAfter: Instant; readonly newer: number };
  readonly limit: number;
};

export type HistoryPage = {
  readonly rows: readonly (Ended & { readonly at: Instant })[];
  /** Give this as `before` to read on; null on the last page. */
  readonly next: string | null;
};

type ReadingRedis = Pick<
  Redis,
  'hgetall' | 'hvals' | 'lrange' | 'hmget' | 'hget' | 'zcount' | 'zrevrank' | 'zrevrange'
>;

/** All functions throw LedgerUnavailable when Redis does not answer. */
export function createProjections(options: { readonly redis: ReadingRedis; readonly prefix: string }): Projections {
  const { redis } = options;
  const keys = ledgerKeys(options.prefix);

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
      const summaries = await summariesOf(redis, keys, releases);
      return releases.map((release, index) => ({ release, summary: summaries[index] ?? null }));
    },

    historyPage: async (query) => historyPageOf(redis, keys, query),

    async record(release) {
      return parsed(await answerOf('read the record', redis.hget(keys.records, release)));
    },

    async incidentRows() {
      return (await answerOf('read the open incidents', redis.hvals(keys.incidents))).map(parsed);
    },

    async recentIncidents(limit) {
      if (limit < 1) return [];
      const ids = await answerOf('read the resolved incidents', redis.zrevrange(keys.resolved, 0, limit - 1));
      if (ids.length === 0) return [];
      const rows = await answerOf('read the resolved incidents', redis.hmget(keys.resolvedRows, ...ids));
      return rows.filter((row) => row !== null).map(parsed);
    },
  };
}

async function summariesOf(
  redis: ReadingRedis,
  { summaries }: LedgerKeys,
  releases: readonly string[],
): Promise<readonly unknown[]> {
  if (releases.length === 0) return [];
  const stored = await answerOf('read the history', redis.hmget(summaries, ...releases));
  return stored.map(parsed);
}

async function historyPageOf(redis: ReadingRedis, keys: LedgerKeys, query: HistoryQuery): Promise<HistoryPage> {
  const { chain, limit } = query;
  const key = chain === undefined ? keys.history : keys.chainHistory(chain);
  const first = await answerOf('read the history', firstRank(redis, key, query));
  if (first === null) return { rows: [], next: null };
  // One more than asked for, to know whether a page follows.
  const flat = await answerOf('read the history', redis.zrevrange(key, first, first + limit, 'WITHSCORES'));
  const ended = pairs(flat).slice(0, limit);
  const summaries = await summariesOf(
    redis,
    keys,
    ended.map(([release]) => release),
  );
  const rows = ended.map(([release, at], index) => ({
    release,
    at: instantAt(Number(at)),
    summary: summaries[index] ?? null,
  }));
  return { rows, next: flat.length > 2 * limit ? (rows.at(-1)?.release ?? null) : null };
}

/** How many are newer than the page; null where `before` names none of them. */
async function firstRank(redis: ReadingRedis, key: string, { before, from }: HistoryQuery): Promise<number | null> {
  if (before !== undefined) {
    const rank = await redis.zrevrank(key, before);
    return rank === null ? null : rank + 1;
  }
  if (from === undefined) return 0;
  const newer = await redis.zcount(key, `(${epochMs(from.notAfter)}`, '+inf');
  return Math.max(0, newer - from.newer);
}

function parsed(json: string | null): unknown {
  return json === null ? null : JSON.parse(json);
}

function pairs(flat: readonly string[]): [string, string][] {
  const list: [string, string][] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) list.push([flat[index] ?? '', flat[index + 1] ?? '']);
  return list;
}
