import { CommitSha } from '../domain/ids.ts';
import { type ReleaseRequest } from '../domain/release/terms.ts';

/** More than any command takes that ends with no sentence; whoever types more has typed something else. */
const mostWords = 12;
const longestText = 2000;

/**
 * The words of a slash command's text. Slack sends it escaped: `&`, `<` and `>` as entities, and what looks like an
 * address as `<http://v2.example|v2.example>`. Here they are again as they were typed.
 */
export function wordsOf(text: string, most: number = mostWords): readonly string[] {
  return text
    .slice(0, longestText)
    .split(/\s+/)
    .filter((word) => word !== '')
    .slice(0, most)
    .map(asTyped);
}

function asTyped(word: string): string {
  const address = /^<(?:https?:\/\/|mailto:)[^|>]*\|([^>]+)>$/.exec(word)?.[1] ?? word;
  const unquoted = /^`([^`]+)`$/.exec(address)?.[1] ?? address;
  return unquoted.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/**
 * A message of Slack as a person read it there: the label of a link, or its address, the name of a channel, and the
 * characters that Slack escapes. Whoever is mentioned stays an id, for only Slack knows how they are called.
 */
export function textOfMessage(text: string): string {
  return text
    .replaceAll(/<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>/g, (_all, sign: string, address: string, label?: string) => {
      const name = label === undefined || label === '' ? address : label;
      const mark = sign === '!' ? '@' : sign;
      return name.startsWith(mark) ? name : `${mark}${name}`;
    })
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

/**
 * A full SHA, or the name of a branch or tag, or the start of a SHA; null for what can be none of them. The characters
 * are those that Git allows in a name, without those that only its expressions use (`main~1`, `HEAD^`, `a..b`).
 */
export function refOf(word: string): ReleaseRequest['ref'] | null {
  const sha = CommitSha.safeParse(word.toLowerCase());
  if (sha.success) return { kind: 'sha', sha: sha.data };
  const isName = /^\w[\w./@+#=-]{0,254}$/.test(word) && !word.includes('..') && !/^refs\/|[./]$/.test(word);
  return isName ? { kind: 'ref', name: word } : null;
}

/**
 * What a request asks for, once it is known to which commit the typed ref led. The start of a SHA means that commit and
 * no other; the name of a branch or tag stays a name, and is looked up again.
 */
export function requestedRef(word: string, sha: CommitSha): ReleaseRequest['ref'] | null {
  const isStart = /^[0-9a-f]{7,40}$/i.test(word) && sha.startsWith(word.toLowerCase());
  return isStart ? { kind: 'sha', sha } : refOf(word);
}
