import { isObject, parseJson } from '../../slack/json.ts';
import { type Act, act, type Entry } from './calls.ts';
import { appCommands } from './commands.ts';
import { entriesIn, entryOf } from './fields.ts';
import { type Store } from './store.ts';

/**
 * A button was pressed or a field changed; when it asks to be confirmed, the person is asked first. What is sent is
 * settled at the press: the message may be redrawn while the question is open.
 */
export function pressed(store: Store, element: HTMLElement, value: Entry): void {
  element.closest('details')?.removeAttribute('open');
  const { as } = store.ui();
  const { what, key } = clickOn(element, value);
  const confirm = parseJson(element.dataset['confirm'] ?? 'null');
  if (isObject(confirm)) store.set({ asking: { confirm, send: () => send(store, what, key, as) } });
  else send(store, what, key, as);
}

function clickOn(element: HTMLElement, value: Entry): { readonly what: Act; readonly key: string } {
  const container = closest(element, '[data-view], [data-ts]');
  const viewId = container.dataset['view'];
  const actionId = data(element, 'action');
  const blockId = data(element, 'block');
  const { [blockId]: _own, [actionId]: _same, ...entries } = entriesIn(container);
  const click = { type: 'click', actionId, blockId, value, entries } as const;
  if (viewId !== undefined) return { what: { ...click, viewId }, key: `${viewId}/${blockId}/${actionId}` };
  const { channel, ts } = messageOf(element);
  const pane = container.closest('.thread') === null ? 'channel' : 'thread';
  return { what: { ...click, channel, ts }, key: `${pane}-${channel}-${ts}/${blockId}/${actionId}` };
}

/** A choice in a message, or in a field that tells the app at once. */
export function changed(store: Store, field: HTMLElement): void {
  if (field.dataset['live'] === 'live') pressed(store, field, entryOf(field));
}

export async function submitView(store: Store, form: HTMLElement): Promise<void> {
  const viewId = data(form, 'view');
  if (store.ui().busy.has(viewId)) return;
  const what: Act = { type: 'submit', viewId, entries: entriesIn(form) };
  await told(
    store,
    store.during(viewId, async () => await act(store.ui().as, what)),
  );
}

/** What stands in the composer: a command goes to its app, anything else is a message. */
export async function sendText(store: Store, form: HTMLElement, text: string): Promise<void> {
  const channel = data(form, 'channel');
  const threadTs = data(form, 'thread');
  store.set({ draft: null });
  if (threadTs === '' && text.startsWith('/')) return await sendCommand(store, channel, text);
  const said: Act = { type: 'say', channel, text, ...(threadTs === '' ? {} : { threadTs }) };
  await told(store, act(store.ui().as, said));
}

async function sendCommand(store: Store, channel: string, line: string): Promise<void> {
  const [, command = '', text = ''] = /^(\/\S*)\s*([\s\S]*)$/.exec(line) ?? [];
  if (!appCommands.includes(command)) {
    return store.set({
      notice: `${command} is not a command of this workspace. Gonogo listens to ${appCommands.join(', ')}.`,
    });
  }
  await told(store, act(store.ui().as, { type: 'slash', channel, command, text: text.trim() }));
}

/** Does it for the person; a second press before the answer is the same one. */
export function send(store: Store, what: Act, key: string, as = store.ui().as): void {
  if (store.ui().busy.has(key)) return;
  void told(
    store,
    store.during(key, async () => await act(as, what)),
  );
}

export async function told(store: Store, result: ReturnType<typeof act>): Promise<void> {
  const { trouble } = await result;
  store.set({ notice: trouble });
}

/** Puts a text into the composer and leaves the cursor at its end. */
export function fill(store: Store, text: string): void {
  const field = document.querySelector<HTMLTextAreaElement>('[data-composer="channel"] textarea');
  if (field === null) return;
  field.value = text;
  field.focus();
  store.set({ draft: { where: 'channel', text, active: -1 } });
}

export function messageOf(target: HTMLElement): { readonly channel: string; readonly ts: string } {
  const message = closest(target, '[data-ts]');
  return { channel: data(message, 'channel'), ts: data(message, 'ts') };
}

export function closest(target: HTMLElement, selector: string): HTMLElement {
  const found = target.closest<HTMLElement>(selector);
  if (found === null) throw new Error(`nothing around this element matches ${selector}`);
  return found;
}

export function data(target: HTMLElement, name: string): string {
  return target.dataset[name] ?? '';
}
