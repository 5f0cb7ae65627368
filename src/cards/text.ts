import { type ChannelId, type SlackUserId } from '../domain/ids.ts';
import { type CardPlace } from '../domain/release/release.ts';
import { epochMs, hour, type Instant, minute, second } from '../domain/time.ts';
import { cut } from './limits.ts';

/**
 * Text for people. What others wrote (commit titles, reasons, names of branches) is shown and never interpreted:
 * it becomes mrkdwn only through this file, and a block takes nothing but `Markup`.
 */

/** Finished mrkdwn. An object, so that a plain string can never be taken for it. */
export type Markup = { readonly mrkdwn: string };

/** How much of a single untrusted value a sentence shows, unless it says otherwise. */
const valueLimit = 240;

/** A template whose values are made inert, except those that are `Markup` already. */
export function md(words: TemplateStringsArray, ...values: readonly (string | number | Markup)[]): Markup {
  let mrkdwn = '';
  words.forEach((word, index) => {
    const value = values[index];
    mrkdwn += word + (value === undefined ? '' : asMarkup(value).mrkdwn);
  });
  return { mrkdwn };
}

export const nothing: Markup = { mrkdwn: '' };

export function joined(parts: readonly Markup[], separator: string): Markup {
  return { mrkdwn: parts.map((part) => part.mrkdwn).join(separator) };
}

export function lines(...parts: readonly (Markup | null)[]): Markup {
  return joined(
    parts.filter((part) => part !== null).filter((part) => part.mrkdwn !== ''),
    '\n',
  );
}

function asMarkup(value: string | number | Markup): Markup {
  if (typeof value === 'object') return value;
  return typeof value === 'number' ? { mrkdwn: String(value) } : prose(value, valueLimit);
}

/** One line of somebody's text, with everything that Slack would interpret replaced by what looks like it. */
export function prose(text: string, limit: number): Markup {
  return { mrkdwn: escaped(unformatted(cut(oneLine(text), limit))) };
}

/** Somebody's text for the middle of a sentence of ours, which brings its own full stop. */
export function clause(text: string, limit = valueLimit): Markup {
  return prose(oneLine(text).replace(/[.\s]+$/, ''), limit);
}

/** Somebody's text as a quotation that keeps its lines. */
export function quoted(text: string, limit: number): Markup {
  const kept = cut(clean(text).trim(), limit).split('\n').slice(0, 12);
  return { mrkdwn: kept.map((line) => `> ${escaped(unformatted(line))}`).join('\n') };
}

/** A fixed-width name: a branch, a path, a SHA. */
export function code(text: string, limit = 80): Markup {
  const name = cut(oneLine(text), limit);
  return { mrkdwn: name === '' ? '(empty)' : `\`${escaped(unticked(name))}\`` };
}

/** Lines as they are, for copying. */
export function codeBlock(text: string, limit: number): Markup {
  return { mrkdwn: `\`\`\`\n${escaped(unticked(cut(clean(text), limit)))}\n\`\`\`` };
}

/** Like `codeBlock`, with single backticks as they are: for what is copied out of Slack again. */
export function verbatimBlock(text: string, limit: number): Markup {
  const kept = cut(clean(text), limit).replace(/`{2,}/g, unticked);
  return { mrkdwn: `\`\`\`\n${escaped(kept)}\n\`\`\`` };
}

/** Somebody's text for a `plain_text` object, which Slack does not interpret. */
export function plain(text: string, limit: number): string {
  return cut(oneLine(text), limit);
}

