import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { historyCsv } from '../../src/cards/history-csv.ts';
import { historyMarkdown } from '../../src/cards/history-markdown.ts';
import { type SlackUserId } from '../../src/domain/ids.ts';
import { historyRow } from '../../src/domain/release/history.ts';
import { type HistoryLine } from '../../src/domain/views.ts';
import { hostile } from './hostile.ts';
import { ended, outcomes } from './releases.ts';

const line: HistoryLine = { ...historyRow(ended(outcomes.succeeded)), undoneBy: null, undid: null };

function nameOf(user: SlackUserId): string {
  return user.slice(2).toLowerCase();
}

describe('the CSV', () => {
  test('has the columns of the table first, and then what programs need', () => {
    const [head, row] = readCsv(historyCsv([line], nameOf));
    expect(head?.slice(0, 6)).toEqual(['Date', 'Version', 'Type', 'Status', 'Rollback', 'Notes']);
    expect(row).toEqual([
      '2026-11-20',
      'v2.14.0',
      'Feature',
      'Success',
      'N/A',
      'Round the total before tax, as the auditors asked.',
      'checkout',
      'production',
      line.release,
      line.sha,
      line.endedAt,
      'dana',
      'ana ben',
      '',
      '',
    ]);
  });

  test.each(['=HYPERLINK("http://evil.example")', '+1', '-1+1', '@SUM(A1)', '  =1+1'])(
    'makes the formula %s a text that is shown',
    (notes) => {
      const [, row] = readCsv(historyCsv([{ ...line, notes, version: notes }], nameOf));
      expect(row?.[1]).toMatch(/^'/);
      expect(row?.[5]).toMatch(/^'/);
    },
  );

  test('is read again by whoever reads CSV, cell for cell, whatever people wrote', () => {
    fc.assert(
      fc.property(fc.array(hostile(), { maxLength: 5 }), (texts) => {
        const lines = texts.map((notes): HistoryLine => ({ ...line, notes, version: notes }));
        const csv = historyCsv(lines, nameOf);
        const rows = readCsv(csv);
        expect(rows).toHaveLength(lines.length + 1);
        for (const row of rows) {
          expect(row).toHaveLength(15);
          for (const cell of row) expect(cell).not.toMatch(/^\s*[=+\-@]/);
        }
        expect(csv.endsWith('\r\n')).toBe(true);
      }),
    );
  });
});

describe('the Markdown', () => {
  test('is the table that the deployment workflow keeps', () => {
    expect(historyMarkdown([line])).toBe(
      [
        '## Deployment History',
        '',
        '| Date | Version | Type | Status | Rollback | Notes |',
        '|------|---------|------|--------|----------|-------|',
        '| 2026-11-20 | v2.14.0 | Feature | Success | N/A | Round the total before tax, as the auditors asked. |',
        '',
      ].join('\n'),
    );
  });

  test('keeps one row of six cells for each release, whatever people wrote', () => {
    fc.assert(
      fc.property(hostile(), (notes) => {
        const rows = historyMarkdown([{ ...line, notes, version: notes }])
          .trimEnd()
          .split('\n');
        expect(rows).toHaveLength(5);
        expect(rows[4]?.match(/(?<!\\)\|/g)).toHaveLength(7);
      }),
    );
  });

  test('names the lane where there are several', () => {
    const other = { ...line, environment: 'staging' as HistoryLine['environment'] };
    expect(historyMarkdown([line, other])).toContain('| checkout staging: Round');
  });
});

/** RFC 4180, with nothing of ours in it: quoted or bare cells, each followed by a comma or by the end of its line. */
function readCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let read = 0;
  for (const [all, cell = '', end] of text.matchAll(/("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/gy)) {
    rows.at(-1)?.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end !== ',') rows.push([]);
    read += all.length;
  }
  if (read !== text.length || rows.at(-1)?.length !== 0) throw new Error(`This is no CSV from character ${read} on.`);
  return rows.slice(0, -1);
}
