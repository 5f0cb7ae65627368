import { env } from 'node:process';
import { downloadRedis } from './download-redis.ts';
import {
  cacheFolder,
  findCachedRedis,
  findInstalledRedis,
  type RedisProgram,
  type Surroundings,
} from './find-redis.ts';
import { startPrivateRedis } from './private-redis.ts';

export type ProvidedRedis = { readonly url: string; stop(): Promise<void> };

export type ProvideOptions = {
  readonly log: (line: string) => void;
  /** Defaults to the environment of this process: `REDIS_URL`, `PATH`, `XDG_CACHE_HOME`. */
  readonly surroundings?: Surroundings;
  /** Settings of the server, over those that Gonogo ships with. Of no effect on a server that was given. */
  readonly settings?: Readonly<Record<string, string>>;
};

/** No server was found and none could be fetched; the message says what to run. */
export class NoRedis extends Error {
  override readonly name = 'NoRedis';
}

/**
 * A Redis for the demo and the tests: the one that `REDIS_URL` names, else a private instance of an installed
 * `redis-server` or `valkey-server`, else one fetched into the cache folder (Debian and Ubuntu, without root).
 *
 * @throws NoRedis with the commands that help
 */
export async function provideRedis(options: ProvideOptions): Promise<ProvidedRedis> {
  const surroundings = options.surroundings ?? env;
  const given = surroundings['REDIS_URL'];
  if (given !== undefined && given !== '') return { url: given, stop: leaveAlone };

  const program = await findRedisProgram(options.log, surroundings);
  return startPrivateRedis(program, options.settings);
}

/** The program to start: from PATH, from the cache, or fetched now. */
export async function findRedisProgram(
  log: (line: string) => void,
  surroundings: Surroundings = env,
): Promise<RedisProgram> {
  const cache = cacheFolder(surroundings);
  const program =
    (await findInstalledRedis(surroundings)) ??
    (await findCachedRedis(cache)) ??
    (await downloadRedis(cache, log, surroundings));
  if (program === null) throw new NoRedis(howToGetRedis);
  return program;
}

const howToGetRedis =
  'No Redis 7 or newer was found. Install one and run this again: on Debian or Ubuntu `sudo apt-get install redis-server`, ' +
  'on macOS `brew install redis`; or start a container with ' +
  '`docker run --rm -d -p 127.0.0.1:6379:6379 redis:7 redis-server --appendonly yes --appendfsync always` ' +
  'and set REDIS_URL=redis://127.0.0.1:6379.';

function leaveAlone(): Promise<void> {
  return Promise.resolve();
}
