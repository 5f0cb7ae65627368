import { VariableName } from './people.ts';
import { skeletonOf } from './skeleton.ts';

/** The environment variables that a policy names, because what they hold is secret. */
export type NamedVariables = {
  /** Null where nothing is paged by webhook, or no proper name is given. */
  readonly paging: string | null;
  readonly agents: readonly string[];
};

/** Also of a file that is wrong elsewhere, so that a variable that is missing is told with the rest. */
export function variablesNamedIn(file: unknown): NamedVariables {
  const { paging, agents } = skeletonOf(file);
  return {
    paging: isName(paging.routingKeyEnv) ? paging.routingKeyEnv : null,
    agents: agents.map(({ tokenEnv }) => tokenEnv).filter(isName),
  };
}

function isName(text: string): boolean {
  return VariableName.safeParse(text).success;
}
