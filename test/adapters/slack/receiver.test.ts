import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { App } from '@slack/bolt';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createSlackReceiver } from '../../../src/adapters/slack/receiver.ts';
import { bench, click } from './receiver-bench.ts';
import { formOf, manualTime, noon, recordedLog, secret, signedHeaders } from './support.ts';

test('hands a signed click to the app once, with a name that is the hash of its bytes', async () => {
  const { post, events } = await bench();

  expect(await post(click)).toEqual({ status: 200, type: null, body: '' });
  expect(events).toMatchObject([
    {
      body: { type: 'block_actions', user: { id: 'U0ANA' } },
      customProperties: { inputId: createHash('sha256').update(click).digest('hex'), receivedAt: noon },
    },
  ]);
  expect(events[0]).not.toHaveProperty('retryNum');
});

test('passes on which delivery of an event it is, and why Slack sent it again', async () => {
  const { post, events } = await bench();
  const body = JSON.stringify({ type: 'event_callback', event: { type: 'user_change' } });
  const headers = { ...signedHeaders(body), 'content-type': 'application/json' };

  await post(body, { ...headers, 'x-slack-retry-num': '2', 'x-slack-retry-reason': 'http_timeout' });

  expect(events).toMatchObject([{ retryNum: 2, retryReason: 'http_timeout', body: { type: 'event_callback' } }]);
});

test.each(['application/x-www-form-urlencoded; charset=utf-8', 'application/x-www-form-urlencoded;charset=UTF-8'])(
  'takes a form whose content type is %s',
  async (contentType) => {
    const { post, events } = await bench();

    expect(await post(click, { ...signedHeaders(click), 'content-type': contentType })).toMatchObject({ status: 200 });
    expect(events).toHaveLength(1);
  },
);

test.each([
  ['forged', { ...signedHeaders(click), 'x-slack-signature': `v0=${'0'.repeat(64)}` }],
  ['unsigned', { 'content-type': 'application/x-www-form-urlencoded' }],
  ['signed for one other byte', signedHeaders(`${click}x`)],
  ['six minutes old', signedHeaders(click, noon - 360_000)],
  ['six minutes in the future', signedHeaders(click, noon + 360_000)],
])('refuses a request that is %s, with an empty answer and without logging its body', async (_what, headers) => {
  const { post, events, log } = await bench();

  expect(await post(click, headers)).toEqual({ status: 401, type: null, body: '' });
  expect(events).toEqual([]);
  expect(log.lines).toHaveLength(1);
  expect(log.lines.join()).not.toContain('release.approve');
});

test('refuses other content types, paths and methods', async () => {
  const { post, url, events } = await bench();

  expect(await post(click, { ...signedHeaders(click), 'content-type': 'text/plain' })).toMatchObject({ status: 415 });
  expect(await fetch(`${url}/slack/other`, { method: 'POST', body: click })).toMatchObject({ status: 404 });
  expect(await fetch(`${url}/slack/events`)).toMatchObject({ status: 405 });
  expect(events).toEqual([]);
});

describe('in a rehearsal whose clock was moved by hours', () => {
  const hours = 4 * 3600_000;

  test('takes what was signed by either clock, and a replay of neither', async () => {
    const { post, events, time } = await bench(undefined, [], () => noon);
    await time.advance(hours);
    const byWall = signedHeaders(click);
    const byOurs = signedHeaders(click, noon + hours);

    for (const headers of [byWall, byOurs, byWall, byOurs]) {
      expect(await post(click, headers)).toMatchObject({ status: 200 });
    }
    expect(events).toHaveLength(2);
  });

  test('refuses what was signed by neither', async () => {
    const { post, events, time } = await bench(undefined, [], () => noon);
    await time.advance(hours);

    expect(await post(click, signedHeaders(click, noon + hours / 2))).toMatchObject({ status: 401 });
    expect(events).toEqual([]);
  });
});

test('refuses a request that was signed by another clock than ours', async () => {
  const { post, time } = await bench();
  await time.advance(4 * 3600_000);

  expect(await post(click, signedHeaders(click))).toMatchObject({ status: 401 });
});

