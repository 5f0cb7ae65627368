import { sha256 } from '../../domain/hash.ts';
import { type Changes } from '../../domain/release/candidate.ts';
import { type MergedPull } from './pulls.ts';
import { type GitCommit } from './shapes.ts';

/** By name; any more are counted. */
const mostKept = 10;
const labels: ReadonlySet<string> = new Set(['breaking', 'breaking-change', 'breaking change', 'semver-major']);

/**
 * What says of itself that it breaks something: commits and pull request titles by the marks of Conventional Commits
 * (`feat!:`, `fix(scope)!:`, a `BREAKING CHANGE:` footer), and pull requests by their labels. Newest first, each title once.
 */
export function breakingIn(
  commits: readonly GitCommit[],
  pulls: readonly MergedPull[],
): Pick<Changes, 'breaking' | 'moreBreaking'> {
  const found = new Map<string, string | null>();
  for (const { line, labels: given } of pulls) {
    const isLabelled = given.some((label) => labels.has(label.toLowerCase()));
    if (isLabelled || isMarked(line.title)) note(found, line.title, line.url);
  }
  for (const { message, url } of commits) {
    if (isMarked(message)) note(found, message.split('\n', 1)[0] ?? '', url);
  }
  const all = [...found].map(([title, url]) => ({ title, url }));
  const rest = all.slice(mostKept).map(({ title }) => title);
  const breaking = all.slice(0, mostKept);
  if (rest.length === 0) return { breaking };
  return { breaking, moreBreaking: { count: rest.length, digest: sha256(JSON.stringify(rest.toSorted())) } };
}

/** A squash commit bears the title of its pull request, and its number. */
function note(found: Map<string, string | null>, title: string, url: string): void {
  const plain = title
    .replace(/\s*\(#\d+\)\s*$/, '')
    .trim()
    .slice(0, 200);
  if (!found.has(plain)) found.set(plain, url === '' ? null : url);
}

function isMarked(message: string): boolean {
  return /^[A-Za-z]+(?:\([^()\n]*\))?!:/.test(message) || /^BREAKING[ -]CHANGE: /m.test(message);
}
