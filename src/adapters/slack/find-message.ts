import { z } from 'zod';
import { type ChannelId, MessageTs } from '../../domain/ids.ts';
import { type CardPlace } from '../../domain/release/release.ts';
import { type SlackAnswer } from './client.ts';
import { isChannelGone, type PacedCall } from './sending.ts';

/** Who we are, as `auth.test` gives it; an empty bot id where it gives none. */
export type Self = { readonly botUser: string; readonly botId: string };

/** What to look for: one of our messages with `metadata[field] === value`. */
export type Mark = { readonly eventType: string; readonly field: string; readonly value: string };
/** Or the one that carries this file. */
export type FileMark = { readonly file: string };

/** Where to look: among the latest messages of a channel, or in a thread. */
export type Where = { readonly channel: ChannelId; readonly thread: MessageTs | null };

export type Found =
  /** The newest first in a channel, the oldest first in a thread. Empty when there is none. */
  | { readonly kind: 'searched'; readonly places: readonly CardPlace[] }
  | { readonly kind: 'unsearchable'; readonly answer: Exclude<SlackAnswer<unknown>, { kind: 'ok' }> };

export type FindMessage = (priority: number, where: Where, mark: Mark | FileMark) => Promise<Found>;

/** Something sent longer ago than this whose fate was never learned is no longer looked for. */
const lookBackSeconds = 24 * 3600;
const pageSize = 200;
/** 1,000 messages: a busy channel's day. The newest come first, and what we look for is rarely older than minutes. */
const pages = 5;

const Page = z.object({
  messages: z.array(
    z.object({
      ts: MessageTs,
      user: z.string().optional(),
      bot_id: z.string().optional(),
      metadata: z
        .object({ event_type: z.string().optional(), event_payload: z.record(z.string(), z.unknown()).optional() })
        .nullish(),
      files: z.array(z.object({ id: z.string() })).nullish(),
    }),
  ),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
type Page = z.infer<typeof Page>;
type PageMessage = Page['messages'][number];

/**
 * Finds what a call with an unknown outcome may have posted. Metadata can be written by any app, so a message counts
 * only when we sent it: some carry the bot's user, others only its bot id. While neither is known (null), every sender
 * counts.
 */
export function createFindMessage(options: {
  readonly call: PacedCall;
  readonly now: () => number;
  readonly self: () => Self | null;
}): FindMessage {
  return async function find(priority: number, where: Where, mark: Mark | FileMark): Promise<Found> {
    const method = where.thread === null ? 'conversations.history' : 'conversations.replies';
    const oldest = String(Math.floor(options.now() / 1000) - lookBackSeconds);
    const base = {
      channel: where.channel,
      include_all_metadata: true,
      limit: pageSize,
      ...(where.thread === null ? { oldest } : { ts: where.thread }),
    };
    const places: CardPlace[] = [];
    let cursor = '';
    for (let page = 0; page < pages; page += 1) {
      // Each page names the next one, so they are read one after the other.
      const answer = await options.call(priority, method, cursor === '' ? base : { ...base, cursor }, Page);
      if (answer.kind === 'refused' && isNowhere(answer.error)) break;
      if (answer.kind !== 'ok') return { kind: 'unsearchable', answer };
      for (const ts of marked(answer.value, mark, options.self())) places.push({ channel: where.channel, ts });
      cursor = answer.value.response_metadata?.next_cursor ?? '';
      if (cursor === '') break;
    }
    return { kind: 'searched', places };
  };
}

function marked(page: Page, mark: Mark | FileMark, self: Self | null): readonly MessageTs[] {
  const found: MessageTs[] = [];
  for (const message of page.messages) {
    if (!carries(message, mark)) continue;
    if (self === null || isFrom(self, message)) found.push(message.ts);
  }
  return found;
}

function carries({ metadata, files }: PageMessage, mark: Mark | FileMark): boolean {
  if ('file' in mark) return files?.some(({ id }) => id === mark.file) ?? false;
  return metadata?.event_type === mark.eventType && metadata.event_payload?.[mark.field] === mark.value;
}

function isFrom(self: Self, { user, bot_id: bot }: PageMessage): boolean {
  return user === self.botUser || (bot !== undefined && bot !== '' && bot === self.botId);
}

/** Where we cannot look, nothing of ours is still alive. */
function isNowhere(error: string): boolean {
  return isChannelGone(error) || error === 'thread_not_found';
}
