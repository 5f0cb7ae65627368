import { type ConfigProblem } from './config-error.ts';
import { type ReadFile } from './config-policy.ts';
import { editDistance } from './domain/suggest.ts';

/** What a process is told by its surroundings. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Reads variables and gathers what is wrong with them. No value is ever repeated in a problem. */
export type Variables = {
  /** Null when the variable is absent or empty. */
  readonly text: (name: string) => string | null;
  /** The same for a secret, which may also come as a file named by `<name>_FILE`. */
  readonly secret: (name: string) => string | null;
  /** Like `secret`; absence is an error. */
  readonly required: (name: string, fix: string) => string;
  readonly fail: (key: string, problem: string, fix: string) => void;
  readonly warn: (key: string, problem: string, fix: string) => void;
  readonly errors: () => readonly ConfigProblem[];
  readonly warnings: () => readonly ConfigProblem[];
  /** Every name that was asked for, whether it is set or not. */
  readonly names: () => ReadonlySet<string>;
};

export function variablesOf(env: Environment, readFile: ReadFile): Variables {
  const errors: ConfigProblem[] = [];
  const warnings: ConfigProblem[] = [];
  const names = new Set<string>();

  function fail(key: string, problem: string, fix: string): void {
    errors.push(found(key, problem, fix));
  }

  function warn(key: string, problem: string, fix: string): void {
    warnings.push(found(key, problem, fix));
  }

  function found(key: string, problem: string, fix: string): ConfigProblem {
    const typed = valueIn(env, key) === null && valueIn(env, `${key}_FILE`) === null ? nearly(key, env) : null;
    const hint = typed === null ? '' : `${typed} ${notRead}: did you mean ${key}? `;
    return { file: 'environment', line: null, column: null, key, problem, fix: `${hint}${fix}` };
  }

  function text(name: string): string | null {
    names.add(name);
    return valueIn(env, name);
  }

  function secret(name: string): string | null {
    const direct = text(name);
    const path = text(`${name}_FILE`);
    if (path === null) return direct;
    if (direct !== null) {
      fail(name, `is given twice, directly and by ${name}_FILE`, 'Keep one of the two.');
      return direct;
    }
    const content = readSecretFile(path, readFile);
    if (content === null)
      fail(`${name}_FILE`, 'names a file that cannot be read', 'Check its path and who may read it.');
    else if (content === '') fail(`${name}_FILE`, 'names an empty file', 'Write the secret into it.');
    return content === null || content === '' ? unusable : content;
  }

  function required(name: string, fix: string): string {
    const value = secret(name);
    if (value === null) fail(name, 'is not set', fix);
    return value === null ? '' : value;
  }

  return { text, secret, required, fail, warn, errors: () => errors, warnings: () => warnings, names: () => names };
}

/** Null when the variable is absent or empty. */
export function valueIn(env: Environment, name: string): string | null {
  const value = env[name]?.trim();
  return value === undefined || value === '' ? null : value;
}

/** Said after the name of a variable that is set for nothing. */
export const notRead = 'is set, and Gonogo does not read it';

/** A missing letter or two swapped ones; no two names that are read are as near to each other. */
export const mostSlips = 2;

/** A variable that is set under a name that is nearly this one, or its `_FILE`; null when there is none. */
function nearly(name: string, env: Environment): string | null {
  const meant = [name, `${name}_FILE`];
  const isSet = Object.keys(env).filter((other) => valueIn(env, other) !== null);
  return isSet.find((other) => meant.some((one) => editDistance(one, other) <= mostSlips)) ?? null;
}

/** Stands for a secret that could not be read: the error was told, and nothing more is to be said about it. */
const unusable = '';

function readSecretFile(path: string, readFile: ReadFile): string | null {
  try {
    return readFile(path).trim();
  } catch {
    return null;
  }
}
