import { type Message } from '../cards/block-kit.ts';
import {
  type HelpWord,
  helpFor,
  helpMessage,
  helpTopics,
  helpWords,
  laterWords,
  notYet,
  unknownWord,
} from '../cards/help.ts';
import { incidentHelp } from '../cards/incident-help.ts';
import { sayingText } from '../cards/saying.ts';
import { suggest } from '../domain/suggest.ts';
import { type Answer, says, type WordHandler } from './answers.ts';
import { emergency } from './emergency-command.ts';
import { history } from './history.ts';
import { type HandlerParts } from './parts.ts';
import { type Command } from './payloads.ts';
import { notAllowedToRead } from './people.ts';
import { status } from './reading.ts';
import { replay, request } from './request-command.ts';
import { decidedByButton } from './sentences.ts';
import { show } from './show-release.ts';
import { why } from './why.ts';
import { wordsOf } from './words.ts';

/** Every word of `/release`. Each is in the help, and the help has no other. */
const handlers: Readonly<Record<HelpWord, WordHandler>> = {
  status: forReaders(atOnce(status)),
  request,
  replay,
  emergency,
  why: forReaders(why),
  history: forReaders(history),
  show: forReaders(atOnce(show)),
  help: async (_parts, _command, words) => says(help(words)),
};

/** Words that people may try for what only buttons do. */
const buttonWords: readonly string[] = [
  'approve',
  'reject',
  'go',
  'no-go',
  'nogo',
  'deploy',
  'stop',
  'cancel',
  'withdraw',
  'retry',
  'verify',
];

/** `/release <word> …`. Without a word it is the help; an unknown word does nothing but say so. */
export async function releaseCommand(parts: HandlerParts, command: Command): Promise<Answer> {
  const [typedWord, ...words] = wordsOf(command.text);
  if (typedWord === undefined) return says(helpMessage());
  const word = typedWord.toLowerCase();
  const known = helpWords.find((one) => one === word);
  return known === undefined ? says(aboutWord(word, typedWord)) : await handlers[known](parts, command, words);
}

function help(words: readonly string[]): Message {
  const [typedWord] = words;
  if (typedWord === undefined) return helpMessage();
  const word = typedWord.toLowerCase();
  const known = helpTopics.find((one) => one === word);
  return known === undefined ? aboutWord(word, typedWord) : helpFor(known);
}

function aboutWord(word: string, typedWord: string): Message {
  const later = laterWords.find((one) => one === word);
  if (later !== undefined) return notYet(later);
  if (word === 'rollback') return helpFor(word);
  if (word === 'incident') return incidentHelp();
  if (buttonWords.includes(word)) return decidedByButton;
  return unknownWord(typedWord, suggest(word, helpWords));
}

/** Only full members of the workspace read. */
function forReaders(read: WordHandler): WordHandler {
  return async function readIfAllowed(parts, command, words) {
    const refusal = await notAllowedToRead(parts, command.who);
    return refusal === null ? await read(parts, command, words) : says(sayingText({ kind: 'refused', refusal }));
  };
}

function atOnce(read: (parts: HandlerParts, words: readonly string[]) => Promise<Message>): WordHandler {
  return async (parts, _command, words) => says(await read(parts, words));
}
