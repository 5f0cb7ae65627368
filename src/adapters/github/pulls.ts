import { z } from 'zod';
import { type RangePull } from '../../domain/evidence/reading.ts';
import { type CommitSha, type RepoName } from '../../domain/ids.ts';
import { type PullLine } from '../../domain/release/candidate.ts';
import { type Answer, type Problem, partsOf, readBody, type Silence } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { isWithheld, problemOf } from './problems.ts';
import { type GitCommit, Pull } from './shapes.ts';

/** Pages of a hundred closed pull requests, those that changed last first. */
const mostPages = 3;
/** Commits that are asked about one by one, when no listed pull request was merged as them. */
const mostAsked = 20;

/** A pull request with what is known of its merge. */
export type MergedPull = {
  readonly line: PullLine;
  readonly mergedAs: string | null;
  readonly head: RangePull['head'];
  readonly labels: readonly string[];
};

export type PullsRead = {
  /** In the order of the commits that they were merged as, newest first. */
  readonly pulls: readonly MergedPull[];
  /** Commits of the main line that no merged pull request brought, newest first. */
  readonly loose: readonly CommitSha[];
  /** Whether every commit of the main line was asked about, and GitHub answered. */
  readonly complete: 'yes' | 'no';
  /** Set when something could not be read just now; null when GitHub answered whatever it was asked. */
  readonly unread: Problem | null;
};

/** Branch whose pull requests are listed; null for those of any branch. */
type Branch = string | null;

/**
 * The pull requests behind some commits, newest first. Closed pull requests are listed, and matched by the commit that
 * they were merged as; GitHub is asked about each commit of the main line that is left, for one that a rebase brought
 * bears no sign of its pull request. What could not be read is left out: `complete` says so for whoever needs them all,
 * and `unread` for whoever has to know who merged.
 */
export async function readPulls(
  reads: GithubReads,
  repo: RepoName,
  branch: Branch,
  commits: readonly GitCommit[],
): Promise<PullsRead> {
  const line = mainLine(commits);
  const listed = await listClosed(reads, repo, branch, line);
  const left = line.filter((commit) => !listed.byCommit.has(commit.sha));
  const asked = left.slice(0, mostAsked);
  const answers = await Promise.all(asked.map(async (commit) => await pullsOf(reads, repo, commit)));
  const told = new Map<string, Told>(asked.map((commit, index) => [commit.sha, answers[index] ?? notTold]));

  const found = line.flatMap((commit) => listed.byCommit.get(commit.sha) ?? told.get(commit.sha)?.pulls ?? []);
  const byNumber = new Map<number, Pull>();
  for (const pull of found) if (!byNumber.has(pull.number)) byNumber.set(pull.number, pull);
  const silent = answers.find((answer) => answer.kind === 'silent');
  const isComplete = asked.length === left.length && answers.every(({ kind }) => kind === 'told');
  return {
    pulls: [...byNumber.values()].map(mergedPull),
    loose: asked.filter(({ sha }) => isLoose(told.get(sha))).map(({ sha }) => sha),
    complete: isComplete ? 'yes' : 'no',
    unread: silent?.problem ?? null,
  };
}

type Told =
  | { readonly kind: 'told'; readonly pulls: readonly Pull[] }
  /** Nobody knows: GitHub did not answer, or does not show it. */
  | { readonly kind: 'silent'; readonly pulls: readonly Pull[]; readonly problem: Problem | null };
const notTold: Told = { kind: 'silent', pulls: [], problem: null };

function isLoose(told: Told | undefined): boolean {
  return told?.kind === 'told' && told.pulls.length === 0;
}

/** From the newest commit along first parents: what a merged branch brought is told by its merge. */
function mainLine(commits: readonly GitCommit[]): readonly GitCommit[] {
  const bySha = new Map<string, GitCommit>(commits.map((commit) => [commit.sha, commit]));
  const line: GitCommit[] = [];
  let commit = commits[0];
  while (commit !== undefined && line.length < commits.length) {
    line.push(commit);
    const parent: string | undefined = commit.parents[0];
    commit = parent === undefined ? undefined : bySha.get(parent);
  }
  return line;
}

/** A page that could not be read costs calls and nothing else: whatever it would have told is asked one by one. */
async function listClosed(
  reads: GithubReads,
  repo: RepoName,
  branch: Branch,
  line: readonly GitCommit[],
): Promise<{ readonly byCommit: ReadonlyMap<string, readonly Pull[]> }> {
  const wanted = new Set<string>(line.map(({ sha }) => sha));
  const byCommit = new Map<string, readonly Pull[]>();
  const base = branch === null ? {} : { base: branch };
  for (let page = 1; page <= mostPages; page += 1) {
    // Asking about one commit costs as much as a page.
    if (line.length - byCommit.size <= 1) break;
    const asked = { ...partsOf(repo), state: 'closed', ...base, sort: 'updated', direction: 'desc' };
    const heard = await reads.get('/repos/{owner}/{repo}/pulls', { ...asked, per_page: 100, page });
    const read = readBody(heard, z.array(Pull));
    if (read.kind !== 'body') break;
    for (const pull of read.body) {
      const { mergeCommit } = pull;
      if (mergeCommit === null || !wanted.has(mergeCommit)) continue;
      const others = (byCommit.get(mergeCommit) ?? []).filter(({ number }) => number !== pull.number);
      byCommit.set(mergeCommit, [...others, pull]);
    }
    if (read.body.length < 100) break;
  }
  return { byCommit };
}

async function pullsOf(reads: GithubReads, repo: RepoName, commit: GitCommit): Promise<Told> {
  const heard = await reads.get('/repos/{owner}/{repo}/commits/{ref}/pulls', { ...partsOf(repo), ref: commit.sha });
  const read = readBody(heard, z.array(Pull));
  if (read.kind !== 'body') return { kind: 'silent', pulls: [], problem: passing(read, repo) };
  return { kind: 'told', pulls: read.body.filter((pull) => pull.mergeCommit !== null) };
}

function passing(heard: Answer | Silence, repo: RepoName): Problem | null {
  return heard.kind === 'answer' && isWithheld(heard) ? null : problemOf(heard, repo);
}

function mergedPull(pull: Pull): MergedPull {
  const { number, title, url, author, head, labels } = pull;
  return { line: { number, title, url, author }, mergedAs: pull.mergeCommit, head, labels };
}

/** Who merged a pull request: lists do not say. Null where GitHub tells nobody. */
export async function readMerger(
  reads: GithubReads,
  repo: RepoName,
  number: number,
): Promise<{ readonly kind: 'told'; readonly login: Pull['mergedBy'] } | Problem> {
  const heard = await reads.get('/repos/{owner}/{repo}/pulls/{number}', { ...partsOf(repo), number });
  const read = readBody(heard, Pull);
  if (read.kind === 'body') return { kind: 'told', login: read.body.mergedBy };
  return passing(read, repo) ?? { kind: 'told', login: null };
}
