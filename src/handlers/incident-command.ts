import { type Message } from '../cards/block-kit.ts';
import {
  type IncidentWord,
  incidentHelp,
  incidentHelpFor,
  incidentWords,
  unknownIncidentWord,
} from '../cards/incident-help.ts';
import { incidentList } from '../cards/incident-list.ts';
import { sayingText } from '../cards/saying.ts';
import { type PersonIncidentCommand } from '../domain/incident/commands.ts';
import { type IncidentRow } from '../domain/incident/views.ts';
import { suggest } from '../domain/suggest.ts';
import { type Answer, says, type WordHandler } from './answers.ts';
import { resolveForm } from './incident-buttons.ts';
import { declare } from './incident-declare.ts';
import {
  incidentMeant,
  incidentNamed,
  incidentRows,
  looksLikeId,
  namedById,
  unknownIncident,
} from './incident-meant.ts';
import { openIncidentForm } from './incident-open-form.ts';
import { type By, submitIncident } from './incident-people.ts';
import {
  acknowledgedBy,
  doneByButton,
  noIncidentOpen,
  notedNow,
  nothingToAcknowledge,
  resolvedNow,
  takenBefore,
} from './incident-sentences.ts';
import { type Lookup } from './lanes.ts';
import { type HandlerParts } from './parts.ts';
import { type Command } from './payloads.ts';
import { notAllowedToRead } from './people.ts';
import { wordsOf } from './words.ts';

/** How it was resolved, and a note, are sentences. */
const mostWords = 400;

/** Every word of `/incident`. Each is in the help, and the help has no other. */
const handlers: Readonly<Record<IncidentWord, WordHandler>> = {
  declare,
  list,
  ack: acknowledge,
  resolve,
  note,
  help: async (_parts, _command, words) => says(help(words)),
};

const alsoKnownAs: Readonly<Record<string, IncidentWord>> = { acknowledge: 'ack', open: 'declare', status: 'list' };

/** Words that people may try for what only buttons do. */
const buttonWords: readonly string[] = ['severity', 'update', 'lead', 'role', 'scribe', 'review', 'action', 'issue'];

/** `/incident <word> …`. Without a word it is the help; an unknown word does nothing but say so. */
export async function incidentCommand(parts: HandlerParts, command: Command): Promise<Answer> {
  const [typedWord, ...words] = wordsOf(command.text, mostWords);
  if (typedWord === undefined) return says(incidentHelp());
  const known = knownWord(typedWord);
  return known === null ? says(aboutWord(typedWord)) : await handlers[known](parts, command, words);
}

function knownWord(typedWord: string): IncidentWord | null {
  const word = typedWord.toLowerCase();
  const alias = Object.entries(alsoKnownAs).find(([name]) => name === word)?.[1];
  return incidentWords.find((one) => one === word) ?? alias ?? null;
}

function help([word]: readonly string[]): Message {
  if (word === undefined) return incidentHelp();
  const known = knownWord(word);
  return known === null ? aboutWord(word) : incidentHelpFor(known);
}

function aboutWord(typedWord: string): Message {
  const word = typedWord.toLowerCase();
  return buttonWords.includes(word) ? doneByButton : unknownIncidentWord(typedWord, suggest(word, incidentWords));
}

async function list(parts: HandlerParts, command: Command, words: readonly string[]): Promise<Answer> {
  if (words.length > 0) return says(incidentHelpFor('list'));
  const { open, recent } = await parts.incidents.rows();
  return await toReader(parts, command, () => incidentList({ open, recent, now: parts.now() }));
}

