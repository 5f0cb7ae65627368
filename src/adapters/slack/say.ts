import { type Message } from '../../cards/block-kit.ts';
import { type CardPlace } from '../../domain/release/release.ts';
import { type SlackAnswer } from './client.ts';
import { type Mark, type Where } from './find-message.ts';
import { type Heard, type PostOnce } from './post-once.ts';
import { isInstallationBroken, type Later, laterAfter, type Metadata } from './sending.ts';

export type Said =
  | { readonly kind: 'said'; readonly place: CardPlace; readonly fresh: 'posted' | 'adopted' }
  /** It cannot be said there, now or later. */
  | { readonly kind: 'lost'; readonly reason: string }
  | Later;

export type Saying = {
  /** Names this one message among all; a repeated attempt finds it by this. */
  readonly key: string;
  readonly message: Message;
  readonly attemptsBefore: number;
  /** In the thread alone when not given. */
  readonly heard?: Heard;
};

/** What our messages besides cards are: in their metadata, where they are found by their key. */
export type SayingType = 'gonogo_note' | 'gonogo_file' | 'gonogo_page';

export async function say(
  postOnce: PostOnce,
  priority: number,
  where: Where,
  eventType: SayingType,
  { key, message, attemptsBefore, heard = 'in-thread' }: Saying,
): Promise<Said> {
  const metadata: Metadata = { event_type: eventType, event_payload: { key } };
  const mark = markOf(eventType, key);
  const posted = await postOnce({ priority, where, message, metadata, mark, attemptsBefore, heard });
  switch (posted.kind) {
    case 'posted':
      return { kind: 'said', place: posted.place, fresh: 'posted' };
    case 'found':
      return { kind: 'said', place: posted.places[0], fresh: 'adopted' };
    case 'gone':
      return { kind: 'lost', reason: posted.error };
    case 'refused':
      return notSaid(posted, attemptsBefore);
    case 'later':
      return posted;
  }
}

export function markOf(eventType: SayingType, key: string): Mark {
  return { eventType, field: 'key', value: key };
}

/** A refusal is final, but for those that an operator can mend. */
export function notSaid(answer: Exclude<SlackAnswer<unknown>, { kind: 'ok' }>, attemptsBefore: number): Said {
  if (answer.kind === 'refused' && !isInstallationBroken(answer.error)) return { kind: 'lost', reason: answer.error };
  return laterAfter(answer, attemptsBefore);
}
