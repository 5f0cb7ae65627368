import { Redis } from 'ioredis';
import { startPrivateRedis } from '../../sandbox/redis/private-redis.ts';
import { findRedisProgram } from '../../sandbox/redis/provide-redis.ts';
import { type Cleaning } from './cleaning.ts';
import { say } from './figures.ts';

/** A server of the bench's own, set as the one that is shipped: every acknowledged write is on disk. */
export async function ownRedis(cleaning: Cleaning): Promise<{ readonly url: string; readonly redis: Redis }> {
  const server = await startPrivateRedis(await findRedisProgram(say));
  cleaning.add(async () => await server.stop());
  const redis = new Redis(server.url, { maxRetriesPerRequest: null });
  cleaning.add(async () => redis.disconnect());
  return { url: server.url, redis };
}
