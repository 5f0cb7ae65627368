import { z } from 'zod';
import { ChannelId, type SlackUserId } from '../../domain/ids.ts';
import { type SlackAnswer } from './client.ts';
import { Done, type Later, laterAfter, type PacedCall } from './sending.ts';

export type OpenChannel = (ask: {
  readonly name: string;
  readonly topic: string;
  readonly people: readonly SlackUserId[];
}) => Promise<
  | { readonly kind: 'opened'; readonly channel: ChannelId }
  /** We may not, or the name is somebody else's. */
  | { readonly kind: 'lost'; readonly reason: string }
  | Later
>;

const channelPriority = 1;
/** Characters that Slack takes. */
const nameLength = 80;
const topicLength = 250;
/** 5,000 channels, the newest of which come first or last, as Slack likes. */
const pageSize = 999;
const pages = 5;

const Created = z.object({ channel: z.object({ id: ChannelId }) });
const Listed = z.object({
  channels: z.array(z.object({ id: ChannelId, name: z.string() })),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});

/**
 * Opens a public channel, invites people and says in its topic what it is for. A name that is taken is ours, from an
 * attempt before: it has a random part. Whoever cannot be invited is left out, for the others are waiting.
 */
export function createOpenChannel(call: PacedCall): OpenChannel {
  async function channelNamed(name: string): Promise<SlackAnswer<ChannelId | null>> {
    let cursor = '';
    for (let page = 0; page < pages; page += 1) {
      const args = { types: 'public_channel', exclude_archived: true, limit: pageSize };
      // Each page names the next one, so they are read one after the other.
      const listed = await call(
        channelPriority,
        'conversations.list',
        cursor === '' ? args : { ...args, cursor },
        Listed,
      );
      if (listed.kind !== 'ok') return listed;
      const found = listed.value.channels.find((channel) => channel.name === name);
      if (found !== undefined) return { kind: 'ok', value: found.id };
      cursor = listed.value.response_metadata?.next_cursor ?? '';
      if (cursor === '') break;
    }
    return { kind: 'ok', value: null };
  }

  async function channelFor(name: string): Promise<SlackAnswer<ChannelId | null>> {
    const created = await call(channelPriority, 'conversations.create', { name, is_private: false }, Created);
    if (created.kind === 'ok') return { kind: 'ok', value: created.value.channel.id };
    return created.kind === 'refused' && created.error === 'name_taken' ? channelNamed(name) : created;
  }

  return async function openChannel({ name, topic, people }) {
    const made = await channelFor(nameOf(name));
    if (made.kind === 'refused') return { kind: 'lost', reason: made.error };
    if (made.kind !== 'ok') return laterAfter(made, 0);
    const channel = made.value;
    if (channel === null) return { kind: 'lost', reason: 'name_taken' };
    const steps: readonly (readonly [string, Readonly<Record<string, unknown>>])[] = [
      ['conversations.setTopic', { channel, topic: topic.slice(0, topicLength) }],
      ...(people.length === 0
        ? []
        : ([['conversations.invite', { channel, users: people.join(','), force: true }]] as const)),
    ];
    for (const [method, args] of steps) {
      const answer = await call(channelPriority, method, args, Done);
      if (answer.kind === 'rate-limited' || answer.kind === 'unknown') return laterAfter(answer, 0);
    }
    return { kind: 'opened', channel };
  };
}

/** Lower-case letters, digits, hyphens and underscores are all that Slack takes. */
function nameOf(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, '-')
    .slice(0, nameLength);
}
