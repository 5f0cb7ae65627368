/** Where in the policy something stands: keys and indexes from the top. */
export type PolicyPath = readonly (string | number)[];

/** Something about a policy that its author should know, with what can be done about it. */
export type Finding = {
  /** An error keeps Gonogo from starting; a warning is only told. */
  readonly level: 'error' | 'warning';
  readonly path: PolicyPath;
  /** Completes a sentence that begins with the key. */
  readonly problem: string;
  readonly fix: string;
};

export function fault(path: PolicyPath, problem: string, fix: string): Finding {
  return { level: 'error', path, problem, fix };
}

export function warning(path: PolicyPath, problem: string, fix: string): Finding {
  return { level: 'warning', path, problem, fix };
}
