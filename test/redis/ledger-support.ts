import { type Redis } from 'ioredis';
import { inject, onTestFinished } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../sandbox/redis/private-redis.ts';
import { findRedisProgram } from '../../sandbox/redis/provide-redis.ts';
import { createLedger, type Ledger } from '../../src/adapters/ledger/ledger.ts';
import { connectRedis, type RedisPurpose } from '../../src/adapters/redis.ts';
import { type ChainId } from '../../src/domain/ids.ts';
import { type ChainHead, type Commit, type OutboxEntry } from '../../src/domain/ledger/commit.ts';
import { genesis, link, type Unchained } from '../../src/domain/ledger/entry.ts';
import { after, type Instant } from '../../src/domain/time.ts';
import { freshPrefix } from '../support/redis.ts';

export const chain = 'lane.checkout.production' as ChainId;
export const noon = '2026-11-20T12:00:00.000Z' as Instant;

export type Bench = { readonly redis: Redis; readonly prefix: string; readonly ledger: Ledger };

/** A ledger under a prefix of its own on the shared server; its keys go when the test has ended. */
export async function freshLedger(): Promise<Bench> {
  const redis = await connectionTo(inject('redisUrl'));
  const prefix = freshPrefix();
  onTestFinished(async () => {
    const keys = await keysUnder(redis, prefix);
    if (keys.length > 0) await redis.del(...keys);
    redis.disconnect();
  });
  return { redis, prefix, ledger: createLedger({ redis, prefix }) };
}

/** A connection that ends with the test, after what the test itself cleans up. */
export async function connectionTo(url: string, purpose: RedisPurpose = 'workers'): Promise<Redis> {
  const redis = await connectRedis(url, purpose);
  onTestFinished(() => redis.disconnect());
  return redis;
}

/** A server of the test's own, for what would disturb the shared one. */
export async function ownServer(settings: Readonly<Record<string, string>> = {}): Promise<PrivateRedis> {
  const server = await startPrivateRedis(await findRedisProgram(ignore), settings);
  onTestFinished(async () => server.stop());
  return server;
}

export function event(data: unknown, type = 'NoteTaken'): Unchained {
  return { type, v: 1, at: noon, actor: 'U0ANA', data };
}

/** Where a chain stands before its first event. */
export const empty: ChainHead = { chain, version: 0, head: genesis, state: null };

/** A commit of these events behind a head; `rest` adds effects, inputs and so on. */
export function commitAt(head: ChainHead, events: readonly Unchained[], rest: Partial<Commit> = {}): Commit {
  const { version } = head;
  return {
    chain: head.chain,
    expected: { version, head: head.head },
    entries: link(head.chain, version, head.head, events),
    state: { notes: version + events.length },
    effects: [],
    projections: [],
    due: null,
    inputs: [],
    claims: [],
    ...rest,
  };
}

export function effect(id: string, rest: Partial<OutboxEntry> = {}): OutboxEntry {
  return { id, chain, priority: 5, notBefore: noon, effect: { type: 'SayHello' }, ...rest };
}

/** Milliseconds after noon, as an instant. */
export function later(ms: number): Instant {
  return after(noon, ms);
}

/** Everything under a prefix, as Redis itself would move it elsewhere: equal dumps are equal content. */
export async function dumpOf(redis: Redis, prefix: string): Promise<Record<string, string>> {
  const dump: Record<string, string> = {};
  for (const key of (await keysUnder(redis, prefix)).toSorted()) {
    dump[key] = (await redis.dumpBuffer(key))?.toString('base64') ?? '';
  }
  return dump;
}

async function keysUnder(redis: Redis, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const page of redis.scanStream({ match: `${prefix}:*`, count: 1000 })) found.push(...(page as string[]));
  return found;
}

export function ignore(): void {}
