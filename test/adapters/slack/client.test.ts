import { type ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createSlackClient, type SlackAnswer } from '../../../src/adapters/slack/client.ts';
import { recordedLog, serve } from './support.ts';

const Shape = z.object({ ts: z.string() });

type Outcome = { readonly answer: SlackAnswer<{ ts: string }>; readonly requests: number; readonly counted: string[] };

/** Makes one call against a Slack that answers so. */
async function callAgainst(answer: (res: ServerResponse) => void): Promise<Outcome> {
  let requests = 0;
  const url = await serve((req, res) => {
    requests += 1;
    req.resume().on('end', () => answer(res));
  });
  const counted: string[] = [];
  const client = createSlackClient({
    token: 'xoxb-secret',
    apiUrl: `${url}/api/`,
    log: recordedLog(),
    onCall: ({ method, outcome }) => counted.push(`${method} ${outcome}`),
    timeoutMs: 1500,
  });
  return { answer: await client.call('chat.postMessage', { channel: 'C1', text: 'x' }, Shape), requests, counted };
}

function json(res: ServerResponse, body: object): void {
  res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

test('reads only the fields that were asked for', async () => {
  const { answer, counted } = await callAgainst((res) => json(res, { ok: true, ts: '1.2', channel: 'C1' }));

  expect(answer).toEqual({ kind: 'ok', value: { ts: '1.2' } });
  expect(counted).toEqual(['chat.postMessage ok']);
});

test('says by its code why Slack refused', async () => {
  const { answer, counted } = await callAgainst((res) => json(res, { ok: false, error: 'channel_not_found' }));

  expect(answer).toEqual({ kind: 'refused', error: 'channel_not_found' });
  expect(counted).toEqual(['chat.postMessage channel_not_found']);
});

test.each([
  ['with a time', { 'retry-after': '30' }, 30_000],
  ['with no time at all', { 'retry-after': '0' }, 1000],
  ['without a time', {}, 30_000],
  ['with a time that cannot be read', { 'retry-after': 'soon' }, 30_000],
])('takes a 429 %s as not done, and says when to come back', async (_what, headers, retryAfterMs) => {
  const { answer, requests } = await callAgainst((res) => void res.writeHead(429, headers).end());

  expect(answer).toEqual({ kind: 'rate-limited', retryAfterMs });
  expect(requests).toBe(1);
});

test('takes the code "ratelimited" like a 429', async () => {
  const { answer } = await callAgainst((res) => json(res, { ok: false, error: 'ratelimited' }));

  expect(answer).toEqual({ kind: 'rate-limited', retryAfterMs: 30_000 });
});

test.each<[string, (res: ServerResponse) => void, string]>([
  ['a 500', (res) => void res.writeHead(500).end(), 'HTTP status 500'],
  ['a 502 of a proxy', (res) => void res.writeHead(502).end('<html>Bad gateway</html>'), 'HTTP status 502'],
  ['a page with status 200', (res) => void res.writeHead(200).end('<html>Sign in</html>'), 'not from Slack'],
  ['an empty page', (res) => void res.writeHead(200).end(), 'not from Slack'],
  ['no JSON object', (res) => void res.writeHead(200).end('null'), ''],
  ['a reset connection', (res) => void res.destroy(), 'closed'],
  [
    'an answer that breaks off',
    (res) => void res.writeHead(200, { 'content-length': 99 }).write('{', () => res.destroy()),
    '',
  ],
  ['no answer in time', () => undefined, 'no answer in time'],
  ['internal_error', (res) => json(res, { ok: false, error: 'internal_error' }), 'internal_error'],
  ['fatal_error', (res) => json(res, { ok: false, error: 'fatal_error' }), 'fatal_error'],
  ['an ok without what was asked for', (res) => json(res, { ok: true }), 'lacks ts'],
])('calls it unknown whether a message was posted after %s, and does not try again', async (_what, reply, reason) => {
  const { answer, requests, counted } = await callAgainst(reply);

  expect(answer.kind === 'unknown' ? answer.reason : answer).toContain(reason);
  expect(requests).toBe(1);
  expect(counted).toEqual(['chat.postMessage unknown']);
});

test('does not throw when nobody listens', async () => {
  const client = createSlackClient({
    token: 'xoxb-secret',
    apiUrl: 'http://127.0.0.1:9/api/',
    log: recordedLog(),
    onCall: () => undefined,
  });

  expect(await client.call('auth.test', {}, z.object({}))).toMatchObject({ kind: 'unknown' });
});

test('never writes the token or what was sent into the log', async () => {
  const log = recordedLog();
  const url = await serve((_req, res) => void res.destroy());
  const client = createSlackClient({ token: 'xoxb-secret', apiUrl: `${url}/api/`, log, onCall: () => undefined });
  await client.call('chat.postMessage', { channel: 'C1', text: 'words of people' }, Shape);

  expect(log.lines.join()).not.toMatch(/xoxb-secret|words of people/);
});
