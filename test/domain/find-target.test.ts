import { describe, expect, test } from 'vitest';
import { findTarget } from '../../src/domain/release/find-target.ts';
import { verified } from '../handlers/support.ts';

const newest = verified('9c8b7a6f', 'v2.13.1');
const older = verified('9c8b1111', 'v2.13.0');
const odd = verified('1a2b3c4d', '2024.11-rc.1');
const nameless = verified('77770000', null);
const all = [newest, older, odd, nameless];

function meant(word: string): readonly string[] | null {
  const found = findTarget(word, all);
  if (found.kind === 'none') return null;
  return (found.kind === 'one' ? [found.target] : found.targets).map(({ sha }) => sha.slice(0, 8));
}

describe('what one may go back to is found', () => {
  test.each([
    ['its whole SHA', newest.sha, newest],
    ['its SHA in capitals', newest.sha.toUpperCase(), newest],
    ['the start of its SHA', '9c8b7', newest],
    ['four digits of its SHA', '7777', nameless],
    ['its version', 'v2.13.0', older],
    ['its version without the v', '2.13.0', older],
    ['its version with a v that it does not have', 'v2024.11-rc.1', odd],
    ['the beginning of its version, up to a dash', '2024.11', odd],
    ['the beginning of its version, up to a dot', '2024', odd],
  ])('by %s', (_what, word, target) => {
    expect(meant(word)).toEqual([target.sha.slice(0, 8)]);
  });

  test('several times where several begin so, the newest first, for nobody guesses', () => {
    expect(meant('9c8b')).toEqual(['9c8b7a6f', '9c8b1111']);
    expect(meant('v2.13')).toEqual(['9c8b7a6f', '9c8b1111']);
  });

  test('once, though it was verified more than once', () => {
    const found = findTarget('v2.13.0', [older, { ...older, at: newest.at, tookMs: null }]);

    expect(found).toEqual({ kind: 'one', target: older });
  });

  test('once by a whole version that is the beginning of another', () => {
    const patch = verified('abcd', 'v2.13.0-hotfix.1');

    expect(findTarget('v2.13.0', [patch, older])).toEqual({ kind: 'one', target: older });
  });

  test('under both of its commits, where a version was given twice', () => {
    const moved = verified('abcd', 'v2.13.0');

    expect(findTarget('v2.13.0', [moved, older])).toEqual({ kind: 'many', targets: [moved, older] });
  });

  test.each(['', '9c8', 'v', 'v2.1', 'v2.13.01', 'main', 'null', '1b', '.', '-', '2.13.', 'ffffffff'])(
    'not by %j',
    (word) => {
      expect(meant(word)).toBeNull();
    },
  );

  test('nowhere in a lane in which nothing was verified', () => {
    expect(findTarget('v2.13.0', [])).toEqual({ kind: 'none' });
  });
});
