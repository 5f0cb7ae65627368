import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** The clock that the doubles go by, and the bot too when it can be moved. */
export type WorldClock = {
  readonly nowMs: () => number;
  /** Moves it forward; resolves when `isKnown` says that the bot has noticed. */
  move(ms: number, isKnown: () => Promise<boolean>): Promise<void>;
  /** Removes everything under the prefix, and lets go of Redis. */
  stop(): Promise<void>;
};

/** The bot reads its offset every 100 ms. */
const readWithinMs = 5000;
const askEveryMs = 20;

/** The one who moves a clock also owns the keys of its world, so it clears them away at the end. */
export async function createClock(
  { url, prefix }: { readonly url: string; readonly prefix: string },
  kind: 'real' | 'moved',
): Promise<WorldClock> {
  const redis = new Redis(url, { maxRetriesPerRequest: 2, lazyConnect: true });
  // Tests take Redis away under the bot; whoever needs an answer here gets the failure of its own call.
  redis.on('error', () => undefined);
  await redis.connect();
  let offset = 0;

  async function move(ms: number, isKnown: () => Promise<boolean>): Promise<void> {
    if (kind === 'real') throw new Error('This world goes by the real clock; start it with clock: "moved".');
    offset += ms;
    await redis.set(`${prefix}:test-clock`, String(offset));
    const until = performance.now() + readWithinMs;
    while (!(await isKnown())) {
      if (performance.now() > until) throw new Error('The bot did not notice that the clock was moved.');
      await wait(askEveryMs);
    }
  }

  async function stop(): Promise<void> {
    // A Redis that is gone has taken the keys with it.
    await removeKeys(redis, prefix).catch(() => undefined);
    redis.disconnect();
  }
  return { nowMs: () => Date.now() + offset, move, stop };
}

async function removeKeys(redis: Redis, prefix: string): Promise<void> {
  const pattern = `${prefix.replaceAll(/[*?[\]\\]/g, String.raw`\$&`)}:*`;
  for await (const keys of redis.scanStream({ match: pattern, count: 1000 }) as AsyncIterable<string[]>) {
    if (keys.length > 0) await redis.unlink(...keys);
  }
}
