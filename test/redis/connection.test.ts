import { randomUUID } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { connectRedis, RedisUnreachable } from '../../src/adapters/redis.ts';
import { checkRedis } from '../../src/adapters/redis-fitness.ts';
import { connectionTo, ignore, ownServer } from './ledger-support.ts';

test('a Redis as it is shipped is fit, without a warning', async () => {
  const server = await ownServer();

  expect(await checkRedis(await connectionTo(server.url))).toEqual({
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/) as string,
    refusal: null,
    warnings: [],
  });
});

test('a Redis that may drop keys is refused, with the command that mends it', async () => {
  const server = await ownServer({ 'maxmemory-policy': 'allkeys-lru' });
  const { refusal } = await checkRedis(await connectionTo(server.url));

  expect(refusal).toContain('is allkeys-lru');
  expect(refusal).toContain('CONFIG SET maxmemory-policy noeviction');
});

test.each([
  { settings: { appendonly: 'no' }, says: 'no append-only file' },
  { settings: { appendfsync: 'everysec' }, says: 'up to about two seconds' },
  { settings: { appendfsync: 'no' }, says: 'half minute' },
])('less durability than shipped is said in words: $settings', async ({ settings, says }) => {
  const server = await ownServer(settings as Record<string, string>);
  const { refusal, warnings } = await checkRedis(await connectionTo(server.url));

  expect(refusal).toBeNull();
  expect(warnings).toHaveLength(1);
  expect(warnings[0]).toContain(says);
});

test('a Redis that closes CONFIG is fit, and what cannot be read is said', async () => {
  const server = await ownServer();
  const admin = await connectionTo(server.url);
  await admin.acl('SETUSER', 'managed', 'on', '>secret', '~*', '+@all', '-config');
  const { refusal, warnings } = await checkRedis(await connectionTo(server.url.replace('//', '//managed:secret@')));

  expect(refusal).toBeNull();
  expect(warnings).toEqual([expect.stringContaining('cannot be read') as string]);
});

test('a user who lacks a right that a commit needs is refused, by name', async () => {
  const server = await ownServer();
  const admin = await connectionTo(server.url);
  await admin.acl('SETUSER', 'weak', 'on', '>secret', '~{gonogo}:*', '+@all', '-zadd', '-xadd');
  const { refusal } = await checkRedis(await connectionTo(server.url.replace('//', '//weak:secret@')));

  expect(refusal).toContain('may not use XADD, ZADD');
});

test.each([
  { lacking: 'the keys', rules: ['~other:*', '+@all'] },
  { lacking: 'scripts', rules: ['~*', '+@all', '-@scripting'] },
  { lacking: 'INFO', rules: ['~*', '+@all', '-info'] },
])('a user who lacks $lacking is refused, with the rights to grant', async ({ rules }) => {
  const server = await ownServer();
  const admin = await connectionTo(server.url);
  await admin.acl('SETUSER', 'weak', 'on', '>secret', ...rules);
  const { refusal } = await checkRedis(await connectionTo(server.url.replace('//', '//weak:secret@')));

  expect(refusal).toContain('ACL SETUSER');
});

test('a replica is refused', async () => {
  const primary = await ownServer();
  const replica = await ownServer({ replicaof: `127.0.0.1 ${primary.port}` });

  expect((await checkRedis(await connectionTo(replica.url))).refusal).toContain('replica');
});

test('nobody at the address is one sentence with what to check, and no password in it', async () => {
  const server = await ownServer();
  await server.kill();
  const attempt = connectRedis(server.url.replace('//', '//user:hunter2@'), 'workers');

  await expect(attempt).rejects.toThrow(RedisUnreachable);
  await expect(attempt).rejects.toThrow(/^Redis at 127\.0\.0\.1:\d+ cannot be used: (?!.*hunter2).*REDIS_URL/);
});

test.each(['not a url', 'http://127.0.0.1:6379', ''])('an address that is none is refused: "%s"', async (url) => {
  await expect(connectRedis(url, 'ack')).rejects.toThrow('REDIS_URL must look like');
});

test('a wrong password is said as such', async () => {
  const server = await ownServer({ requirepass: 'right' });

  await expect(connectRedis(server.url.replace('//', '//:wrong@'), 'ack')).rejects.toThrow('user and password');
});

test('somebody who waits in Slack is told at once that Redis is gone; a worker waits until it is back', async () => {
  const server = await ownServer();
  const problems: string[] = [];
  const ack = await connectRedis(server.url, 'ack', (problem) => problems.push(problem));
  const worker = await connectRedis(server.url, 'workers', ignore);
  await server.kill();
  await expect.poll(() => ack.status).not.toBe('ready');

  await expect(ack.get('key')).rejects.toThrow("Stream isn't writeable");
  const patient = worker.set('key', 'value');
  await expect.poll(() => problems.length).toBeGreaterThan(0);
  await server.restart();

  expect(await patient).toBe('OK');
  await expect.poll(() => ack.status, { timeout: 5000 }).toBe('ready');
  expect(await ack.get('key')).toBe('value');
  ack.disconnect();
  worker.disconnect();
});

test('the shared server of the tests is one that Gonogo would start on', async () => {
  expect((await checkRedis(await connectionTo(inject('redisUrl')))).refusal).toBeNull();
});

test('what is asked in one turn goes out together, and is answered in its order', async () => {
  const redis = await connectionTo(inject('redisUrl'), 'ack');
  const before = redis.stream.bytesWritten;
  const answers = Promise.all(['one', 'two', 'three'].map(async (word) => redis.echo(word)));
  const heldBack = redis.stream.bytesWritten - before;

  expect(heldBack).toBe(0);
  expect(await answers).toEqual(['one', 'two', 'three']);
  expect(redis.stream.bytesWritten).toBeGreaterThan(before);
});

test('a pipeline in between is answered in its order, too', async () => {
  const redis = await connectionTo(inject('redisUrl'), 'ack');
  const answers = Promise.all([redis.echo('one'), redis.pipeline().echo('two').exec(), redis.echo('three')]);

  expect(await answers).toEqual(['one', [[null, 'two']], 'three']);
});

test('bytes and text that are sent in one turn arrive in the order in which they were sent', async () => {
  const redis = await connectionTo(inject('redisUrl'), 'ack');
  const key = `{order}:${randomUUID()}`;
  await Promise.all([redis.append(key, 'a'), redis.append(key, Buffer.from('b')), redis.append(key, 'c')]);

  expect(await redis.getdel(key)).toBe('abc');
});

test('a command whose connection breaks before it is answered is sent again over the next one', async () => {
  const server = await ownServer();
  const redis = await connectionTo(server.url, 'ack');
  const other = await connectionTo(server.url);
  await other.client('PAUSE', 300, 'ALL');
  const answers = Promise.all([redis.append('key', 'a'), redis.echo('b')]);
  await new Promise((resolve) => setImmediate(resolve));
  redis.stream.destroy();

  expect((await answers)[1]).toBe('b');
});
