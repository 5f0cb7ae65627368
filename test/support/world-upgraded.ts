import { Redis } from 'ioredis';
import { afterAll, inject } from 'vitest';
import { type Run } from '../../sandbox/github/types.ts';
import { type World as GithubWorld } from '../../sandbox/github/world.ts';
import { startWorld } from '../../sandbox/world.ts';
import { type Older, type StoredKey } from './older.ts';
import { freshPrefix } from './redis.ts';
import { type Shop, type ShopWorld } from './world.ts';
import { olderConfig, seedOlder } from './world-older.ts';

/** The world that the older bot was killed in, with today's bot not started yet; gone when the file's tests are over. */
export async function startUpgrade(older: Older): Promise<ShopWorld> {
  const redis = { url: inject('redisUrl') };
  const prefix = freshPrefix();
  let shops: Readonly<Record<string, Shop>> = {};
  const world = await startWorld({
    redis,
    prefix,
    pace: 'by-hand',
    clock: 'moved',
    bot: 'not-started',
    messages: older.messages,
    config: (_defaults, serviceUrl) => olderConfig(prefix, serviceUrl),
    seed(github) {
      shops = seedOlder(github);
      for (const [name, runs] of Object.entries(older.runs)) putRuns(github, `acme/${name}`, runs);
      return older.live;
    },
    log: () => undefined,
  });
  afterAll(async () => await world.stop());
  for (const [name, { health }] of Object.entries(older.live)) world.service.set(name, { health });
  await putKeys(redis.url, prefix, older.keys);
  await world.moveClock(Date.parse(older.stoppedAt) - world.nowMs());
  return { ...world, shops };
}

function putRuns(github: GithubWorld, fullName: string, runs: readonly Run[]): void {
  const repo = github.repo(fullName);
  for (const run of runs.toReversed()) {
    const workflowId = repo.workflows.get(run.path)?.id ?? run.workflowId;
    repo.runs.unshift({ ...run, workflowId });
  }
}

/** As long as a lock of the queue lives, in ms, and as long as a mark of what was taken. */
const lockMs = 10_000;
const markMs = 24 * 3_600_000;

async function putKeys(url: string, prefix: string, keys: Older['keys']): Promise<void> {
  const redis = new Redis(url);
  try {
    for (const [name, stored] of Object.entries(keys)) {
      const key = `${prefix}:${name}`;
      await put(redis, key, stored);
      if (/:lock$|:stalled-check$/.test(name)) await redis.pexpire(key, lockMs);
      if (/^(?:seen|delivery):/.test(name)) await redis.pexpire(key, markMs);
    }
  } finally {
    redis.disconnect();
  }
}

async function put(redis: Redis, key: string, stored: StoredKey): Promise<void> {
  switch (stored.type) {
    case 'string':
      await redis.set(key, stored.value);
      return;
    case 'hash':
      await redis.hset(key, { ...stored.value });
      return;
    case 'list':
      await redis.rpush(key, ...stored.value);
      return;
    case 'set':
      await redis.sadd(key, ...stored.value);
      return;
    case 'zset':
      for (let at = 0; at + 1 < stored.value.length; at += 2)
        await redis.zadd(key, stored.value[at + 1] ?? '', stored.value[at] ?? '');
      return;
    case 'stream':
      for (const [id, fields] of stored.value) await redis.xadd(key, id, ...fields);
  }
}
