import { type Answer, json, listAnswer, notFound, pageOf, param, problem, type RepoRequest } from './answers.ts';
import { changesBetween, changesOfPull, commitsBetween, mergeBase, resolveCommit } from './history.ts';
import {
  apiUrl,
  htmlUrl,
  presentChange,
  presentCommit,
  presentPull,
  presentReview,
  presentWholePull,
} from './present-repo.ts';
import { type Commit, type Pull, type Repo } from './types.ts';

/** Reads of what changed: comparisons and pull requests. */

/** GitHub's limits on a comparison. */
const mostCommitsUnpaged = 250;
const mostFiles = 300;
const mostFilesOfPull = 3000;

export function compare(request: RepoRequest): Answer {
  const { state, repo } = request;
  const [baseName, headName] = param(request, 'basehead').split('...');
  const base = sideOf(repo, baseName);
  const head = sideOf(repo, headName);
  if (base === undefined || head === undefined) return notFound();
  const fork = mergeBase(repo, base.sha, head.sha);
  if (fork === undefined) return problem(404, `No common ancestor between ${baseName} and ${headName}.`);
  const ahead = commitsBetween(repo, base.sha, head.sha);
  const behind = commitsBetween(repo, head.sha, base.sha);
  const paged = request.url.searchParams.has('page') || request.url.searchParams.has('per_page');
  const limits = paged ? { fallback: 30, most: 100 } : { fallback: mostCommitsUnpaged, most: mostCommitsUnpaged };
  const { items, headers } = pageOf(request, ahead, limits);
  // Files come with the first page only.
  const firstPage = Number(request.url.searchParams.get('page') ?? '1') <= 1;
  const changes = firstPage ? changesBetween(fork.tree, head.tree).slice(0, mostFiles) : [];
  const pageUrl = `${htmlUrl(state, repo)}/compare`;
  const body = {
    url: `${apiUrl(state, repo)}/compare/${baseName}...${headName}`,
    html_url: `${pageUrl}/${baseName}...${headName}`,
    permalink_url: `${pageUrl}/${repo.owner}:${base.sha.slice(0, 7)}...${repo.owner}:${head.sha.slice(0, 7)}`,
    diff_url: `${pageUrl}/${baseName}...${headName}.diff`,
    patch_url: `${pageUrl}/${baseName}...${headName}.patch`,
    base_commit: presentCommit(state, repo, base),
    merge_base_commit: presentCommit(state, repo, fork),
    status: statusOf(ahead.length, behind.length),
    ahead_by: ahead.length,
    behind_by: behind.length,
    total_commits: ahead.length,
    commits: items.map((commit) => presentCommit(state, repo, commit)),
    ...(firstPage ? { files: changes.map((change) => presentChange(state, repo, change, head.sha)) } : {}),
  };
  return { kind: 'json', status: 200, body, headers };
}

function sideOf(repo: Repo, name: string | undefined): Commit | undefined {
  return name === undefined || name === '' ? undefined : resolveCommit(repo, name.replace(/^[^/:]+:/, ''));
}

function statusOf(ahead: number, behind: number): string {
  if (ahead === 0) return behind === 0 ? 'identical' : 'behind';
  return behind === 0 ? 'ahead' : 'diverged';
}

export function listPullsOfCommit(request: RepoRequest): Answer {
  const { state, repo, apiVersion } = request;
  const ref = param(request, 'ref');
  const commit = resolveCommit(repo, ref);
  if (commit === undefined) return problem(422, `No commit found for SHA: ${ref}`);
  const pulls = repo.pulls.filter((pull) => pull.commits.includes(commit.sha) || pull.merge?.sha === commit.sha);
  return listAnswer(request, pulls, (pull) => presentPull(state, repo, pull, apiVersion));
}

export function listPulls(request: RepoRequest): Answer {
  const { state, repo, apiVersion } = request;
  const query = request.url.searchParams;
  const wanted = query.get('state') ?? 'open';
  const pulls = repo.pulls.filter((pull) => {
    const standing = pull.closedAt === null ? 'open' : 'closed';
    const head = query.get('head') ?? `${repo.owner}:${pull.head}`;
    return (
      (wanted === 'all' || wanted === standing) &&
      (query.get('base') ?? pull.base) === pull.base &&
      head === `${repo.owner}:${pull.head}`
    );
  });
  return listAnswer(request, sorted(pulls, query), (pull) => presentPull(state, repo, pull, apiVersion));
}

/** Newest first, unless another order is asked for; every other order begins with the least. */
function sorted(pulls: readonly Pull[], query: URLSearchParams): readonly Pull[] {
  const sort = query.get('sort') ?? 'created';
  const direction = query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc');
  const rising = pulls.toSorted((a, b) => keyOf(a, sort) - keyOf(b, sort));
  return direction === 'asc' ? rising : rising.toReversed();
}

function keyOf(pull: Pull, sort: string): number {
  return Date.parse(sort === 'updated' ? pull.updatedAt : pull.createdAt);
}

export function getPull(request: RepoRequest): Answer {
  const pull = pullOf(request);
  if (pull === undefined) return notFound();
  return json(presentWholePull(request.state, request.repo, pull, request.apiVersion));
}

export function listReviews(request: RepoRequest): Answer {
  const { state, repo } = request;
  const pull = pullOf(request);
  if (pull === undefined) return notFound();
  return listAnswer(request, pull.reviews, (review) => presentReview(state, repo, pull, review));
}

export function listPullFiles(request: RepoRequest): Answer {
  const { state, repo } = request;
  const pull = pullOf(request);
  if (pull === undefined) return notFound();
  const changes = changesOfPull(repo, pull).slice(0, mostFilesOfPull);
  return listAnswer(request, changes, (change) => presentChange(state, repo, change, pull.headSha));
}

export function listPullCommits(request: RepoRequest): Answer {
  const { state, repo } = request;
  const pull = pullOf(request);
  if (pull === undefined) return notFound();
  const commits = pull.commits.flatMap((sha) => repo.commits.get(sha) ?? []);
  return listAnswer(request, commits, (commit) => presentCommit(state, repo, commit));
}

function pullOf(request: RepoRequest): Pull | undefined {
  return request.repo.pulls.find((pull) => String(pull.number) === param(request, 'number'));
}
