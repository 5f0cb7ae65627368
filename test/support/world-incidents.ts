import { Redis } from 'ioredis';
import { expect, onTestFinished } from 'vitest';
import { type Answer, type Entries } from '../../sandbox/slack/contract.ts';
import { textOf } from '../../sandbox/slack/json.ts';
import { type Message, type View } from '../../sandbox/slack/types.ts';
import { type World } from '../../sandbox/world.ts';
import { incidentsChannel, topView, until, wordsOf } from '../../sandbox/world-people.ts';
import { soon } from './world.ts';

/** What people do in incidents, and what they see of them. */

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;

export type Declared = { readonly severity: string; readonly title: string; readonly service?: string };

/** Types `/incident declare …`; the form. */
export async function declareForm(world: World, by: string, { severity, title }: Declared): Promise<View> {
  const before = topView(world, by)?.id;
  const words = `declare ${severity} ${title}`;
  const answer = await world.slack.people.slash(by, incidentsChannel, '/incident', words);
  if (answer.trouble !== null) throw new Error(answer.trouble);
  return await until(`the form of /incident ${words}`, () => {
    const view = topView(world, by);
    return view === null || view.id === before ? null : view;
  });
}

/** Declares an incident; its id, once its message stands. */
export async function declare(world: World, by: string, declared: Declared): Promise<string> {
  const known = new Set(incidentsOf(world));
  await submit(world, by, await declareForm(world, by, declared), entriesOf(declared));
  return await until(`the message of "${declared.title}"`, () => newest(world, known));
}

export function entriesOf({ severity, title, service = '_' }: Declared): Entries {
  return { severity, title, service };
}

/** Sends a form; throws with what Slack or the bot says against it. */
export async function submit(world: World, by: string, { id }: View, entries: Entries): Promise<Answer> {
  const answer = await world.slack.people.submitView(by, id, entries);
  const errors = Object.entries(answer.errors);
  if (answer.trouble !== null || errors.length > 0)
    throw new Error(`The form was not taken: ${answer.trouble ?? JSON.stringify(errors)}`);
  return answer;
}

/** The ids of the incidents that have a message, oldest first. */
export function incidentsOf(world: World): readonly string[] {
  return messagesOf(world)
    .map(idOf)
    .filter((id) => id !== '');
}

/** The newest of them that is not known; null when there is none. */
function newest(world: World, known: ReadonlySet<string>): string | null {
  return incidentsOf(world).find((id) => !known.has(id)) ?? null;
}

/** The incident's live messages; there should be one. */
export function liveMessages(world: World, incident: string): readonly Message[] {
  return messagesOf(world).filter((message) => idOf(message) === incident);
}

export function liveMessage(world: World, incident: string): Message {
  const message = liveMessages(world, incident).at(-1);
  if (message === undefined) throw new Error(`${incident} has no message.`);
  return message;
}

export function incidentWords(world: World, incident: string): string {
  return wordsOf(liveMessage(world, incident));
}

/** Waits until the live message says it. */
export async function says(world: World, incident: string, words: string | RegExp): Promise<void> {
  await expect.poll(() => incidentWords(world, incident), soon).toMatch(words);
}

/** What stands in its thread, oldest first. */
export function threadOf(world: World, incident: string): readonly Message[] {
  const { ts } = liveMessage(world, incident);
  return messagesOf(world).filter((message) => message.thread_ts === ts && message.ts !== ts);
}

/** Waits until something in the thread says it; the newest such reply. */
export async function reply(world: World, incident: string, words: string): Promise<Message> {
  return await until(`a reply that says "${words}"`, () => {
    return threadOf(world, incident).findLast((message) => wordsOf(message).includes(words)) ?? null;
  });
}

/** The direct messages that a person got about this incident and that begin so, oldest first. */
export function directTo({ slack }: World, user: string, incident: string, beginning = 'Page:'): readonly Message[] {
  const { channels, messages } = slack.workspace.state;
  return Object.values(channels)
    .filter((channel) => channel.is_im && channel.user === user)
    .flatMap((channel) => messages[channel.id] ?? [])
    .filter((message) => message.text.startsWith(beginning) && wordsOf(message).includes(incident));
}

/** How often each of these people has been paged. */
export function pagesTo(world: World, incident: string, ...users: readonly string[]): readonly number[] {
  return users.map((user) => directTo(world, user, incident).length);
}

/** Waits until these people have been paged so often. */
export async function paged(world: World, incident: string, pages: Readonly<Record<string, number>>): Promise<void> {
  await expect
    .poll(
      () => Object.fromEntries(Object.keys(pages).map((user) => [user, directTo(world, user, incident).length])),
      soon,
    )
    .toEqual(pages);
}

export async function pressIncident(world: World, by: string, incident: string, actionId: string): Promise<Answer> {
  const { channel, ts } = liveMessage(world, incident);
  return await world.slack.people.click(by, { actionId, channel, ts });
}

/** Presses a button that opens a form, fills it in and sends it. */
export async function fillIn(
  world: World,
  by: string,
  { incident, actionId, entries }: { readonly incident: string; readonly actionId: string; readonly entries: Entries },
): Promise<void> {
  const before = topView(world, by)?.id;
  await pressIncident(world, by, incident, actionId);
  await submit(world, by, await formAfter(world, by, before), entries);
}

/** The form that was opened after this one, once it has its facts. */
export async function formAfter(world: World, by: string, before: string | undefined): Promise<View> {
  return await until('the form', () => {
    const view = topView(world, by);
    return view === null || view.id === before || view.submit === null ? null : view;
  });
}

export async function acknowledge(world: World, by: string, incident: string): Promise<void> {
  await pressIncident(world, by, incident, 'incident.acknowledge');
  await says(world, incident, `<@${by}> has it`);
}

/** Over and reviewed, so that it does nothing more by itself while other tests move the clock. */
export async function settle(world: World, by: string, incident: string): Promise<void> {
  await fillIn(world, by, { incident, actionId: 'incident.resolve', entries: { how: 'It was mended' } });
  await says(world, incident, 'Resolved');
  const entries = { impact: 'Few noticed', causes: 'A loose cable', 'follow-ups': 'A tighter cable' };
  await fillIn(world, by, { incident, actionId: 'incident.review', entries });
  await says(world, incident, 'filled in by');
}

export type IncidentEventEntry = {
  readonly type: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Looks into the incident's chain past the bot, oldest event first. */
export function chainOf(
  { redis: { url, prefix } }: Pick<World, 'redis'>,
  incident: string,
): { read(): Promise<readonly IncidentEventEntry[]>; reaches(type: string, count?: number): Promise<void> } {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());
  async function read(): Promise<readonly IncidentEventEntry[]> {
    const stored = await redis.xrange(`${prefix}:ledger:incident.${incident}`, '-', '+');
    return stored.map(([, fields]) => JSON.parse(fields[1] ?? '{}') as IncidentEventEntry);
  }
  return {
    read,
    async reaches(type, count = 1) {
      await until(`${count} ${type} of ${incident}`, async () => {
        const found = (await read()).filter((entry) => entry.type === type).length;
        return found >= count ? found : null;
      });
    },
  };
}

function messagesOf({ slack }: World): readonly Message[] {
  return slack.workspace.state.messages[incidentsChannel] ?? [];
}

function idOf({ metadata, thread_ts, ts }: Message): string {
  const isFirst = thread_ts === undefined || thread_ts === ts;
  return isFirst && metadata?.event_type === 'gonogo_incident' ? textOf(metadata.event_payload['incident']) : '';
}
