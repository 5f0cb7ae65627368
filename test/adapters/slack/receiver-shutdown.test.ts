import { expect, test, vi } from 'vitest';
import { bench, click, gate } from './receiver-bench.ts';

test('answers 503 after three seconds without an ack, and lets the work go on', async () => {
  const { open, opened } = gate();
  const { post, events, time, log, receiver } = await bench(async (event) => {
    await opened;
    await event.ack('too late');
  });
  const answer = post(click);
  await vi.waitFor(() => expect(events).toHaveLength(1));
  await time.advance(2999);
  expect(log.lines).toEqual([]);
  await time.advance(1);

  expect(await answer).toEqual({ status: 503, type: null, body: '' });
  expect(log.lines.join()).toContain('not acknowledged in time');
  open();
  await receiver.idle();
  expect(log.lines).toHaveLength(1);
});

test('answers 500 when a listener fails before its ack, and the same to a replay', async () => {
  const { post, log, events } = await bench(() => Promise.reject(new Error('broken listener')));

  expect(await post(click)).toEqual({ status: 500, type: null, body: '' });
  expect(await post(click)).toMatchObject({ status: 500 });
  expect(events).toHaveLength(1);
  expect(log.lines).toHaveLength(1);
});

test('keeps the acknowledgement when a listener fails after it', async () => {
  const { post, log, receiver } = await bench(async (event) => {
    await event.ack('recorded');
    throw new Error('broken afterwards');
  });

  expect(await post(click)).toMatchObject({ status: 200, body: 'recorded' });
  await receiver.idle();
  expect(log.lines.join()).toContain('could not be processed');
});

test('is idle only when the work after an ack is done too', async () => {
  const { open, opened } = gate();
  const { post, receiver } = await bench(async (event) => {
    await event.ack();
    await opened;
  });
  const after = gate();
  receiver.track(after.opened);
  let idle = 'no';
  await post(click);
  const settled = receiver.idle().then(() => {
    idle = 'yes';
  });

  open();
  // The work of these comes after the first one's, and is done when they are answered.
  await post('a=1');
  await post('a=2');
  expect(idle).toBe('no');
  after.open();
  await settled;
  expect(idle).toBe('yes');
});

test('waits at a stop for work in flight, and answers it', async () => {
  const { open, opened } = gate();
  const { post, events, receiver } = await bench(async (event) => {
    await opened;
    await event.ack('drained');
  });
  const answer = post(click);
  await vi.waitFor(() => expect(events).toHaveLength(1));
  const stopped = receiver.stop();
  open();

  expect(await answer).toMatchObject({ status: 200, body: 'drained' });
  await stopped;
  await expect(post(click)).rejects.toThrow('fetch failed');
});

test('stops at its deadline when work never ends, and says so', async () => {
  const { post, events, receiver, time, log } = await bench(() => new Promise(() => undefined));
  const answer = post(click).catch(() => 'cut');
  await vi.waitFor(() => expect(events).toHaveLength(1));
  const stopped = receiver.stop();
  await time.advance(10_000);
  await stopped;

  expect(await answer).toMatchObject({ status: 503 });
  expect(log.lines.join()).toContain('Stopped before everything in flight was done');
});
