import { type CardPlace } from '../domain/release/release.ts';
import { type Message } from './block-kit.ts';
import { message, section } from './blocks.ts';
import { problemMessage } from './help.ts';
import { cardLink, clause, code, count, joined, type Markup, md } from './text.ts';

/** What can be asked of the history, in the order in which the help names it. */
export const filterNames = ['service', 'env', 'by', 'status', 'type', 'since', 'until', 'limit', 'export'] as const;
export type FilterName = (typeof filterNames)[number];

/** Why a query was not understood. Nothing is read then. */
export type HistoryProblem =
  | { readonly code: 'unknown-filter'; readonly word: string; readonly suggestion: string | null }
  | {
      readonly code: 'unknown-value';
      readonly filter: FilterName;
      readonly value: string;
      readonly known: readonly string[];
      readonly suggestion: string | null;
    }
  | { readonly code: 'given-twice'; readonly filter: FilterName }
  | { readonly code: 'no-day'; readonly filter: FilterName; readonly value: string }
  | { readonly code: 'no-time-between' }
  | { readonly code: 'no-limit'; readonly value: string; readonly most: number };

const example = code('/release history checkout status:failed since:2026-11-01', 120);

export function historyProblem(problem: HistoryProblem): Message {
  return problemMessage(sentenceOf(problem));
}

function sentenceOf(problem: HistoryProblem): Markup {
  switch (problem.code) {
    case 'unknown-filter':
      return problem.suggestion === null
        ? md`${code(problem.word, 60)} is no filter of the history. There is ${namesText(filterNames.map((name) => `${name}:`))}; for example ${example}.`
        : md`${code(problem.word, 60)} is no filter of the history. Did you mean ${code(problem.suggestion, 60)}?`;
    case 'unknown-value': {
      const { filter, value, known, suggestion } = problem;
      const said =
        value === ''
          ? md`Nothing stands behind ${code(`${filter}:`)}.`
          : md`The history has no ${code(`${filter}:${value}`, 100)}.`;
      return suggestion === null
        ? md`${said} There is ${namesText(known)}.`
        : md`${said} Did you mean ${code(`${filter}:${suggestion}`, 100)}?`;
    }
    case 'given-twice':
      return md`${code(`${problem.filter}:`)} is there twice, and only one can count. Give it once.`;
    case 'no-day':
      return md`${code(`${problem.filter}:${problem.value}`, 100)} names no day. Write it as ${code(`${problem.filter}:2026-11-01`)}, as ${code('today')} or ${code('yesterday')}, or as ${code('30d')} for thirty days ago. Days are in UTC.`;
    case 'no-time-between':
      return md`${code('until:')} is before ${code('since:')}, so nothing can lie between them. Swap the two days.`;
    case 'no-limit':
      return md`${code(`limit:${problem.value}`, 60)} is no number from 1 to ${problem.most}. Without it the newest 20 are shown, and an export has all that were found.`;
  }
}

function namesText(names: readonly string[]): Markup {
  const shown = names.slice(0, 14).map((name) => code(name, 60));
  const more = names.length - shown.length;
  if (shown.length === 0) return md`none`;
  return more > 0 ? md`${joined(shown, ', ')} and ${more} more` : joined(shown, ', ');
}

export type HistoryFileKind = 'csv' | 'markdown';
const kindNames: Readonly<Record<HistoryFileKind, string>> = { csv: 'CSV', markdown: 'Markdown' };

/** What stands above the file in the direct messages. `asked` are the filters, empty for none. */
export function historyFileComment(kind: HistoryFileKind, found: number, asked: string): Message {
  const title = `Deployment history as ${kindNames[kind]}`;
  const filters = asked === '' ? md`` : md` that ${code(asked, 250)} finds`;
  return message(title, [
    section(md`The deployment history as ${kindNames[kind]}: ${count(found, 'release')}${filters}.`),
  ]);
}

export const historyFileComing = message('The file is being made', [
  section(md`The file is being made. It is sent to you as a direct message.`),
]);

export function historyFileSent(name: string, place: CardPlace, cut: HistoryCut): Message {
  return message('The file is in your direct messages', [
    section(md`${code(name, 120)} is ${cardLink(place, 'in your direct messages')} with Gonogo.${cutText(cut)}`),
  ]);
}

export type HistoryCut = { readonly read: number; readonly isCut: 'yes' | 'no' };

/** Empty where everything was read. */
export function cutText({ read, isCut }: HistoryCut): Markup {
  return isCut === 'no'
    ? md``
    : md` Only the newest ${read} releases were searched. ${code('until:')} with an earlier day leads to older ones.`;
}

export function historyFileNotSent(reason: string): Message {
  return problemMessage(md`The file could not be sent to you: Slack says ${clause(reason)}. Ask again in a moment.`);
}

/** Slack did not answer, or allows no more calls for a while. */
export function historyFileNotConfirmed(reason: string): Message {
  return message('The file may be missing', [
    section(
      md`Slack has not confirmed the file (${clause(reason)}). If it is not in your direct messages with Gonogo in a moment, ask again; a second one does no harm.`,
    ),
  ]);
}

export const historyFileNotMade = problemMessage(
  md`The file could not be made, because Gonogo cannot read its store at the moment. It is in the log. Ask again in a moment.`,
);
