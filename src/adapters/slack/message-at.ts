import { z } from 'zod';
import { MessageTs, SlackUserId } from '../../domain/ids.ts';
import { type CardPlace } from '../../domain/release/release.ts';
import { type PacedCall } from './sending.ts';

export type MessageRead = {
  readonly text: string;
  /** The message whose thread it stands in, which may be itself; null for one that is in no thread. */
  readonly thread: MessageTs | null;
  /** Null where no person or app wrote it. */
  readonly by: SlackUserId | null;
};

/** Null for none, and where Slack does not say. */
export type MessageAt = (place: CardPlace) => Promise<MessageRead | null>;

const readPriority = 2;

const Replies = z.object({
  messages: z.array(
    z.object({
      ts: MessageTs,
      text: z.string().default(''),
      user: SlackUserId.optional().catch(undefined),
      thread_ts: MessageTs.optional(),
    }),
  ),
});

/**
 * Reads one message. `conversations.replies` also takes the time of a reply; the first message of the thread may come
 * with it, whatever is asked for.
 */
export function createMessageAt(call: PacedCall): MessageAt {
  return async function messageAt({ channel, ts }) {
    const args = { channel, ts, oldest: ts, latest: ts, inclusive: true, limit: 2 };
    const answer = await call(readPriority, 'conversations.replies', args, Replies);
    if (answer.kind !== 'ok') return null;
    const found = answer.value.messages.find((message) => message.ts === ts);
    return found === undefined ? null : { text: found.text, thread: found.thread_ts ?? null, by: found.user ?? null };
  };
}