test('answers a body that cannot be read with 400', async () => {
  const { post, events } = await bench();

  expect(await post('payload=%7B')).toMatchObject({ status: 400 });
  expect(events).toEqual([]);
});

test('refuses a body above 1 MB by its announced length, before it is read', async () => {
  const { url } = await bench();
  const status = await new Promise((resolve, reject) => {
    const sending = request(`${url}/slack/events`, { method: 'POST', headers: { 'content-length': 1024 * 1024 + 1 } });
    sending.on('response', (answer) => resolve(answer.statusCode)).on('error', reject);
    sending.flushHeaders();
  });

  expect(status).toBe(413);
});

test('refuses a body of unannounced length as soon as it passes 1 MB', async () => {
  const { url, events } = await bench();
  const status = await new Promise((resolve, reject) => {
    const sending = request(`${url}/slack/events`, { method: 'POST', headers: signedHeaders('') });
    sending.on('response', (answer) => resolve(answer.statusCode)).on('error', reject);
    // One byte too many, and no end: the answer does not wait for it.
    sending.write(Buffer.alloc(1024 * 1024 + 1, 'a'));
  });

  expect(status).toBe(413);
  expect(events).toEqual([]);
});

test('answers the check of its certificate, signed or not, and passes nothing on', async () => {
  const { post, events } = await bench();
  const unsigned = { 'content-type': 'application/x-www-form-urlencoded' };

  expect(await post('ssl_check=1&token=x', unsigned)).toMatchObject({ status: 200, body: '' });
  expect(await post('ssl_check=1&token=x')).toMatchObject({ status: 200, body: '' });
  expect(await post(`ssl_check=1&${click}`, unsigned)).toMatchObject({ status: 401 });
  expect(events).toEqual([]);
});

test('answers the challenge by which Slack verifies the address, when it is signed', async () => {
  const { post } = await bench();
  const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
  const headers = { ...signedHeaders(body), 'content-type': 'application/json' };

  expect(await post(body, headers)).toMatchObject({ status: 200, body: '{"challenge":"abc"}' });
  expect(await post(body, { 'content-type': 'application/json' })).toMatchObject({ status: 401 });
});

test.each([
  [undefined, { type: null, body: '' }],
  ['', { type: null, body: '' }],
  ['Noted.', { type: 'text/plain; charset=utf-8', body: 'Noted.' }],
  [{ response_action: 'clear' }, { type: 'application/json; charset=utf-8', body: '{"response_action":"clear"}' }],
])('answers with what a listener acknowledges: %j', async (response, expected) => {
  const { post } = await bench((event) => event.ack(response));

  expect(await post(click)).toEqual({ status: 200, ...expected });
});

test('lets a listener acknowledge only once', async () => {
  const { post, log } = await bench(async (event) => {
    await event.ack('first');
    await event.ack('second');
  });

  expect(await post(click)).toMatchObject({ status: 200, body: 'first' });
  await vi.waitFor(() => expect(log.lines.join()).toContain('could not be processed'));
});

test('is a receiver that Bolt runs its listeners on', async () => {
  const receiver = createSlackReceiver({
    signingSecret: secret,
    path: '/slack/events',
    log: recordedLog(),
    routes: [],
    ...manualTime(),
  });
  const app = new App({ token: 'xoxb-test', botId: 'B0BOT', botUserId: 'U0BOT', receiver, convoStore: false });
  const seen: unknown[] = [];
  app.action('release.approve', async ({ ack, context }) => {
    seen.push(context['inputId']);
    await ack();
  });
  const { port } = await receiver.start(0, '127.0.0.1');
  onTestFinished(() => receiver.stop());
  const body = formOf({
    type: 'block_actions',
    team: { id: 'T0ACME' },
    user: { id: 'U0ANA', team_id: 'T0ACME' },
    actions: [{ type: 'button', action_id: 'release.approve', block_id: 'vote' }],
  });
  const url = `http://127.0.0.1:${port}/slack/events`;

  expect(await fetch(url, { method: 'POST', body, headers: signedHeaders(body) })).toMatchObject({ status: 200 });
  expect(seen).toEqual([createHash('sha256').update(body).digest('hex')]);
});
