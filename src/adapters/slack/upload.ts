import { z } from 'zod';
import { type Message } from '../../cards/block-kit.ts';
import { type SlackUserId } from '../../domain/ids.ts';
import { type CardPlace } from '../../domain/release/release.ts';
import { type SlackAnswer } from './client.ts';
import { type FindMessage, type Where } from './find-message.ts';
import { leftBefore, type PostOnce } from './post-once.ts';
import { markOf, notSaid, type Said, say } from './say.ts';
import { type SendBytes } from './send-bytes.ts';
import { Done, isInstallationBroken, type Later, laterAfter, type PacedCall, Placed } from './sending.ts';

export type Sharing = {
  /** Names this one file among all; a repeated attempt finds by this what was posted. */
  readonly key: string;
  /** The card under which the file is put. */
  readonly place: CardPlace;
  /** How it is called when it is saved. */
  readonly name: string;
  /** How it is called in Slack. */
  readonly title: string;
  /** At least one byte. */
  readonly bytes: Uint8Array;
  /** What a picture shows, for those who do not see it; null for what is no picture. */
  readonly altText: string | null;
  /** What stands below the file. */
  readonly comment: Message;
  readonly attemptsBefore: number;
};

export type Share = (ask: Sharing) => Promise<Said>;

type Tools = {
  readonly priority: number;
  readonly call: PacedCall;
  readonly find: FindMessage;
  readonly postOnce: PostOnce;
  /** In its turn, like any call. */
  readonly sendBytes: SendBytes;
};

const Address = z.object({ upload_url: z.string(), file_id: z.string() });

/**
 * Puts a file into the thread of a card, and its comment below it. Slack takes no metadata with a file, so the comment
 * carries the key, and it comes last: where it stands, the file stands. A crash between the two leaves a file without
 * its comment, and the next attempt posts both again. So a file may stand there twice, but never not at all.
 */
export function createShare(tools: Tools): Share {
  const { priority, find, postOnce } = tools;

  return async function share(ask: Sharing): Promise<Said> {
    const { key, place, comment, attemptsBefore } = ask;
    const where = { channel: place.channel, thread: place.ts };
    const mark = markOf('gonogo_file', key);
    const left = await leftBefore(find, { priority, where, mark, attemptsBefore });
    if (left?.kind === 'later') return left;
    if (left !== null) return { kind: 'said', place: left.places[0], fresh: 'adopted' };
    const uploaded = await upload(tools, where, ask);
    if (uploaded.kind !== 'ok') return notSaid(uploaded, attemptsBefore);
    // No need to look again: what an attempt before could have left was looked for above.
    return await say(postOnce, priority, where, 'gonogo_file', { key, message: comment, attemptsBefore: 0 });
  };
}

/** An address, the bytes, and then the file in the thread: before the last call nobody sees anything of it. */
async function upload(tools: Tools, where: Where, ask: Sharing): Promise<SlackAnswer<object>> {
  const { priority, call, find } = tools;
  const { place, title } = ask;
  const brought = await bring(tools, ask);
  if (brought.kind !== 'ok') return brought;
  const { file } = brought.value;
  const args = { files: [{ id: file, title }], channel_id: place.channel, thread_ts: place.ts };
  const completed = await call(priority, 'files.completeUploadExternal', args, Done);
  if (completed.kind !== 'unknown') return completed;
  // Only now is the file's id at hand: an attempt that comes later could not tell this file from others of its name.
  const found = await find(priority, where, { file });
  return found.kind === 'searched' && found.places.length > 0 ? { kind: 'ok', value: {} } : completed;
}

type Bringing = Pick<Tools, 'priority' | 'call' | 'sendBytes'>;

/** The bytes are at Slack, and nobody sees them yet. */
async function bring(
  { priority, call, sendBytes }: Bringing,
  { name, bytes, altText }: Pick<Sharing, 'name' | 'bytes' | 'altText'>,
): Promise<SlackAnswer<{ readonly file: string }>> {
  const asked = { filename: name, length: bytes.length, ...(altText === null ? {} : { alt_txt: altText }) };
  const given = await call(priority, 'files.getUploadURLExternal', asked, Address);
  if (given.kind !== 'ok') return given;
  const sent = await sendBytes(given.value.upload_url, bytes);
  return sent.kind === 'ok' ? { kind: 'ok', value: { file: given.value.file_id } } : sent;
}

export type SendFile = (
  ask: Pick<Sharing, 'name' | 'title' | 'bytes' | 'comment'> & { readonly user: SlackUserId },
) => Promise<
  | { readonly kind: 'said'; readonly place: CardPlace }
  /** It cannot be sent to this person. */
  | { readonly kind: 'lost'; readonly reason: string }
  | Later
>;

/**
 * Puts a file into somebody's direct messages, below what is said of it. The message opens the direct messages by itself
 * and tells where they are, which the file needs to know; so it goes first, once the bytes are at Slack. It is never
 * repeated by itself: somebody asked for it who can ask again.
 */
export function createSendFile(tools: Bringing): SendFile {
  const { priority, call } = tools;

  return async function sendFile({ user, name, title, bytes, comment }) {
    const brought = await bring(tools, { name, bytes, altText: null });
    if (brought.kind !== 'ok') return notSent(brought);
    const words = { channel: user, ...comment, unfurl_links: false, unfurl_media: false };
    const posted = await call(priority, 'chat.postMessage', words, Placed);
    if (posted.kind !== 'ok') return notSent(posted);
    const args = { files: [{ id: brought.value.file, title }], channel_id: posted.value.channel };
    const completed = await call(priority, 'files.completeUploadExternal', args, Done);
    return completed.kind === 'ok' ? { kind: 'said', place: posted.value } : notSent(completed);
  };
}

function notSent(
  answer: Exclude<SlackAnswer<unknown>, { kind: 'ok' }>,
): Exclude<Awaited<ReturnType<SendFile>>, { kind: 'said' }> {
  if (answer.kind === 'refused' && !isInstallationBroken(answer.error)) return { kind: 'lost', reason: answer.error };
  return laterAfter(answer, 0);
}
