import { expect, test } from 'vitest';
import { type SlackAnswer } from '../../../src/adapters/slack/client.ts';
import { createMessenger } from '../../../src/adapters/slack/messenger.ts';
import { createPacing } from '../../../src/adapters/slack/pacing.ts';
import { type MessageTs } from '../../../src/domain/ids.ts';
import { type CardPlace } from '../../../src/domain/release/release.ts';
import { card, incidents, methodsCalled, type Office, office, releases, textsIn } from './messenger-bench.ts';
import { type MadeCall, manualTime, recordedLog, type Script, scriptedClient } from './support.ts';

/** Posts the card and says where it is. */
async function posted({ messenger }: Office, text = 'first'): Promise<CardPlace> {
  const shown = await messenger.showLive(card(text));
  if (shown.kind !== 'shown') throw new Error(`The card was not posted: ${shown.reason}`);
  return shown.place;
}

test('posts a card once, with what it is found by, and then changes it in place', async () => {
  const all = await office();
  const place = await posted(all);
  const updated = await all.messenger.showLive(card('second', { place }));

  expect(updated).toEqual({ kind: 'shown', place, fresh: 'updated' });
  expect(textsIn(all.slack, releases)).toEqual(['second']);
  expect(all.slack.workspace.state.messages[releases]?.[0]?.metadata).toEqual({
    event_type: 'gonogo_release',
    event_payload: { release: 'checkout.production.abcd1234', phase: 'awaiting-decision' },
  });
});

test('makes no call to show what is shown already', async () => {
  const all = await office();
  const place = await posted(all);
  const calls = all.slack.calls.length;

  expect(await all.messenger.showLive(card('first', { place }))).toMatchObject({ fresh: 'unchanged' });
  expect(all.slack.calls).toHaveLength(calls);
  expect(await all.another().showLive(card('first', { place }))).toMatchObject({ fresh: 'updated' });
});

test.each(['timeout-after-doing', 'reset-after-doing'] as const)(
  'adopts the card that was posted although the call ended in %s, and brings it up to date',
  async (failure) => {
    const { slack, messenger, another } = await office();
    slack.faults.failNext('chat.postMessage', failure);

    expect(await messenger.showLive(card('first'))).toMatchObject({ kind: 'later', afterMs: 2000 });
    const again = await another().showLive(card('second', { attemptsBefore: 1 }));
    expect(again).toMatchObject({ kind: 'shown', fresh: 'adopted', place: { channel: releases } });
    expect(textsIn(slack, releases)).toEqual(['second']);
  },
);

test.each(['error-500', 'reset-before', 'internal_error'] as const)(
  'posts a card in the second attempt when the first ended in %s and left nothing',
  async (failure) => {
    const { slack, messenger } = await office();
    slack.faults.failNext('chat.postMessage', failure);
    await messenger.showLive(card('first'));

    expect(await messenger.showLive(card('first', { attemptsBefore: 1 }))).toMatchObject({ kind: 'shown' });
    expect(textsIn(slack, releases)).toEqual(['first']);
  },
);

test('does not take the card of another release for its own', async () => {
  const all = await office();
  await posted(all, 'of another release');
  const other = card('mine', {
    attemptsBefore: 1,
    id: 'search.production.abcd1234' as never,
    metadata: { event_type: 'gonogo_release', event_payload: { release: 'search.production.abcd1234' } },
  });

  expect(await all.messenger.showLive(other)).toMatchObject({ fresh: 'posted' });
  expect(textsIn(all.slack, releases)).toEqual(['of another release', 'mine']);
});

test('looks through older pages for what it may have posted', async () => {
  const all = await office();
  const place = await posted(all);
  for (let n = 0; n < 250; n += 1) await all.slack.people.say('U0ANA', releases, `chatter ${n}`);

  expect(await all.another().showLive(card('first', { attemptsBefore: 1 }))).toMatchObject({ fresh: 'adopted', place });
  expect(methodsCalled(all.slack).filter((method) => method === 'conversations.history')).toHaveLength(2);
});

test('says that a deleted card is lost, and posts it anew when asked without a place', async () => {
  const all = await office();
  const place = await posted(all);
  await all.slack.people.deleteMessage('U0ANA', releases, place.ts);

  expect(await all.messenger.showLive(card('second', { place }))).toEqual({
    kind: 'lost',
    reason: 'message_not_found',
  });
  expect(await all.messenger.showLive(card('second'))).toMatchObject({ kind: 'shown', fresh: 'posted' });
});

