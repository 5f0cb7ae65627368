import { expect, test } from 'vitest';
import { type HomeTab, type Modal } from '../../../src/cards/block-kit.ts';
import { type MessageTs, type SlackUserId } from '../../../src/domain/ids.ts';
import { type CardPlace } from '../../../src/domain/release/release.ts';
import {
  ana,
  card,
  incidents,
  methodsCalled,
  type Office,
  office,
  release,
  releases,
  saying,
  textsIn,
} from './messenger-bench.ts';

async function cardOf({ messenger }: Office): Promise<CardPlace> {
  const shown = await messenger.showLive(card('the card'));
  if (shown.kind !== 'shown') throw new Error(`The card was not posted: ${shown.reason}`);
  return shown.place;
}

test('replies once in the thread of a card, however often it has to try', async () => {
  const all = await office();
  const place = await cardOf(all);
  const note = { of: release, place, key: 'reply-1', message: saying('the run failed') };
  all.slack.faults.failNext('chat.postMessage', 'timeout-after-doing');

  expect(await all.messenger.reply({ ...note, attemptsBefore: 0 })).toMatchObject({ kind: 'later' });
  expect(await all.messenger.reply({ ...note, attemptsBefore: 1 })).toMatchObject({ kind: 'said', fresh: 'adopted' });
  expect(textsIn(all.slack, releases)).toEqual(['the card', 'the run failed']);
  expect(all.slack.workspace.state.messages[releases]?.[1]).toMatchObject({ thread_ts: place.ts });
});

test('does not take another note for this one', async () => {
  const all = await office();
  const place = await cardOf(all);
  await all.messenger.reply({ of: release, place, key: 'reply-1', message: saying('one'), attemptsBefore: 0 });
  await all.messenger.reply({ of: release, place, key: 'reply-2', message: saying('two'), attemptsBefore: 1 });

  expect(textsIn(all.slack, releases)).toEqual(['the card', 'one', 'two']);
});

test('says that a reply is lost when its channel is archived', async () => {
  const all = await office();
  const place = await cardOf(all);
  await all.slack.people.archiveChannel('U0ANA', releases);

  expect(await all.messenger.reply({ of: release, place, key: 'k', message: saying('x'), attemptsBefore: 1 })).toEqual({
    kind: 'lost',
    reason: 'is_archived',
  });
});

test('pages somebody once, and finds the page again after a broken answer', async () => {
  const { slack, messenger, another } = await office();
  const page = { user: ana, key: 'page-1', message: saying('checkout is unhealthy') };
  slack.faults.failNext('chat.postMessage', 'reset-after-doing');

  expect(await messenger.page({ ...page, attemptsBefore: 0 })).toMatchObject({ kind: 'later', afterMs: 2000 });
  const again = await another().page({ ...page, attemptsBefore: 1 });
  expect(again).toMatchObject({ kind: 'said', fresh: 'adopted' });
  expect(again.kind === 'said' ? textsIn(slack, again.place.channel) : []).toEqual(['checkout is unhealthy']);
});

test('keeps a page for later while the token is refused, for an operator can mend that', async () => {
  const { slack, messenger } = await office();
  await slack.faults.revokeToken();
  const page = { user: ana, key: 'page-1', message: saying('x'), attemptsBefore: 0 };

  expect(await messenger.page(page)).toMatchObject({ kind: 'later', afterMs: 60_000 });
  slack.faults.clear();
  expect(await messenger.page({ ...page, attemptsBefore: 1 })).toMatchObject({ kind: 'said', fresh: 'posted' });
});

test('tells a person beside what they clicked, so that only they see it', async () => {
  const { slack, messenger } = await office();

  expect(
    await messenger.tell({ user: ana, channel: releases, message: saying('only you'), attemptsBefore: 0 }),
  ).toEqual({ kind: 'told', how: 'ephemeral' });
  expect(slack.workspace.state.ephemerals[ana]).toMatchObject([{ text: 'only you', channel: releases }]);
  expect(textsIn(slack, releases)).toEqual([]);
});

test.each(['nobody knows where they are', 'the app is not in that channel'])(
  'tells a person in their direct messages when %s',
  async (why) => {
    const { slack, messenger } = await office();
    await slack.people.removeBot('U0ANA', incidents);
    const channel = why.startsWith('nobody') ? null : incidents;

    expect(await messenger.tell({ user: ana, channel, message: saying('only you'), attemptsBefore: 0 })).toEqual({
      kind: 'told',
      how: 'direct-message',
    });
    const direct = Object.values(slack.workspace.state.channels).find((one) => one.is_im && one.user === ana);
    expect(slack.workspace.state.messages[direct?.id ?? '']).toMatchObject([{ text: 'only you' }]);
  },
);

test('gives up telling somebody whom Slack does not know', async () => {
  const { messenger } = await office();

  expect(
    await messenger.tell({ user: 'U0NOBODY' as SlackUserId, channel: null, message: saying('x'), attemptsBefore: 0 }),
  ).toMatchObject({ kind: 'lost' });
});

test('answers why a modal did not open, and does not try its trigger again', async () => {
  const { slack, messenger } = await office();
  const modal: Modal = {
    type: 'modal',
    callback_id: 'release.request',
    title: { type: 'plain_text', text: 'Request', emoji: false },
    close: { type: 'plain_text', text: 'Close', emoji: false },
    private_metadata: '',
    blocks: [],
  };

  expect(await messenger.openModal('1.2.abc', modal)).toMatchObject({ kind: 'refused' });
  expect(await messenger.updateModal('V0NONE', modal)).toMatchObject({ kind: 'refused', error: 'not_found' });
  expect(methodsCalled(slack)).toEqual(['views.open', 'views.update']);
});

test("publishes a person's Home", async () => {
  const { slack, messenger } = await office();
  const home: HomeTab = { type: 'home', blocks: [{ type: 'divider' }] };

  expect(await messenger.publishHome(ana, home)).toMatchObject({ kind: 'ok' });
  expect(slack.workspace.state.homes[ana]).toMatchObject({ type: 'home' });
});

test('asks once for the address of a message', async () => {
  const all = await office();
  const place = await cardOf(all);
  const first = await all.messenger.permalink(place);

  expect(first).toMatch(/^https:\/\/.*\/archives\/C0RELEASES\/p/);
  expect(await all.messenger.permalink(place)).toBe(first);
  expect(methodsCalled(all.slack).filter((method) => method === 'chat.getPermalink')).toHaveLength(1);
  expect(await all.messenger.permalink({ channel: releases, ts: '1.1' as MessageTs })).toBeNull();
});
