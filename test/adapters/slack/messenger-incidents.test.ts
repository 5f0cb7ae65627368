import { describe, expect, test } from 'vitest';
import { type ChannelId, type IncidentId, type MessageTs } from '../../../src/domain/ids.ts';
import { type CardPlace } from '../../../src/domain/release/release.ts';
import {
  ana,
  card,
  incidents,
  methodsCalled,
  type Office,
  office,
  releases,
  saying,
  textsIn,
} from './messenger-bench.ts';

const incident = 'inc-checkout.abcd1234' as IncidentId;

function live(text: string, place: CardPlace | null = null, attemptsBefore = 0): ReturnType<typeof card> {
  return card(text, {
    id: incident,
    place,
    attemptsBefore,
    metadata: { event_type: 'gonogo_incident', event_payload: { incident, severity: 'P1', state: 'open' } },
    channels: [incidents, releases],
    priority: 'incident',
  });
}

async function posted({ messenger }: Office): Promise<CardPlace> {
  const shown = await messenger.showLive(live('P1: the shop is down'));
  if (shown.kind !== 'shown') throw new Error('The incident was not posted.');
  return shown.place;
}

describe('the live message of an incident', () => {
  test('stands in the incidents channel, and is found there again by its metadata', async () => {
    const all = await office();
    all.slack.faults.failNext('chat.postMessage', 'reset-after-doing');

    expect(await all.messenger.showLive(live('open'))).toMatchObject({ kind: 'later', afterMs: 2000 });
    expect(await all.another().showLive(live('acknowledged', null, 1))).toMatchObject({
      fresh: 'adopted',
      place: { channel: incidents },
    });
    expect(textsIn(all.slack, incidents)).toEqual(['acknowledged']);
  });

  test('stands in the releases channel and says so, where the incidents channel is gone', async () => {
    const all = await office();
    await all.slack.people.archiveChannel('U0ANA', incidents);

    expect(await all.messenger.showLive(live('open'))).toMatchObject({ place: { channel: releases } });
    const blocks = JSON.stringify(all.slack.workspace.state.messages[releases]?.[0]?.blocks);
    expect(blocks).toContain('This alert stands here because Gonogo could not use <#C0INCIDENTS>');
  });

  test('is changed before the cards that wait for Slack', async () => {
    const all = await office();
    const place = await posted(all);
    const first = await all.messenger.showLive(card('card'));
    if (first.kind !== 'shown') throw new Error('The card was not posted.');
    all.slack.faults.rateLimit('chat.update', 5);
    const order: string[] = [];
    const { time, messenger } = all;
    async function shown(ask: ReturnType<typeof card>): Promise<void> {
      await messenger.showLive(ask);
      order.push(ask.message.text);
    }
    const waiting = [shown(card('card 1', { place: first.place }))];
    await expect.poll(() => methodsCalled(all.slack).filter((method) => method === 'chat.update')).toHaveLength(1);
    waiting.push(shown(card('card 2', { place: first.place })), shown(live('acknowledged', place)));
    for (let second = 0; order.length < 3 && second < 15; second += 1) {
      await time.advance(1000);
      await expect.poll(() => time.now()).toBeGreaterThan(0);
    }
    await Promise.all([...waiting, time.advance(10_000)]);

    expect(order[0]).toBe('acknowledged');
  });
});