/** Only web addresses become links; anything else is shown as text. */
export function link(url: string, label: string): Markup {
  const address = clean(url).trim();
  if (!/^https?:\/\/[^\s]+$/i.test(address) || address.length > 1000) return prose(label, valueLimit);
  const safe = address.replace(/[<>|"`*~]/g, (character) => encodeURIComponent(character));
  const target = safe.replaceAll('*', '%2A').replaceAll('~', '%7E').replaceAll('&', '&amp;');
  return { mrkdwn: `<${target}|${escaped(unformatted(cut(oneLine(label), valueLimit)))}>` };
}

/** The user id is validated where it enters; here it is only checked not to be something else. */
export function mention(user: SlackUserId): Markup {
  return /^[UW][A-Z0-9]+$/.test(user) ? { mrkdwn: `<@${user}>` } : prose(user, valueLimit);
}

/** A user group of Slack, all of whom are notified. */
export function groupMention(group: string): Markup {
  return /^S[A-Z0-9]+$/.test(group) ? { mrkdwn: `<!subteam^${group}>` } : prose(group, valueLimit);
}

/** A channel, by its name as each reader may see it. */
export function channelMention(channel: ChannelId): Markup {
  return /^[CG][A-Z0-9]+$/.test(channel) ? { mrkdwn: `<#${channel}>` } : prose(channel, valueLimit);
}

/** "Ana, Ben and Cara"; null when the list is empty, for then the sentence is another one. */
export function people(users: readonly SlackUserId[], conjunction: 'and' | 'or' = 'and'): Markup | null {
  const shown = users.slice(0, 12).map((user) => mention(user).mrkdwn);
  const more = users.length - shown.length;
  if (more > 0) shown.push(`${more} more`);
  const last = shown.pop();
  if (last === undefined) return null;
  return { mrkdwn: shown.length === 0 ? last : `${shown.join(', ')} ${conjunction} ${last}` };
}

/** An actor of the ledger by name: a Slack id is mentioned, anything else is named. */
export function actorText(name: string): Markup {
  return mention(name as SlackUserId);
}

/** Shown by Slack in each reader's own time zone; the fallback is in UTC. */
export function instantText(instant: Instant): Markup {
  const seconds = Math.floor(epochMs(instant) / second);
  return { mrkdwn: `<!date^${seconds}^{date_short_pretty} {time}|${utcText(instant)}>` };
}

/** For `plain_text`, where Slack does not translate dates: "2026-11-20 12:00 UTC". */
export function utcText(instant: Instant): string {
  return `${instant.slice(0, 10)} ${instant.slice(11, 16)} UTC`;
}

/** Finished mrkdwn for where Slack does not read it: without marks, with the words of its links. Times are in UTC. */
export function unmarked(markup: Markup, nameOf: (user: SlackUserId) => string): string {
  return markup.mrkdwn
    .replace(/<@([UW][A-Z0-9]+)>/g, (_, user: string) => nameOf(user as SlackUserId))
    .replace(/<[^<>|]*\|([^<>]*)>/g, '$1')
    .replace(/[*`]|^> /gm, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/** The address of a message. Slack leads it to the reader's own workspace. */
export function cardLink(card: CardPlace, label: string): Markup {
  return link(`https://slack.com/archives/${card.channel}/p${card.ts.replace('.', '')}`, label);
}

/** "45 s", "30 min", "2 h 5 min", "3 days": rounded down, and never below 0 s. */
export function duration(milliseconds: number): string {
  const ms = Math.max(0, milliseconds);
  if (ms < minute) return `${Math.floor(ms / second)} s`;
  if (ms < hour) return `${Math.floor(ms / minute)} min`;
  if (ms >= 48 * hour) return `${Math.floor(ms / (24 * hour))} days`;
  const minutes = Math.floor((ms % hour) / minute);
  return minutes === 0 ? `${Math.floor(ms / hour)} h` : `${Math.floor(ms / hour)} h ${minutes} min`;
}

/** "1 commit", "3 commits". */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/**
 * Without control characters and without invisible ones that reorder or hide text (bidi marks, zero-width space,
 * tags). The two joiners stay, for scripts and emoji need them. Every kind of line end becomes one.
 */
export function clean(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n?|[\u0085\u2028\u2029\v\f]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/(?![\n\u200c\u200d])[\p{Cc}\p{Cf}]/gu, '');
}

function oneLine(text: string): string {
  return clean(text).replace(/\s+/g, ' ').trim();
}

/** The three characters that Slack gives a meaning; without `<` there is no mention, no date and no link. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** mrkdwn knows no escape for its marks, so they are replaced by characters that look like them. */
function unformatted(text: string): string {
  return unticked(text)
    .replaceAll('*', '∗')
    .replaceAll('~', '∼')
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, 'ˍ')
    .replace(/:(?=[^\s:]+:)|(?<=:[^\s:]+):/g, '꞉')
    .replace(/@(?=channel|here|everyone)/gi, '＠');
}

function unticked(text: string): string {
  return text.replaceAll('`', 'ˋ');
}