/** `/incident ack [incident or service]`. */
async function acknowledge(parts: HandlerParts, command: Command, words: readonly string[]): Promise<Answer> {
  const [word, ...more] = words;
  if (more.length > 0) return says(incidentHelpFor('ack'));
  const usage = '/incident ack <incident>';
  const rows = await incidentRows(parts);
  const waiting = rows.open.filter(({ phase }) => phase === 'open');
  const meant =
    word === undefined
      ? incidentMeant(rows, command.channel, { among: waiting, usage, none: nothingToAcknowledge })
      : incidentNamed(word, rows, usage);
  if (meant.kind === 'unknown') return await toReader(parts, command, () => meant.message);
  return await submitTyped(parts, command, meant.found, acknowledgedBy, (by) => ({
    ...by,
    type: 'AcknowledgeIncident',
  }));
}

/** `/incident resolve [incident] [how…]`: without words the form asks how. */
async function resolve(parts: HandlerParts, command: Command, words: readonly string[]): Promise<Answer> {
  const { row, text } = await incidentAndText(parts, command, words, '/incident resolve <incident> <how>');
  if (row.kind === 'unknown') return await toReader(parts, command, () => row.message);
  const { incident } = row.found;
  if (text === '') {
    const { who, triggerId, input } = command;
    const asking = { incident, detail: null, who, triggerId, input, answerIn: { kind: 'caller' } } as const;
    return says(await openIncidentForm(parts, asking, resolveForm));
  }
  return await submitTyped(parts, command, row.found, resolvedNow, (by) => ({
    ...by,
    type: 'ResolveIncident',
    how: text,
  }));
}

/** `/incident note [incident] <text>`. */
async function note(parts: HandlerParts, command: Command, words: readonly string[]): Promise<Answer> {
  if (words.length === 0) return says(incidentHelpFor('note'));
  const { row, text } = await incidentAndText(parts, command, words, '/incident note <incident> <text>');
  if (row.kind === 'unknown') return await toReader(parts, command, () => row.message);
  if (text === '') return says(incidentHelpFor('note'));
  return await submitTyped(parts, command, row.found, notedNow, (by) => ({
    ...by,
    type: 'AddNote',
    text,
    writtenBy: null,
  }));
}

/** The first word is the incident where it names one; else every word is text. */
async function incidentAndText(
  parts: HandlerParts,
  { channel }: Command,
  words: readonly string[],
  usage: string,
): Promise<{ readonly row: Lookup<IncidentRow>; readonly text: string }> {
  const [first, ...rest] = words;
  const rows = await incidentRows(parts);
  const named = first === undefined ? null : namedById(first, rows);
  if (named !== null) return { row: { kind: 'found', found: named }, text: rest.join(' ') };
  if (first !== undefined && looksLikeId(first))
    return { row: { kind: 'unknown', message: unknownIncident(first, rows) }, text: '' };
  const meant = { among: rows.open, usage, none: noIncidentOpen };
  return { row: incidentMeant(rows, channel, meant), text: words.join(' ') };
}

/** What became of it is the answer to the command. */
async function submitTyped(
  parts: HandlerParts,
  { who, input }: Command,
  row: IncidentRow,
  saying: (row: IncidentRow) => Message,
  commandFor: (by: By) => PersonIncidentCommand,
): Promise<Answer> {
  const asked = { incident: row.incident, who, input, answerIn: { kind: 'caller' } } as const;
  const answer = await submitIncident(parts, asked, commandFor);
  switch (answer.kind) {
    case 'accepted':
      return says(saying(row));
    case 'refused':
      return says(sayingText({ kind: 'refused', refusal: answer.refusal }));
    case 'nothing':
    case 'replayed':
    case 'fenced':
    case 'unknown-lane':
      return says(takenBefore);
  }
}

/**
 * What is open, and which names nearly fit, is told to full members of the workspace alone. Who names an incident is not
 * asked here: whether they may do what they want with it is decided and recorded there.
 */
async function toReader(parts: HandlerParts, command: Command, read: () => Message): Promise<Answer> {
  const refusal = await notAllowedToRead(parts, command.who);
  return says(refusal === null ? read() : sayingText({ kind: 'refused', refusal }));
}
