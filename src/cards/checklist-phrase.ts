import { type SlackUserId } from '../domain/ids.ts';
import { cut } from './limits.ts';
import { clean, code, count, joined, link, type Markup, mention, prose } from './text.ts';

/**
 * What an item of the checklist says, before it is known whether it is read in Slack or in Markdown. Words of ours are
 * plain text; whatever somebody else wrote says what it is, so that both can make it inert in their own way.
 */
export type Phrase = readonly Part[];
export type Part =
  | string
  /** A path, a name, a command. */
  | { readonly name: string }
  /** Prose of somebody else. */
  | { readonly prose: string }
  | { readonly url: string; readonly label: string }
  | { readonly user: SlackUserId };

const nameRoom = 100;
const proseRoom = 160;

export function slackPhrase(phrase: Phrase): Markup {
  return joined(phrase.map(slackPart), '');
}

function slackPart(part: Part): Markup {
  // Words of ours, with the spaces around them.
  if (typeof part === 'string') return { mrkdwn: part };
  if ('name' in part) return code(part.name, nameRoom);
  if ('prose' in part) return prose(part.prose, proseRoom);
  return 'user' in part ? mention(part.user) : link(part.url, part.label.slice(0, proseRoom));
}

/** `nameOf` is how a reader outside Slack knows a person. */
export function markdownPhrase(phrase: Phrase, nameOf: (user: SlackUserId) => string): string {
  return phrase.map((part) => markdownPart(part, nameOf)).join('');
}

function markdownPart(part: Part, nameOf: (user: SlackUserId) => string): string {
  if (typeof part === 'string') return part;
  if ('name' in part) return markdownCode(part.name);
  if ('prose' in part) return markdownText(part.prose, proseRoom);
  return 'user' in part ? markdownText(nameOf(part.user), proseRoom) : markdownLink(part.url, part.label);
}

/** One line of somebody's text that Markdown interprets nowhere: no link, mention, image, HTML or emphasis. */
export function markdownText(text: string, room: number): string {
  return shortened(text, room)
    .replace(/[\\`*_[\]<>&|~#!$]/g, '\\$&')
    .replace(/:(?=\/\/)/g, '\\:')
    .replace(/\bwww\./gi, (start) => `${start.slice(0, -1)}\\.`)
    .replaceAll('@', '＠');
}

/** In a code span nothing is interpreted, so only the mark that ends one is replaced. */
export function markdownCode(text: string): string {
  const shown = shortened(text, nameRoom).replaceAll('`', 'ˋ');
  return shown === '' ? '(empty)' : `\`${shown}\``;
}

/** Only web addresses become links. */
export function markdownLink(url: string, label: string): string {
  const words = markdownText(label, proseRoom);
  const address = clean(url).trim();
  if (!/^https?:\/\/[^\s]+$/i.test(address) || address.length > 1000) return words;
  const safe = address.replace(
    /[<>()[\]\\"'`|*_~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `[${words === '' ? 'link' : words}](${safe})`;
}

function shortened(text: string, room: number): string {
  return cut(clean(text).replace(/\s+/g, ' ').trim(), room);
}

/** "`a`, `b` and 3 more". */
export function namesPhrase(names: readonly string[], most: number): Phrase {
  const shown = names.slice(0, most).flatMap((name, index) => (index === 0 ? [{ name }] : [', ', { name }]));
  const more = names.length - Math.min(names.length, most);
  return more > 0 ? [...shown, ` and ${count(more, 'more', 'more')}`] : shown;
}
