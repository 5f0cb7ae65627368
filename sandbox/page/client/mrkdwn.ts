import { emojiFor } from './emoji.ts';
import { html, type Piece, type SafeHtml } from './html.ts';
import { type Reader, slackDate } from './slack-date.ts';

/** What a text needs to be shown to somebody: the names behind ids, and where and when it is read. */
export type Reading = Reader & {
  /** The name of a person or channel; null when the id is nobody's. */
  nameOf(id: string): string | null;
};

/** Slack's own markup as inert HTML. Whatever does not parse is shown as it was written. */
export function mrkdwn(text: string, reading: Reading): SafeHtml {
  const parts = text.split(/```\n?([\s\S]+?)\n?```\n?/g);
  return html`${parts.map((part, index) =>
    index % 2 === 1 ? html`<pre><code>${unescaped(part)}</code></pre>` : lines(part, reading),
  )}`;
}

/** Plain text with emoji names drawn, as headers, buttons and options show it. */
export function plain(text: string): SafeHtml {
  return html`${unescaped(text).replace(/:([a-z0-9_+-]+):/g, (_colons, name: string) => emojiFor(name))}`;
}

/** The text without any markup: for notifications, labels of controls and short summaries. */
export function bare(text: string, reading: Reading): string {
  return unescaped(
    text.replace(/<([^<>\n]+)>/g, (_angle, inside: string) => nameInside(inside, reading).label).replace(/[*_~`]/g, ''),
  );
}

/** Quoted lines together, and line breaks between the others. */
function lines(text: string, reading: Reading): SafeHtml {
  if (text === '') return html``;
  const pieces: Piece[] = [];
  let quote: string[] = [];
  let open = false;
  for (const line of text.replace(/\n$/, '').split('\n')) {
    const quoted = /^(?:>|&gt;) ?(.*)$/.exec(line)?.[1];
    if (quoted !== undefined) {
      quote.push(quoted);
      continue;
    }
    if (quote.length > 0) pieces.push(blockquote(quote, reading));
    else if (open) pieces.push(html`<br>`);
    quote = [];
    open = true;
    pieces.push(inline(line, reading));
  }
  if (quote.length > 0) pieces.push(blockquote(quote, reading));
  return html`${pieces}`;
}

function blockquote(quote: readonly string[], reading: Reading): SafeHtml {
  return html`<blockquote>${quote.map((line, index) => [index > 0 ? html`<br>` : null, inline(line, reading)])}</blockquote>`;
}

/**
 * Code, what stands in angle brackets, emoji, bold, italic, struck through: the earliest one wins and the inside of the
 * last three is read again. No class of characters holds its own end mark, so time grows with the length only.
 */
const marks =
  /`([^`\n]+)`|<([^<>\n]+)>|:([a-z0-9_+-]+):|(?<![\w*])\*(?=[^\s*])([^*\n]+)(?<=\S)\*(?![\w*])|(?<![\w_])_(?=[^\s_])([^_\n]+)(?<=\S)_(?![\w_])|(?<![\w~])~(?=[^\s~])([^~\n]+)(?<=\S)~(?![\w~])/g;

function inline(text: string, reading: Reading): SafeHtml {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(marks)) {
    pieces.push(unescaped(text.slice(end, match.index)), marked(match, reading));
    end = match.index + match[0].length;
  }
  pieces.push(unescaped(text.slice(end)));
  return html`${pieces}`;
}

function marked(match: RegExpExecArray, reading: Reading): SafeHtml {
  const [, code, angle, emojiName, bold, italic, struck] = match;
  if (code !== undefined) return html`<code>${unescaped(code)}</code>`;
  if (angle !== undefined) return angled(angle, reading);
  if (emojiName !== undefined) return html`${emojiFor(emojiName)}`;
  if (bold !== undefined) return html`<strong>${inline(bold, reading)}</strong>`;
  if (italic !== undefined) return html`<em>${inline(italic, reading)}</em>`;
  return html`<s>${inline(struck ?? '', reading)}</s>`;
}

type Named = {
  readonly kind: 'person' | 'channel' | 'broadcast' | 'date' | 'link';
  readonly label: string;
  readonly url: string | null;
};

function angled(inside: string, reading: Reading): SafeHtml {
  const { kind, label, url } = nameInside(inside, reading);
  if (kind === 'link') return link(url, html`${label}`);
  if (kind === 'date') return url === null ? html`<time>${label}</time>` : link(url, html`<time>${label}</time>`);
  return html`<span class="mention mention-${kind}">${label}</span>`;
}

/** An anchor for web and mail addresses; for any other scheme the label alone. */
export function link(url: string | null, label: SafeHtml): SafeHtml {
  if (url === null || !/^(https?:\/\/|mailto:)/i.test(url)) return label;
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer">${label}</a>`;
}

function nameInside(inside: string, reading: Reading): Named {
  const [target, given] = split(inside);
  const label = given === undefined ? null : unescaped(given);
  const name = reading.nameOf(target.slice(1)) ?? label;
  if (target.startsWith('@')) return { kind: 'person', label: `@${name ?? 'somebody'}`, url: null };
  if (target.startsWith('#')) return { kind: 'channel', label: `#${name ?? 'a-channel'}`, url: null };
  if (target.startsWith('!date^')) return dateInside(target, label ?? '', reading);
  if (!target.startsWith('!')) return { kind: 'link', label: label ?? unescaped(target), url: unescaped(target) };
  return { kind: 'broadcast', label: label ?? `@${target.slice(1).replace(/\^.*$/, '')}`, url: null };
}

function dateInside(target: string, fallback: string, reading: Reading): Named {
  const [, seconds = '', template = '', url] = target.split('^');
  const isDate = /^\d{1,12}$/.test(seconds);
  return { kind: 'date', label: isDate ? slackDate(Number(seconds), template, reading) : fallback, url: url ?? null };
}

function split(inside: string): readonly [string, string | undefined] {
  const bar = inside.indexOf('|');
  return bar < 0 ? [inside, undefined] : [inside.slice(0, bar), inside.slice(bar + 1)];
}

/** Slack's text arrives with three characters escaped; they are turned back once, and escaped again on the way out. */
function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
