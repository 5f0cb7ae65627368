import { doers } from './doers.ts';
import { onComposerKey, onDialogCancel, onEscape, sendField } from './keys.ts';
import { followed } from './links.ts';
import { changed, submitView } from './presses.ts';
import { type Snapshot } from './snapshot.ts';
import { createStore, type Store } from './store.ts';
import { showTheme } from './visit.ts';

const root = document.querySelector('#page');
if (root !== null) await start(root);

async function start(root: Element): Promise<void> {
  const theme = localStorage.getItem('gonogo.theme');
  showTheme(theme === 'light' || theme === 'dark' ? theme : 'system');
  const response = await fetch('/api/state');
  const store = createStore(root, (await response.json()) as Snapshot);
  follow(store);
  listen(store);
}

/** The server sends the whole snapshot at every change; the browser reconnects by itself. */
function follow(store: ReturnType<typeof createStore>): void {
  const stream = new EventSource('/api/changes');
  stream.addEventListener('message', (event) => {
    document.documentElement.dataset['connection'] = 'open';
    store.take(JSON.parse(String(event.data)) as Snapshot);
  });
  stream.addEventListener('error', () => {
    document.documentElement.dataset['connection'] = 'lost';
    store.set({ notice: 'The sandbox does not answer. This page goes on by itself when it is back.' });
  });
  stream.addEventListener('open', () => store.set({ notice: null }));
}

/** A few listeners at the top serve everything below, now and after any redraw. */
function listen(store: Store): void {
  document.addEventListener('click', (event) => onClick(store, event));
  document.addEventListener('change', (event) => {
    const field = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-field]') : null;
    if (field !== null) changed(store, field);
  });
  document.addEventListener('input', (event) => {
    const { target } = event;
    if (target instanceof HTMLInputElement && target.dataset['slider'] === 'clock')
      store.set({ notch: Number(target.value) });
    const form = target instanceof HTMLTextAreaElement ? target.closest<HTMLElement>('[data-composer]') : null;
    if (form === null || !(target instanceof HTMLTextAreaElement)) return;
    const where = form.dataset['composer'] === 'thread' ? 'thread' : 'channel';
    store.set({ draft: { where, text: target.value, active: -1 } });
  });
  document.addEventListener('submit', (event) => onSubmit(store, event));
  document.addEventListener('keydown', (event) => onKey(store, event));
  document.addEventListener(
    'cancel',
    (event) => {
      if (!(event.target instanceof HTMLDialogElement)) return;
      event.preventDefault();
      onDialogCancel(store, event.target);
    },
    true,
  );
}

function onClick(store: Store, event: MouseEvent): void {
  const target = event.target instanceof Element ? event.target : null;
  if (target === null) return;
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(target)) menu.removeAttribute('open');
  }
  const link = target.closest<HTMLAnchorElement>('a[href]');
  if (link !== null && followed(store, link.href)) return event.preventDefault();
  const pressedElement = target.closest<HTMLElement>('[data-do]');
  const name = pressedElement?.dataset['do'] ?? '';
  if (pressedElement !== null && Object.hasOwn(doers, name)) doers[name]?.(store, pressedElement);
}

function onSubmit(store: Store, event: SubmitEvent): void {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  event.preventDefault();
  if (form.dataset['form'] === 'view') return void submitView(store, form);
  const field = form.querySelector('textarea');
  if (field !== null) sendField(store, form, field);
}

function onKey(store: Store, event: KeyboardEvent): void {
  const { target } = event;
  const isInDialog = target instanceof Element && target.closest('dialog') !== null;
  if (target instanceof HTMLTextAreaElement && target.closest('[data-composer]') !== null) {
    if (event.key !== 'Escape' || store.ui().draft !== null) return onComposerKey(store, target, event);
  }
  if (event.key === 'Escape' && !isInDialog) onEscape(store);
}
