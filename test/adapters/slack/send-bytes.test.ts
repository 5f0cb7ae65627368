import { type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { type SlackAnswer } from '../../../src/adapters/slack/client.ts';
import { createSendBytes } from '../../../src/adapters/slack/send-bytes.ts';
import { serve } from './support.ts';

const bytes = Buffer.from([0, 137, 80, 78, 71, 255]);

type Seen = { readonly url: string; readonly headers: IncomingHttpHeaders; readonly body: Buffer };
type Outcome = { readonly answer: SlackAnswer<object>; readonly seen: readonly Seen[]; readonly counted: string[] };

/** Sends to a Slack that answers so, at the address that it has given out. */
async function sendAgainst(
  reply: (res: ServerResponse) => void,
  addressOf: (url: string) => string = (url) => `${url}/upload/F1`,
): Promise<Outcome> {
  const seen: Seen[] = [];
  const url = await serve((req, res) => {
    void buffer(req).then((body) => {
      seen.push({ url: req.url ?? '', headers: req.headers, body });
      reply(res);
    });
  });
  const counted: string[] = [];
  const send = createSendBytes({
    apiUrl: `${url}/api/`,
    onCall: ({ method, outcome }) => counted.push(`${method} ${outcome}`),
    timeoutMs: 1000,
  });
  return { answer: await send(addressOf(url), bytes), seen, counted };
}

test('sends the bytes as they are, and no token with them', async () => {
  const { answer, seen, counted } = await sendAgainst((res) => void res.end('OK - 6'));

  expect(answer).toEqual({ kind: 'ok', value: {} });
  expect(seen).toMatchObject([{ url: '/upload/F1', body: bytes }]);
  expect(seen[0]?.headers.authorization).toBeUndefined();
  expect(counted).toEqual(['upload ok']);
});

test.each([
  ['another host', () => 'http://127.0.0.2:9/upload/F1'],
  ['another port', () => 'http://127.0.0.1:9/upload/F1'],
  ['a host that only begins like it', (url: string) => `${url}.evil.example/upload/F1`],
  ['a host behind a user name', (url: string) => `${url}@evil.example/upload/F1`],
  ['a host that ends like that of Slack', () => 'https://evilfiles.slack.com/upload/F1'],
  ['plain http to Slack', () => 'http://files.slack.com/upload/F1'],
  ['a file', () => 'file:///etc/hostname'],
  ['no address', () => 'upload/F1'],
  ['nothing', () => ''],
])('sends nothing to %s', async (_what, addressOf) => {
  const { answer, seen, counted } = await sendAgainst((res) => void res.end(), addressOf);

  expect(answer).toEqual({ kind: 'refused', error: 'upload_address_elsewhere' });
  expect(seen).toEqual([]);
  expect(counted).toEqual(['upload upload_address_elsewhere']);
});

test('follows no redirect', async () => {
  const { answer, seen } = await sendAgainst((res) => void res.writeHead(307, { location: '/elsewhere' }).end());

  expect(answer.kind).toBe('unknown');
  expect(seen.map(({ url }) => url)).toEqual(['/upload/F1']);
});

test.each<[string, number, Readonly<Record<string, string>>, SlackAnswer<object>]>([
  ['a 429 as not done', 429, { 'retry-after': '7' }, { kind: 'rate-limited', retryAfterMs: 7000 }],
  ['a 429 without a time too', 429, {}, { kind: 'rate-limited', retryAfterMs: 30_000 }],
  ['a 503 as unknown', 503, {}, { kind: 'unknown', reason: 'HTTP status 503' }],
  ['a 413 as refused for good', 413, {}, { kind: 'refused', error: 'upload_http_413' }],
])('takes %s', async (_what, status, headers, expected) => {
  const { answer, seen } = await sendAgainst((res) => void res.writeHead(status, headers).end('<html>'));

  expect(answer).toEqual(expected);
  expect(seen).toHaveLength(1);
});

test.each<[string, (res: ServerResponse) => void, string]>([
  ['a reset connection', (res) => void res.destroy(), ''],
  ['no answer in time', () => undefined, 'no answer in time'],
])('does not throw at %s, and does not try again by itself', async (_what, reply, reason) => {
  const { answer, seen } = await sendAgainst(reply);

  expect(answer.kind === 'unknown' ? answer.reason : answer).toContain(reason);
  expect(seen).toHaveLength(1);
});
