/** Steps that are named at most. */
const mostNamed = 20;

/** `uses:` as a key, plain or quoted, at the start of a line, of a list item or of a map in braces. */
const usesLine = /(?:^|[{,?-])[ \t]*(["']?)uses\1[ \t]*:[ \t]*("[^"\n]*"|'[^'\n]*'|[^\s,}#]*)/gm;

/**
 * What a workflow file uses that is not fixed: neither by a commit of 40 digits, nor an image by its digest, nor a file
 * of the repository itself, which is fixed by its own commit. Fails closed: a value that is not understood is named.
 */
export function unpinnedActions(workflow: string): readonly string[] {
  const withoutComments = workflow.replaceAll(/^[ \t]*#.*$/gm, '');
  const used = [...withoutComments.matchAll(usesLine)].map((match) => unquoted(match[2] ?? ''));
  const unpinned = new Set(used.filter((action) => !isPinned(action)));
  return [...unpinned].slice(0, mostNamed).map((action) => action.slice(0, 200));
}

function isPinned(action: string): boolean {
  if (action.startsWith('./')) return true;
  return /^docker:\/\/\S+@sha256:[0-9a-f]{64}$/.test(action) || /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(action);
}

function unquoted(value: string): string {
  return /^(["']).*\1$/.test(value) ? value.slice(1, -1) : value;
}
