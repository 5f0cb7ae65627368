import { describe, expect, test } from 'vitest';
import { type HistoryShown, historyMessage } from '../../src/cards/history.ts';
import { historyProblem } from '../../src/cards/history-words.ts';
import { type ReleaseId } from '../../src/domain/ids.ts';
import { historyLines } from '../../src/domain/release/history.ts';
import { type HistoryRow } from '../../src/domain/views.ts';
import { at, checkout, otherRelease, releaseId } from './fixtures.ts';
import { past } from './history-samples.ts';
import { actionsOf, buttonsOf, textOf } from './reading.ts';

const rollback: HistoryRow = {
  ...past,
  release: otherRelease,
  version: 'v2.13.0',
  type: 'Rollback',
  undoes: releaseId,
  notes: 'totals are wrong',
  endedAt: at('12:50'),
};

function shown(rows: readonly HistoryRow[], changes: Partial<HistoryShown> = {}): ReturnType<typeof historyMessage> {
  return historyMessage({
    lines: historyLines(rows),
    more: 'no',
    read: rows.length,
    isCut: 'no',
    query: { service: checkout, environment: null },
    asked: 'service:checkout',
    ...changes,
  });
}

describe('/release history', () => {
  test('is the table of date, version, type, status, rollback and notes', () => {
    const failed: HistoryRow = {
      ...past,
      version: null,
      type: 'Hotfix',
      outcome: 'failed',
      failure: 'watch-breached',
      breached: 'errors',
    };
    expect(textOf(shown([past, failed]))).toContain(
      [
        '```',
        'Date       | Version | Type    | Status  | Rollback | Notes',
        '---------- | ------- | ------- | ------- | -------- | --------------------',
        '2026-11-20 | v2.14.0 | Feature | Success | N/A      | Round the total',
        '2026-11-20 | 4f2a91c | Hotfix  | Failed  | N/A      | more requests failed',
        '```',
      ].join('\n'),
    );
  });

  test('shows what was rolled back although it had succeeded, and links both cards', () => {
    const text = textOf(shown([rollback, past]));
    expect(text).toContain('v2.13.0 | Rollback | Success     | N/A      | undid v2.14.0: totals are wrong');
    expect(text).toContain('v2.14.0 | Feature  | Rolled back | Yes      | back to v2.13.0: Round the total');
    expect(text).toMatch(
      /\*Rolled back\*\n• <https:[^|]+\|v2\.14\.0> ended .*; back to <https:[^|]+\|v2\.13\.0> since/,
    );
  });

  test('names the lane where several services are mixed', () => {
    const text = textOf(shown([past], { query: { service: null, environment: null }, asked: '' }));
    expect(text).toContain('checkout production: Round the total');
    expect(text).not.toContain('Filters:');
  });

  test('shows the newest that fit and says how many there are', () => {
    const many = Array.from({ length: 200 }, () => past);
    expect(textOf(shown(many))).toMatch(/The newest \d+ of 200\. An export has them all\. Dates are in UTC\./);
    expect(textOf(shown(many.slice(0, 3), { more: 'yes' }))).toContain('The newest 3 of more. An export has them all.');
  });

  test('says when older releases were not searched, and what leads to them', () => {
    const text = textOf(shown([past, past], { isCut: 'yes', read: 2000, asked: 'status:failed' }));
    expect(text).toContain('Only the newest 2000 releases were searched. `until:` with an earlier day leads to older');
  });

  test('offers the same as a file, with what was asked for in the buttons', () => {
    const buttons = buttonsOf(shown([past, past], { asked: 'service:checkout status:failed' }));
    expect(buttons.map(({ action_id: id }) => id)).toEqual(['history.csv', 'history.markdown']);
    expect(buttons.map(({ value }) => value)).toEqual(Array(2).fill('{"h":"service:checkout status:failed"}'));
  });

  test('leads to everything of a release that is found alone', () => {
    expect(actionsOf(shown([past]))).toContain('release.show');
    expect(actionsOf(shown([past, { ...past, release: 'checkout.production.other000' as ReleaseId }]))).not.toContain(
      'release.show',
    );
  });

  test('says so when there is none, and when only these filters find none', () => {
    expect(textOf(shown([]))).toContain('Nothing has ended here yet.');
    expect(textOf(shown([], { asked: 'service:checkout status:failed' }))).toContain(
      'Nothing that has ended is found by `service:checkout status:failed`.',
    );
  });
});

describe('a query that is not understood', () => {
  test('is told with what was probably meant', () => {
    const known = ['failed', 'success'];
    const wrong = { code: 'unknown-value', filter: 'status', value: 'faild', known, suggestion: 'failed' } as const;
    expect(textOf(historyProblem(wrong))).toBe('The history has no `status:faild`. Did you mean `status:failed`?');
    expect(textOf(historyProblem({ ...wrong, value: '', suggestion: null }))).toBe(
      'Nothing stands behind `status:`. There is `failed`, `success`.',
    );
  });

  test('names all filters where nothing is near', () => {
    const text = textOf(historyProblem({ code: 'unknown-filter', word: 'colour:', suggestion: null }));
    expect(text).toContain('There is `service:`, `env:`, `by:`, `status:`, `type:`, `since:`, `until:`, `limit:`');
  });
});
