import { suggest } from './commands.ts';
import { html, nothing, type SafeHtml } from './html.ts';
import { icon } from './icons.ts';
import { personOf } from './people.ts';
import { type Snapshot } from './snapshot.ts';
import { type Draft, type Ui } from './ui.ts';

type Target = {
  readonly where: 'channel' | 'thread';
  readonly channel: string;
  readonly name: string;
  readonly ts: string | null;
};

/** Where people write: commands are completed while typing, except in threads, where Slack has none. */
export function drawComposer(target: Target, snapshot: Snapshot, ui: Ui): SafeHtml {
  const draft = ui.draft?.where === target.where ? ui.draft : null;
  const isEmpty = draft === null || draft.text.trim() === '';
  const key = `composer-${target.where}-${ui.as}-${target.channel}-${target.ts ?? ''}`;
  const known = html`data-composer="${target.where}" data-channel="${target.channel}" data-thread="${target.ts ?? ''}"`;
  const parts = target.where === 'thread' ? threadParts : channelParts(target.name, snapshot, ui, draft);
  return html`
    <form class="composer" data-key="${key}" ${known}>
      ${parts.list}
      <div class="composer-box" data-key="box">
        ${parts.field}
        ${isEmpty ? parts.chips : nothing}
        <button type="submit" class="send"${isEmpty ? null : html` data-ready`} data-test="${parts.sendTest}" aria-label="Send">${icon('send')}</button>
      </div>
    </form>`;
}

type Parts = { readonly list: SafeHtml; readonly field: SafeHtml; readonly sendTest: string; readonly chips: SafeHtml };

const threadParts: Parts = {
  list: nothing,
  field: html`<textarea rows="1" data-test="thread-composer" aria-label="Reply in the thread" placeholder="Reply…" autocomplete="off"></textarea>`,
  sendTest: 'thread-send',
  chips: nothing,
};

function channelParts(name: string, snapshot: Snapshot, ui: Ui, draft: Draft | null): Parts {
  const found = draft === null ? [] : suggest(draft.text, snapshot);
  const active = draft?.active ?? -1;
  const items = found.map(
    (item, index) =>
      html`<li role="option" id="suggestion-${index}" aria-selected="${String(index === active)}" data-do="take" data-text="${item.text}" data-test="suggestion"><b>${item.label}</b><span>${item.says}</span></li>`,
  );
  const list = html`<ul class="suggestions" role="listbox" id="suggestions" aria-label="Commands">${items}</ul>`;
  const walking = active >= 0 ? html` aria-activedescendant="suggestion-${active}"` : null;
  const combobox = html`role="combobox" aria-autocomplete="list" aria-haspopup="listbox" aria-controls="suggestions" aria-expanded="${String(items.length > 0)}"${walking}`;
  const label = `Message ${name} as ${personOf(snapshot, ui.as).realName}`;
  return {
    list: items.length === 0 ? nothing : list,
    field: html`<textarea rows="1" data-test="composer" aria-label="${label}" placeholder="Message ${name}, or type /" autocomplete="off" spellcheck="false" ${combobox}></textarea>`,
    sendTest: 'send',
    chips: html`<div class="composer-chips">${chips()}</div>`,
  };
}

/** One tap to what a visitor tries first. */
function chips(): SafeHtml {
  const starts = [
    { text: '/release request checkout main', label: '/release request' },
    { text: '/release status', label: '/release status' },
    { text: '/rollback ', label: '/rollback' },
    { text: '/incident declare P2 ', label: '/incident' },
  ];
  return html`${starts.map(({ text, label }) => html`<button type="button" class="chip" data-do="prefill" data-text="${text}">${label}</button>`)}`;
}
