import { expect, test } from 'vitest';
import { z } from 'zod';
import { type SlackAnswer } from '../../../src/adapters/slack/client.ts';
import { createPacing, type Pacing, pagePriority } from '../../../src/adapters/slack/pacing.ts';
import { pacedClient } from '../../../src/adapters/slack/sending.ts';
import { smallBudget } from './small-budgets.ts';
import { type ManualTime, manualTime, noon, scriptedClient, settled } from './support.ts';

type Said = { readonly what: string; readonly second: number };
type Desk = {
  readonly time: ManualTime;
  readonly pacing: Pacing;
  /** What was sent to Slack, and in which second. */
  readonly sent: Said[];
  /** What callers were told. */
  readonly told: string[];
  readonly post: (priority: number, channel: string, what: string) => void;
  readonly call: (priority: number, method: string, channel: string | null, what: string) => void;
  /** Answers the next call of this with a 429. */
  readonly limit: (what: string, seconds: number) => void;
};

function desk(): Desk {
  const time = manualTime();
  const pacing = createPacing({ ...time, budgetOf: smallBudget });
  const sent: Said[] = [];
  const told: string[] = [];
  const limited = new Map<string, number>();

  function call(priority: number, method: string, channel: string | null, what: string): void {
    async function answer(): Promise<SlackAnswer<string>> {
      sent.push({ what, second: Math.floor((time.now() - noon) / 1000) });
      const seconds = limited.get(what);
      limited.delete(what);
      return seconds === undefined
        ? { kind: 'ok', value: what }
        : { kind: 'rate-limited', retryAfterMs: seconds * 1000 };
    }
    void pacing.schedule(priority, method, channel, answer).then((result) => {
      told.push(result.kind === 'rate-limited' ? `${what}: in ${result.retryAfterMs} ms` : `${what}: ${result.kind}`);
    });
  }

  return {
    time,
    pacing,
    sent,
    told,
    call,
    post: (priority, channel, what) => call(priority, 'chat.postMessage', channel, what),
    limit: (what, seconds) => void limited.set(what, seconds),
  };
}

test('sends a small burst to a channel at once, and then about one message a second', async () => {
  const { time, sent, post } = desk();
  for (const what of ['a', 'b', 'c', 'd', 'e', 'f']) post(3, 'C1', what);
  await time.advance(5000);

  expect(sent.map((one) => one.second)).toEqual([0, 0, 0, 1, 2, 3]);
  expect(sent.map((one) => one.what).join('')).toBe('abcdef');
});

test('gives each channel its own pace', async () => {
  const { time, sent, post } = desk();
  for (const channel of ['C1', 'C2']) for (const n of [1, 2, 3, 4]) post(3, channel, `${channel}.${n}`);
  await settled();

  expect(sent).toHaveLength(6);
  await time.advance(1100);
  expect(sent).toHaveLength(8);
});

test('lets what stops or warns go before everything that waits', async () => {
  const { time, sent, post } = desk();
  for (const what of ['1', '2', '3', 'card', 'note']) post(what === 'note' ? 4 : 3, 'C1', what);
  post(0, 'C1', 'alert');
  await time.advance(5000);

  expect(sent.map((one) => one.what)).toEqual(['1', '2', '3', 'alert', 'card', 'note']);
});

test('keeps the order of equals', async () => {
  const { time, sent, post } = desk();
  for (let n = 0; n < 9; n += 1) post(3, 'C1', String(n));
  await time.advance(10_000);

  expect(sent.map((one) => one.what).join('')).toBe('012345678');
});

test('sends the P1 first when a pause of 30 seconds ends, and drops nothing', async () => {
  const { time, sent, told, post, limit } = desk();
  limit('card', 30);
  post(3, 'C1', 'card');
  await settled();
  post(3, 'C1', 'another card');
  post(0, 'C1', 'P1');
  await time.advance(29_000);

  expect(sent).toEqual([{ what: 'card', second: 0 }]);
  // Cards are not kept that long: their workers are told when to come back, and nothing was sent for them.
  expect(told).toEqual(['card: in 30000 ms', 'another card: in 30000 ms']);
  await time.advance(1000);
  expect(sent.slice(1)).toEqual([{ what: 'P1', second: 30 }]);
  expect(told.at(-1)).toBe('P1: ok');
});

