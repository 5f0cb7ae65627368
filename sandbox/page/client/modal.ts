import { textOf } from '../../slack/json.ts';
import { type View } from '../../slack/types.ts';
import { drawBlocks } from './blocks.ts';
import { textIn } from './choices.ts';
import { html, nothing, type SafeHtml } from './html.ts';
import { icon } from './icons.ts';
import { drawingFor } from './messages.ts';
import { mrkdwn, plain } from './mrkdwn.ts';
import { readingOf } from './people.ts';
import { type Snapshot } from './snapshot.ts';
import { type Asking, type Ui } from './ui.ts';

/** The topmost modal of the person who is acted as; nothing when there is none. */
export function drawModal(snapshot: Snapshot, ui: Ui): SafeHtml {
  const view = (snapshot.views[ui.as] ?? []).at(-1);
  if (view === undefined) return nothing;
  const app = snapshot.bot.name;
  return html`
    <dialog class="modal" data-key="view-${view.id}" data-test="modal" data-callback="${view.callback_id}" data-modal="view" aria-labelledby="modal-title">
      <form method="dialog" data-view="${view.id}" data-form="view" novalidate>
        <header><h2 id="modal-title">${plain(textIn(view.title))}<small>${app}</small></h2>
          <button type="button" class="plain-icon" data-do="close-view" data-test="modal-close" aria-label="Close">${icon('close')}</button></header>
        ${view.trouble === null ? nothing : html`<p class="trouble" role="alert">${view.trouble}</p>`}
        <div class="modal-body">${drawBlocks(view.blocks, drawingFor(snapshot, ui, view.id, view.errors))}</div>
        <footer>${footer(view, ui)}</footer>
      </form>
    </dialog>`;
}

function footer(view: View, ui: Ui): SafeHtml {
  const closeText = textIn(view.close ?? undefined);
  const close = html`<button type="button" class="button plain" data-do="close-view" data-test="modal-cancel">${closeText === '' ? 'Cancel' : plain(closeText)}</button>`;
  if (view.submit === null) return close;
  const isBusy = ui.busy.has(view.id);
  const submit = html`<button type="submit" class="button primary" data-test="modal-submit" aria-busy="${String(isBusy)}">${plain(textIn(view.submit))}</button>`;
  return html`${close}${submit}`;
}

/** The question that a button asks before anything is sent. */
export function drawConfirm(asking: Asking | null, snapshot: Snapshot): SafeHtml {
  if (asking === null) return nothing;
  const { confirm } = asking;
  const text = confirm['text'];
  const reading = readingOf(snapshot);
  const words = textIn(text);
  const body =
    typeof text === 'object' && 'type' in (text ?? {}) && !isPlain(text) ? mrkdwn(words, reading) : plain(words);
  const style = textOf(confirm['style']) === 'danger' ? 'danger' : 'primary';
  const yes = textIn(confirm['confirm']);
  const no = textIn(confirm['deny']);
  return html`
    <dialog class="modal confirm" data-key="confirm" data-test="confirm" data-modal="confirm" aria-labelledby="confirm-title">
      <header><h2 id="confirm-title">${plain(textIn(confirm['title']))}</h2></header>
      <div class="modal-body"><div class="block-text">${body}</div></div>
      <footer>
        <button type="button" class="button plain" data-do="deny" data-test="confirm-deny">${no === '' ? 'Cancel' : plain(no)}</button>
        <button type="button" class="button ${style}" data-do="accept" data-test="confirm-accept">${yes === '' ? 'Yes' : plain(yes)}</button>
      </footer>
    </dialog>`;
}

function isPlain(text: unknown): boolean {
  return typeof text === 'object' && text !== null && 'type' in text && text.type === 'plain_text';
}
