import { drawBlocks } from './blocks.ts';
import { drawComposer } from './composer.ts';
import { html, nothing, type SafeHtml } from './html.ts';
import { icon } from './icons.ts';
import { drawingFor, drawMessages, rootMessages, threadMessages } from './messages.ts';
import { avatar, personOf } from './people.ts';
import { type Snapshot } from './snapshot.ts';
import { openChannel, type Ui } from './ui.ts';

/** The middle of the window: a channel, or the app's Home and messages. */
export function drawConversation(snapshot: Snapshot, ui: Ui): SafeHtml {
  return ui.place.kind === 'app' ? app(snapshot, ui, ui.place.tab) : channel(snapshot, ui, ui.place.id);
}

function channel(snapshot: Snapshot, ui: Ui, id: string): SafeHtml {
  const info = snapshot.channels.find((one) => one.id === id);
  const name = info?.name ?? id;
  const messages = rootMessages(snapshot, ui, id);
  const empty = html`<div class="empty"><h3>This is #${name}</h3><p>${emptyText(name)}</p></div>`;
  return html`
    <section class="conversation" aria-label="Channel ${name}" data-key="place-${id}">
      <header class="bar">
        ${menuButton()}
        <h1><span class="faint">#</span> ${name}</h1><p class="topic">${info?.topic ?? ''}</p>
      </header>
      <div class="messages" role="log" aria-live="polite" aria-label="Messages" data-scroll="end" data-key="list-${id}" tabindex="0">${messages.length === 0 ? empty : drawMessages(messages, snapshot, ui, 'channel')}</div>
      ${info?.isArchived === true ? html`<p class="archived">This channel is archived.</p>` : drawComposer({ where: 'channel', channel: id, name: `#${name}`, ts: null }, snapshot, ui)}
    </section>`;
}

function emptyText(name: string): string {
  if (name === 'incidents')
    return 'Quiet. When production is in trouble, Gonogo says so here, once, with the facts and who is asked to act.';
  if (name === 'releases')
    return 'Nothing is open. Ask for a deployment in the field below: Gonogo gathers the facts, asks people for their go, deploys exactly what they approved, once, and watches it.';
  return 'Nothing was written here yet.';
}

function app(snapshot: Snapshot, ui: Ui, tab: 'home' | 'messages'): SafeHtml {
  const bot = personOf(snapshot, snapshot.bot.userId);
  return html`
    <section class="conversation" aria-label="${snapshot.bot.name}" data-key="place-app-${tab}">
      <header class="bar">
        ${menuButton()}${avatar(bot, 'medium')}<h1>${snapshot.bot.name} <span class="badge">APP</span></h1>
        <div class="tabs" role="tablist">${appTab('home', 'Home', tab)}${appTab('messages', 'Messages', tab)}</div>
      </header>
      ${tab === 'home' ? home(snapshot, ui) : directMessages(snapshot, ui)}
    </section>`;
}

function appTab(tab: string, label: string, chosen: string): SafeHtml {
  return html`<button type="button" role="tab" data-do="app-tab" data-tab="${tab}" data-test="app-${tab}-tab" aria-selected="${String(tab === chosen)}">${label}</button>`;
}

function home(snapshot: Snapshot, ui: Ui): SafeHtml {
  const view = snapshot.homes[ui.as];
  const me = personOf(snapshot, ui.as);
  const inside =
    view === undefined
      ? html`<div class="empty"><h3>Nothing here yet</h3><p>${snapshot.bot.name} has not shown ${me.realName} a Home tab yet.</p></div>`
      : drawBlocks(view.blocks, drawingFor(snapshot, ui, view.id));
  return html`<div class="messages home" data-test="home" data-key="home-${ui.as}" data-view="${view?.id ?? ''}" tabindex="0" aria-label="Home">${inside}</div>`;
}

function directMessages(snapshot: Snapshot, ui: Ui): SafeHtml {
  const id = openChannel(snapshot, ui);
  const messages = id === null ? [] : rootMessages(snapshot, ui, id);
  const empty = html`<div class="empty"><h3>${snapshot.bot.name}</h3><p>It has not written to you. It does when something needs you.</p></div>`;
  const list = messages.length === 0 ? empty : drawMessages(messages, snapshot, ui, 'channel');
  const composer =
    id === null
      ? nothing
      : drawComposer({ where: 'channel', channel: id, name: snapshot.bot.name, ts: null }, snapshot, ui);
  return html`<div class="messages" role="log" aria-live="polite" aria-label="Messages" data-scroll="end" data-key="dm-${ui.as}" tabindex="0">${list}</div>${composer}`;
}

/** The thread at the side, a sheet on narrow screens. */
export function drawThread(snapshot: Snapshot, ui: Ui): SafeHtml {
  if (ui.thread === null) return nothing;
  const { channel: id, ts } = ui.thread;
  const name = snapshot.channels.find((one) => one.id === id)?.name ?? '';
  const messages = threadMessages(snapshot, ui, id, ts);
  return html`
    <aside class="thread" data-key="thread-${ts}" data-test="thread" aria-label="Thread">
      <header class="bar"><h2>Thread <small class="faint">${name === '' ? '' : `#${name}`}</small></h2>
        <button type="button" class="plain-icon" data-do="close-thread" data-test="thread-close" aria-label="Close thread">${icon('close')}</button></header>
      <div class="messages" role="log" aria-live="polite" aria-label="Replies" data-scroll="end" tabindex="0">${drawMessages(messages, snapshot, ui, 'thread')}</div>
      ${drawComposer({ where: 'thread', channel: id, name: `#${name}`, ts }, snapshot, ui)}
    </aside>`;
}

function menuButton(): SafeHtml {
  return html`<button type="button" class="plain-icon only-narrow" data-do="pane" data-pane="channels" data-test="menu" aria-label="Channels and people">${icon('menu')}</button>`;
}
