import { suggest } from './commands.ts';
import { doers, fill, sendText } from './doers.ts';
import { type Store } from './store.ts';

/** The composer's keys: Enter sends, arrows walk through the suggestions, Tab takes one, Escape puts them away. */
export function onComposerKey(store: Store, field: HTMLTextAreaElement, event: KeyboardEvent): void {
  const form = field.closest<HTMLElement>('[data-composer]');
  if (form === null || event.isComposing) return;
  const { draft } = store.ui();
  const found = draft === null || draft.where === 'thread' ? [] : suggest(draft.text, store.snapshot());
  const chosen = found[draft?.active ?? -1];
  if (event.key === 'Enter' && !event.shiftKey) {
    event.preventDefault();
    if (chosen === undefined) return sendField(store, form, field);
    return fill(store, chosen.text);
  }
  if (draft === null || found.length === 0) return;
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (move !== undefined) {
    event.preventDefault();
    const active = (draft.active + move + found.length) % found.length;
    return store.set({ draft: { ...draft, active: draft.active < 0 && move < 0 ? found.length - 1 : active } });
  }
  if (event.key === 'Tab' && !event.shiftKey) {
    event.preventDefault();
    return fill(store, (chosen ?? found[0])?.text ?? draft.text);
  }
  if (event.key === 'Escape') store.set({ draft: null });
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
