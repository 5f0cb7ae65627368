import { type ConfigProblem } from './config-error.ts';
import { type PolicyResult, type ReadFile } from './config-policy.ts';
import { type Environment, variablesOf } from './config-variables.ts';

/** Where pages go out by webhook. The key is a secret: whoever has it may page the people of that service. */
export type PagerSettings = { readonly url: string; readonly routingKey: string };

/**
 * The pager that the file asks for, with its key from the variable that the file names; null where it asks for none. A
 * key that is missing is told also while something else in the file is wrong.
 */
export function loadPager(
  file: PolicyResult,
  env: Environment,
  readFile: ReadFile,
): { readonly pager: PagerSettings | null; readonly errors: readonly ConfigProblem[] } {
  const name = file.variables?.paging ?? null;
  if (name === null) return { pager: null, errors: [] };
  const variables = variablesOf(env, readFile);
  const fix = `Set it to the routing key of the paging service, or remove paging from ${file.file}.`;
  const routingKey = variables.required(name, fix);
  const url = file.kind === 'ok' ? file.policy.paging?.url : undefined;
  return { pager: url === undefined ? null : { url, routingKey }, errors: variables.errors() };
}
