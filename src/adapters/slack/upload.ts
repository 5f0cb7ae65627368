import { z } from 'zod';
import { type Message } from '../../cards/block-kit.ts';
import { type CardPlace } from '../../domain/release/release.ts';
import { type SlackAnswer } from './client.ts';
import { type FindMessage, type Where } from './find-message.ts';
import { leftBefore, type PostOnce } from './post-once.ts';
import { markOf, notSaid, type Said, say } from './say.ts';
import { type SendBytes } from './send-bytes.ts';
import { Done, type PacedCall } from './sending.ts';

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
async function upload(
  { priority, call, find, sendBytes }: Tools,
  where: Where,
  { place, name, title, bytes, altText }: Sharing,
): Promise<SlackAnswer<object>> {
  const asked = { filename: name, length: bytes.length, ...(altText === null ? {} : { alt_txt: altText }) };
  const given = await call(priority, 'files.getUploadURLExternal', asked, Address);
  if (given.kind !== 'ok') return given;
  const { upload_url: address, file_id: file } = given.value;
  const sent = await sendBytes(address, bytes);
  if (sent.kind !== 'ok') return sent;
  const args = { files: [{ id: file, title }], channel_id: place.channel, thread_ts: place.ts };
  const completed = await call(priority, 'files.completeUploadExternal', args, Done);
  if (completed.kind !== 'unknown') return completed;
  // Only now is the file's id at hand: an attempt that comes later could not tell this file from others of its name.
  const found = await find(priority, where, { file });
  return found.kind === 'searched' && found.places.length > 0 ? { kind: 'ok', value: {} } : completed;
}
