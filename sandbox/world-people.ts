import { setTimeout as wait } from 'node:timers/promises';
import { type Answer, type Entries } from './slack/contract.ts';
import { isObject, type JsonObject, textOf } from './slack/json.ts';
import { type Message, type View } from './slack/types.ts';
import { type World } from './world.ts';

/** What people do in a world, and what they see of it: the words for stories and tests. */

export const releasesChannel = 'C0RELEASES';
export const incidentsChannel = 'C0INCIDENTS';

const usualPatienceMs = 15_000;
const askEveryMs = 20;

/** Waits until `read` gives something. Throws a sentence with `what` when it does not within the patience. */
export async function until<T>(
  what: string,
  read: () => T | null | Promise<T | null>,
  patienceMs = usualPatienceMs,
): Promise<T> {
  const end = performance.now() + patienceMs;
  for (;;) {
    const found = await read();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`It did not come to this within ${patienceMs / 1000} s: ${what}`);
    await wait(askEveryMs);
  }
}

type Seen = Pick<World, 'slack'>;

export type Wish = {
  readonly by: string;
  readonly service: string;
  /** A branch, tag or SHA; `main` when left out. */
  readonly ref?: string;
  readonly environment?: string;
  /** What is changed in the form before it is sent. */
  readonly entries?: Entries;
};

/** Types `/release request …` and waits for the form with the facts, or the one that says why there are none. */
export async function openRequest(world: Seen, wish: Wish): Promise<View> {
  const words = [
    'request',
    wish.service,
    wish.ref ?? 'main',
    ...(wish.environment === undefined ? [] : [wish.environment]),
  ];
  const before = topView(world, wish.by)?.id;
  const answer = await world.slack.people.slash(wish.by, releasesChannel, '/release', words.join(' '));
  if (answer.trouble !== null) throw new Error(answer.trouble);
  return await until(`the form of a request for ${wish.service}`, () => {
    const view = topView(world, wish.by);
    return view === null || view.id === before || isLoading(view) ? null : view;
  });
}

/** Whether a form still waits for its facts. */
export function isLoading(view: View): boolean {
  return view.submit === null && wordsOf(view).includes('fills itself in');
}

/** Asks for a release and resolves with its id, once its card stands. */
export async function request(world: Seen, wish: Wish): Promise<string> {
  const view = await openRequest(world, wish);
  if (view.submit === null) throw new Error(`There is nothing to send: ${wordsOf(view)}`);
  const known = new Set(cardsIn(world).map(releaseOf));
  const answer = await world.slack.people.submitView(wish.by, view.id, wish.entries ?? {});
  const errors = Object.entries(answer.errors);
  if (answer.trouble !== null || errors.length > 0) {
    throw new Error(`The request was not taken: ${answer.trouble ?? JSON.stringify(errors)}`);
  }
  return await until(`the card of a request for ${wish.service}`, () => {
    const card = cardsIn(world).findLast(
      (one) => releaseOf(one).startsWith(`${wish.service}.`) && !known.has(releaseOf(one)),
    );
    return card === undefined ? null : releaseOf(card);
  });
}

/** The release's live message; null while there is none. */
export function cardOf(world: Seen, release: string): Message | null {
  return cardsIn(world).findLast((card) => releaseOf(card) === release) ?? null;
}

/** The newest release of a service that has a card, but not this one; null when there is none. */
export function newestOf(world: Seen, service: string, not = ''): string | null {
  const ids = messagesIn(world, releasesChannel).map(releaseOf);
  return ids.findLast((id) => id.startsWith(`${service}.`) && id !== not) ?? null;
}

/** The phase that the card carries for machines; null while there is no card. */
export function phaseOf(world: Seen, release: string): string | null {
  const card = cardOf(world, release);
  return card === null ? null : textOf(card.metadata?.event_payload['phase']);
}

/** Presses a button of the release's card. */
export async function press(world: Seen, by: string, release: string, actionId: string): Promise<Answer> {
  const card = cardOf(world, release);
  if (card === null) throw new Error(`${release} has no card.`);
  return await world.slack.people.click(by, { actionId, channel: card.channel, ts: card.ts });
}

