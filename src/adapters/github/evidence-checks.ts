import { type CheckFact, type Read, type ReviewFact } from '../../domain/evidence/reading.ts';
import { type CommitSha, type RepoName } from '../../domain/ids.ts';
import { type GithubReads } from './clients.ts';
import { CheckPage, type NumberedCheck, ReviewPage, StatusPage } from './evidence-shapes.ts';
import { readList } from './pages.ts';

/** More than a thousand of them are not read. */
const mostPages = 10;

/**
 * Check runs and commit statuses of a commit together, by name. Of check runs that bear the same name the newest one
 * counts, app by app: two apps may mean different things by one name.
 */
export async function readChecks(
  reads: GithubReads,
  repo: RepoName,
  sha: CommitSha,
): Promise<Read<readonly CheckFact[]>> {
  const common = { size: 100, pages: mostPages };
  const [runs, statuses] = await Promise.all([
    readList(reads, repo, {
      ...common,
      url: '/repos/{owner}/{repo}/commits/{ref}/check-runs',
      parameters: { ref: sha, filter: 'latest' },
      page: CheckPage,
      keyOf: (check) => check.id,
      what: `the checks of ${sha.slice(0, 7)}`,
      access: 'checks',
    }),
    readList(reads, repo, {
      ...common,
      url: '/repos/{owner}/{repo}/commits/{ref}/status',
      parameters: { ref: sha },
      page: StatusPage,
      // GitHub lists the newest status of each context alone.
      keyOf: (status) => status.name,
      what: `the commit statuses of ${sha.slice(0, 7)}`,
      access: 'commit statuses',
    }),
  ]);
  if (runs.kind === 'problem') return runs;
  if (statuses.kind === 'problem') return statuses;
  const facts = [...newestOfEach(runs.value), ...statuses.value];
  return { kind: 'read', value: facts.toSorted((a, b) => a.name.localeCompare(b.name, 'en')) };
}

function newestOfEach(checks: readonly NumberedCheck[]): readonly CheckFact[] {
  const newest = new Map<string, NumberedCheck>();
  for (const check of checks) {
    const key = JSON.stringify([check.app, check.fact.name]);
    const known = newest.get(key);
    if (known === undefined || BigInt(known.id) < BigInt(check.id)) newest.set(key, check);
  }
  return [...newest.values()].map(({ fact }) => fact);
}

/** Every review of a pull request, oldest first, as GitHub lists them. */
export async function readReviews(
  reads: GithubReads,
  repo: RepoName,
  pull: number,
): Promise<Read<readonly ReviewFact[]>> {
  const read = await readList(reads, repo, {
    url: '/repos/{owner}/{repo}/pulls/{number}/reviews',
    parameters: { number: pull },
    page: ReviewPage,
    keyOf: (review) => review.id,
    size: 100,
    pages: mostPages,
    what: `the reviews of #${pull}`,
    access: 'pull requests',
  });
  return read.kind === 'problem' ? read : { kind: 'read', value: read.value.map(({ fact }) => fact) };
}
