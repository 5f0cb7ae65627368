import { isObject, parseJson } from '../../slack/json.ts';
import { act, type Act, type Entry, flip } from './calls.ts';
import { appCommands } from './commands.ts';
import { entriesIn, entryOf } from './fields.ts';
import { runInPath } from './github-page.ts';
import { type Store } from './store.ts';
import { steps, tourTargets } from './tour.ts';
import { type Ui } from './ui.ts';

type Doer = (store: Store, target: HTMLElement) => void;

/** What each `data-do` does. A press that needs the bot goes to the pretend Slack, and nothing here knows better. */
export const doers: Readonly<Record<string, Doer>> = {
  go: (store, target) => show(store, { kind: 'channel', id: data(target, 'channel') }),
  app: (store) => show(store, { kind: 'app', tab: 'home' }),
  'app-tab': (store, target) => show(store, { kind: 'app', tab: target.dataset['tab'] === 'messages' ? 'messages' : 'home' }),
  'act-as': (store, target) => actAs(store, data(target, 'person')),
  pane: (store, target) => store.set({ pane: paneOf(data(target, 'pane'), store.ui().pane) }),
  thread: (store, target) => store.set({ thread: { channel: messageOf(target).channel, ts: messageOf(target).ts } }),
  'close-thread': (store) => store.set({ thread: null }),
  delete: (store, target) => send(store, { type: 'delete', ...messageOf(target) }, 'delete'),
  dismiss: (store, target) => send(store, { type: 'dismiss', ts: messageOf(target).ts }, 'dismiss'),
  click: (store, target) => pressed(store, target, target.hasAttribute('data-value') ? data(target, 'value') : null),
  accept(store) {
    const { asking } = store.ui();
    store.set({ asking: null });
    asking?.send();
  },
  deny: (store) => store.set({ asking: null }),
  'close-view': (store, target) => send(store, { type: 'close', viewId: data(closest(target, '[data-view]'), 'view') }, 'close'),
  'close-notice': (store) => store.set({ notice: null }),
  'close-github': (store) => store.set({ github: null }),
  run: (store, target) => store.set({ run: data(target, 'run') }),
  aim: (store, target) => store.set({ service: data(target, 'service') }),
  switch: (store, target) => void told(store, flip(data(target, 'switch'), store.ui().service)),
  theme: (store) => changeTheme(store),
  'tour-close': (store) => closeTour(store),
  'tour-restart': (store) => startTour(store),
  'tour-next': (store) => store.set({ tour: { ...store.ui().tour, step: Math.min(store.ui().tour.step + 1, steps.length - 1) } }),
  'tour-show': (store) => showTarget(store),
  take: (store, target) => fill(store, data(target, 'text')),
  prefill: (store, target) => fill(store, data(target, 'text')),
};

function show(store: Store, place: Ui['place']): void {
  store.set({ place, pane: 'slack', draft: null, thread: null });
  if (place.kind === 'app' && place.tab === 'home') send(store, { type: 'home' }, 'home');
}

function actAs(store: Store, person: string): void {
  localStorage.setItem('gonogo.as', person);
  const { pane, place } = store.ui();
  store.set({ as: person, asking: null, draft: null, pane: pane === 'channels' ? 'slack' : pane });
  if (place.kind === 'app' && place.tab === 'home') send(store, { type: 'home' }, 'home');
}

/** Pressing the part that is open goes back to Slack. */
function paneOf(wanted: string, now: Ui['pane']): Ui['pane'] {
  if (wanted === now) return 'slack';
  return wanted === 'channels' || wanted === 'production' ? wanted : 'slack';
}

/** A button was pressed or a field changed; when it asks to be confirmed, the person is asked first. */
export function pressed(store: Store, element: HTMLElement, value: Entry): void {
  element.closest('details')?.removeAttribute('open');
  const confirm = parseJson(element.dataset['confirm'] ?? 'null');
  const sendIt = (): void => sendClick(store, element, value);
  if (isObject(confirm)) store.set({ asking: { confirm, send: sendIt } });
  else sendIt();
}

