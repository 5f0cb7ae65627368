import { type Suggestion, suggest } from './commands.ts';
import { doers } from './doers.ts';
import { fill, sendText } from './presses.ts';
import { type Store } from './store.ts';
import { type Draft } from './ui.ts';

/** The composer's keys: Enter sends, arrows walk through the suggestions, Tab takes one, Escape puts them away. */
export function onComposerKey(store: Store, field: HTMLTextAreaElement, event: KeyboardEvent): void {
  const form = field.closest<HTMLElement>('[data-composer]');
  if (form === null || event.isComposing) return;
  const { draft } = store.ui();
  const found = draft === null || draft.where === 'thread' ? [] : suggest(draft.text, store.snapshot());
  const chosen = found[draft?.active ?? -1];
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    if (chosen === undefined) sendField(store, form, field);
    else fill(store, chosen.text);
  } else if (draft !== null && found.length > 0) {
    onListKey(store, draft, found, event);
  }
}

function onListKey(store: Store, draft: Draft, found: readonly Suggestion[], event: KeyboardEvent): void {
  const last = found.length - 1;
  const next: Readonly<Record<string, number>> = {
    ArrowDown: draft.active >= last ? 0 : draft.active + 1,
    ArrowUp: draft.active <= 0 ? last : draft.active - 1,
  };
  const active = next[event.key];
  if (active !== undefined) {
    event.preventDefault();
    store.set({ draft: { ...draft, active } });
  } else if (event.key === 'Tab' && !event.shiftKey) {
    event.preventDefault();
    fill(store, (found[draft.active] ?? found[0])?.text ?? draft.text);
  } else if (event.key === 'Escape') {
    store.set({ draft: null });
  }
}

export function sendField(store: Store, form: HTMLElement, field: HTMLTextAreaElement): void {
  const text = field.value.trim();
  if (text === '') return;
  field.value = '';
  void sendText(store, form, text);
}

/** Escape outside dialogs: menus close first, then the thread, then the parts that cover Slack on a narrow screen. */
export function onEscape(store: Store): void {
  const menus = [...document.querySelectorAll('details.menu[open]')];
  for (const menu of menus) menu.removeAttribute('open');
  if (menus.length > 0) return;
  const { thread, pane } = store.ui();
  if (thread !== null) store.set({ thread: null });
  else if (pane !== 'slack') store.set({ pane: 'slack' });
}

/** Escape in a dialog does what its closing button does, so that the app hears of it. */
export function onDialogCancel(store: Store, dialog: HTMLElement): void {
  const name = { view: 'close-view', confirm: 'deny', github: 'close-github' }[dialog.dataset['modal'] ?? ''];
  const inside = dialog.querySelector<HTMLElement>('[data-do]');
  if (name !== undefined && inside !== null) doers[name]?.(store, inside);
}
