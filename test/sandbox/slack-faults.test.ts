import { WebAPIHTTPError, WebAPIRequestError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { plannedErrors } from '../../sandbox/slack/contract.ts';
import { callOf, startRig } from './slack-support.ts';

const post = { channel: 'C0RELEASES', text: 'card' };

test('an error of Slack leaves nothing behind', async () => {
  const { slack, client } = await startRig();
  slack.faults.failNext('chat.postMessage', 'error-500', 2);

  await expect(client.chat.postMessage(post)).rejects.toBeInstanceOf(WebAPIHTTPError);
  await expect(client.chat.postMessage(post)).rejects.toBeInstanceOf(WebAPIHTTPError);
  expect(slack.workspace.state.messages).toEqual({});
  expect(await client.chat.postMessage(post)).toMatchObject({ ok: true });
  expect(slack.calls.map((call) => call.did)).toEqual([false, false, true]);
});

test.for(plannedErrors)('%s is an answer, and nothing was done', async (error) => {
  const { slack } = await startRig();
  slack.faults.failNext('*', error);

  expect(await callOf(slack, 'chat.postMessage', post)).toEqual({ ok: false, error });
  expect(slack.workspace.state.messages).toEqual({});
});

test('a connection that breaks may have come before or after the message was posted', async () => {
  const { slack, client } = await startRig();
  slack.faults.failNext('chat.postMessage', 'reset-before');
  slack.faults.failNext('chat.postMessage', 'reset-after-doing');

  await expect(client.chat.postMessage(post)).rejects.toBeInstanceOf(WebAPIRequestError);
  expect(slack.workspace.state.messages[post.channel] ?? []).toHaveLength(0);
  await expect(client.chat.postMessage(post)).rejects.toBeInstanceOf(WebAPIRequestError);
  expect(slack.workspace.state.messages[post.channel]).toHaveLength(1);
  expect(slack.calls.map((call) => call.did)).toEqual([false, true]);
});

test('a message can be posted although its answer never comes', async () => {
  const { slack } = await startRig();
  slack.faults.failNext('chat.postMessage', 'timeout-after-doing');
  const given = new AbortController();
  const lost = fetch(`${slack.url}chat.postMessage`, {
    method: 'POST',
    headers: { authorization: 'Bearer xoxb-sandbox', 'content-type': 'application/json' },
    body: JSON.stringify(post),
    signal: given.signal,
  });

  await expect.poll(() => slack.workspace.state.messages[post.channel]).toHaveLength(1);
  given.abort();
  await expect(lost).rejects.toThrow('aborted');
});

test('while Slack is down nothing gets through, and afterwards everything does', async () => {
  const { slack, client } = await startRig();
  slack.faults.down = true;
  await expect(client.chat.postMessage(post)).rejects.toBeInstanceOf(WebAPIRequestError);
  slack.faults.down = false;

  expect(await client.chat.postMessage(post)).toMatchObject({ ok: true });
});

test('a revoked token opens nothing', async () => {
  const { slack, client } = await startRig();
  expect(await slack.faults.revokeToken()).toMatchObject({ outcome: 'unreachable' });

  await expect(client.chat.postMessage(post)).rejects.toThrow('token_revoked');
  slack.faults.clear();
  expect(await client.auth.test()).toMatchObject({ ok: true });
});

test('a limit ends when its time is over', async () => {
  let nowMs = 1_763_700_000_000;
  const { slack } = await startRig({ now: () => nowMs });
  slack.faults.rateLimit('*', 30);

  expect(await callOf(slack, 'auth.test', {})).toEqual({ ok: false, error: 'ratelimited' });
  nowMs += 30_000;
  expect(await callOf(slack, 'auth.test', {})).toMatchObject({ ok: true });
});

test('with the limits of Slack, a channel takes a short burst and another channel is not held up', async () => {
  const { slack } = await startRig({ now: () => 1_763_700_000_000 });
  slack.faults.pace('as-slack');
  const burst = Array.from({ length: 11 }, async () => await callOf(slack, 'chat.postMessage', post));

  const answers = await Promise.all(burst);
  expect(answers.filter((answer) => JSON.stringify(answer).includes('ratelimited'))).toHaveLength(1);
  const elsewhere = { ...post, channel: 'C0GENERAL' };
  expect(await callOf(slack, 'chat.postMessage', elsewhere)).toMatchObject({ ok: true });
});

test('slow answers come late but whole', async () => {
  const { slack } = await startRig();
  slack.faults.slow(60);
  const started = performance.now();

  expect(await callOf(slack, 'chat.postMessage', post)).toMatchObject({ ok: true });
  expect(performance.now() - started).toBeGreaterThan(55);
});

test('tells those who watch what has changed, with a state that stays as it was read', async () => {
  const { slack, client } = await startRig();
  const changes: unknown[] = [];
  const before = slack.workspace.state;
  const stop = slack.workspace.on('change', (change) => changes.push(change));

  const { ts } = await client.chat.postMessage(post);
  stop();
  await client.chat.postMessage(post);

  expect(changes).toEqual([{ kind: 'message', channel: post.channel, ts }]);
  expect(before.messages).toEqual({});
  expect(JSON.parse(JSON.stringify(slack.workspace.state))).toEqual(slack.workspace.state);
});
