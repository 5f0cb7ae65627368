import { z } from 'zod';
import { type RepoName } from '../../domain/ids.ts';
import { type PullLine } from '../../domain/release/candidate.ts';
import { type Answer, type Problem, partsOf, readBody, type Silence } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { inTurns } from './in-turns.ts';
import { isWithheld, problemOf } from './problems.ts';
import { type GitCommit, Pull } from './shapes.ts';

/** Calls for pull requests of one candidate; older ones are left out of the lines. */
const mostCalls = 20;

/** A pull request with what is known of its merge. */
export type MergedPull = {
  readonly line: PullLine;
  readonly mergedAs: string | null;
  readonly mergedBy: Pull['mergedBy'];
};

export type PullsRead = {
  readonly pulls: readonly MergedPull[];
  /** Set when one could not be read just now; null when GitHub answered for all. */
  readonly unread: Problem | null;
};

/**
 * The pull requests behind some commits, newest first. Merge and squash commits carry the number in their
 * title; other commits of the main line are asked for one by one. One that cannot be read is left out of the lines;
 * `unread` says so, for whoever has to know who merged.
 */
export async function readPulls(reads: GithubReads, repo: RepoName, commits: readonly GitCommit[]): Promise<PullsRead> {
  const asked = mainLine(commits).slice(0, mostCalls);
  const found = await inTurns(asked, async (commit) => await pullsOf(reads, repo, commit));
  const byNumber = new Map<number, MergedPull>();
  for (const pull of found.flatMap((one) => one.pulls)) {
    if (!byNumber.has(pull.number)) byNumber.set(pull.number, mergedPull(pull));
  }
  const unread = found.map((one) => one.unread).find((one) => one !== null) ?? null;
  return { pulls: [...byNumber.values()], unread };
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

async function pullsOf(
  reads: GithubReads,
  repo: RepoName,
  commit: GitCommit,
): Promise<{ readonly pulls: readonly Pull[]; readonly unread: Problem | null }> {
  const number = numberIn(commit.message);
  if (number !== null) {
    const read = readBody(await reads.get('/repos/{owner}/{repo}/pulls/{number}', { ...partsOf(repo), number }), Pull);
    // A title is text that anybody may write: only the pull request that was merged as this commit counts.
    if (read.kind === 'body' && read.body.mergeCommit === commit.sha) return { pulls: [read.body], unread: null };
  }
  const heard = await reads.get('/repos/{owner}/{repo}/commits/{ref}/pulls', { ...partsOf(repo), ref: commit.sha });
  const read = readBody(heard, z.array(Pull));
  if (read.kind !== 'body') return { pulls: [], unread: passing(read, repo) };
  return { pulls: read.body.filter((pull) => pull.mergeCommit !== null), unread: null };
}

function passing(heard: Answer | Silence, repo: RepoName): Problem | null {
  return heard.kind === 'answer' && isWithheld(heard) ? null : problemOf(heard, repo);
}

/** `Merge pull request #12 from …` and `Some title (#12)`, as GitHub writes them. */
function numberIn(message: string): number | null {
  const title = message.split('\n', 1)[0] ?? '';
  const digits =
    /^Merge pull request #(\d{1,9}) from /.exec(title)?.[1] ?? /\(#(\d{1,9})\)$/.exec(title.trimEnd())?.[1];
  return digits === undefined ? null : Number(digits);
}

function mergedPull(pull: Pull): MergedPull {
  const { number, title, url, author } = pull;
  return { line: { number, title, url, author }, mergedAs: pull.mergeCommit, mergedBy: pull.mergedBy };
}
