import { type ConfigProblem } from './config-error.ts';
import { type PolicyResult } from './config-policy.ts';
import { type Environment, mostSlips, notRead, valueIn } from './config-variables.ts';
import { editDistance } from './domain/suggest.ts';

/** Read by `npm run demo` alone, before there is a Gonogo. */
const ofTheDemo = 'GONOGO_DEMO_PORT';
const ours = 'GONOGO_';
/** A name of so few letters means another word after two slips. */
const shortName = 6;

/**
 * Variables that are set as if they were meant for Gonogo, and are not read: an optional one that is misspelt changes
 * nothing, and nobody would notice. Names that begin with GONOGO_ are ours, so every other one is told. All other names
 * belong to anybody (a build at GitHub sets dozens of GITHUB_*), so they are told only where they are nearly one that is
 * read and not set. `told` is what is said already, so that nothing is said twice. A value is never repeated.
 */
export function strayVariables(
  env: Environment,
  names: ReadonlySet<string>,
  file: PolicyResult,
  told: readonly ConfigProblem[],
): readonly ConfigProblem[] {
  const known = new Set([...names, 'GONOGO_CONFIG', ofTheDemo, ...namedIn(file)]);
  const strangers = Object.keys(env).filter((name) => valueIn(env, name) !== null && !known.has(name));
  return strangers.toSorted().flatMap((name) => {
    if (told.some(({ fix }) => fix.startsWith(`${name} ${notRead}`))) return [];
    if (isServiceLink(name, valueIn(env, name) ?? '')) return [];
    const isOurs = name.startsWith(ours);
    const meant = isOurs
      ? (nearest(name, [...known]) ?? nearest(name.slice(ours.length), [...known]))
      : nearest(
          name,
          [...known].filter((other) => !isGiven(env, other)),
        );
    if (meant !== null) return [stray(name, `Did you mean ${meant}?`)];
    // Until the file can be read nobody knows which names of ours it adds.
    return isOurs && file.variables !== null ? [stray(name, `Correct its name, or remove it. ${ownNames(known)}`)] : [];
  });
}

function stray(name: string, fix: string): ConfigProblem {
  return { file: 'environment', line: null, column: null, key: name, problem: notRead, fix };
}

function ownNames(known: ReadonlySet<string>): string {
  const own = [...known].filter((name) => name.startsWith(ours) && name !== ofTheDemo && !name.endsWith('_FILE'));
  return `Of such names Gonogo knows ${own.toSorted().join(', ')}.`;
}

/** What the file names. The tokens of agents are among them, though this version does not read them yet. */
function namedIn(file: PolicyResult): readonly string[] {
  if (file.variables === null) return [];
  const { agents, paging } = file.variables;
  return [...agents, ...(paging === null ? [] : [paging])].flatMap((name) => [name, `${name}_FILE`]);
}

/** A secret is given by its name or by a file, and a name is none that was forgotten where the other is set. */
function isGiven(env: Environment, name: string): boolean {
  const direct = name.replace(/_FILE$/, '');
  return [name, direct, `${direct}_FILE`].some((one) => valueIn(env, one) !== null);
}

function nearest(name: string, known: readonly string[]): string | null {
  const typed = name.toUpperCase();
  const near = known
    .map((candidate) => ({ candidate, slips: editDistance(typed, candidate) }))
    .filter(({ candidate, slips }) => slips <= (candidate.length > shortName ? mostSlips : 1))
    .toSorted((a, b) => a.slips - b.slips);
  return near[0]?.candidate ?? null;
}

/**
 * Kubernetes tells every process of a namespace where its services are, by names that begin with the service's own: one
 * called `gonogo` gives GONOGO_SERVICE_HOST and GONOGO_PORT=tcp://…
 * (https://kubernetes.io/docs/tutorials/services/connect-applications-service/#environment-variables).
 */
function isServiceLink(name: string, value: string): boolean {
  if (/_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/.test(name)) return true;
  return name.endsWith('_PORT') && /^(tcp|udp|sctp):\/\//.test(value);
}
