import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { NoRedis, provideRedis } from '../../sandbox/redis/provide-redis.ts';
import { connectionTo, ignore, ownServer } from './ledger-support.ts';

test('the Redis that the caller names is used, and is not stopped', async () => {
  const theirs = await ownServer();

  const provided = await provideRedis({ log: ignore, surroundings: { REDIS_URL: theirs.url } });
  await provided.stop();

  expect(provided.url).toBe(theirs.url);
  expect(await (await connectionTo(theirs.url)).ping()).toBe('PONG');
});

test('where none can be had, one sentence says how to get one on Debian, on macOS and with a container', async () => {
  const nowhere = await mkdtemp(join(tmpdir(), 'gonogo-nowhere-'));
  onTestFinished(async () => rm(nowhere, { recursive: true, force: true }));

  const attempt = provideRedis({ log: ignore, surroundings: { PATH: nowhere, XDG_CACHE_HOME: nowhere } });

  await expect(attempt).rejects.toThrow(NoRedis);
  await expect(attempt).rejects.toThrow(/apt-get install redis-server.*brew install redis.*docker run.*REDIS_URL=/);
});

test('a private server keeps its data over a kill, and removes it when it is stopped', async () => {
  const server = await ownServer();
  const redis = await connectionTo(server.url);
  await redis.set('decision', 'go');
  await server.kill();
  expect(server.pid()).toBeNull();
  await server.restart();

  expect(await redis.get('decision')).toBe('go');
  redis.disconnect();
  await server.stop();
  await server.stop();
  await expect(stat(server.folder)).rejects.toThrow('ENOENT');
});
