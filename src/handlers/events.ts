import { z } from 'zod';
import { SlackUserId } from '../domain/ids.ts';
import { noteByPin } from './incident-pin.ts';
import { type HandlerParts } from './parts.ts';
import { homeFor } from './reading.ts';

/** What Slack reports. It was acknowledged before it came here, so a fault is for the log alone. `input` names it. */
export type EventHandler = (parts: HandlerParts, event: unknown, input: string) => Promise<void>;

/** Every event that Gonogo subscribes to. */
export const events: Readonly<Record<string, EventHandler>> = {
  app_home_opened: showHome,
  user_change: forgetChanged,
  member_joined_channel: forgetJoined,
  // A reaction is never a vote, whatever it shows: only a button says what it covers.
  reaction_added: noteByPin,
  // Roles come from the reviewed config alone. Who is in a user group of a ladder is asked anew within a minute anyway.
  subteam_members_changed: async () => {},
  app_uninstalled: noteLoss,
  tokens_revoked: noteRevoked,
};

const byName: ReadonlyMap<string, EventHandler> = new Map(Object.entries(events));

/** Null for an event that Gonogo has no use for. */
export function eventFor(name: string): EventHandler | null {
  return byName.get(name) ?? null;
}

const HomeOpened = z.object({ user: SlackUserId, tab: z.string().optional() });

async function showHome(parts: HandlerParts, event: unknown): Promise<void> {
  const opened = HomeOpened.safeParse(event);
  if (!opened.success || opened.data.tab === 'messages') return;
  const { user } = opened.data;
  await parts.slack.publishHome(user, await homeFor(parts, user));
}

const UserChange = z.object({ user: z.object({ id: SlackUserId }) });

/** Whoever became a guest or left a minute ago does not vote on what was known before. */
async function forgetChanged(parts: HandlerParts, event: unknown): Promise<void> {
  const change = UserChange.safeParse(event);
  if (change.success) parts.forgetPerson(change.data.user.id);
}

const Joined = z.object({ user: SlackUserId });

/** Somebody who joins a channel may have come from another workspace or be new in ours: they are asked about afresh. */
async function forgetJoined(parts: HandlerParts, event: unknown): Promise<void> {
  const joined = Joined.safeParse(event);
  if (joined.success) parts.forgetPerson(joined.data.user);
}

/** Of tokens that were revoked only the bot's is ours. */
const Revoked = z.object({ tokens: z.object({ bot: z.array(z.string()).default([]) }) });

async function noteRevoked(parts: HandlerParts, event: unknown): Promise<void> {
  const revoked = Revoked.safeParse(event);
  if (revoked.success && revoked.data.tokens.bot.length === 0) return;
  await noteLoss(parts);
}

async function noteLoss(parts: HandlerParts): Promise<void> {
  parts.log.error(
    {},
    'Slack took back our access: the app was uninstalled or its token revoked. Install it again and start Gonogo with the new token.',
  );
}