describe('a reply about an incident', () => {
  test('is heard in the channel as well where it is broadcast', async () => {
    const all = await office();
    const place = await posted(all);
    await all.messenger.reply({
      of: incident,
      place,
      key: 'n1',
      message: saying('level 2'),
      attemptsBefore: 0,
      heard: 'broadcast',
    });
    await all.messenger.reply({
      of: incident,
      place,
      key: 'n2',
      message: saying('a note'),
      attemptsBefore: 0,
      heard: 'in-thread',
    });

    const [, first, second] = all.slack.workspace.state.messages[incidents] ?? [];
    expect(first).toMatchObject({ text: 'level 2', thread_ts: place.ts, reply_broadcast: true });
    expect(second).toMatchObject({ text: 'a note', thread_ts: place.ts });
    expect(second?.reply_broadcast).toBeUndefined();
  });

  test('lets the message of a new incident go first where much breaks at once', async () => {
    const all = await office();
    const place = await posted(all);
    const { messenger, slack, time } = all;
    const told = Array.from({ length: 12 }, (_, step) =>
      messenger.reply({
        of: `inc-checkout.step${String(step).padStart(4, '0')}` as IncidentId,
        place,
        key: `step ${step}`,
        message: saying(`step ${step}`),
        attemptsBefore: 0,
        heard: 'broadcast',
      }),
    );
    const other = messenger.showLive({ ...live('P1: another shop is down'), id: 'inc-billing.abcd1234' as IncidentId });
    await expect.poll(() => textsIn(slack, incidents)).toHaveLength(10);
    for (let second = 0; textsIn(slack, incidents).length < 14 && second < 15; second += 1) await time.advance(1100);
    await Promise.all([...told, other]);

    expect(textsIn(slack, incidents).indexOf('P1: another shop is down')).toBe(10);
    expect(textsIn(slack, incidents)).toHaveLength(14);
  });

  test('does not overtake one that was asked for before it and has to be tried again', async () => {
    const all = await office();
    const place = await posted(all);
    const { messenger, slack, time } = all;
    slack.faults.failNext('chat.postMessage', 'error-500');
    const first = { of: incident, place, key: 'n1', message: saying('first') };
    const second = { of: incident, place, key: 'n2', message: saying('second') };

    expect(await messenger.reply({ ...first, attemptsBefore: 0 })).toMatchObject({ kind: 'later', afterMs: 2000 });
    expect(await messenger.reply({ ...second, attemptsBefore: 0 })).toMatchObject({ kind: 'later', afterMs: 2000 });
    await time.advance(2000);
    expect(await messenger.reply({ ...second, attemptsBefore: 1 })).toMatchObject({ kind: 'later', afterMs: 600 });
    await messenger.reply({ ...first, attemptsBefore: 1 });
    await messenger.reply({ ...second, attemptsBefore: 2 });
    expect(textsIn(slack, incidents).slice(1)).toEqual(['first', 'second']);
  });

  test('does not wait for ever for one that nobody comes back for', async () => {
    const all = await office();
    const place = await posted(all);
    const { messenger, slack, time } = all;
    slack.faults.failNext('chat.postMessage', 'error-500');
    await messenger.reply({ of: incident, place, key: 'n1', message: saying('first'), attemptsBefore: 0 });
    await time.advance(100_000);

    const second = { of: incident, place, key: 'n2', message: saying('second'), attemptsBefore: 0 };
    expect(await messenger.reply(second)).toMatchObject({ kind: 'said' });
  });
});

describe('a page by direct message', () => {
  test('opens the conversation once', async () => {
    const { slack, messenger } = await office();
    for (const key of ['p1', 'p2']) {
      await messenger.page({ user: ana, key, message: saying(key), attemptsBefore: 0 });
    }

    expect(methodsCalled(slack)).toEqual(['conversations.open', 'chat.postMessage', 'chat.postMessage']);
  });

  test('is sent all the same where the app may not open conversations', async () => {
    const { slack, messenger } = await office({ scopes: ['chat:write'] });
    const said = await messenger.page({ user: ana, key: 'p1', message: saying('page'), attemptsBefore: 1 });

    expect(said).toMatchObject({ kind: 'said', fresh: 'posted' });
    expect(said.kind === 'said' ? textsIn(slack, said.place.channel) : []).toEqual(['page']);
  });

  test('does not wait for one of another incident that has to be sent again', async () => {
    const { slack, messenger } = await office();
    slack.faults.failNext('chat.postMessage', 'error-500');
    const old = { user: ana, key: 'p1', message: saying('old'), attemptsBefore: 0, about: 'inc-a 1' };
    expect(await messenger.page(old)).toMatchObject({ kind: 'later' });

    const other = { user: ana, key: 'p2', message: saying('other'), attemptsBefore: 0, about: 'inc-b 1' };
    expect(await messenger.page(other)).toMatchObject({ kind: 'said' });
    const next = { user: ana, key: 'p3', message: saying('next'), attemptsBefore: 0, about: 'inc-a 1' };
    expect(await messenger.page(next)).toMatchObject({ kind: 'later' });
  });

  test('to somebody who has left is lost, with the reason', async () => {
    const { messenger } = await office();
    const gone = { user: 'U0NOBODY' as typeof ana, key: 'p1', message: saying('page'), attemptsBefore: 0 };

    expect(await messenger.page(gone)).toMatchObject({ kind: 'lost' });
  });
});

