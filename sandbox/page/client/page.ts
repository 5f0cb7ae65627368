import { drawConversation, drawThread } from './conversation.ts';
import { drawGithubPage } from './github-page.ts';
import { html, nothing, type SafeHtml } from './html.ts';
import { type IconName, icon } from './icons.ts';
import { drawConfirm, drawModal } from './modal.ts';
import { avatar, personOf } from './people.ts';
import { drawProduction } from './production.ts';
import { drawSidebar } from './sidebar.ts';
import { type BotState, type Snapshot } from './snapshot.ts';
import { drawTour } from './tour.ts';
import { type Ui } from './ui.ts';

/** The whole page as a pure function of what is known: the snapshot from the server, and this window's own state. */
export function drawPage(snapshot: Snapshot, ui: Ui): SafeHtml {
  return html`
    <div class="app" data-pane="${ui.pane}" data-thread="${ui.thread === null ? 'closed' : 'open'}">
      ${topLine(snapshot, ui)}
      ${drawTour(snapshot, ui)}
      <div class="panes">
        ${drawSidebar(snapshot, ui)}
        <main>${drawConversation(snapshot, ui)}</main>
        ${drawThread(snapshot, ui)}
        ${drawProduction(snapshot, ui)}
      </div>
      ${bottomTabs(ui)}
      <div class="dialogs">${drawModal(snapshot, ui)}${drawGithubPage(snapshot, ui)}${drawConfirm(ui.asking, snapshot)}</div>
      <div class="notice-place" role="status" aria-live="polite">${notice(ui)}</div>
    </div>`;
}

function topLine(snapshot: Snapshot, ui: Ui): SafeHtml {
  const bot = personOf(snapshot, snapshot.bot.userId);
  const me = personOf(snapshot, ui.as);
  return html`
    <header class="top">
      ${avatar(bot, 'small')}<b>Gonogo</b><span class="tagline">A real bot, a pretend Slack and GitHub.</span>
      ${botState(snapshot.bot)}
      <button type="button" class="top-button me-now" data-do="pane" data-pane="channels" data-test="me" aria-label="Acting as ${me.realName}. Change.">${avatar(me, 'small')}<span>${me.realName}</span></button>
      <button type="button" class="top-button" data-do="tour-restart" data-test="tour-restart" title="Start the tour" aria-label="Start the tour">${icon('route')}<span class="only-wide">Tour</span></button>
      ${themeButton(ui.theme)}
    </header>`;
}

function botState({ state, says }: BotState): SafeHtml {
  const words = { ready: 'Bot is ready', 'not-ready': 'Bot is not ready', unreachable: 'Bot does not answer' }[state];
  return html`<span class="bot-state bot-${state}" data-test="bot-state" title="${says}"><i aria-hidden="true"></i><span>${words}</span></span>`;
}

function themeButton(theme: Ui['theme']): SafeHtml {
  const icons: Readonly<Record<Ui['theme'], IconName>> = { system: 'system', light: 'sun', dark: 'moon' };
  const label = `Colours: ${theme === 'system' ? 'as the system has them' : theme}. Change.`;
  return html`<button type="button" class="top-button" data-do="theme" data-test="theme" title="${label}" aria-label="${label}">${icon(icons[theme])}</button>`;
}

function bottomTabs(ui: Ui): SafeHtml {
  const tabs: readonly (readonly [Ui['pane'], string, IconName])[] = [
    ['channels', 'Channels', 'menu'],
    ['slack', 'Slack', 'chat'],
    ['production', 'Production', 'gauge'],
  ];
  const drawn = tabs.map(
    ([pane, label, name]) =>
      html`<button type="button" data-do="pane" data-pane="${pane}" data-test="pane-${pane}" aria-pressed="${String(pane === ui.pane)}">${icon(name)}<span>${label}</span></button>`,
  );
  return html`<nav class="bottom" aria-label="Parts of the page">${drawn}</nav>`;
}

function notice(ui: Ui): SafeHtml {
  if (ui.notice === null) return nothing;
  return html`<div class="notice" data-test="notice"><span>${ui.notice}</span><button type="button" class="plain-icon" data-do="close-notice" aria-label="Close">${icon('close')}</button></div>`;
}
