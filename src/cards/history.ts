import { type HistoryFilter } from '../domain/release/history.ts';
import { type HistoryLine, type HistoryRow } from '../domain/views.ts';
import { type Block, type Message } from './block-kit.ts';
import { actions, button, context, header, message, section } from './blocks.ts';
import { buttonValue, historyButtonValue } from './button-value.ts';
import { type HistoryCells, historyCells, historyColumns, versionCell } from './history-cells.ts';
import { cutText, type HistoryCut } from './history-words.ts';
import { actionIds } from './ids-of-fields.ts';
import { cut, limits } from './limits.ts';
import { cardLink, code, codeBlock, count, instantText, lines, type Markup, md, plain } from './text.ts';

/** The widest that each column gets, in characters; a row then still fits a desktop window. */
const widths = [10, 16, 9, 19, 8, 46] as const;
/** Of releases that were undone, how many are named with both their cards. */
const mostPairs = 5;

export type HistoryShown = HistoryCut & {
  /** Newest first. */
  readonly lines: readonly HistoryLine[];
  /** Whether there are more than these. */
  readonly more: 'yes' | 'no';
  readonly query: Pick<HistoryFilter, 'service' | 'environment'>;
  /** The filters in the words of the command; empty for none. */
  readonly asked: string;
};

/** The answer to `/release history`, newest first. */
export function historyMessage(shown: HistoryShown): Message {
  const { lines: rows, query, asked } = shown;
  const title = query.service === null ? 'Deployment history' : `Deployment history of ${plain(query.service, 40)}`;
  if (rows.length === 0) return message(title, [header(title), section(nothingText(shown))]);
  const names = namesLanes(shown);
  const { table, fitting } = tableOf(rows.map((row) => withLane(row, names)));
  return message(`${title}: ${count(rows.length, 'release')}`, [
    header(title),
    ...(isNarrow(shown) ? [context(md`Filters: ${code(asked, 250)}`)] : []),
    section(codeBlock(table, limits.sectionText - 20)),
    ...undoneBlocks(rows),
    ...onlyBlocks(rows),
    context(footText(shown, fitting)),
    ...actions('history', [
      button(actionIds.historyCsv, historyButtonValue(asked), { label: 'Export as CSV' }),
      button(actionIds.historyMarkdown, historyButtonValue(asked), { label: 'Export as Markdown' }),
    ]),
  ]);
}

function nothingText(shown: HistoryShown): Markup {
  const { asked } = shown;
  return isNarrow(shown)
    ? md`Nothing that has ended is found by ${code(asked, 250)}.${cutText(shown)} ${code('/release history')} shows everything.`
    : md`Nothing has ended here yet. ${code('/release status')} shows what is open.`;
}

/** Whether more is asked for than a service, which stands in the title. */
function isNarrow({ query, asked }: HistoryShown): boolean {
  return asked !== '' && asked !== `service:${query.service}`;
}

/** Which part of the lane's name a reader needs to tell the rows apart. */
type LaneNames = 'lane' | 'environment' | 'none';

function namesLanes({ lines: rows, query }: HistoryShown): LaneNames {
  if (query.service === null) return 'lane';
  return new Set(rows.map((row) => row.environment)).size > 1 ? 'environment' : 'none';
}

function withLane(row: HistoryLine, names: LaneNames): HistoryCells {
  const lane = { lane: `${row.service} ${row.environment}`, environment: row.environment, none: '' }[names];
  const [date, version, type, status, rollback, notes] = historyCells(row);
  return [date, version, type, status, rollback, [lane, notes].filter((part) => part !== '').join(': ')];
}

/** A table has no links, so what was undone and what undid it are linked below it. */
function undoneBlocks(rows: readonly HistoryLine[]): readonly Block[] {
  const pairs = rows.flatMap((row) => (row.undoneBy === null ? [] : [pairText(row, row.undoneBy)]));
  if (pairs.length === 0) return [];
  const more = pairs.length - mostPairs;
  return [
    section(
      lines(
        md`*Rolled back*`,
        ...pairs.slice(0, mostPairs),
        more > 0 ? md`and ${more} more, which ${code('status:rolled-back')} finds` : null,
      ),
    ),
  ];
}

function pairText(undone: HistoryRow, by: HistoryRow): Markup {
  return md`• ${linked(undone)} ended ${instantText(undone.endedAt)}; back to ${linked(by)} since ${instantText(by.endedAt)}`;
}

function linked(row: HistoryRow): Markup {
  const name = versionCell(row);
  return row.card === null ? code(name, 40) : cardLink(row.card, name);
}

/** A single release is most often the one that was looked for. */
function onlyBlocks(rows: readonly HistoryLine[]): readonly Block[] {
  const [only, ...others] = rows;
  if (only === undefined || others.length > 0) return [];
  return [
    section(
      md`Release ${code(only.release)}${only.card === null ? md`` : md` · ${cardLink(only.card, 'Card')}`}`,
      button(actionIds.showRelease, buttonValue(only.release), { label: 'Show everything' }),
    ),
  ];
}

function footText(shown: HistoryShown, fitting: number): Markup {
  const { lines: rows, more } = shown;
  const isShort = fitting < rows.length || more === 'yes';
  const size =
    more === 'yes'
      ? md`The newest ${fitting} of more. An export has them all.`
      : isShort
        ? md`The newest ${fitting} of ${rows.length}. An export has them all.`
        : md`${count(rows.length, 'release')}.`;
  const one = rows.length === 1 ? md`` : md` ${code('/release show <release or sha>')} shows everything of one.`;
  return md`${size} Dates are in UTC.${cutText(shown)}${one}`;
}

/** As many of the newest rows as fit into one block. Columns are only as wide as what is in them. */
function tableOf(rows: readonly HistoryCells[]): { readonly table: string; readonly fitting: number } {
  const size = widths.map((most, column) =>
    Math.min(most, Math.max(...[historyColumns, ...rows].map((cells) => (cells[column] ?? '').length))),
  );
  const head = lineOf(historyColumns, size);
  const room = limits.sectionText - 100;
  const table = [head, size.map((width) => '-'.repeat(width)).join(' | ')];
  let length = table.join('\n').length;
  let fitting = 0;
  for (const cells of rows) {
    const line = lineOf(cells, size);
    length += escapedLength(line) + 1;
    if (length > room) break;
    table.push(line);
    fitting += 1;
  }
  return { table: table.join('\n'), fitting };
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
