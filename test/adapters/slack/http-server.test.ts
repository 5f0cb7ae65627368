import { expect, test } from 'vitest';
import { createSlackReceiver } from '../../../src/adapters/slack/receiver.ts';
import { bench } from './receiver-bench.ts';
import { manualTime, recordedLog, secret } from './support.ts';

test('serves other routes with their raw body, and answers 500 for one that fails in any way', async () => {
  const seen: string[] = [];
  const { url, log } = await bench(undefined, [
    {
      method: 'POST',
      path: '/github/webhooks',
      handle: (_req, rawBody, res) => {
        seen.push(rawBody.toString());
        res.writeHead(202).end();
      },
    },
    { method: 'GET', path: '/rejects', handle: () => Promise.reject(new Error('later')) },
    {
      method: 'GET',
      path: '/throws',
      handle: () => {
        throw new Error('at once');
      },
    },
  ]);

  expect(await fetch(`${url}/github/webhooks?x=1`, { method: 'POST', body: '{}' })).toMatchObject({ status: 202 });
  expect(await fetch(`${url}/rejects`)).toMatchObject({ status: 500 });
  expect(await fetch(`${url}/throws`)).toMatchObject({ status: 500 });
  expect(seen).toEqual(['{}']);
  expect(log.lines).toHaveLength(2);
});

test('takes bodies as large as a route allows', async () => {
  const { url } = await bench(undefined, [
    {
      method: 'POST',
      path: '/github/webhooks',
      bodyLimit: 3_000_000,
      handle: (_req, rawBody, res) => void res.writeHead(200).end(String(rawBody.length)),
    },
  ]);
  const answer = await fetch(`${url}/github/webhooks`, { method: 'POST', body: 'x'.repeat(2_000_000) });

  expect(await answer.text()).toBe('2000000');
});

test('says that the port is taken', async () => {
  const { url } = await bench();
  const second = createSlackReceiver({
    signingSecret: secret,
    path: '/slack/events',
    log: recordedLog(),
    routes: [],
    ...manualTime(),
  });

  await expect(second.start(Number(new URL(url).port), '127.0.0.1')).rejects.toThrow('EADDRINUSE');
});
