import { type Message } from '../../cards/block-kit.ts';
import { type CardPlace } from '../../domain/release/release.ts';
import { type FindMessage, type Mark, type Where } from './find-message.ts';
import { isChannelGone, type Later, laterAfter, type Metadata, type PacedCall, Placed } from './sending.ts';

export type Looking = {
  readonly priority: number;
  readonly where: Where;
  readonly mark: Mark;
  /** How often this was tried before; 0 when it surely never was. */
  readonly attemptsBefore: number;
};

/** `broadcast` shows a reply in the channel as well as in its thread. */
export type Heard = 'in-thread' | 'broadcast';

export type PostOnce = (
  ask: Looking & { readonly message: Message; readonly metadata: Metadata; readonly heard?: Heard },
) => Promise<PostedOnce>;

/** It was posted by an attempt before; all that were found, so that a caller may take the first that it can use. */
export type FoundAgain = { readonly kind: 'found'; readonly places: readonly [CardPlace, ...CardPlace[]] };

export type PostedOnce =
  | { readonly kind: 'posted'; readonly place: CardPlace }
  | FoundAgain
  /** Nothing can be posted there. */
  | { readonly kind: 'gone'; readonly error: string }
  | { readonly kind: 'refused'; readonly error: string }
  | Later;

/** So often an unsearchable channel puts a second attempt off. */
const patientAttempts = 3;

/**
 * What an attempt before this one has left there; null when it left nothing. When the place cannot be searched, three
 * attempts wait; then it is null all the same: a message twice is better than one never seen.
 */
export async function leftBefore(
  find: FindMessage,
  { priority, where, mark, attemptsBefore }: Looking,
): Promise<FoundAgain | Later | null> {
  if (attemptsBefore === 0) return null;
  const found = await find(priority, where, mark);
  if (found.kind === 'unsearchable') {
    const busy = found.answer.kind === 'rate-limited';
    return busy || attemptsBefore <= patientAttempts ? laterAfter(found.answer, attemptsBefore) : null;
  }
  const [first, ...others] = found.places;
  return first === undefined ? null : { kind: 'found', places: [first, ...others] };
}

/**
 * Posts a message that carries its own mark. `chat.postMessage` has no idempotency key, so a repeated attempt looks
 * for the mark first. Where that left a message twice, the state keeps only one of two cards alive.
 */
export function createPostOnce(call: PacedCall, find: FindMessage): PostOnce {
  return async function postOnce({ message, metadata, heard, ...looking }): Promise<PostedOnce> {
    const { priority, where, attemptsBefore } = looking;
    const left = await leftBefore(find, looking);
    if (left !== null) return left;
    const args = {
      ...content(message, metadata),
      channel: where.channel,
      ...(where.thread === null ? {} : { thread_ts: where.thread }),
      ...(where.thread !== null && heard === 'broadcast' ? { reply_broadcast: true } : {}),
      unfurl_links: false,
      unfurl_media: false,
    };
    const answer = await call(priority, 'chat.postMessage', args, Placed);
    if (answer.kind === 'ok') return { kind: 'posted', place: answer.value };
    if (answer.kind !== 'refused') return laterAfter(answer, attemptsBefore);
    return { kind: isChannelGone(answer.error) ? 'gone' : 'refused', error: answer.error };
  };
}

/** What a message and its metadata are on the wire. */
export function content(message: Message, metadata: Metadata): Readonly<Record<string, unknown>> {
  return { text: message.text, blocks: message.blocks, metadata };
}
