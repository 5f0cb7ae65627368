import { readFileSync } from 'node:fs';
import { type Command, type Outcome, wrongUse } from './cli-arguments.ts';
import { backtest } from './cli-backtest.ts';
import { bundle } from './cli-bundle.ts';
import { check } from './cli-check.ts';
import { doctor } from './cli-doctor.ts';
import { key } from './cli-key.ts';
import { verify } from './cli-verify.ts';
import { environment } from './config.ts';
import { suggest } from './domain/suggest.ts';

/** The terminal program: `gonogo <command>`. It changes nothing, neither in Redis nor at Slack or GitHub. */

const commands: Readonly<Record<string, Command>> = { check, verify, doctor, backtest, bundle, key };
const words = [...Object.keys(commands), 'help'];

function help(): string {
  const usages = Object.values(commands).map(({ usage, does }) => `  ${usage}\n      ${does}`);
  return [
    'gonogo: the terminal program of the release-coordination bot',
    '',
    ...usages,
    '  gonogo help\n      This list.',
    '',
    'Exit codes: 0 for yes, 1 for no, 2 where the question could not be answered.',
    '',
  ].join('\n');
}

async function run(args: readonly string[]): Promise<Outcome> {
  const [word, ...rest] = args;
  if (word === undefined || word === 'help' || word === '--help' || word === '-h')
    return { code: 0, out: help(), err: '' };
  if (!Object.hasOwn(commands, word)) return unknownWord(word);
  const command = commands[word];
  if (command === undefined) return unknownWord(word);
  if (rest.includes('--help') || rest.includes('-h'))
    return { code: 0, out: `${command.usage}\n${command.does}\n`, err: '' };
  return await command.run(rest, { env: environment(), readFile: (path) => readFileSync(path, 'utf8') });
}

function unknownWord(word: string): Outcome {
  const meant = suggest(word, words);
  const hint = meant === null ? '' : ` Did you mean: gonogo ${meant}?`;
  return wrongUse(`gonogo does not know the command "${word.slice(0, 60)}".${hint} gonogo help lists what there is.`);
}

async function outcomeOf(args: readonly string[]): Promise<Outcome> {
  try {
    return await run(args);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    return { code: 2, out: '', err: `gonogo could not go on because of a fault of its own: ${said}\n` };
  }
}

/** Resolves when the text has left, also where nobody reads it to the end. */
async function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === '') return;
  await new Promise<void>((resolve) => {
    stream.once('error', () => resolve());
    stream.write(text, () => resolve());
  });
}

const { code, out, err } = await outcomeOf(process.argv.slice(2));
await write(process.stdout, out);
await write(process.stderr, err);
process.exit(code);
