import { type Message } from '../../cards/block-kit.ts';
import { type ChannelId, type SlackUserId } from '../../domain/ids.ts';
import { type SlackAnswer } from './client.ts';
import { Done, isChannelGone, isInstallationBroken, type Later, laterAfter, type PacedCall } from './sending.ts';

export type Told =
  | { readonly kind: 'told'; readonly how: 'ephemeral' | 'direct-message' }
  /** This person cannot be told by us. */
  | { readonly kind: 'lost'; readonly reason: string }
  | Later;

export type Tell = (ask: {
  readonly user: SlackUserId;
  /** Where the person is looking; null when nobody knows. */
  readonly channel: ChannelId | null;
  readonly message: Message;
  readonly attemptsBefore: number;
}) => Promise<Told>;

const tellPriority = 2;

/**
 * Tells one person something: beside what they see where they clicked, else in their direct messages, which a
 * message addressed to a user id opens by itself (`chat:write` is enough; `conversations.open` wants `im:write`).
 */
export function createTell(call: PacedCall): Tell {
  return async function tell({ user, channel, message, attemptsBefore }): Promise<Told> {
    if (channel !== null) {
      const answer = await call(tellPriority, 'chat.postEphemeral', { channel, user, ...message }, Done);
      if (answer.kind === 'ok') return { kind: 'told', how: 'ephemeral' };
      if (answer.kind !== 'refused' || !isNotHere(answer.error)) return outcomeOf(answer, attemptsBefore);
    }
    const args = { channel: user, ...message, unfurl_links: false, unfurl_media: false };
    const answer = await call(tellPriority, 'chat.postMessage', args, Done);
    return answer.kind === 'ok' ? { kind: 'told', how: 'direct-message' } : outcomeOf(answer, attemptsBefore);
  };
}

function isNotHere(error: string): boolean {
  return error === 'user_not_in_channel' || isChannelGone(error);
}

function outcomeOf(answer: Exclude<SlackAnswer<unknown>, { kind: 'ok' }>, attemptsBefore: number): Told {
  if (answer.kind === 'refused' && !isInstallationBroken(answer.error)) return { kind: 'lost', reason: answer.error };
  return laterAfter(answer, attemptsBefore);
}
