import { createHash } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { createReplays, newExchange } from '../../../src/adapters/slack/replays.ts';
import { bench, click, gate } from './receiver-bench.ts';
import { noon, signedHeaders } from './support.ts';

test('gives a byte-identical request the first answer and processes it once', async () => {
  const { post, events } = await bench((event) => event.ack({ text: `answer ${String(event.retryNum ?? 1)}` }));
  const first = await post(click);

  expect(await post(click)).toEqual(first);
  expect(await post(click)).toEqual(first);
  expect(events).toHaveLength(1);
});

test('remembers a replayed request for as long as its timestamp is good, on both sides', async () => {
  const { post, events, time } = await bench();
  const future = signedHeaders(click, noon + 299_000);
  await post(click, future);

  for (const minute of [1, 2, 3, 4, 5, 6, 7, 8, 9]) {
    await time.advance(60_000);
    // Other traffic makes it forget what is too old.
    await post(`${click}${'+'.repeat(minute)}`, signedHeaders(`${click}${'+'.repeat(minute)}`, time.now()));
    expect(await post(click, future)).toMatchObject({ status: 200 });
  }
  await time.advance(60_000);

  expect(await post(click, future)).toMatchObject({ status: 401 });
  expect(events.filter((event) => event.customProperties?.['receivedAt'] === noon)).toHaveLength(1);
});

test('lets a replay wait for the answer of the first, which is still being processed', async () => {
  const { open, opened } = gate();
  const { post, events } = await bench(async (event) => {
    await opened;
    await event.ack('done');
  });
  const both = [post(click), post(click)];
  await vi.waitFor(() => expect(events).toHaveLength(1));
  open();

  expect(await Promise.all(both)).toEqual([
    { status: 200, type: 'text/plain; charset=utf-8', body: 'done' },
    { status: 200, type: 'text/plain; charset=utf-8', body: 'done' },
  ]);
  expect(events).toHaveLength(1);
});

test('answers a replay of something large with an empty 200', async () => {
  const { post, events } = await bench((event) => event.ack('x'.repeat(5000)));
  await post(click);

  expect(await post(click)).toEqual({ status: 200, type: null, body: '' });
  expect(events).toHaveLength(1);
});

test('treats the same click under a new timestamp as a new request with the same name', async () => {
  const { post, events } = await bench();
  await post(click);
  await post(click, signedHeaders(click, noon + 1000));

  const inputId = createHash('sha256').update(click).digest('hex');
  expect(events).toMatchObject([{ customProperties: { inputId } }, { customProperties: { inputId } }]);
});

test('forgets the oldest minute first when there is too much to remember, and says so', () => {
  let forgotten = 0;
  const replays = createReplays(100, () => {
    forgotten += 1;
  });
  const seconds = noon / 1000;
  for (let i = 0; i < 100; i += 1) replays.meet(`old ${i}`, seconds, noon, newExchange());
  expect(forgotten).toBe(0);
  replays.meet('new', seconds + 60, noon, newExchange());

  expect(forgotten).toBe(1);
  expect(replays.meet('old 1', seconds, noon, newExchange())).toBeNull();
  expect(replays.meet('new', seconds + 60, noon, newExchange())).not.toBeNull();
});
