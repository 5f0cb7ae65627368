import { type CommitSha, type RepoName } from '../../domain/ids.ts';
import { type Live } from '../../domain/lane/lane.ts';
import { type Base, type VersionSeen } from '../../domain/release/candidate.ts';
import { type Answer, type Problem, partsOf, readBody, type Silence } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { problemOf } from './problems.ts';
import { type ChangedFile, Comparison, type GitCommit } from './shapes.ts';

/** What lies between what is live and the candidate. Commits are newest first, and all of them are here. */
export type Range = {
  readonly kind: 'range';
  readonly base: Base;
  readonly ahead: number | null;
  readonly behind: number | null;
  readonly compareUrl: string | null;
  readonly commits: readonly GitCommit[];
  /** Null when there is no base to compare with, or GitHub gave no files. */
  readonly files: ChangedFiles | null;
};

/** `cut` when there are more than GitHub lists; what is not among them may still have changed. */
export type ChangedFiles = { readonly files: readonly ChangedFile[]; readonly extent: 'whole' | 'cut' };

/** Files of a comparison that GitHub lists at most, without saying that there are more. */
const mostFiles = 300;

/** GitHub's largest page, and the pages that are read at most: every author has to be known. */
export const pageSize = 100;
const mostPages = 50;

/**
 * Counts from what production says it runs, else from what the record says is live. A base that this
 * repository does not know is no base. Without one only the head commit is known, and the range says so.
 */
export async function readRange(
  reads: GithubReads,
  repo: RepoName,
  head: GitCommit,
  seen: VersionSeen,
  live: Live,
): Promise<Range | Problem> {
  const bases = basesOf(seen, live);
  for (const base of bases) {
    const range = await compare(reads, repo, base, head);
    if (range.kind !== 'absent') return range;
  }
  const unknown = bases.map((base) => base.sha).join(' and ');
  const reason =
    unknown === '' ? noBaseReason(seen) : `${repo} has no history in common with ${unknown}, which is said to be live`;
  return {
    kind: 'range',
    base: { kind: 'unknown', reason },
    ahead: null,
    behind: null,
    compareUrl: null,
    commits: [head],
    files: null,
  };
}

type KnownBase = Extract<Base, { kind: 'known' }>;

function basesOf(seen: VersionSeen, live: Live): readonly KnownBase[] {
  const bases: KnownBase[] = [];
  if (seen.kind === 'seen') bases.push({ kind: 'known', sha: seen.sha, from: 'version-endpoint' });
  if (live.kind === 'known' && !bases.some((base) => base.sha === live.sha)) {
    bases.push({ kind: 'known', sha: live.sha, from: 'ledger' });
  }
  return bases;
}

function noBaseReason(seen: VersionSeen): string {
  return seen.kind === 'unknown' ? seen.reason : 'nothing is recorded';
}

async function compare(
  reads: GithubReads,
  repo: RepoName,
  base: KnownBase,
  head: GitCommit,
): Promise<Range | Problem | { readonly kind: 'absent' }> {
  const first = readBody(await comparePage(reads, repo, base.sha, head.sha, 1), Comparison);
  if (first.kind === 'answer' && (first.status === 404 || first.status === 422)) return { kind: 'absent' };
  if (first.kind !== 'body') return problemOf(first, repo);
  const total = first.body.total_commits ?? first.body.ahead_by;
  const pages = Math.ceil(total / pageSize);
  if (pages > mostPages) return tooMany(repo, base, total);

  const later = Array.from({ length: Math.max(0, pages - 1) }, (_, index) => index + 2);
  const rest = await Promise.all(
    later.map(async (number) => readBody(await comparePage(reads, repo, base.sha, head.sha, number), Comparison)),
  );
  const commits = [...first.body.commits];
  for (const read of rest) {
    if (read.kind !== 'body') return problemOf(read, repo);
    commits.push(...read.body.commits);
  }
  if (commits.length < total) return incomplete(repo, commits.length, total);
  const { ahead_by: ahead, behind_by: behind, html_url: compareUrl } = first.body;
  // With nothing ahead the head itself is what is deployed: its people count.
  const newestFirst = commits.length === 0 ? [head] : commits.toReversed();
  const files = filesOf(first.body);
  return { kind: 'range', base, ahead, behind, compareUrl, commits: newestFirst, files };
}

export function filesOf({ files }: Comparison): ChangedFiles | null {
  if (files === null || files === undefined) return null;
  return { files, extent: files.length < mostFiles ? 'whole' : 'cut' };
}

/** `base...head`: what `head` has and `base` has not, a hundred commits a page. */
export async function comparePage(
  reads: GithubReads,
  repo: RepoName,
  base: CommitSha,
  head: CommitSha,
  number: number,
): Promise<Answer | Silence> {
  const basehead = `${base}...${head}`;
  return await reads.get('/repos/{owner}/{repo}/compare/{basehead}', {
    ...partsOf(repo),
    basehead,
    per_page: pageSize,
    page: number,
  });
}

/** Fails closed: authors that were not read could approve their own work. */
function tooMany(repo: RepoName, base: KnownBase, total: number): Problem {
  return {
    kind: 'problem',
    passing: 'final',
    sentence: `${total} commits of ${repo} lie between ${base.sha.slice(0, 7)}, which is live, and this one. At most ${pageSize * mostPages} can be read, so not every author is known. Ask for an earlier commit first.`,
  };
}

function incomplete(repo: RepoName, read: number, total: number): Problem {
  return {
    kind: 'problem',
    passing: 'passing',
    sentence: `GitHub listed ${read} of ${total} commits of ${repo}, so not every author is known. It is tried again.`,
  };
}
