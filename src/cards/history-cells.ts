import { shortSha } from '../domain/ids.ts';
import { historyStatusOf } from '../domain/release/history.ts';
import { type HistoryLine, type HistoryRow } from '../domain/views.ts';
import { notesOf, phaseText } from './names.ts';
import { plain } from './text.ts';

/** The columns of the history, as the team's own table has them. */
export const historyColumns = ['Date', 'Version', 'Type', 'Status', 'Rollback', 'Notes'] as const;
export type HistoryCells = readonly [string, string, string, string, string, string];

/** For `plain_text`, and for files, whose own marks the writer makes inert. Dates are in UTC. */
export function historyCells(line: HistoryLine): HistoryCells {
  return [line.endedAt.slice(0, 10), versionCell(line), line.type, statusCell(line), line.rollback, notesCell(line)];
}

export function versionCell({ version, sha }: Pick<HistoryRow, 'version' | 'sha'>): string {
  if (version !== null) return plain(version, 40);
  return sha === null ? 'not read' : shortSha(sha);
}

function statusCell(line: HistoryLine): string {
  const status = historyStatusOf(line);
  if (status === null) return capital(phaseText(line.outcome));
  return status === 'accepted' ? 'Accepted unverified' : capital(status.replace('-', ' '));
}

function capital(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}

/** What came of it stands first, for a narrow column cuts the end. */
function notesCell(line: HistoryLine): string {
  const notes = notesOf(line);
  const { undoneBy, undid } = line;
  const parts = [
    undoneBy === null ? '' : `back to ${versionCell(undoneBy)}`,
    undid === null ? '' : `undid ${versionCell(undid)}`,
    notes,
  ];
  return parts.filter((part) => part !== '').join(': ');
}
