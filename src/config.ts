import { loadSurroundings, type Surroundings } from './config-environment.ts';
import { type ConfigProblem } from './config-error.ts';
import { loadPager, type PagerSettings } from './config-paging.ts';
import { loadPolicy, type PolicyResult, type ReadFile } from './config-policy.ts';
import { strayVariables } from './config-strays.ts';
import { type Environment } from './config-variables.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { type Policy } from './domain/policy/policy.ts';

export { type ConfigProblem, sentenceOf } from './config-error.ts';
export { type PolicyResult, type ReadFile } from './config-policy.ts';
export { checkReport } from './config-report.ts';
export { jsonSchema } from './config-schema.ts';
export { type Environment } from './config-variables.ts';

/**
 * All that Gonogo is told from outside. Secrets and endpoints come from the environment, everything else from
 * the reviewed gonogo.yaml; nothing but this file and its siblings reads either.
 */
export type Config = Surroundings & {
  /** The path of gonogo.yaml. */
  readonly file: string;
  readonly policy: Policy;
  readonly lanes: readonly LanePolicy[];
  readonly ledger: { readonly prefix: string };
  /** Null where pages do not go out by webhook. */
  readonly pager: PagerSettings | null;
  /** What the file asks for and this version does not do yet, in people's words. */
  readonly notEvaluated: readonly string[];
};

export type ConfigResult =
  | { readonly kind: 'ok'; readonly config: Config; readonly warnings: readonly ConfigProblem[] }
  | { readonly kind: 'bad'; readonly errors: readonly ConfigProblem[]; readonly warnings: readonly ConfigProblem[] };

/** Reads and checks both sources. All errors are told at once, none with a secret in it. Never throws. */
export function loadConfig(env: Environment, readFile: ReadFile): ConfigResult {
  const around = loadSurroundings(env, readFile);
  const file = loadPolicy(configPath(env), readFile);
  const paging = loadPager(file, env, readFile);
  const ofVariables = [...(around.kind === 'bad' ? around.errors : []), ...paging.errors];
  const strays = strayVariables(env, around.names, file, [...ofVariables, ...around.warnings]);
  const warnings = [...around.warnings, ...strays, ...file.warnings];
  if (around.kind === 'bad' || file.kind === 'bad' || paging.errors.length > 0) {
    const ofFile = file.kind === 'bad' ? file.errors : [];
    return { kind: 'bad', errors: [...ofVariables, ...ofFile], warnings };
  }
  const { policy, lanes, notEvaluated } = file;
  const config = { policy, lanes, ledger: policy.ledger, pager: paging.pager, notEvaluated };
  return { kind: 'ok', config: { ...around.surroundings, file: file.file, ...config }, warnings };
}

/** What `gonogo check` looks at: the file decides the outcome, the environment is only told. */
export type CheckResult = {
  readonly policy: PolicyResult;
  /** What would keep Gonogo from starting right here, apart from the file. */
  readonly environment: readonly ConfigProblem[];
  /** Variables that are set as if they were meant for Gonogo, and are not read. */
  readonly strays: readonly ConfigProblem[];
};

/** Checks without starting. The file is reviewed where no secret is, so a missing variable is no failure of it. */
export function checkConfig(env: Environment, readFile: ReadFile): CheckResult {
  const around = loadSurroundings(env, readFile);
  const policy = loadPolicy(configPath(env), readFile);
  const paging = loadPager(policy, env, readFile);
  const errors = [...(around.kind === 'bad' ? around.errors : []), ...paging.errors];
  return { policy, environment: errors, strays: strayVariables(env, around.names, policy, errors) };
}

/** Where gonogo.yaml is: GONOGO_CONFIG, else beside the process. */
export function configPath(env: Environment): string {
  const path = env['GONOGO_CONFIG']?.trim() ?? '';
  return path === '' ? 'gonogo.yaml' : path;
}

/** The environment of this process. The only place that reads it. */
export function environment(): Environment {
  return process.env;
}