/** Waits until the card has the button. */
export async function offers(world: Seen, release: string, actionId: string): Promise<void> {
  await until(`the card of ${release} offers ${actionId}`, () => {
    const card = cardOf(world, release);
    return card !== null && buttonsOf(card).includes(actionId) ? actionId : null;
  });
}

/** Presses Reject, writes the reason and sends the form. */
export async function reject(world: Seen, by: string, release: string, reason: string): Promise<Answer> {
  const before = topView(world, by)?.id;
  const pressed = await press(world, by, release, 'release.reject');
  if (pressed.trouble !== null) return pressed;
  const view = await until('the form for the reason', () => {
    const top = topView(world, by);
    return top === null || top.id === before ? null : top;
  });
  return await world.slack.people.submitView(by, view.id, { reason });
}

/** Lets the time of one look pass, and resolves with the phase once the look has been taken. */
export async function lookAgain(
  world: Seen & Pick<World, 'moveClock'>,
  release: string,
  everyMs: number,
): Promise<string> {
  const before = cardOf(world, release);
  await world.moveClock(everyMs);
  await until(`the next look at ${release}`, () => (cardOf(world, release) === before ? null : release));
  return phaseOf(world, release) ?? '';
}

/** What only this person was told, oldest first: beside what they see, or in their direct messages. */
export function toldTo({ slack }: Seen, user: string): readonly string[] {
  const { ephemerals, channels, messages } = slack.workspace.state;
  const direct = Object.values(channels)
    .filter((channel) => channel.is_im && channel.user === user)
    .flatMap((channel) => messages[channel.id] ?? []);
  return [...(ephemerals[user] ?? []), ...direct].map(wordsOf);
}

/** What stands in the incidents channel of this release, cards that had to move there aside. */
export function alertsOf(world: Seen, release: string): readonly Message[] {
  return messagesIn(world, incidentsChannel).filter(
    (message) => message.metadata?.event_type !== 'gonogo_release' && wordsOf(message).includes(release),
  );
}

/** What stands in the thread of the release's card. */
export function repliesOf(world: Seen, release: string): readonly Message[] {
  const card = cardOf(world, release);
  if (card === null) return [];
  return messagesIn(world, card.channel).filter((message) => message.thread_ts === card.ts && message.ts !== card.ts);
}

export function topView({ slack }: Seen, user: string): View | null {
  return slack.workspace.state.views[user]?.at(-1) ?? null;
}

/** Every text that a person reads in the blocks, one a line. */
export function wordsOf(shown: { readonly text?: string; readonly blocks: readonly unknown[] }): string {
  return [shown.text ?? '', ...textsIn(shown.blocks)].join('\n');
}

/** The action ids of everything that can be pressed. */
export function buttonsOf(shown: { readonly blocks: readonly unknown[] }): readonly string[] {
  return elementsIn(shown.blocks).map((element) => textOf(element['action_id']));
}

/** What the button says to the bot when it is pressed; empty when there is no such button. */
export function valueOf(shown: { readonly blocks: readonly unknown[] }, actionId: string): string {
  return textOf(elementsIn(shown.blocks).find((element) => element['action_id'] === actionId)?.['value']);
}

function cardsIn(world: Seen): readonly Message[] {
  return [...messagesIn(world, incidentsChannel), ...messagesIn(world, releasesChannel)].filter(
    (message) => message.metadata?.event_type === 'gonogo_release',
  );
}

function messagesIn({ slack }: Seen, channel: string): readonly Message[] {
  return slack.workspace.state.messages[channel] ?? [];
}

function releaseOf(card: Message): string {
  return textOf(card.metadata?.event_payload['release']);
}

function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (!isObject(value)) return [];
  const own = typeof value['text'] === 'string' ? [value['text']] : [];
  return [...own, ...Object.values(value).flatMap((part) => (typeof part === 'string' ? [] : textsIn(part)))];
}

function elementsIn(value: unknown): readonly JsonObject[] {
  if (Array.isArray(value)) return value.flatMap(elementsIn);
  if (!isObject(value)) return [];
  return typeof value['action_id'] === 'string' ? [value] : Object.values(value).flatMap(elementsIn);
}
