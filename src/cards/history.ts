import { shortSha } from '../domain/ids.ts';
import { type HistoryRow } from '../domain/views.ts';
import { type Message } from './block-kit.ts';
import { context, header, message, section } from './blocks.ts';
import { cut, limits } from './limits.ts';
import { notesOf } from './names.ts';
import { code, codeBlock, count, md, plain } from './text.ts';

const columns = ['Date', 'Version', 'Type', 'Status', 'Rollback', 'Notes'] as const;
/** The widest that each column gets, in characters; a row then still fits a desktop window. */
const widths = [10, 16, 8, 19, 8, 46] as const;

/** The answer to `/release history`, newest first. */
export function historyMessage(rows: readonly HistoryRow[], service: string | null): Message {
  const title = service === null ? 'Deployment history' : `Deployment history of ${plain(service, 40)}`;
  if (rows.length === 0) {
    return message(title, [
      header(title),
      section(md`Nothing has ended here yet. ${code('/release status')} shows what is open.`),
    ]);
  }
  const cells = rows.map((row) => cellsOf(row, namesLanes(rows, service)));
  const { table, shown } = tableOf(cells);
  const rest = rows.length - shown;
  return message(`${title}: ${count(rows.length, 'release')}`, [
    header(title),
    section(codeBlock(table, limits.sectionText - 20)),
    context(
      rest > 0
        ? md`The newest ${shown} of ${rows.length}. Dates are in UTC.`
        : md`${count(shown, 'release')}. Dates are in UTC.`,
    ),
  ]);
}

type Cells = readonly [string, string, string, string, string, string];

/** Which part of the lane's name a reader needs to tell the rows apart. */
function namesLanes(rows: readonly HistoryRow[], service: string | null): 'lane' | 'environment' | 'none' {
  if (service === null) return 'lane';
  return new Set(rows.map((row) => row.environment)).size > 1 ? 'environment' : 'none';
}

function cellsOf(row: HistoryRow, names: 'lane' | 'environment' | 'none'): Cells {
  const lane = { lane: `${row.service} ${row.environment}`, environment: row.environment, none: '' }[names];
  const notes = [lane, notesOf(row)].filter((part) => part !== '').join(': ');
  return [row.endedAt.slice(0, 10), versionCell(row), row.type, statusCell(row), row.rollback, notes];
}

function versionCell(row: HistoryRow): string {
  if (row.version !== null) return plain(row.version, 40);
  return row.sha === null ? 'not read' : shortSha(row.sha);
}

function statusCell(row: HistoryRow): string {
  switch (row.outcome) {
    case 'succeeded':
      return 'Success';
    case 'accepted-unverified':
      return 'Accepted unverified';
    case 'rolled-back':
      return 'Rolled back';
    default:
      return `${row.outcome.slice(0, 1).toUpperCase()}${row.outcome.slice(1)}`;
  }
}

/** As many of the newest rows as fit into one block. Columns are only as wide as what is in them. */
function tableOf(rows: readonly Cells[]): { readonly table: string; readonly shown: number } {
  const size = widths.map((most, column) =>
    Math.min(most, Math.max(...[columns, ...rows].map((cells) => (cells[column] ?? '').length))),
  );
  const head = lineOf(columns, size);
  const room = limits.sectionText - 100;
  const lines = [head, size.map((width) => '-'.repeat(width)).join(' | ')];
  let length = lines.join('\n').length;
  let shown = 0;
  for (const cells of rows) {
    const line = lineOf(cells, size);
    length += escapedLength(line) + 1;
    if (length > room) break;
    lines.push(line);
    shown += 1;
  }
  return { table: lines.join('\n'), shown };
}

function lineOf(cells: readonly string[], size: readonly number[]): string {
  return cells
    .map((cell, column) => cut(cell, size[column] ?? 0).padEnd(size[column] ?? 0))
    .join(' | ')
    .trimEnd();
}

/** `&`, `<` and `>` become entities on the way out. */
function escapedLength(text: string): number {
  return text.length + 4 * (text.match(/[&<>]/g) ?? []).length;
}
