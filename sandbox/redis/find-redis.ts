import { execFile } from 'node:child_process';
import { access, constants, readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program that speaks Redis, and where it finds its libraries when it was not installed by the system. */
export type RedisProgram = { readonly path: string; readonly libraries: string | null; readonly version: string };

/** The part of the process environment that is read here. */
export type Surroundings = Readonly<Record<string, string | undefined>>;

const programNames = ['redis-server', 'valkey-server'];

/** Scripts that declare their flags (`#!lua`) came with 7.0. */
const oldestMajor = 7;

/** The first `redis-server` or `valkey-server` on PATH that runs and is new enough; null when there is none. */
export async function findInstalledRedis(surroundings: Surroundings): Promise<RedisProgram | null> {
  const folders = (surroundings['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of programNames) {
    for (const folder of folders) {
      const program = await probe(join(folder, name), null);
      if (program !== null) return program;
    }
  }
  return null;
}

/** Where downloaded servers are kept: `$XDG_CACHE_HOME/gonogo`, else `~/.cache/gonogo`. */
export function cacheFolder(surroundings: Surroundings): string {
  const cache = surroundings['XDG_CACHE_HOME'];
  return join(cache === undefined || cache === '' ? join(homedir(), '.cache') : cache, 'gonogo');
}

/** A server that an earlier run has put into the cache and that still runs; null when there is none. */
export async function findCachedRedis(cache: string): Promise<RedisProgram | null> {
  const names = await readdir(cache).catch(() => []);
  for (const name of names
    .filter((each) => each.startsWith('redis-'))
    .toSorted()
    .toReversed()) {
    const program = await probeUnpacked(join(cache, name));
    if (program !== null) return program;
  }
  return null;
}

/** Tries a folder into which Debian packages were unpacked. */
export async function probeUnpacked(folder: string): Promise<RedisProgram | null> {
  const below = join(folder, 'usr', 'lib');
  const names = await readdir(below).catch(() => []);
  const libraries = [below, ...names.map((name) => join(below, name))].join(delimiter);
  return probe(join(folder, 'usr', 'bin', 'redis-server'), libraries);
}

/** The environment in which the program finds its libraries. */
export function environmentFor(program: Pick<RedisProgram, 'libraries'>): Record<string, string> {
  return program.libraries === null ? {} : { LD_LIBRARY_PATH: program.libraries };
}

async function probe(path: string, libraries: string | null): Promise<RedisProgram | null> {
  try {
    await access(path, constants.X_OK);
    const { stdout } = await run(path, ['--version'], { env: environmentFor({ libraries }), timeout: 5000 });
    const version = /\bv=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    if (version === undefined || Number.parseInt(version, 10) < oldestMajor) return null;
    return { path, libraries, version };
  } catch {
    return null;
  }
}
