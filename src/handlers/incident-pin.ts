import { z } from 'zod';
import { ChannelId, type IncidentId, MessageTs, SlackUserId } from '../domain/ids.ts';
import { type CardPlace } from '../domain/release/release.ts';
import { incidentRows } from './incident-meant.ts';
import { inIncident, notAllowedIn, submitIncident } from './incident-people.ts';
import { type HandlerParts, type MessageRead } from './parts.ts';
import { byId } from './people.ts';
import { textOfMessage } from './words.ts';

/** As Slack calls 📌. */
const pin = 'pushpin';

const Reaction = z.object({
  user: SlackUserId,
  reaction: z.string(),
  item: z.object({ type: z.literal('message'), channel: ChannelId, ts: MessageTs }),
});

/**
 * :pushpin: on a message of an incident's thread, or of a channel of its own, adds that message to the timeline, once,
 * whoever sets it and however often. Every other reaction, and this one anywhere else, means nothing; a reaction is
 * never a vote.
 */
export async function noteByPin(parts: HandlerParts, event: unknown, input: string): Promise<void> {
  const read = Reaction.safeParse(event);
  if (!read.success || read.data.reaction !== pin) return;
  const { user, item } = read.data;
  const place = { channel: item.channel, ts: item.ts };
  try {
    await notePinned(parts, user, place, input);
  } catch (error) {
    parts.log.error({ err: error, ...place }, 'A pinned message could not be added to the timeline of its incident.');
  }
}

async function notePinned(parts: HandlerParts, user: SlackUserId, place: CardPlace, input: string): Promise<void> {
  const pinned = await parts.slack.messageAt(place);
  const incident = pinned === null ? null : await incidentOf(parts, place, pinned);
  if (pinned === null || incident === null) return;
  const who = byId(user);
  const policy = parts.incidents.policyOf(incident);
  const refusal = notAllowedIn(policy, await inIncident(parts, who, policy), 'incident.note');
  const { text, by } = pinned;
  const writtenBy = by === user ? null : by;
  const answerIn = { kind: 'channel', user, channel: place.channel } as const;
  // Who may not is refused for each attempt and uses nothing up; of those who may, the first one's pin counts.
  const named = refusal === null ? `pin-${place.channel}-${place.ts}` : input;
  await submitIncident(parts, { incident, who, input: named, answerIn }, (ours) => ({
    ...ours,
    type: 'AddNote',
    text: textOfMessage(text).slice(0, longestNote),
    writtenBy,
  }));
}

/** More than a line of the timeline needs; the message itself stays in the thread. Characters. */
const longestNote = 1_000;

/** Of whose thread or own channel the message is; null for the live message itself, and for what is elsewhere. */
async function incidentOf(
  parts: HandlerParts,
  { channel, ts }: CardPlace,
  { thread }: MessageRead,
): Promise<IncidentId | null> {
  const first = thread ?? ts;
  const threaded = await parts.incidents.at({ channel, ts: first });
  if (threaded !== null) return first === ts ? null : threaded;
  const { all } = await incidentRows(parts);
  return all.find((row) => row.channel === channel)?.incident ?? null;
}
