import { z } from 'zod';
import { ChannelId, type SlackUserId } from '../../domain/ids.ts';
import { createBoundedMap } from './bounded-map.ts';
import { type SlackAnswer } from './client.ts';
import { type InOrder } from './in-order.ts';
import { pagePriority } from './pacing.ts';
import { type PostOnce } from './post-once.ts';
import { notSaid, type Said, type Saying, say } from './say.ts';
import { isInstallationBroken, type PacedCall } from './sending.ts';

/** `about`: what is said to one person about the same thing keeps its order, and waits for nothing else: what became moot never says that it is gone. */
export type Page = (ask: Saying & { readonly user: SlackUserId; readonly about?: string }) => Promise<Said>;

const rememberedPeople = 1000;

const Opened = z.object({ channel: z.object({ id: ChannelId }) });

/**
 * Pages one person by direct message. The conversation is opened first, so that a page whose fate is not known is found
 * in it before it is sent again. Where we may not open it, the message itself does, and a repeated page may come twice:
 * better than never.
 */
export function createPage(call: PacedCall, postOnce: PostOnce, inOrder: InOrder): Page {
  const known = createBoundedMap<SlackUserId, ChannelId>(rememberedPeople);

  async function conversationWith(user: SlackUserId): Promise<SlackAnswer<ChannelId | null>> {
    const cached = known.get(user);
    if (cached !== undefined) return { kind: 'ok', value: cached };
    const answer = await call(pagePriority, 'conversations.open', { users: user }, Opened);
    if (answer.kind === 'ok') {
      known.set(user, answer.value.channel.id);
      return { kind: 'ok', value: answer.value.channel.id };
    }
    if (answer.kind === 'refused' && (answer.error === 'missing_scope' || !isInstallationBroken(answer.error))) {
      return { kind: 'ok', value: null };
    }
    return answer;
  }

  async function send({ user, ...ask }: Saying & { readonly user: SlackUserId }): Promise<Said> {
    const conversation = await conversationWith(user);
    if (conversation.kind !== 'ok') return notSaid(conversation, ask.attemptsBefore);
    const channel = conversation.value;
    if (channel !== null) return say(postOnce, pagePriority, { channel, thread: null }, 'gonogo_page', ask);
    const where = { channel: user as string as ChannelId, thread: null };
    return say(postOnce, pagePriority, where, 'gonogo_page', { ...ask, attemptsBefore: 0 });
  }

  return async function page({ about, ...ask }): Promise<Said> {
    return inOrder({ place: `${ask.user} ${about ?? ask.key}`, key: ask.key, line: null }, () => send(ask));
  };
}
