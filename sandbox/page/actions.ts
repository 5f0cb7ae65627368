import { z } from 'zod';
import { type Answer, type People } from '../slack/contract.ts';
import { type ActResult } from './client/snapshot.ts';

const Entry = z.union([z.string(), z.number(), z.null(), z.array(z.string())]);
const Entries = z.record(z.string(), Entry);
const id = z.string().max(255);
const text = z.string().max(40_000);
const as = id;

/**
 * Everything that a visitor can do in the pretend Slack, as one table. Each becomes the signed request that Slack would
 * send for the person; there is no other way from this page to the bot.
 */
export const ActBody = z.discriminatedUnion('type', [
  z.object({ type: z.literal('slash'), as, channel: id, command: id, text }),
  z.object({ type: z.literal('say'), as, channel: id, text, threadTs: id.optional() }),
  z.object({
    type: z.literal('click'),
    as,
    actionId: id,
    blockId: id.optional(),
    channel: id.optional(),
    ts: id.optional(),
    viewId: id.optional(),
    value: Entry.optional(),
    entries: Entries.optional(),
  }),
  z.object({ type: z.literal('submit'), as, viewId: id, entries: Entries }),
  z.object({ type: z.literal('close'), as, viewId: id }),
  z.object({ type: z.literal('home'), as }),
  z.object({ type: z.literal('delete'), as, channel: id, ts: id }),
  z.object({ type: z.literal('archive'), as, channel: id }),
  z.object({ type: z.literal('remove-bot'), as, channel: id }),
  z.object({ type: z.literal('invite-bot'), as, channel: id }),
  z.object({ type: z.literal('react'), as, channel: id, ts: id, emoji: id }),
  z.object({ type: z.literal('dismiss'), as, ts: id }),
]);
export type ActBody = z.infer<typeof ActBody>;

/** Throws when nobody could do this, for instance press a button that is no longer there. */
export async function perform(people: People, body: ActBody): Promise<ActResult> {
  if (body.type === 'dismiss') {
    people.dismiss(body.as, body.ts);
    return { trouble: null };
  }
  const { trouble } = await answerTo(people, body);
  return { trouble };
}

async function answerTo(people: People, body: Exclude<ActBody, { type: 'dismiss' }>): Promise<Answer> {
  switch (body.type) {
    case 'slash':
      return await people.slash(body.as, body.channel, body.command, body.text);
    case 'say':
      return await people.say(body.as, body.channel, body.text, body.threadTs);
    case 'click':
      return await people.click(body.as, clickIn(body));
    case 'submit':
      return await people.submitView(body.as, body.viewId, body.entries);
    case 'close':
      return await people.closeView(body.as, body.viewId);
    case 'home':
      return await people.openHome(body.as);
    case 'delete':
      return await people.deleteMessage(body.as, body.channel, body.ts);
    case 'archive':
      return await people.archiveChannel(body.as, body.channel);
    case 'remove-bot':
      return await people.removeBot(body.as, body.channel);
    case 'invite-bot':
      return await people.inviteBot(body.as, body.channel);
    case 'react':
      return await people.react(body.as, body.channel, body.ts, body.emoji);
  }
}

/** The page has asked for confirmation itself, as Slack's client does; what arrives here was confirmed. */
function clickIn(body: Extract<ActBody, { type: 'click' }>): Parameters<People['click']>[1] {
  const { actionId, blockId, channel, ts, viewId, value, entries } = body;
  return {
    actionId,
    ...(blockId === undefined ? {} : { blockId }),
    ...(channel === undefined ? {} : { channel }),
    ...(ts === undefined ? {} : { ts }),
    ...(viewId === undefined ? {} : { viewId }),
    ...(value === undefined ? {} : { value }),
    ...(entries === undefined ? {} : { entries }),
    confirm: 'accept',
  };
}
