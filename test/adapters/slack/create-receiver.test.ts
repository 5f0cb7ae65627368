import { App } from '@slack/bolt';
import { expect, onTestFinished, test } from 'vitest';
import { createReceiver } from '../../../src/adapters/slack/create-receiver.ts';
import { type Route } from '../../../src/adapters/slack/http-server.ts';
import { type GonogoReceiver } from '../../../src/adapters/slack/receiver.ts';
import { factsOf } from '../../../src/adapters/slack/socket-receiver.ts';
import { noon, recordedLog, secret, serve } from './support.ts';

const health: Route = { method: 'GET', path: '/healthz', handle: (_req, _body, res) => void res.writeHead(200).end() };

function receiverWith(appToken: string | null, apiUrl: string): GonogoReceiver {
  return createReceiver({
    appToken,
    apiUrl,
    signingSecret: secret,
    now: () => noon,
    log: recordedLog(),
    routes: [health],
  });
}

test('listens for Slack over HTTP when there is no app token, beside the other routes', async () => {
  const receiver = receiverWith(null, 'http://127.0.0.1:9/api/');
  const { port } = await receiver.start(0, '127.0.0.1');
  onTestFinished(() => receiver.stop());

  expect(await fetch(`http://127.0.0.1:${port}/slack/events`, { method: 'POST' })).toMatchObject({ status: 415 });
  expect(await fetch(`http://127.0.0.1:${port}/healthz`)).toMatchObject({ status: 200 });
});

test('says so at the start when Slack refuses the app token, and leaves no port open', async () => {
  const asked: (string | undefined)[] = [];
  const slack = await serve((req, res) => {
    asked.push(req.url);
    res.writeHead(200, { 'content-type': 'application/json' }).end('{"ok":false,"error":"invalid_auth"}');
  });
  const receiver = receiverWith('xapp-test', `${slack}/api/`);
  receiver.init(new App({ token: 'xoxb-test', botId: 'B0BOT', botUserId: 'U0BOT', receiver }));

  await expect(receiver.start(0, '127.0.0.1')).rejects.toThrow('invalid_auth');
  expect(asked).toEqual(['/api/apps.connections.open']);
});

test('gives a delivery that comes again over the socket the same name', () => {
  const body = { type: 'block_actions', user: { id: 'U0ANA' } };
  const first = factsOf({ envelope_id: '1', body }, noon);

  expect(factsOf({ envelope_id: '2', retry_num: 1, body }, noon + 5)).toEqual({
    inputId: first.inputId,
    receivedAt: noon + 5,
  });
  expect(factsOf({ envelope_id: '1', body: { ...body, user: { id: 'U0BEN' } } }, noon).inputId).not.toBe(first.inputId);
});
