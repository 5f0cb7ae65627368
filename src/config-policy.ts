import { type ConfigProblem, keyText } from './config-error.ts';
import { explain } from './config-explain.ts';
import { readYaml, type YamlFile } from './config-yaml.ts';
import { crossCheck } from './domain/policy/cross-check.ts';
import { type Finding } from './domain/policy/finding.ts';
import { incidentFindings } from './domain/policy/incident-check.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { type NamedVariables, variablesNamedIn } from './domain/policy/named-variables.ts';
import { lacksOfPolicy } from './domain/policy/not-evaluated.ts';
import { Policy } from './domain/policy/policy.ts';
import { resolveLanes } from './domain/policy/resolve.ts';
import { watchesIn, watchFindings } from './domain/policy/watch-check.ts';

/** Reads a file as text; throws when it cannot be read. */
export type ReadFile = (path: string) => string;

export type PolicyResult =
  | {
      readonly kind: 'ok';
      readonly file: string;
      readonly policy: Policy;
      /** The effective policy of every lane, in the order of the file. */
      readonly lanes: readonly LanePolicy[];
      /** What the file asks for and this version does not do yet, in people's words. */
      readonly notEvaluated: readonly string[];
      readonly variables: NamedVariables;
      readonly warnings: readonly ConfigProblem[];
    }
  | {
      readonly kind: 'bad';
      readonly file: string;
      readonly errors: readonly ConfigProblem[];
      /** Null where the file cannot be read so far. */
      readonly variables: NamedVariables | null;
      readonly warnings: readonly ConfigProblem[];
    };

/** Reads and checks gonogo.yaml. Every error is told at once, in the order of the file. Never throws. */
export function loadPolicy(path: string, readFile: ReadFile): PolicyResult {
  const read = readText(path, readFile);
  if ('problem' in read) {
    const error = { file: path, line: null, column: null, key: '', ...read };
    return { kind: 'bad', file: path, errors: [error], variables: null, warnings: [] };
  }
  const yaml = readYaml(read.text, path);
  if (yaml.kind === 'bad') return { kind: 'bad', file: path, errors: yaml.errors, variables: null, warnings: [] };
  return check(path, yaml.file);
}

function check(file: string, yaml: YamlFile): PolicyResult {
  const parsed = Policy.safeParse(yaml.value);
  const watches = parsed.success ? parsed.data.services : watchesIn(yaml.value);
  const found = [...crossCheck(yaml.value), ...watchFindings(watches), ...incidentFindings(yaml.value)];
  const warnings = inOrder(
    found.filter(({ level }) => level === 'warning').map((finding) => located(finding, file, yaml)),
  );
  const errors = found.filter(({ level }) => level === 'error').map((finding) => located(finding, file, yaml));
  if (!parsed.success) {
    for (const { path, at, problem, fix } of explain(parsed.error.issues, yaml.value)) {
      const place = at === 'key' ? yaml.placeOfKey(path) : yaml.placeOf(path);
      errors.push({ file, ...place, key: keyText(path), problem, fix });
    }
  }
  const said = { file, variables: variablesNamedIn(yaml.value), warnings };
  if (!parsed.success || errors.length > 0) return { kind: 'bad', ...said, errors: inOrder(errors) };
  const policy = parsed.data;
  return { kind: 'ok', ...said, policy, lanes: resolveLanes(policy), notEvaluated: lacksOfPolicy(policy) };
}

function located({ path, problem, fix }: Finding, file: string, yaml: YamlFile): ConfigProblem {
  return { file, ...yaml.placeOf(path), key: keyText(path), problem, fix };
}

function inOrder(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  return problems.toSorted((a, b) => position(a) - position(b));
}

/** Lines are far shorter than this, so the sum sorts by line and then by column. */
function position({ line, column }: ConfigProblem): number {
  return (line ?? 0) * 1_000_000 + (column ?? 0);
}

type Unread = { readonly problem: string; readonly fix: string };

/** Why a file that is there may be no use, by the code of the system. */
const unreadable: Readonly<Record<string, Unread>> = {
  EISDIR: {
    problem: 'is a folder',
    fix: 'Put the file there in its place. Docker makes an empty folder where a file that is to be mounted is missing.',
  },
  EACCES: { problem: 'may not be read by this user', fix: 'Let this user read it, for example with chmod a+r.' },
};

/** A byte-order mark is no part of the text. */
function readText(path: string, readFile: ReadFile): { readonly text: string } | Unread {
  try {
    return { text: readFile(path).replace(/^\uFEFF/, '') };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const fix = 'Create it (gonogo.example.yaml is a start), or set GONOGO_CONFIG to where it is.';
    return unreadable[code] ?? { problem: 'cannot be read', fix };
  }
}
