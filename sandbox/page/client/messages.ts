import { type EphemeralMessage, type Message } from '../../slack/types.ts';
import { drawBlocks } from './blocks.ts';
import { type Drawing } from './elements.ts';
import { emojiFor } from './emoji.ts';
import { drawFile } from './files.ts';
import { html, nothing, type Piece, type SafeHtml } from './html.ts';
import { icon } from './icons.ts';
import { mrkdwn } from './mrkdwn.ts';
import { avatar, personOf, readingOf } from './people.ts';
import { ago, clockTime, dayName, fullTime } from './slack-date.ts';
import { type Snapshot } from './snapshot.ts';
import { type Ui } from './ui.ts';

/** Messages of one person within this time stand under one name, as in Slack. */
const togetherMs = 5 * 60_000;

type Shown = Message | EphemeralMessage;

/** The messages of a channel that stand outside threads, with those that only this person sees among them. */
export function rootMessages(snapshot: Snapshot, ui: Ui, channel: string): readonly Shown[] {
  const all = snapshot.messages[channel] ?? [];
  const roots = all.filter(
    (one) => one.thread_ts === undefined || one.thread_ts === one.ts || one.subtype === 'thread_broadcast',
  );
  const mine = (snapshot.ephemerals[ui.as] ?? []).filter(
    (one) => one.channel === channel && one.thread_ts === undefined,
  );
  return inOrder([...roots, ...mine]);
}

export function threadMessages(snapshot: Snapshot, ui: Ui, channel: string, ts: string): readonly Shown[] {
  const all = (snapshot.messages[channel] ?? []).filter((one) => one.ts === ts || one.thread_ts === ts);
  const mine = (snapshot.ephemerals[ui.as] ?? []).filter((one) => one.channel === channel && one.thread_ts === ts);
  return inOrder([...all, ...mine]);
}

function inOrder(messages: readonly Shown[]): readonly Shown[] {
  return messages.toSorted((one, other) => (one.ts < other.ts ? -1 : 1));
}

/** A list with lines between days. In a thread, the pane's own messages have no button that opens the thread. */
export function drawMessages(
  messages: readonly Shown[],
  snapshot: Snapshot,
  ui: Ui,
  inside: 'channel' | 'thread',
): SafeHtml {
  const reading = readingOf(snapshot);
  let before: Shown | null = null;
  const rows: Piece[] = [];
  for (const message of messages) {
    const day = dayName(millisOf(message.ts), reading);
    if (before === null || dayName(millisOf(before.ts), reading) !== day) {
      rows.push(html`<div class="day" role="separator" data-key="day-${day}"><span>${day}</span></div>`);
      before = null;
    }
    rows.push(drawMessage(message, snapshot, ui, { inside, isFollowing: isFollowing(before, message) }));
    before = message;
  }
  return html`${rows}`;
}

type Placing = { readonly inside: 'channel' | 'thread'; readonly isFollowing: boolean };

function drawMessage(message: Shown, snapshot: Snapshot, ui: Ui, placing: Placing): SafeHtml {
  const reading = readingOf(snapshot);
  const author = personOf(snapshot, message.user);
  const at = millisOf(message.ts);
  const isMine = 'to' in message;
  const badge = author.kind === 'app' || author.kind === 'bot' ? html`<span class="badge">APP</span>` : nothing;
  const time = html`<time class="time" datetime="${new Date(at).toISOString()}" title="${fullTime(at, reading)}">${clockTime(at, reading)}</time>`;
  const head = placing.isFollowing
    ? nothing
    : html`<div class="message-head"><strong>${author.realName}</strong>${badge}${time}</div>`;
  const edited =
    message.edited === undefined
      ? nothing
      : html`<span class="edited" title="${fullTime(millisOf(message.edited.ts), reading)}">(edited)</span>`;
  const side = placing.isFollowing ? html`<span class="gutter">${time}</span>` : avatar(author, 'large');
  return html`
    <article class="message${isMine ? ' ephemeral' : ''}${placing.isFollowing ? ' following' : ''}" data-key="${placing.inside}-${message.ts}" data-test="${placing.inside === 'thread' ? 'reply' : 'message'}-${message.ts}" data-channel="${message.channel}" data-ts="${message.ts}">
      ${isMine ? onlyYou() : nothing}
      <div class="message-side">${side}</div>
      <div class="message-body">${head}${placing.inside === 'channel' ? whereFrom(message, snapshot) : nothing}${content(message, snapshot, ui, placing)}${edited}${reactions(message, ui)}${placing.inside === 'channel' ? replies(message, snapshot) : nothing}</div>
      ${tools(message, placing, isMine)}
    </article>`;
}

