/** Forms in which secrets come: tokens of Slack and GitHub, keys, signed tokens, addresses with a password. */
const secretForms = [
  /xox[a-z]-|xapp-|xwfp-/i,
  /gh[pousr]_|github_pat_/i,
  /-----BEGIN/,
  /\beyJ[A-Za-z0-9_-]{8}/,
  /:\/\/[^/\s]*@/,
  /[A-Za-z0-9+/_=-]{32}/,
];

/**
 * A value as an error may repeat it. Nothing in gonogo.yaml should be secret; when a secret was put there by
 * mistake, the error that says so must not carry it on into logs, so whatever looks like one is left out.
 */
export function quoted(value: unknown): string {
  if (typeof value === 'string') {
    if (looksSecret(value)) return '(a value that is not repeated here)';
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}…` : value);
  }
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value === null) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  return 'a map';
}

export function looksSecret(text: string): boolean {
  return secretForms.some((form) => form.test(text));
}
