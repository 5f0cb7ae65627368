import { describe, expect, test } from 'vitest';
import { type Message as Posted } from '../../../sandbox/slack/types.ts';
import { type Sharing } from '../../../src/adapters/slack/upload.ts';
import { type CardPlace } from '../../../src/domain/release/release.ts';
import { ana, card, methodsCalled, type Office, office, releases, saying } from './messenger-bench.ts';

const bytes = Buffer.from('{"format":"gonogo-bundle"}\n');

type Desk = Office & { readonly place: CardPlace; readonly ask: Sharing };

/** An office with a card, and a file for its thread. */
async function desk(): Promise<Desk> {
  const all = await office();
  const shown = await all.messenger.showLive(card('the card'));
  if (shown.kind !== 'shown') throw new Error(`The card was not posted: ${shown.reason}`);
  const { place } = shown;
  const ask: Sharing = {
    key: 'file-1',
    place,
    name: 'checkout.gonogo.json',
    title: 'Bundle of checkout',
    bytes,
    altText: null,
    comment: saying('asked for by Finn'),
    attemptsBefore: 0,
  };
  return { ...all, place, ask };
}

function thread({ slack, place }: Pick<Desk, 'slack' | 'place'>): readonly Posted[] {
  const messages = slack.workspace.state.messages[releases] ?? [];
  return messages.filter((message) => message.thread_ts === place.ts);
}

/** What stands in the thread, in order: names of files and texts. */
function standing(all: Pick<Desk, 'slack' | 'place'>): readonly string[] {
  return thread(all).map(({ files = [], text }) => files[0]?.name ?? text);
}

const both = ['checkout.gonogo.json', 'asked for by Finn'];

test('puts the file into the thread of the card, byte for byte, and the comment below it', async () => {
  const all = await desk();

  expect(await all.messenger.share(all.ask)).toMatchObject({ kind: 'said', fresh: 'posted' });

  expect(standing(all)).toEqual(both);
  const file = thread(all)[0]?.files?.[0];
  expect(file).toMatchObject({ title: 'Bundle of checkout', size: bytes.length, alt_text: '' });
  const stored = await fetch(file?.url_private ?? '');
  expect(Buffer.from(await stored.arrayBuffer())).toEqual(bytes);
});

test('says what a picture shows to those who do not see it', async () => {
  const all = await desk();

  await all.messenger.share({ ...all.ask, name: 'watch.png', altText: 'Errors rise from 0 to 5 percent' });

  expect(thread(all)[0]?.files?.[0]).toMatchObject({
    mimetype: 'image/png',
    alt_text: 'Errors rise from 0 to 5 percent',
  });
});

test('the comment carries the key, so that it is known by it and by nothing else', async () => {
  const all = await desk();

  await all.messenger.share(all.ask);

  expect(thread(all).map(({ metadata }) => metadata)).toEqual([
    undefined,
    { event_type: 'gonogo_file', event_payload: { key: 'file-1' } },
  ]);
});

test('a repetition finds what was posted, also in another process, and uploads nothing', async () => {
  const all = await desk();
  await all.messenger.share(all.ask);
  const before = all.slack.calls.length;

  expect(await all.another().share({ ...all.ask, attemptsBefore: 1 })).toMatchObject({
    kind: 'said',
    fresh: 'adopted',
  });

  expect(standing(all)).toEqual(both);
  expect(methodsCalled(all.slack).slice(before)).toEqual(['conversations.replies']);
});

test('does not take the file of another wish for this one', async () => {
  const all = await desk();
  await all.messenger.share(all.ask);
  await all.messenger.share({ ...all.ask, key: 'file-2', attemptsBefore: 1 });

  expect(standing(all)).toEqual([...both, ...both]);
});

test.each(['files.getUploadURLExternal', 'upload'])(
  'a broken answer to %s leaves nothing to be seen, and the next attempt posts both once',
  async (method) => {
    const all = await desk();
    all.slack.faults.failNext(method, 'reset-after-doing');

    expect(await all.messenger.share(all.ask)).toMatchObject({ kind: 'later', afterMs: 2000 });
    expect(standing(all)).toEqual([]);
    expect(await all.messenger.share({ ...all.ask, attemptsBefore: 1 })).toMatchObject({ kind: 'said' });
    expect(standing(all)).toEqual(both);
  },
);

