import { Redis } from 'ioredis';
import { afterAll, expect, onTestFinished } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../sandbox/redis/private-redis.ts';
import { findRedisProgram } from '../../sandbox/redis/provide-redis.ts';
import { request } from '../../sandbox/world-people.ts';
import { createLedger } from '../../src/adapters/ledger/ledger.ts';
import { verifyLedger } from '../../src/adapters/ledger/verify.ts';
import { expectPhase, oneRun, runsOf, type ShopWorld, shop } from './world.ts';

/** After a boot the card has to tell the truth within this, in milliseconds. */
export const truthWithinMs = 30_000;

/** A server that may be paused and killed; gone when the file's tests are over. To be called in `beforeAll`. */
export async function ownRedis(): Promise<PrivateRedis> {
  const redis = await startPrivateRedis(await findRedisProgram(() => undefined));
  afterAll(async () => await redis.stop());
  return redis;
}

/** A connection that ends with the test. */
export function connection({ url }: { readonly url: string }): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());
  return redis;
}

/** A request by Finn that waits for its votes; the release's id. */
export async function waiting(world: ShopWorld, service: string): Promise<string> {
  const release = await request(world, { by: 'U0FINN', service });
  await expectPhase(world, release, 'awaiting-decision');
  return release;
}

/** The release's one run is known, succeeds, and is the only one. */
export async function expectSuccess(world: ShopWorld, service: string, release: string): Promise<void> {
  const of = shop(world, service);
  await expectPhase(world, release, 'deploying', truthWithinMs);
  world.github.world.finishRun((await oneRun(world, of)).id, 'success');
  await expectPhase(world, release, 'succeeded', truthWithinMs);
  expect(runsOf(world, of)).toHaveLength(1);
}

/** What `gonogo verify` finds. */
export async function verified(world: ShopWorld, { url }: PrivateRedis): Promise<unknown> {
  return await verifyLedger(createLedger({ redis: connection({ url }), prefix: world.redis.prefix }));
}
