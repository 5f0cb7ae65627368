import { blobSha } from './git-objects.ts';
import { type Commit, type Pull, type Repo, type Tree } from './types.ts';

/** Reading a repository's history: what a name points at, what lies between two commits, what a change touched. */

/** A short SHA needs at least this many digits, as in Git. */
const shortestSha = 4;

/** The commit that a branch, tag, full ref or (short) SHA names. */
export function resolveCommit(repo: Repo, name: string): Commit | undefined {
  const bare = name.replace(/^refs\//, '');
  const sha =
    repo.branches.get(bare) ??
    repo.branches.get(bare.replace(/^heads\//, '')) ??
    repo.tags.get(bare.replace(/^tags\//, ''))?.commit ??
    shaStartingWith(repo, bare);
  return sha === undefined ? undefined : repo.commits.get(sha);
}

/** The head of a branch or tag, never of a SHA: what a workflow may be dispatched on. */
export function resolveBranchOrTag(
  repo: Repo,
  name: string,
): { readonly name: string; readonly sha: string } | undefined {
  const branch = name.replace(/^refs\/heads\//, '');
  const head = repo.branches.get(branch);
  if (head !== undefined) return { name: branch, sha: head };
  const tag = repo.tags.get(name.replace(/^refs\/tags\//, ''));
  return tag === undefined ? undefined : { name: tag.name, sha: tag.commit };
}

function shaStartingWith(repo: Repo, start: string): string | undefined {
  if (!/^[0-9a-f]{1,40}$/.test(start) || start.length < shortestSha) return undefined;
  const found = [...repo.commits.keys()].filter((sha) => sha.startsWith(start));
  return found.length === 1 ? found[0] : undefined;
}

/** The commit and everything before it, newest first. */
export function historyOf(repo: Repo, sha: string): readonly Commit[] {
  const seen = new Map<string, Commit>();
  const open = [sha];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const commit = repo.commits.get(next);
    if (commit === undefined || seen.has(next)) continue;
    seen.set(next, commit);
    open.push(...commit.parents);
  }
  return newestFirst(repo, [...seen.values()]);
}

/** What `head` has and `base` has not, oldest first. */
export function commitsBetween(repo: Repo, base: string, head: string): readonly Commit[] {
  const known = new Set(historyOf(repo, base).map((commit) => commit.sha));
  return historyOf(repo, head)
    .filter((commit) => !known.has(commit.sha))
    .toReversed();
}

export function mergeBase(repo: Repo, base: string, head: string): Commit | undefined {
  const known = new Set(historyOf(repo, base).map((commit) => commit.sha));
  return historyOf(repo, head).find((commit) => known.has(commit.sha));
}

/** By committer date; commits of the same second keep the order in which they were made. */
function newestFirst(repo: Repo, commits: readonly Commit[]): readonly Commit[] {
  const made = new Map([...repo.commits.keys()].map((sha, index) => [sha, index]));
  return commits.toSorted((a, b) => {
    const apart = Date.parse(b.committer.date) - Date.parse(a.committer.date);
    return apart === 0 ? (made.get(b.sha) ?? 0) - (made.get(a.sha) ?? 0) : apart;
  });
}

export type FileChange = {
  readonly path: string;
  readonly status: 'added' | 'modified' | 'removed';
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  readonly patch: string;
};

/** What changed from one tree to another, by path. */
export function changesBetween(from: Tree, to: Tree): readonly FileChange[] {
  const paths = [...new Set([...from.keys(), ...to.keys()])].toSorted();
  return paths.flatMap((path) => {
    const before = from.get(path);
    const after = to.get(path);
    if (before === after) return [];
    const status = before === undefined ? 'added' : after === undefined ? 'removed' : 'modified';
    return [{ path, status, sha: blobSha(after ?? before ?? ''), ...lineChanges(before ?? '', after ?? '') }];
  });
}

/** What a commit changed, compared with its first parent. */
export function changesOf(repo: Repo, commit: Commit): readonly FileChange[] {
  const parent = repo.commits.get(commit.parents[0] ?? '');
  return changesBetween(parent?.tree ?? new Map(), commit.tree);
}

/** What a pull request brings: from where its branch left the base, to its head. */
export function changesOfPull(repo: Repo, pull: Pull): readonly FileChange[] {
  const from = mergeBase(repo, pull.baseSha, pull.headSha)?.tree ?? new Map<string, string>();
  return changesBetween(from, repo.commits.get(pull.headSha)?.tree ?? from);
}

/** One hunk from the first differing line to the last: coarser than Git's, and just as true. */
function lineChanges(before: string, after: string): Pick<FileChange, 'additions' | 'deletions' | 'patch'> {
  const old = linesOf(before);
  const now = linesOf(after);
  let start = 0;
  while (start < old.length && start < now.length && old[start] === now[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < now.length - start && old.at(-1 - end) === now.at(-1 - end)) end += 1;
  const removed = old.slice(start, old.length - end);
  const added = now.slice(start, now.length - end);
  const hunk = `@@ -${start + 1},${removed.length} +${start + 1},${added.length} @@`;
  const patch = [hunk, ...removed.map((line) => `-${line}`), ...added.map((line) => `+${line}`)].join('\n');
  return { additions: added.length, deletions: removed.length, patch };
}

function linesOf(text: string): readonly string[] {
  return text === '' ? [] : text.replace(/\n$/, '').split('\n');
}