/** A reply that is shown in the channel as well says which thread it is from, as in Slack. */
function whereFrom(message: Shown, snapshot: Snapshot): SafeHtml {
  const { thread_ts: first } = message;
  if (first === undefined || first === message.ts) return nothing;
  const parent = (snapshot.messages[message.channel] ?? []).find(({ ts }) => ts === first);
  const words = parent === undefined ? 'a message that is gone' : parent.text;
  return html`<div class="from-thread">replied to a thread: <button type="button" data-do="thread" data-thread="${first}">${words}</button></div>`;
}

function onlyYou(): SafeHtml {
  return html`<div class="only-you">${icon('eye')} Only visible to you</div>`;
}

function content(message: Shown, snapshot: Snapshot, ui: Ui, placing: Placing): SafeHtml {
  const files = (message.files ?? []).map((file) => drawFile(file));
  const drawing = drawingFor(snapshot, ui, `${placing.inside}-${message.channel}-${message.ts}`);
  const inside =
    message.blocks.length > 0
      ? drawBlocks(message.blocks, drawing)
      : html`<div class="block-text">${mrkdwn(message.text, drawing.reading)}</div>`;
  return html`<div class="content">${inside}${files}</div>`;
}

export function drawingFor(
  snapshot: Snapshot,
  ui: Ui,
  where: string,
  errors: Readonly<Record<string, string>> = {},
): Drawing {
  const people = snapshot.people.filter((person) => person.kind !== 'deleted');
  const channels = snapshot.channels.filter((channel) => channel.with === null);
  return {
    reading: readingOf(snapshot),
    choices: {
      people: people.map((person) => ({ value: person.id, label: person.realName })),
      channels: channels.map((channel) => ({ value: channel.id, label: `#${channel.name}` })),
    },
    where,
    busy: ui.busy,
    errors,
  };
}

function reactions(message: Shown, ui: Ui): SafeHtml {
  const given = message.reactions ?? [];
  if (given.length === 0) return nothing;
  const drawn = given.map(
    (reaction) =>
      html`<span class="reaction${reaction.users.includes(ui.as) ? ' mine' : ''}">${emojiFor(reaction.name)} ${reaction.count}</span>`,
  );
  return html`<div class="reactions">${drawn}</div>`;
}

function replies(message: Shown, snapshot: Snapshot): SafeHtml {
  const inThread = (snapshot.messages[message.channel] ?? []).filter(
    (one) => one.thread_ts === message.ts && one.ts !== message.ts,
  );
  const last = inThread.at(-1);
  if (last === undefined) return nothing;
  const authors = [...new Set(inThread.map((one) => one.user))]
    .slice(0, 3)
    .map((id) => avatar(personOf(snapshot, id), 'small'));
  const count = inThread.length === 1 ? '1 reply' : `${inThread.length} replies`;
  return html`<button type="button" class="replies" data-do="thread" data-test="replies-${message.ts}">${authors}<b>${count}</b><span class="faint">Last reply ${ago(millisOf(last.ts), snapshot.now)}</span></button>`;
}

function tools(message: Shown, placing: Placing, isMine: boolean): SafeHtml {
  if (isMine)
    return html`<div class="tools"><button type="button" data-do="dismiss" title="Dismiss" aria-label="Dismiss this message">${icon('close')}</button></div>`;
  const reply =
    placing.inside === 'thread'
      ? nothing
      : html`<button type="button" data-do="thread" data-thread="${message.thread_ts ?? message.ts}" title="Reply in thread" aria-label="Reply in thread">${icon('thread')}</button>`;
  const pin = html`<button type="button" data-do="pin" data-test="pin-${message.ts}" title="React with a pushpin" aria-label="React with a pushpin">${icon('pin')}</button>`;
  return html`<div class="tools">${pin}${reply}<button type="button" data-do="delete" data-test="delete-${message.ts}" title="Delete message" aria-label="Delete message">${icon('trash')}</button></div>`;
}

function isFollowing(before: Shown | null, message: Shown): boolean {
  if (before === null || before.user !== message.user || 'to' in before || 'to' in message) return false;
  if (message.blocks.length > 0) return false;
  return millisOf(message.ts) - millisOf(before.ts) < togetherMs;
}

function millisOf(ts: string): number {
  return Math.floor(Number(ts) * 1000);
}
