/**
 * The optimal string alignment distance: how many insertions, deletions, replacements and swaps of
 * neighbours turn one word into the other.
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current: number[] = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const replace = at(last, column - 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
      let best = Math.min(replace, at(last, column) + 1, at(current, column - 1) + 1);
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) best = Math.min(best, at(beforeLast, column - 2) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

/** Fewer letters begin too many words to mean one of them. */
const shortestBeginning = 3;

/**
 * The known word that was probably meant; null when none is near. Near is a slip in every four letters of
 * the longer word, and one at least: more would turn a wrong word into a wrong answer. The beginning of
 * just one known word means that word.
 */
export function suggest(word: string, known: readonly string[]): string | null {
  const typed = word.toLowerCase().slice(0, 60);
  let best: { readonly candidate: string; readonly distance: number } | null = null;
  for (const candidate of known) {
    const distance = editDistance(typed, candidate.toLowerCase());
    const near = Math.max(1, Math.floor(Math.max(typed.length, candidate.length) / 4));
    if (distance <= near && (best === null || distance < best.distance)) best = { candidate, distance };
  }
  if (best !== null) return best.candidate;
  const begun =
    typed.length < shortestBeginning ? [] : known.filter((candidate) => candidate.toLowerCase().startsWith(typed));
  return begun.length === 1 ? (begun[0] ?? null) : null;
}

function at(row: readonly number[], column: number): number {
  return row[column] ?? Number.POSITIVE_INFINITY;
}
