import { parseArgs } from 'node:util';
import { type Environment, type ReadFile } from './config.ts';
import { suggest } from './domain/suggest.ts';

/** What a command of the terminal program leaves behind. */
export type Outcome = {
  /** 0 for yes, 1 for no, 2 where the question could not be answered. */
  readonly code: 0 | 1 | 2;
  readonly out: string;
  readonly err: string;
};

export type Surroundings = { readonly env: Environment; readonly readFile: ReadFile };

export type Command = {
  readonly usage: string;
  readonly does: string;
  readonly run: (args: readonly string[], surroundings: Surroundings) => Promise<Outcome>;
};

/** The options that a command takes, by their names without hyphens, and how many words may stand without one. */
export type Wanted = { readonly flags: readonly string[]; readonly texts: readonly string[]; readonly words?: number };

export type Given =
  | {
      readonly kind: 'given';
      readonly flags: ReadonlySet<string>;
      readonly texts: ReadonlyMap<string, string>;
      readonly words: readonly string[];
    }
  | { readonly kind: 'wrong'; readonly outcome: Outcome };

export function wrongUse(sentence: string): Outcome {
  return { code: 2, out: '', err: `${sentence}\n` };
}

/** Reads `--flag`, `--text value` and `--text=value`. Whatever else stands there is named, never ignored. */
export function readArguments(command: string, args: readonly string[], wanted: Wanted): Given {
  const flags = new Set<string>();
  const texts = new Map<string, string>();
  const words: string[] = [];
  const options: Record<string, { readonly type: 'boolean' | 'string' }> = {};
  for (const name of wanted.flags) options[name] = { type: 'boolean' };
  for (const name of wanted.texts) options[name] = { type: 'string' };
  const { tokens } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'positional') {
      if (words.length >= (wanted.words ?? 0)) return wrong(unexpected(command, token.value, wanted));
      words.push(token.value);
    }
    if (token.kind !== 'option') continue;
    const { name, rawName } = token;
    if (wanted.flags.includes(name) && token.value === undefined) flags.add(name);
    else if (wanted.flags.includes(name)) return wrong(`gonogo ${command} takes no value for ${rawName}.`);
    else if (!wanted.texts.includes(name)) return wrong(unknown(command, rawName, wanted));
    else if (token.value === undefined || token.value === '' || token.value.startsWith('--'))
      return wrong(`gonogo ${command} needs a value after ${rawName}.`);
    else texts.set(name, token.value);
  }
  return { kind: 'given', flags, texts, words };
}

function wrong(sentence: string): Given {
  return { kind: 'wrong', outcome: wrongUse(sentence) };
}

function unexpected(command: string, value: string, wanted: Wanted): string {
  const hint = wanted.texts.includes('config') ? ` A file is named with --config ${value.slice(0, 60)}.` : '';
  return `gonogo ${command} does not know what to do with "${value.slice(0, 60)}".${hint}`;
}

function unknown(command: string, option: string, { flags, texts }: Wanted): string {
  const known = [...flags, ...texts].map((name) => `--${name}`);
  const meant = suggest(option, known);
  const hint = meant === null ? ` It knows ${known.join(', ')}.` : ` Did you mean ${meant}?`;
  return `gonogo ${command} does not know ${option.slice(0, 60)}.${hint}`;
}

/** The environment, with the config file that `--config` names. */
export function withConfig(env: Environment, texts: ReadonlyMap<string, string>): Environment {
  const file = texts.get('config');
  return file === undefined ? env : { ...env, GONOGO_CONFIG: file };
}
