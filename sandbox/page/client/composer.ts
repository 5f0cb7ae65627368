import { suggest } from './commands.ts';
import { html, nothing, type SafeHtml } from './html.ts';
import { icon } from './icons.ts';
import { personOf } from './people.ts';
import { type Snapshot } from './snapshot.ts';
import { type Ui } from './ui.ts';

type Target = { readonly where: 'channel' | 'thread'; readonly channel: string; readonly name: string; readonly ts: string | null };

/** Where people write. Commands are completed while typing, except in threads, where Slack has none. */
export function drawComposer(target: Target, snapshot: Snapshot, ui: Ui): SafeHtml {
  const me = personOf(snapshot, ui.as);
  const draft = ui.draft?.where === target.where ? ui.draft : null;
  const found = draft === null || target.where === 'thread' ? [] : suggest(draft.text, snapshot);
  const active = draft?.active ?? -1;
  const listId = `suggestions-${target.where}`;
  const items = found.map(
    (item, index) =>
      html`<li role="option" id="${listId}-${index}" aria-selected="${String(index === active)}" data-do="take" data-text="${item.text}" data-test="suggestion"><b>${item.label}</b><span>${item.says}</span></li>`,
  );
  const list = items.length === 0 ? nothing : html`<ul class="suggestions" role="listbox" id="${listId}" aria-label="Commands">${items}</ul>`;
  const label = target.where === 'thread' ? 'Reply in the thread' : `Message ${target.name} as ${me.realName}`;
  const placeholder = target.where === 'thread' ? 'Reply…' : `Message ${target.name}, or type / for commands`;
  return html`
    <form class="composer" data-key="composer-${target.where}-${ui.as}-${target.channel}-${target.ts ?? ''}" data-composer="${target.where}" data-channel="${target.channel}" data-thread="${target.ts ?? ''}">
      ${list}
      <div class="composer-box" data-key="box">
        <textarea rows="1" data-test="${target.where === 'thread' ? 'thread-composer' : 'composer'}" aria-label="${label}" placeholder="${placeholder}" autocomplete="off" spellcheck="false" aria-controls="${listId}" aria-expanded="${String(items.length > 0)}"${active >= 0 ? html` aria-activedescendant="${listId}-${active}"` : null}></textarea>
        <button type="submit" class="send"${draft !== null && draft.text.trim() !== '' ? html` data-ready` : null} data-test="${target.where === 'thread' ? 'thread-send' : 'send'}" aria-label="Send">${icon('send')}</button>
      </div>
      ${target.where === 'thread' ? nothing : html`<div class="composer-chips">${chips()}</div>`}
    </form>`;
}

/** One tap to the two things that a visitor tries first. */
function chips(): SafeHtml {
  const starts = [
    { text: '/release request checkout main', label: '/release request' },
    { text: '/release status', label: '/release status' },
    { text: '/release help', label: '/release help' },
  ];
  return html`${starts.map(({ text, label }) => html`<button type="button" class="chip" data-do="prefill" data-text="${text}">${label}</button>`)}`;
}
