import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findCachedRedis, probeUnpacked, type RedisProgram, type Surroundings } from './find-redis.ts';

const run = promisify(execFile);

/** `redis-server` is a link into `redis-tools`; the rest are the libraries that a bare machine may lack. */
const packages = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

/** One package index of a distribution is about 10 MB; a slow line still gets it in this time. */
const downloadTimeoutMs = 180_000;

/**
 * Fetches the distribution's own Redis into the cache folder, without root and without installing it. apt checks the
 * signatures, as it does for an installation. Two processes may do this at once: each unpacks into a folder of its
 * own, and the first to rename it wins.
 *
 * Null where there is no apt or dpkg, or where nothing could be fetched; the reason goes to `log`.
 */
export async function downloadRedis(
  cache: string,
  log: (line: string) => void,
  surroundings: Surroundings,
): Promise<RedisProgram | null> {
  const env = { ...surroundings };
  try {
    await run('apt-get', ['--version'], { env });
    await run('dpkg', ['--version'], { env });
  } catch {
    return null;
  }
  await mkdir(cache, { recursive: true });
  const workshop = await mkdtemp(join(cache, '.download-'));
  try {
    log('No Redis on PATH: fetching one from the package sources of this system (about 1.5 MB) …');
    await download(workshop, env);
    return await keep(await unpack(workshop, env), cache);
  } catch (error) {
    log(`Redis could not be fetched: ${error instanceof Error ? lastLine(error.message) : 'unknown error'}`);
    return null;
  } finally {
    await rm(workshop, { recursive: true, force: true });
  }
}

/** The system's package lists may be empty (a container) or out of date; then lists of our own are fetched. */
async function download(workshop: string, env: Surroundings): Promise<void> {
  const cacheOption = ['-o', `Dir::Cache=${join(workshop, 'cache')}`, '-o', 'APT::Sandbox::User='];
  await mkdir(join(workshop, 'cache', 'archives', 'partial'), { recursive: true });
  const settings = { cwd: workshop, timeout: downloadTimeoutMs, env: { ...env } };
  try {
    await run('apt-get', [...cacheOption, 'download', ...packages], settings);
  } catch {
    const lists = join(workshop, 'lists');
    await mkdir(join(lists, 'partial'), { recursive: true });
    const ours = [...cacheOption, '-o', `Dir::State::lists=${lists}`];
    await run('apt-get', [...ours, 'update'], settings);
    await run('apt-get', [...ours, 'download', ...packages], settings);
  }
}

async function unpack(workshop: string, env: Surroundings): Promise<string> {
  const root = join(workshop, 'root');
  const archives = (await readdir(workshop)).filter((name) => name.endsWith('.deb'));
  for (const archive of archives) await run('dpkg', ['-x', join(workshop, archive), root], { env: { ...env } });
  return root;
}

async function keep(root: string, cache: string): Promise<RedisProgram | null> {
  const program = await probeUnpacked(root);
  if (program === null) throw new Error('the fetched server does not run here, or is older than 7.0');
  const home = join(cache, `redis-${program.version}`);
  try {
    await rename(root, home);
  } catch {
    const theirs = await findCachedRedis(cache);
    if (theirs !== null) return theirs;
    await rm(home, { recursive: true, force: true });
    await rename(root, home);
  }
  return probeUnpacked(home);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? text;
}
