import { WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';
import { expect, test } from 'vitest';
import { botToken, callOf, clientOf, section, startRig } from './slack-support.ts';

const releases = 'C0RELEASES';

test('greets the bot that has the token, and nobody else', async () => {
  const { slack, client } = await startRig();

  expect(await client.auth.test()).toMatchObject({ ok: true, user_id: 'U0GONOGO', team_id: 'T0ACME' });
  expect(await callOf(slack, 'auth.test', {}, 'xoxb-other')).toMatchObject({ ok: false, error: 'invalid_auth' });
  expect(await callOf(slack, 'auth.test', {}, '')).toMatchObject({ ok: false, error: 'not_authed' });
  expect(await callOf(slack, 'chat.shout', {})).toMatchObject({ ok: false, error: 'unknown_method' });
  await expect(clientOf(slack, 'xoxb-other').auth.test()).rejects.toBeInstanceOf(WebAPIPlatformError);
});

test('takes arguments as a form, as JSON and from the address', async () => {
  const { slack, client } = await startRig();
  await client.chat.postMessage({ channel: releases, text: 'as a form', blocks: [{ type: 'divider' }] });
  await callOf(slack, 'chat.postMessage', { channel: releases, text: 'as JSON', blocks: [{ type: 'divider' }] });

  const address = `${slack.url}conversations.history?channel=${releases}&limit=1&token=${botToken}`;
  expect(await (await fetch(address)).json()).toMatchObject({ messages: [{ text: 'as JSON' }], has_more: true });
  expect(await client.conversations.history({ channel: releases })).toMatchObject({
    messages: [
      { text: 'as JSON', blocks: [{ type: 'divider' }] },
      { text: 'as a form', blocks: [{ type: 'divider' }] },
    ],
  });
});

test('gives every message a timestamp of its own, always later than the one before', async () => {
  const { client } = await startRig({ now: () => 1_763_700_000_000 });
  const posted = await Promise.all(
    ['a', 'b', 'c'].map(async (text) => await client.chat.postMessage({ channel: releases, text })),
  );

  const stamps = posted.map((answer) => answer.ts ?? '');
  expect(stamps.toSorted()).toEqual(['1763700000.000000', '1763700000.000100', '1763700000.000200']);
});

test('gives metadata back only to those who ask for it', async () => {
  const { client } = await startRig();
  const metadata = { event_type: 'gonogo_card', event_payload: { id: 'rel-1' } };
  await client.chat.postMessage({ channel: releases, text: 'card', metadata });

  const plain = await client.conversations.history({ channel: releases });
  const whole = await client.conversations.history({ channel: releases, include_all_metadata: true });
  expect(plain.messages?.[0]).not.toHaveProperty('metadata');
  expect(whole.messages?.[0]).toMatchObject({ metadata });
});

test('refuses metadata without a type or a payload', async () => {
  const { slack } = await startRig();
  const post = { channel: releases, text: 'card' };

  const wrong = [{ event_type: 'x' }, { event_payload: {} }, 'not json', ['x']];
  const answers = await Promise.all(
    wrong.map(async (metadata) => await callOf(slack, 'chat.postMessage', { ...post, metadata })),
  );
  expect(answers).toEqual(wrong.map(() => ({ ok: false, error: 'invalid_metadata_format' })));
});

test('reads a channel page by page, between two moments', async () => {
  const { client } = await startRig();
  const stamps: string[] = [];
  for (const text of ['1', '2', '3', '4', '5']) {
    stamps.push((await client.chat.postMessage({ channel: releases, text })).ts ?? '');
  }
  const [, second = '', , fourth = ''] = stamps;

  const between = { channel: releases, oldest: second, latest: fourth };
  expect((await client.conversations.history(between)).messages?.map((one) => one.text)).toEqual(['3']);
  const inclusive = await client.conversations.history({ ...between, inclusive: true });
  expect(inclusive.messages?.map((one) => one.text)).toEqual(['4', '3', '2']);

  const first = await client.conversations.history({ channel: releases, limit: 2 });
  const cursor = first.response_metadata?.next_cursor ?? '';
  const next = await client.conversations.history({ channel: releases, limit: 2, cursor });
  expect([...(first.messages ?? []), ...(next.messages ?? [])].map((one) => one.text)).toEqual(['5', '4', '3', '2']);
});

test('keeps replies in their thread unless they are sent to the channel too', async () => {
  const { client } = await startRig();
  const { ts = '' } = await client.chat.postMessage({ channel: releases, text: 'card' });
  await client.chat.postMessage({ channel: releases, text: 'quiet', thread_ts: ts });
  await client.chat.postMessage({ channel: releases, text: 'loud', thread_ts: ts, reply_broadcast: true });

  const seen = await client.conversations.history({ channel: releases });
  const thread = await client.conversations.replies({ channel: releases, ts });
  expect(seen.messages?.map((one) => one.text)).toEqual(['loud', 'card']);
  expect(thread.messages?.map((one) => one.text)).toEqual(['card', 'quiet', 'loud']);
  expect(thread.messages?.[0]).toMatchObject({ reply_count: 2 });
});

test('text alone takes the place of the blocks, blocks alone leave the text, and metadata stays', async () => {
  const { client, slack } = await startRig();
  const metadata = { event_type: 'gonogo_card', event_payload: { id: 'rel-1' } };
  const posted = { channel: releases, text: 'card', blocks: [{ type: 'divider' }], metadata };
  const { ts = '' } = await client.chat.postMessage(posted);

  await client.chat.update({
    channel: releases,
    ts,
    text: 'card 2',
    blocks: [{ type: 'divider' }, { type: 'divider' }],
  });
  expect(slack.workspace.state.messages[releases]?.[0]).toMatchObject({ text: 'card 2', metadata });
  expect(slack.workspace.state.messages[releases]?.[0]?.blocks).toHaveLength(2);
  expect(slack.workspace.state.messages[releases]?.[0]).not.toHaveProperty('edited');

  await client.chat.update({ channel: releases, ts, text: 'only text' });
  expect(slack.workspace.state.messages[releases]?.[0]).toMatchObject({
    blocks: [],
    edited: { user: 'U0GONOGO' },
  });
});

test('lets the app change and delete only its own messages', async () => {
  const { client, slack } = await startRig();
  await slack.people.say('U0ANA', releases, 'hello');
  const ts = slack.workspace.state.messages[releases]?.[0]?.ts ?? '';

  await expect(client.chat.update({ channel: releases, ts, text: 'x' })).rejects.toThrow('cant_update_message');
  await expect(client.chat.delete({ channel: releases, ts })).rejects.toThrow('cant_delete_message');
  const unknown = { channel: releases, ts: '1.000001' };
  await expect(client.chat.update({ ...unknown, text: 'x' })).rejects.toThrow('message_not_found');
});

test('refuses to post where the app is not, where nobody is, and where nothing can be said any more', async () => {
  const { client, slack } = await startRig();
  const text = 'hello';
  await slack.people.removeBot('U0ANA', 'C0GENERAL');
  await slack.people.archiveChannel('U0ANA', 'C0INCIDENTS');

  await expect(client.chat.postMessage({ channel: 'C0GENERAL', text })).rejects.toThrow('not_in_channel');
  await expect(client.chat.postMessage({ channel: 'C0INCIDENTS', text })).rejects.toThrow('is_archived');
  await expect(client.chat.postMessage({ channel: 'C0NOWHERE', text })).rejects.toThrow('channel_not_found');
  await expect(client.chat.postMessage({ channel: releases, text: '' })).rejects.toThrow('no_text');
  await expect(client.chat.postMessage({ channel: 'U0ROBO', text })).rejects.toThrow('cannot_dm_bot');
  expect(await client.chat.postMessage({ channel: 'U0ANA', text })).toMatchObject({ channel: 'D0ANA' });
});

test('shows an ephemeral message to one person only', async () => {
  const { client, slack } = await startRig();
  await client.chat.postEphemeral({ channel: releases, user: 'U0BEN', text: 'only you' });

  expect(slack.workspace.state.ephemerals['U0BEN']).toMatchObject([{ text: 'only you', channel: releases }]);
  expect((await client.conversations.history({ channel: releases })).messages).toEqual([]);
  const stranger = client.chat.postEphemeral({ channel: releases, user: 'U0OLE', text: 'x' });
  await expect(stranger).rejects.toThrow('user_not_in_channel');
});

test('says of everybody who they are', async () => {
  const { client } = await startRig();
  const members = (await client.users.list({})).members ?? [];
  const users = new Map(members.map((one) => [one.id, one]));

  expect(users.get('U0ANA')).toMatchObject({ deleted: false, is_bot: false, is_restricted: false, is_stranger: false });
  expect(users.get('U0GWEN')).toMatchObject({ is_restricted: true });
  expect(users.get('U0OLE')).toMatchObject({ deleted: true });
  expect(users.get('U0ROBO')).toMatchObject({ is_bot: true });
  expect(users.get('U0STRANGER')).toMatchObject({ is_stranger: true, team_id: 'T0OTHER' });
  await expect(client.users.info({ user: 'U0NOBODY' })).rejects.toThrow('user_not_found');
});

test('lets the app do only what its scopes allow', async () => {
  const { client } = await startRig({ scopes: ['chat:write'] });

  await expect(client.users.info({ user: 'U0ANA' })).rejects.toMatchObject({
    data: { error: 'missing_scope', needed: 'users:read', provided: 'chat:write' },
  });
});

test('takes a chart in three steps and serves its bytes', async () => {
  const { client, slack } = await startRig();
  const file = Buffer.from('pretend this is a picture');
  await client.filesUploadV2({ channel_id: releases, file, filename: 'chart.png', initial_comment: 'look' });

  const [message] = slack.workspace.state.messages[releases] ?? [];
  expect(message).toMatchObject({ text: 'look', files: [{ name: 'chart.png', mimetype: 'image/png' }] });
  const served = await fetch(message?.files?.[0]?.url_private ?? '');
  expect(Buffer.from(await served.arrayBuffer())).toEqual(file);
});

test('refuses a picture that was never uploaded', async () => {
  const { client } = await startRig();
  const blocks = [{ type: 'image', slack_file: { id: 'F0NONE' }, alt_text: 'chart' }];

  await expect(client.chat.postMessage({ channel: releases, text: 'x', blocks })).rejects.toThrow('invalid_blocks');
});

test('reacts, pins, links and bookmarks where it may', async () => {
  const { client } = await startRig({
    scopes: ['chat:write', 'reactions:write', 'reactions:read', 'pins:write', 'bookmarks:write'],
  });
  const { ts = '' } = await client.chat.postMessage({ channel: releases, text: 'card' });
  const timestamp = ts;
  await client.reactions.add({ channel: releases, timestamp, name: 'eyes' });
  await client.pins.add({ channel: releases, timestamp });
  await client.bookmarks.add({ channel_id: releases, title: 'Runbook', type: 'link', link: 'https://example.com/r' });

  expect(await client.reactions.get({ channel: releases, timestamp })).toMatchObject({
    message: { reactions: [{ name: 'eyes', users: ['U0GONOGO'], count: 1 }] },
  });
  await expect(client.reactions.add({ channel: releases, timestamp, name: 'eyes' })).rejects.toThrow('already_reacted');
  const { permalink } = await client.chat.getPermalink({ channel: releases, message_ts: ts });
  expect(permalink).toBe(`https://acme.slack.com/archives/${releases}/p${ts.replace('.', '')}`);
});

test('creates an incident channel, invites people and archives it', async () => {
  const { client, slack } = await startRig();
  const created = await client.conversations.create({ name: 'inc-1' });
  const channel = created.channel?.id ?? '';
  await client.conversations.invite({ channel, users: 'U0ANA,U0BEN' });

  expect((await client.conversations.members({ channel })).members).toEqual(['U0GONOGO', 'U0ANA', 'U0BEN']);
  await expect(client.conversations.create({ name: 'inc-1' })).rejects.toThrow('name_taken');
  await client.conversations.archive({ channel });
  await expect(client.chat.postMessage({ channel, text: 'x' })).rejects.toThrow('is_archived');
  expect(slack.workspace.state.channels[channel]).toMatchObject({ is_archived: true });
});

test('answers every method that it knows to a token with all scopes, without failing itself', async () => {
  const { slack } = await startRig();
  const known = ['api.test', 'team.info', 'bots.info', 'usergroups.list', 'conversations.list', 'conversations.info'];

  const answers = await Promise.all(known.map(async (method) => await callOf(slack, method, {})));
  expect(answers.every((answer) => JSON.stringify(answer).includes('fatal_error'))).toBe(false);
  expect(slack.calls.map((call) => call.method).toSorted()).toEqual(known.toSorted());
});

test('keeps a record of calls without the token', async () => {
  const { client, slack } = await startRig();
  await client.chat.postMessage({ channel: releases, text: 'hello', blocks: [section('hello')] as never });

  expect(slack.calls).toMatchObject([{ method: 'chat.postMessage', args: { text: 'hello' }, status: 200, did: true }]);
  expect(JSON.stringify(slack.calls)).not.toContain(botToken);
});

test('tells a client that is too fast how long to wait', async () => {
  const { client, slack } = await startRig();
  slack.faults.rateLimit('chat.postMessage', 7);

  const refused = client.chat.postMessage({ channel: releases, text: 'x' });
  await expect(refused).rejects.toBeInstanceOf(WebAPIRateLimitedError);
  await expect(refused).rejects.toMatchObject({ retryAfter: 7 });
  expect(await callOf(slack, 'auth.test', {})).toMatchObject({ ok: true });
});
