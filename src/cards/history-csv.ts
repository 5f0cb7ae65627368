import { type SlackUserId } from '../domain/ids.ts';
import { type HistoryLine } from '../domain/views.ts';
import { historyCells, historyColumns } from './history-cells.ts';
import { clean } from './text.ts';

/** After the columns that people know, what programs need to find the rest. */
const moreColumns = [
  'Service',
  'Environment',
  'Release',
  'Commit',
  'Ended',
  'Requested by',
  'Approved by',
  'Undone by',
  'Undoes',
] as const;

/** The history as CSV (RFC 4180), newest first. `nameOf` is how a reader outside Slack knows a person. */
export function historyCsv(lines: readonly HistoryLine[], nameOf: (user: SlackUserId) => string): string {
  const rows = lines.map((line) => [
    ...historyCells(line),
    line.service,
    line.environment,
    line.release,
    line.sha ?? '',
    line.endedAt,
    nameOf(line.requestedBy),
    line.approvedBy.map(nameOf).join(' '),
    line.undoneBy?.release ?? '',
    line.undoes ?? '',
  ]);
  return [[...historyColumns, ...moreColumns], ...rows].map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * Spreadsheets run a cell that begins like a formula, also behind blanks; an apostrophe before it makes them show it.
 * Somebody else wrote the notes, so none may begin so.
 */
function csvCell(text: string): string {
  const shown = clean(text);
  const inert = /^\s*[=+\-@]/.test(shown) ? `'${shown}` : shown;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