test('goes on in the incidents channel when its own is archived, and tells operators why', async () => {
  const all = await office();
  const place = await posted(all);
  await all.slack.people.archiveChannel('U0ANA', releases);
  const moved = await all.messenger.showLive(card('second', { place }));

  expect(moved).toMatchObject({ kind: 'shown', fresh: 'posted', place: { channel: incidents } });
  const blocks = JSON.stringify(all.slack.workspace.state.messages[incidents]?.[0]?.blocks);
  expect(blocks).toContain('could not use <#C0RELEASES>');
  expect(all.log.lines.join()).toContain('A card cannot stand in its channel');

  const there = moved.kind === 'shown' ? moved.place : place;
  expect(await all.messenger.showLive(card('third', { place: there }))).toMatchObject({ fresh: 'updated' });
  expect(textsIn(all.slack, incidents)).toEqual(['third']);
  expect(JSON.stringify(all.slack.workspace.state.messages[incidents]?.[0]?.blocks)).toContain('To mend it');
});

test('posts in the incidents channel when the app was removed from the releases channel', async () => {
  const all = await office();
  await all.slack.people.removeBot('U0ANA', releases);

  expect(await all.messenger.showLive(card('first'))).toMatchObject({ fresh: 'posted', place: { channel: incidents } });
  expect(await all.another().showLive(card('first', { attemptsBefore: 1 }))).toMatchObject({
    fresh: 'adopted',
    place: { channel: incidents },
  });
  expect(textsIn(all.slack, incidents)).toEqual(['first']);
});

test('says why when neither channel can be used', async () => {
  const all = await office();
  await all.slack.people.archiveChannel('U0ANA', releases);
  await all.slack.people.archiveChannel('U0ANA', incidents);

  expect(await all.messenger.showLive(card('first'))).toEqual({
    kind: 'nowhere',
    reason: 'is_archived',
  });
});

test('comes back when Slack says that its pause is over', async () => {
  const { slack, messenger } = await office();
  slack.faults.rateLimit('chat.postMessage', 30);

  expect(await messenger.showLive(card('first'))).toMatchObject({ kind: 'later', afterMs: 30_000 });
  expect(textsIn(slack, releases)).toEqual([]);
});

test('puts off a second attempt three times while it cannot look for the first, and then posts', async () => {
  const { slack, messenger } = await office();
  slack.faults.failNext('conversations.history', 'error-500', 10);
  const waits: unknown[] = [];
  for (const attemptsBefore of [1, 2, 3]) {
    const shown = await messenger.showLive(card('first', { attemptsBefore }));
    waits.push(shown.kind === 'later' ? shown.afterMs : shown.kind);
  }

  expect(waits).toEqual([4000, 8000, 16_000]);
  expect(await messenger.showLive(card('first', { attemptsBefore: 4 }))).toMatchObject({ fresh: 'posted' });
});

test('keeps a card that Slack finds malformed for later, and says what is wrong', async () => {
  const { messenger } = await office();
  const broken = { text: 'x', blocks: [{ type: 'divider', block_id: 'x'.repeat(300) } as never] };

  expect(await messenger.showLive(card('', { message: broken }))).toMatchObject({
    kind: 'later',
    afterMs: 60_000,
    reason: 'Slack refused it: invalid_blocks',
  });
});

/** A Slack whose history holds these, and in which only our own messages may be changed. */
function historyOf(messages: readonly object[]): { readonly script: Script; readonly place: CardPlace } {
  const ok: SlackAnswer<unknown> = { kind: 'ok', value: { channel: releases, ts: '9.9', messages } };
  function script({ method, args }: MadeCall): SlackAnswer<unknown> {
    const another = method === 'chat.update' && args['ts'] === '1.1';
    return another ? { kind: 'refused', error: 'cant_update_message' } : ok;
  }
  return { script, place: { channel: releases, ts: '2.2' as MessageTs } };
}

const marked = {
  metadata: { event_type: 'gonogo_release', event_payload: { release: 'checkout.production.abcd1234' } },
};

const self = { botUser: 'U0GONOGO', botId: 'B0GONOGO' };

test.each<[string, typeof self | null, object]>([
  ['when it knows its own user', self, { user: 'U0GONOGO' }],
  ['when Slack names only the bot that sent it', self, { bot_id: 'B0GONOGO' }],
  ['by what it may change, while it does not know who it is', null, { user: 'U0GONOGO' }],
])('never adopts the message of another app that copies our mark: %s', async (_how, who, ours) => {
  const { script, place } = historyOf([
    { ts: '1.1', user: 'U0COPYCAT', bot_id: 'B0COPYCAT', ...marked },
    { ts: '1.2', ...ours, metadata: {} },
    { ts: '2.2', ...ours, ...marked },
  ]);
  const time = manualTime();
  const messenger = createMessenger({
    client: scriptedClient(script),
    sendBytes: () => Promise.reject(new Error('No file is sent here.')),
    pacing: createPacing(time),
    log: recordedLog(),
    now: () => time.now(),
    self: () => who,
  });

  expect(await messenger.showLive(card('first', { attemptsBefore: 1 }))).toEqual({
    kind: 'shown',
    fresh: 'adopted',
    place,
  });
});
