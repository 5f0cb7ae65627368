import { expect, test, vi } from 'vitest';
import { createTurns } from '../../../src/adapters/github/turns.ts';
import { answering, checkout, clientsFor, json, shortLimits, stage } from './support.ts';

const [owner, repo] = checkout.split('/');
const parts = { owner: owner ?? '', repo: repo ?? '' };

test('reads at most ten things at once, over everything that is read', async () => {
  let now = 0;
  let most = 0;
  const waiting: (() => void)[] = [];
  const server = await answering((_asked, response) => {
    now += 1;
    most = Math.max(most, now);
    waiting.push(() => {
      now -= 1;
      json(response, 200, {});
    });
  });
  const { reads } = clientsFor(server.url, undefined, { ...shortLimits, attemptMs: 15_000, readMs: 15_000 });
  const all = Promise.all(Array.from({ length: 35 }, async (_, index) => reads.get(`/thing/${index}`)));
  let answered = 0;
  while (answered < 35) {
    const expected = Math.min(10, 35 - answered);
    await vi.waitFor(() => expect(waiting.length).toBe(expected), { interval: 2 });
    waiting.shift()?.();
    answered += 1;
  }

  expect((await all).every((heard) => heard.kind === 'answer' && heard.status === 200)).toBe(true);
  expect(most).toBe(10);
});

test('gives turns in the order in which they were asked for, and to the next when work fails', async () => {
  const turns = createTurns(1, 1_000);
  const order: string[] = [];
  async function work(name: string): Promise<void> {
    order.push(name);
    await Promise.resolve();
    if (name === 'first') throw new Error('it failed');
  }

  const results = await Promise.allSettled(
    ['first', 'second', 'third'].map(async (name) => turns.take(() => work(name))),
  );

  expect(order).toEqual(['first', 'second', 'third']);
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
});

test('tells whoever waits too long that there was no turn, and passes it to the next', async () => {
  const turns = createTurns(1, 20);
  const { promise, resolve } = Promise.withResolvers<string>();
  const long = turns.take(() => promise);

  expect(await turns.take(async () => 'never')).toBe('no-turn');
  resolve('done');
  expect(await long).toBe('done');
  expect(await turns.take(async () => 'next')).toBe('next');
});

test('asks GitHub whether what it said still holds, and does not have it sent again', async () => {
  const github = await stage();
  const url = '/repos/{owner}/{repo}/commits/{ref}';
  const first = await github.reads.get(url, { ...parts, ref: 'main' });
  const second = await github.reads.get(url, { ...parts, ref: 'main' });
  const moved = github.world.setFile(checkout, 'main', 'a.txt', 'a', 'eli');
  const third = await github.reads.get(url, { ...parts, ref: 'main' });

  expect(second).toMatchObject({ status: 200, data: first.kind === 'answer' ? first.data : null });
  expect(third).toMatchObject({ status: 200, data: { sha: moved } });
  expect(github.world.calls.map(({ status }) => status)).toEqual([200, 304, 200]);
});

test('does not serve what it remembers when GitHub does not say that it still holds', async () => {
  let status = 200;
  const server = await answering((_asked, response) => json(response, status, { status }, { etag: '"1"' }));
  const { reads } = clientsFor(server.url);
  await reads.get('/thing');
  status = 404;

  expect(await reads.get('/thing')).toMatchObject({ status: 404, data: { status: 404 } });
  expect(server.asked[1]?.headers['if-none-match']).toBe('"1"');
});

test('keeps only so much of what GitHub said', async () => {
  const server = await answering((asked, response) =>
    json(response, 200, { text: 'x'.repeat(900_000), of: asked.url }, { etag: '"1"' }),
  );
  const { reads } = clientsFor(server.url);
  for (let index = 0; index < 20; index += 1) await reads.get(`/thing/${index}`);
  await reads.get('/thing/0');
  await reads.get('/thing/19');

  expect(server.asked.slice(-2).map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"']);
});