test('a file that stands although Slack broke off its answer is not uploaded again', async () => {
  const all = await desk();
  all.slack.faults.failNext('files.completeUploadExternal', 'reset-after-doing');

  expect(await all.messenger.share(all.ask)).toMatchObject({ kind: 'said', fresh: 'posted' });
  expect(standing(all)).toEqual(both);
});

test('a file that does not stand is tried again', async () => {
  const all = await desk();
  all.slack.faults.failNext('files.completeUploadExternal', 'reset-before');

  expect(await all.messenger.share(all.ask)).toMatchObject({ kind: 'later', afterMs: 2000 });
  expect(await all.messenger.share({ ...all.ask, attemptsBefore: 1 })).toMatchObject({ kind: 'said' });
  expect(standing(all)).toEqual(both);
});

test('a comment whose answer was lost is found, and the file is not posted a second time', async () => {
  const all = await desk();
  all.slack.faults.failNext('chat.postMessage', 'reset-after-doing');

  expect(await all.messenger.share(all.ask)).toMatchObject({ kind: 'later' });
  expect(await all.messenger.share({ ...all.ask, attemptsBefore: 1 })).toMatchObject({ fresh: 'adopted' });
  expect(standing(all)).toEqual(both);
});

test('where the comment is missing the file comes twice rather than never', async () => {
  const all = await desk();
  all.slack.faults.failNext('chat.postMessage', 'reset-before');

  expect(await all.messenger.share(all.ask)).toMatchObject({ kind: 'later' });
  expect(await all.another().share({ ...all.ask, attemptsBefore: 1 })).toMatchObject({ kind: 'said', fresh: 'posted' });
  expect(standing(all)).toEqual(['checkout.gonogo.json', ...both]);
});

test('is lost where nothing can be posted, and kept for later while the token is refused', async () => {
  const all = await desk();
  await all.slack.people.archiveChannel('U0ANA', releases);
  expect(await all.messenger.share(all.ask)).toEqual({ kind: 'lost', reason: 'is_archived' });

  await all.slack.faults.revokeToken();
  expect(await all.messenger.share(all.ask)).toMatchObject({ kind: 'later', afterMs: 60_000 });
});

test('waits out a rate limit without uploading twice', async () => {
  const all = await desk();
  all.slack.faults.rateLimit('upload', 2);

  const shared = all.messenger.share(all.ask);
  await expect.poll(() => methodsCalled(all.slack)).toContain('upload');
  await expect
    .poll(async () => {
      await all.time.advance(500);
      return standing(all);
    })
    .toEqual(both);
  expect(await shared).toMatchObject({ kind: 'said', fresh: 'posted' });
});

describe('a file to one person', () => {
  const forAna = {
    user: ana,
    name: 'history.csv',
    title: 'Deployment history',
    bytes: Buffer.from('Date,Version\r\n'),
    comment: saying('the history that you asked for'),
  };

  function direct({ slack }: Pick<Office, 'slack'>): readonly string[] {
    const { channels, messages } = slack.workspace.state;
    const own = Object.values(channels).filter((channel) => channel.is_im && channel.members.includes(ana));
    const said = own.flatMap((channel) => messages[channel.id] ?? []);
    return said.map(({ files = [], text }) => files[0]?.name ?? text);
  }

  test('stands in their direct messages, below what is said of it', async () => {
    const all = await office();

    const sent = await all.messenger.sendFile(forAna);

    expect(direct(all)).toEqual(['the history that you asked for', 'history.csv']);
    expect(sent).toMatchObject({ kind: 'said', place: { channel: expect.stringMatching(/^D/) } });
  });

  test('leaves nothing to be seen while its bytes are not at Slack', async () => {
    const all = await office();
    all.slack.faults.failNext('upload', 'reset-before');

    expect(await all.messenger.sendFile(forAna)).toMatchObject({ kind: 'later' });
    expect(direct(all)).toEqual([]);
  });

  test('may be missing where Slack broke off, and is never sent twice by itself', async () => {
    const all = await office();
    all.slack.faults.failNext('files.completeUploadExternal', 'reset-before');

    expect(await all.messenger.sendFile(forAna)).toMatchObject({ kind: 'later' });
    expect(direct(all)).toEqual(['the history that you asked for']);
  });

  test('is lost for somebody whom Slack does not know', async () => {
    const all = await office();
    const nobody = 'U0NOBODY' as typeof ana;

    expect(await all.messenger.sendFile({ ...forAna, user: nobody })).toMatchObject({ kind: 'lost' });
  });
});
