import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refOf, requestedRef, textOfMessage, wordsOf } from '../../src/handlers/words.ts';
import { sha } from '../cards/fixtures.ts';

describe('what was typed after a slash command', () => {
  test.each([
    ['', []],
    ['   status \t checkout\n', ['status', 'checkout']],
    ['why a&amp;b', ['why', 'a&b']],
    ['why &amp;lt;b', ['why', '&lt;b']],
    ['request checkout <http://v2.example|v2.example>', ['request', 'checkout', 'v2.example']],
    ['request checkout `main`', ['request', 'checkout', 'main']],
    ['why <@U0ANA|ana>', ['why', '<@U0ANA|ana>']],
  ])('%j is read as words, with Slack’s escapes undone once', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test('is read no further than any command could need', () => {
    expect(wordsOf('word '.repeat(5000)).length).toBeLessThanOrEqual(12);
    expect(wordsOf('x'.repeat(100_000)).join('').length).toBeLessThanOrEqual(2000);
  });

  test('is read without a fault, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const word of wordsOf(text)) {
          expect(word).not.toBe('');
          refOf(word);
        }
      }),
    );
  });
});

describe('a message that somebody pinned', () => {
  test.each([
    ['errors &lt; 1 % &amp; falling', 'errors < 1 % & falling'],
    ['see <https://example.com/a|the graph>', 'see the graph'],
    ['see <https://example.com/a>', 'see https://example.com/a'],
    ['<@U0ANA> looks, <#C0OPS|ops> knows', '@U0ANA looks, #ops knows'],
    ['<!here> and <!subteam^S0ONCALL|@on-call>', '@here and @on-call'],
    ['two\nlines', 'two\nlines'],
    ['&amp;lt;', '&lt;'],
  ])('%j is kept as people read it', (text, read) => {
    expect(textOfMessage(text)).toBe(read);
  });
});

describe('what may be asked for', () => {
  test.each(['main', 'v2.14.0', 'hotfix/rounding', 'release-1.2', 'feature/a@b', 'deadbee'])('%s is a name', (word) => {
    expect(refOf(word)).toEqual({ kind: 'ref', name: word });
  });

  test('forty digits are a commit, in either case', () => {
    expect(refOf(sha.toUpperCase())).toEqual({ kind: 'sha', sha });
  });

  test.each([
    '',
    '-rf',
    'a..b',
    'HEAD^',
    'main~1',
    'a:b',
    'a b',
    '$(id)',
    '<@U0ANA>',
    'refs/heads/main',
    'x/',
    'x.',
    'é',
  ])('%j is neither', (word) => {
    expect(refOf(word)).toBeNull();
  });

  test('the start of a SHA means that commit, and any other name is looked up again', () => {
    expect(requestedRef(sha.slice(0, 7), sha)).toEqual({ kind: 'sha', sha });
    expect(requestedRef('deadbee', sha)).toEqual({ kind: 'ref', name: 'deadbee' });
    expect(requestedRef('main', sha)).toEqual({ kind: 'ref', name: 'main' });
  });
});
