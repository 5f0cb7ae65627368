import { type HistoryLine } from '../domain/views.ts';
import { markdownText } from './checklist-phrase.ts';
import { historyCells, historyColumns } from './history-cells.ts';

/** In characters; a table with longer cells is read by nobody. */
const cellRoom = 200;

/** The history as the table that the deployment workflow keeps, newest first. Dates are in UTC. */
export function historyMarkdown(lines: readonly HistoryLine[]): string {
  const severalLanes = new Set(lines.map(({ service, environment }) => `${service} ${environment}`)).size > 1;
  const rows = lines.map((line) => {
    const [date, version, type, status, rollback, notes] = historyCells(line);
    const lane = severalLanes ? `${line.service} ${line.environment}: ` : '';
    return [date, version, type, status, rollback, `${lane}${notes}`].map((cell) => markdownText(cell, cellRoom));
  });
  return [
    '## Deployment History',
    '',
    rowOf(historyColumns),
    rowOf(
      historyColumns.map((name) => '-'.repeat(name.length + 2)),
      '',
    ),
    ...rows.map((cells) => rowOf(cells)),
    '',
  ].join('\n');
}

function rowOf(cells: readonly string[], space = ' '): string {
  return `|${cells.map((cell) => `${space}${cell}${space}`).join('|')}|`;
}
