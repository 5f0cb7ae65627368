import { env } from 'node:process';
import { startPrivateRedis } from './redis/private-redis.ts';
import { findRedisProgram, type ProvidedRedis, provideRedis } from './redis/provide-redis.ts';

/**
 * The Redis that `REDIS_URL` names, else a private one that lives as long as the demo; says which it is.
 *
 * @throws NoRedis with the commands that help
 */
export async function redisFor(say: (line: string) => void): Promise<ProvidedRedis> {
  const given = env['REDIS_URL'] ?? '';
  if (given !== '') {
    say('Redis: the one that REDIS_URL names. The demo removes its keys at the end.');
    return await provideRedis({ log: say });
  }
  const program = await findRedisProgram(say);
  const redis = await startPrivateRedis(program);
  const from = program.libraries === null ? 'installed on this system' : 'from the cache folder of this user';
  say(`Redis: ${program.version}, ${from}, as a private server on port ${redis.port}.`);
  return redis;
}