function sendClick(store: Store, element: HTMLElement, value: Entry): void {
  const container = closest(element, '[data-view], [data-ts]');
  const viewId = container.dataset['view'];
  const actionId = data(element, 'action');
  const blockId = data(element, 'block');
  const place = viewId === undefined ? messageOf(element) : { viewId };
  const where = viewId ?? `${container.closest('.thread') === null ? 'channel' : 'thread'}-${messageOf(element).channel}-${messageOf(element).ts}`;
  const { [blockId]: _own, [actionId]: _same, ...entries } = entriesIn(container);
  send(store, { type: 'click', ...place, actionId, blockId, value, entries }, `${where}/${blockId}/${actionId}`);
}

/** A choice in a message, or in a field that tells the app at once. */
export function changed(store: Store, field: HTMLElement): void {
  if (field.dataset['live'] === 'live') pressed(store, field, entryOf(field));
}

export async function submitView(store: Store, form: HTMLElement): Promise<void> {
  const viewId = data(form, 'view');
  if (store.ui().busy.has(viewId)) return;
  const what: Act = { type: 'submit', viewId, entries: entriesIn(form) };
  await told(store, store.during(viewId, async () => await act(store.ui().as, what)));
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
    return store.set({ notice: `${command} is not a command of this workspace. Gonogo listens to /release.` });
  }
  await told(store, act(store.ui().as, { type: 'slash', channel, command, text: text.trim() }));
}

function send(store: Store, what: Act, key: string): void {
  if (store.ui().busy.has(key)) return;
  void told(store, store.during(key, async () => await act(store.ui().as, what)));
}

async function told(store: Store, result: ReturnType<typeof act>): Promise<void> {
  const { trouble } = await result;
  store.set({ notice: trouble });
}

function changeTheme(store: Store): void {
  const { theme } = store.ui();
  const next = theme === 'system' ? 'light' : theme === 'light' ? 'dark' : 'system';
  localStorage.setItem('gonogo.theme', next);
  showTheme(next);
  store.set({ theme: next });
}

export function showTheme(theme: Ui['theme']): void {
  document.documentElement.dataset['theme'] = theme;
}

function closeTour(store: Store): void {
  localStorage.setItem('gonogo.tour', 'dismissed');
  sessionStorage.removeItem('gonogo.tour');
  store.set({ tour: { ...store.ui().tour, shown: 'no' } });
}

function startTour(store: Store): void {
  localStorage.removeItem('gonogo.tour');
  store.set({ tour: { step: 0, since: store.snapshot().now, shown: 'yes' } });
}

/** Brings what the tour points at into view, also when it is in another part of a narrow screen. */
function showTarget(store: Store): void {
  const targets = tourTargets(store.snapshot(), store.ui());
  const found = targets.map((selector) => document.querySelector<HTMLElement>(selector)).find((element) => element !== null);
  if (found === undefined || found === null) return;
  const pane = found.closest('.production') !== null ? 'production' : found.closest('.sidebar') !== null ? 'channels' : 'slack';
  store.set({ pane });
  setTimeout(() => {
    found.scrollIntoView({ block: 'center', behavior: 'smooth' });
    found.focus({ preventScroll: true });
  });
}

/** Puts a text into the composer and leaves the cursor at its end. */
export function fill(store: Store, text: string): void {
  const field = document.querySelector<HTMLTextAreaElement>('[data-composer="channel"] textarea');
  if (field === null) return;
  field.value = text;
  field.focus();
  store.set({ draft: { where: 'channel', text, active: -1 } });
}

/** A link to the pretend GitHub opens here; there is nothing behind its address. */
export function openGithub(store: Store, path: string): void {
  const run = runInPath(path);
  if (run === null) store.set({ github: path });
  else store.set({ run, pane: 'production' });
}

function messageOf(target: HTMLElement): { readonly channel: string; readonly ts: string } {
  const message = closest(target, '[data-ts]');
  return { channel: data(message, 'channel'), ts: data(message, 'ts') };
}

function closest(target: HTMLElement, selector: string): HTMLElement {
  const found = target.closest<HTMLElement>(selector);
  if (found === null) throw new Error(`nothing around this element matches ${selector}`);
  return found;
}

function data(target: HTMLElement, name: string): string {
  return target.dataset[name] ?? '';
}
