import { type z } from 'zod';
import { childOf, constants, descriptionOf, knownKeys, valueAt } from './config-schema.ts';
import { type PolicyPath } from './domain/policy/finding.ts';
import { quoted } from './domain/policy/quoted.ts';
import { suggest } from './domain/suggest.ts';

type Issue = z.core.$ZodIssue;

/** What is wrong at a path, and what to do about it. */
export type Explained = {
  readonly path: PolicyPath;
  /** Whether to point at the key or at what stands behind it. */
  readonly at: 'key' | 'value';
  readonly problem: string;
  readonly fix: string;
};

/** Sentences for what the schema found. `value` is the whole file as it was written. */
export function explain(issues: readonly Issue[], value: unknown): readonly Explained[] {
  const unknown = issues.flatMap((issue) => unknownKeys(issue, value));
  const others = issues.filter((issue) => issue.code !== 'unrecognized_keys' && !isMistyped(issue, unknown, value));
  return [...unknown, ...others.map((issue) => explainOne(issue, value))];
}

type UnknownKey = Explained & { readonly meant: string | null };

function unknownKeys(issue: Issue, value: unknown): readonly UnknownKey[] {
  const { path, keys } = strangers(issue, value);
  const known = knownKeys(path, value);
  const here = valueAt(value, path);
  const absent = known.filter((key) => childOf(here, key) === undefined);
  return keys.map((key) => {
    const meant = suggest(key, absent) ?? suggest(key, known);
    return {
      path: [...path, key],
      at: 'key',
      problem: 'is not known here',
      fix: meant === null ? `Known keys here: ${known.join(', ')}.` : `Did you mean "${meant}"?`,
      meant,
    };
  });
}

/** The keys that should not be there. Without its kind a gate is not looked into, so its keys are compared with those of all kinds. */
function strangers(issue: Issue, value: unknown): { readonly path: PolicyPath; readonly keys: readonly string[] } {
  const path = pathOf(issue);
  if (issue.code === 'unrecognized_keys') return { path, keys: issue.keys };
  const gate = path.slice(0, -1);
  const written = valueAt(value, gate);
  if (issue.code !== 'invalid_union' || typeof written !== 'object' || written === null) return { path, keys: [] };
  const known = knownKeys(gate, value);
  return { path: gate, keys: Object.keys(written).filter((key) => !known.includes(key)) };
}

/** A key that is missing because it was misspelt is told once, with the misspelling. */
function isMistyped(issue: Issue, unknown: readonly UnknownKey[], value: unknown): boolean {
  const path = pathOf(issue);
  if (valueAt(value, path) !== undefined) return false;
  const parent = JSON.stringify(path.slice(0, -1));
  return unknown.some(
    ({ meant, path: typed }) => meant === path.at(-1) && JSON.stringify(typed.slice(0, -1)) === parent,
  );
}

function explainOne(issue: Issue, value: unknown): Explained {
  const path = pathOf(issue);
  const written = valueAt(value, path);
  if (written === undefined) return missing(path, value);
  const shown = String(path.at(-1)).endsWith('Env') ? '(a value that is not repeated here)' : quoted(written);
  const problem = `cannot be ${shown}`;
  switch (issue.code) {
    case 'invalid_type':
      return { path, at: 'value', problem, fix: wrongType(issue) };
    case 'invalid_value':
      return { path, at: 'value', problem, fix: oneOf(written, issue.values.map(String)) };
    case 'invalid_union':
      return { path, at: 'value', problem, fix: oneOf(written, gateKinds(path)) };
    case 'too_small':
      return {
        path,
        at: 'value',
        problem,
        fix: limit(issue.origin, 'at least', Number(issue.minimum), issue.inclusive),
      };
    case 'too_big':
      return {
        path,
        at: 'value',
        problem,
        fix: limit(issue.origin, 'at most', Number(issue.maximum), issue.inclusive),
      };
    case 'invalid_format':
    case 'not_multiple_of':
    case 'unrecognized_keys':
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
      return { path, at: 'value', problem, fix: sentence(issue.message) };
  }
}

function missing(path: PolicyPath, value: unknown): Explained {
  const key = String(path.at(-1) ?? '');
  const description = descriptionOf(path, value);
  const known = key === 'kind' ? ` Use one of: ${gateKinds(path).join(', ')}.` : '';
  const fix = `Add ${key} here.${known}${description === null ? '' : ` ${description}`}`;
  return { path, at: 'value', problem: 'is missing', fix };
}

/** All kinds that a list of alternatives knows. */
function gateKinds(path: PolicyPath): readonly string[] {
  return constants(path.slice(0, -1), String(path.at(-1)));
}

function oneOf(written: unknown, known: readonly string[]): string {
  const meant = typeof written === 'string' ? suggest(written, known) : null;
  if (meant !== null) return `Did you mean "${meant}"? Known are: ${known.join(', ')}.`;
  return known.length === 1 ? `Write ${known[0] ?? ''} here.` : `Use one of: ${known.join(', ')}.`;
}

const nouns: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a map of keys and values',
};

/** The schema's own words where it has some; the library's begin like this. */
function wrongType({ message, expected }: Extract<Issue, { code: 'invalid_type' }>): string {
  if (!message.startsWith('Invalid input')) return sentence(message);
  return `Write ${nouns[expected] ?? `a value of type ${expected}`} here.`;
}

function limit(origin: string, bound: 'at least' | 'at most', amount: number, inclusive: boolean | undefined): string {
  if (origin === 'array') return `Write ${bound} ${amount === 1 ? 'one entry' : `${amount} entries`}.`;
  if (origin === 'string') return `Write ${bound} ${amount === 1 ? 'one character' : `${amount} characters`}.`;
  if (inclusive === false) return `Use a number ${bound === 'at least' ? 'above' : 'below'} ${amount}.`;
  return `Use ${bound} ${amount}.`;
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}${/[.?]$/.test(message) ? '' : '.'}`;
}

function pathOf(issue: Issue): PolicyPath {
  return issue.path.map((step) => (typeof step === 'number' ? step : String(step)));
}
