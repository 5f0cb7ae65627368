import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, parseDuration } from '../../src/domain/policy/durations.ts';
import { editDistance, suggest } from '../../src/domain/suggest.ts';

describe('a suggestion', () => {
  const words = ['status', 'request', 'replay', 'why', 'history', 'hold', 'help'];

  test.each([
    ['statsu', 'status'],
    ['STATUS', 'status'],
    ['reqest', 'request'],
    ['histroy', 'history'],
    ['hepl', 'help'],
    ['wy', 'why'],
    ['hist', 'history'],
    ['req', 'request'],
  ])('for %s is %s', (typed, meant) => {
    expect(suggest(typed, words)).toBe(meant);
  });

  test('is not made for a word that is far from all', () => {
    expect(suggest('deploy', words)).toBeNull();
    expect(suggest('', words)).toBeNull();
    expect(suggest('re', words)).toBeNull();
    expect(suggest('x'.repeat(10_000), words)).toBeNull();
  });

  test('counts a swap of neighbours as one slip', () => {
    expect(editDistance('approver', 'appovrer')).toBe(2);
    expect(editDistance('approver', 'apporver')).toBe(1);
  });

  test('is at no distance exactly for equal words, and as far in both directions', () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b) === 0).toBe(a === b);
      }),
    );
  });
});

describe('a duration', () => {
  test.each([
    ['60s', 60_000],
    ['30m', 1_800_000],
    ['4h', 14_400_000],
    ['64h', 230_400_000],
    ['1h30m', 5_400_000],
    ['2d', 172_800_000],
  ])('%s is %i milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(['', 's', '5', '5x', '-5s', '1.5h', '5s1m', ' 5s', '5 s', '99999999999999h'])('is not %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  test('is written so that it reads back the same', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9999 * 86_400 }), (seconds) => {
        expect(parseDuration(formatDuration(seconds * 1000))).toBe(seconds * 1000);
      }),
    );
  });
});
