import { html, nothing, type SafeHtml } from './html.ts';
import { avatar, personOf, roleOf } from './people.ts';
import { type ChannelInfo, type Person, type Snapshot } from './snapshot.ts';
import { lastSeenBy, readKey, type Ui } from './ui.ts';

/** The workspace on the left: channels, the app, and the people whom a visitor can be. */
export function drawSidebar(snapshot: Snapshot, ui: Ui): SafeHtml {
  const me = personOf(snapshot, ui.as);
  const channels = snapshot.channels.filter((channel) => channel.with === null);
  const people = snapshot.people.filter((person) => person.kind !== 'app');
  return html`
    <nav class="sidebar" aria-label="Workspace">
      <div class="workspace">
        <strong>${snapshot.team}</strong>
        <span>You are ${me.realName}</span>
      </div>
      <h2>Channels</h2>
      <ul>${channels.map((channel) => html`<li data-key="${channel.id}">${channelLink(channel, snapshot, ui)}</li>`)}</ul>
      <h2>Apps</h2>
      <ul><li>${appLink(snapshot, ui)}</li></ul>
      <h2 id="people-title">Act as</h2>
      <ul class="people" aria-labelledby="people-title">${people.map((person) => html`<li data-key="${person.id}">${personLink(person, snapshot, ui)}</li>`)}</ul>
    </nav>`;
}

function channelLink(channel: ChannelInfo, snapshot: Snapshot, ui: Ui): SafeHtml {
  const isHere = ui.place.kind === 'channel' && ui.place.id === channel.id;
  const unread = !isHere && isUnread(channel.id, snapshot, ui);
  const archived = channel.isArchived ? html`<span class="faint">archived</span>` : nothing;
  return html`<button type="button" class="nav-item${isHere ? ' here' : ''}${unread ? ' unread' : ''}" data-do="go" data-channel="${channel.id}" data-test="channel-${channel.id}"${isHere ? html` aria-current="page"` : null}><span class="hash" aria-hidden="true">#</span><span class="nav-name">${channel.name}</span>${archived}${unread ? dot() : nothing}</button>`;
}

function appLink(snapshot: Snapshot, ui: Ui): SafeHtml {
  const isHere = ui.place.kind === 'app';
  const messages = snapshot.channels.find((channel) => channel.with === ui.as);
  const unread = !isHere && messages !== undefined && isUnread(messages.id, snapshot, ui);
  const app = personOf(snapshot, snapshot.bot.userId);
  return html`<button type="button" class="nav-item${isHere ? ' here' : ''}${unread ? ' unread' : ''}" data-do="app" data-test="app-home"${isHere ? html` aria-current="page"` : null}>${avatar(app, 'small')}<span class="nav-name">${snapshot.bot.name}</span>${unread ? dot() : nothing}</button>`;
}

function personLink(person: Person, snapshot: Snapshot, ui: Ui): SafeHtml {
  const isMe = person.id === ui.as;
  const direct = snapshot.channels.find((channel) => channel.with === person.id);
  const told = !isMe && direct !== undefined && isUnread(direct.id, snapshot, { ...ui, as: person.id });
  return html`<button type="button" class="nav-item person${isMe ? ' me' : ''}" data-do="act-as" data-person="${person.id}" data-test="act-as-${person.id}" aria-pressed="${String(isMe)}">${avatar(person, 'medium')}<span class="nav-name">${person.realName}<small>${roleOf(person)}</small></span>${isMe ? html`<span class="you">you</span>` : nothing}${told ? dot() : nothing}</button>`;
}

function dot(): SafeHtml {
  return html`<span class="dot" role="img" aria-label="unread"></span>`;
}

function isUnread(channel: string, snapshot: Snapshot, ui: Ui): boolean {
  const last = lastSeenBy(snapshot, ui.as, channel);
  return last !== '' && last > (ui.read[readKey(ui.as, channel)] ?? '');
}