test('keeps no page until a pause ends: somebody may acknowledge meanwhile, so it comes back and asks first', async () => {
  const { time, sent, told, post, limit } = desk();
  limit('page', 30);
  post(pagePriority, 'D1', 'page');
  await settled();
  expect(told).toEqual(['page: in 30000 ms']);

  await time.advance(29_000);
  post(0, 'D1', 'alert');
  post(pagePriority, 'D1', 'page again');
  await time.advance(1000);
  expect(sent.slice(1)).toEqual([{ what: 'page again', second: 30 }]);
});

test('makes a call again by itself when the pause is short', async () => {
  const { time, sent, told, post, limit } = desk();
  limit('card', 4);
  post(3, 'C1', 'card');
  await time.advance(4000);

  expect(sent.map((one) => one.second)).toEqual([0, 4]);
  expect(told).toEqual(['card: ok']);
});

test('goes on at the usual pace after a pause, not with another burst', async () => {
  const { time, sent, post, limit } = desk();
  limit('a', 4);
  for (const what of ['a', 'b', 'c', 'd', 'e']) post(3, 'C1', what);
  await time.advance(9000);

  expect(sent.map((one) => `${one.what}${one.second}`)).toEqual(['a0', 'b0', 'c0', 'a4', 'd5', 'e6']);
});

test('pauses only the channel, or the method, that met the limit', async () => {
  const { time, sent, post, call, limit } = desk();
  limit('limited post', 20);
  limit('limited update', 20);
  post(3, 'C1', 'limited post');
  call(3, 'chat.update', 'C1', 'limited update');
  await settled();
  post(3, 'C2', 'other channel');
  call(2, 'views.open', null, 'other method');
  call(3, 'chat.update', 'C2', 'same method');
  await time.advance(1000);

  expect(sent.map((one) => one.what)).toEqual(['limited post', 'limited update', 'other channel', 'other method']);
});

test('tells a caller when to come back, instead of keeping a worker for longer than ten seconds', async () => {
  const { told, post } = desk();
  for (let n = 0; n < 20; n += 1) post(3, 'C1', String(n));
  await settled();

  expect(told.filter((one) => one.endsWith('ok'))).toHaveLength(3);
  expect(told.filter((one) => one.includes('in '))).toHaveLength(8);
  expect(told).toContain('12: in 11000 ms');
});

test('opens a modal within its trigger or not at all', async () => {
  const { time, sent, told, call, limit } = desk();
  limit('modal', 5);
  call(0, 'views.open', null, 'modal');
  await time.advance(10_000);

  expect(sent).toHaveLength(1);
  expect(told).toEqual(['modal: in 5000 ms']);
});

test('lets everybody go when it is closed, and sends nothing more', async () => {
  const { time, sent, told, pacing, post } = desk();
  for (let n = 0; n < 5; n += 1) post(0, 'C1', String(n));
  await settled();
  pacing.close();
  post(0, 'C1', 'after');
  await time.advance(60_000);

  expect(sent).toHaveLength(3);
  expect(told).toHaveLength(6);
});

test('passes on what a call fails with, and goes on', async () => {
  const { pacing, time } = desk();
  const failing = pacing.schedule(3, 'chat.update', 'C1', () => Promise.reject(new Error('broken')));

  await expect(failing).rejects.toThrow('broken');
  const next = pacing.schedule(3, 'chat.update', 'C1', async () => ({ kind: 'ok', value: 1 }));
  await time.advance(0);
  expect(await next).toEqual({ kind: 'ok', value: 1 });
});

test('forgets channels that have been quiet, and paces the others as before', async () => {
  const { time, sent, post } = desk();
  for (let n = 0; n < 600; n += 1) post(3, `C${n}`, 'x');
  await time.advance(10_000);
  for (let n = 0; n < 4; n += 1) post(3, 'C0', `again ${n}`);
  await settled();

  expect(sent.filter((one) => one.what.startsWith('again'))).toHaveLength(3);
});

test('paces a client that only reads like everything else', async () => {
  const time = manualTime();
  const client = scriptedClient(() => ({ kind: 'ok', value: {} }));
  const paced = pacedClient(client, createPacing({ ...time, budgetOf: smallBudget }), 2);
  for (let n = 0; n < 25; n += 1) void paced.call('users.info', { user: `U${n}` }, z.object({}));
  await settled();
  expect(client.calls).toHaveLength(20);
  await time.advance(650);

  expect(client.calls).toHaveLength(21);
});