describe('a channel of its own', () => {
  const ask = { name: 'inc-checkout-abcd1234', topic: 'P1: the shop is down', people: [ana] };

  test('is opened once, with its people, and found again by its name', async () => {
    const { slack, messenger, another } = await office();
    const opened = await messenger.openChannel(ask);
    expect(opened).toMatchObject({ kind: 'opened' });
    expect(await another().openChannel(ask)).toEqual(opened);

    const mine = Object.values(slack.workspace.state.channels).filter(({ name }) => name === ask.name);
    expect(mine).toMatchObject([{ topic: ask.topic, is_private: false }]);
    expect(mine[0]?.members).toContain('U0ANA');
  });

  test('invites the others where somebody cannot be invited', async () => {
    const { slack, messenger } = await office();
    const opened = await messenger.openChannel({ ...ask, people: ['U0NOBODY' as typeof ana, ana] });

    expect(opened).toMatchObject({ kind: 'opened' });
    const mine = Object.values(slack.workspace.state.channels).find(({ name }) => name === ask.name);
    expect(mine?.members).toContain('U0ANA');
  });

  test('cannot be had where the app may not open one', async () => {
    const { messenger } = await office({ scopes: ['chat:write'] });

    expect(await messenger.openChannel(ask)).toEqual({ kind: 'lost', reason: 'missing_scope' });
  });

  test('is tried again after a broken answer', async () => {
    const { slack, messenger } = await office();
    slack.faults.failNext('conversations.create', 'reset-after-doing');

    expect(await messenger.openChannel(ask)).toMatchObject({ kind: 'later', afterMs: 2000 });
    expect(await messenger.openChannel(ask)).toMatchObject({ kind: 'opened' });
  });
});

describe('what is announced in a channel', () => {
  test('stands there by itself, once, also after an answer that was lost', async () => {
    const { slack, messenger, another } = await office();
    const announced = { channel: incidents, key: 'welcome-1', message: saying('welcome') };
    slack.faults.failNext('chat.postMessage', 'reset-after-doing');

    expect(await messenger.announce({ ...announced, attemptsBefore: 0 })).toMatchObject({ kind: 'later' });
    expect(await another().announce({ ...announced, attemptsBefore: 1 })).toMatchObject({ fresh: 'adopted' });
    expect(slack.workspace.state.messages[incidents]).toMatchObject([{ text: 'welcome' }]);
  });
});

describe('a message that somebody pins', () => {
  test('is read with its thread and who wrote it', async () => {
    const all = await office();
    const place = await posted(all);
    await all.messenger.reply({ of: incident, place, key: 'n1', message: saying('a reply'), attemptsBefore: 0 });
    const reply = all.slack.workspace.state.messages[incidents]?.[1];
    const at = { channel: incidents, ts: (reply?.ts ?? '') as MessageTs };

    expect(await all.messenger.messageAt(at)).toEqual({ text: 'a reply', thread: place.ts, by: 'U0GONOGO' });
  });

  test('in no thread is read as such', async () => {
    const all = await office();
    await all.slack.people.say('U0ANA', incidents, 'just a word');
    const said = all.slack.workspace.state.messages[incidents]?.[0];
    const at = { channel: incidents, ts: (said?.ts ?? '') as MessageTs };

    expect(await all.messenger.messageAt(at)).toMatchObject({ text: 'just a word', thread: null, by: 'U0ANA' });
  });

  test('is nothing where there is none, and where Slack does not answer', async () => {
    const { slack, messenger } = await office();
    expect(await messenger.messageAt({ channel: incidents, ts: '1.1' as MessageTs })).toBeNull();
    slack.faults.failNext('conversations.replies', 'error-500');
    expect(await messenger.messageAt({ channel: 'C0GENERAL' as ChannelId, ts: '1.1' as MessageTs })).toBeNull();
  });
});
