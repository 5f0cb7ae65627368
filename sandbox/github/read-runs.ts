import { type Answer, countedAnswer, json, notFound, pageOf, param, problem, type RepoRequest } from './answers.ts';
import { resolveCommit } from './history.ts';
import {
  newestStatuses,
  presentCombinedStatus,
  presentJob,
  presentJobCheck,
  presentReportedCheck,
  presentRun,
  presentWorkflow,
} from './present-runs.ts';
import { findWorkflow } from './run-start.ts';
import { type Repo, type ReportedCheck, type Run } from './types.ts';

/** Reads of workflows, runs, jobs and checks. */

/** GitHub lists no more than this many runs, however many there are. */
const mostRuns = 1000;

export function listWorkflows(request: RepoRequest): Answer {
  const { state, repo } = request;
  return countedAnswer(request, [...repo.workflows.values()], 'workflows', (entry) =>
    presentWorkflow(state, repo, entry),
  );
}

export function getWorkflow(request: RepoRequest): Answer {
  const { state, repo } = request;
  const entry = findWorkflow(repo, param(request, 'workflow'));
  return entry === undefined ? notFound() : json(presentWorkflow(state, repo, entry));
}

export function listRuns(request: RepoRequest): Answer {
  return answerRuns(request, request.repo.runs);
}

export function listRunsOfWorkflow(request: RepoRequest): Answer {
  const entry = findWorkflow(request.repo, param(request, 'workflow'));
  if (entry === undefined) return notFound();
  return answerRuns(
    request,
    request.repo.runs.filter((run) => run.workflowId === entry.id),
  );
}

function answerRuns(request: RepoRequest, runs: readonly Run[]): Answer {
  const { state, repo } = request;
  const query = request.url.searchParams;
  const wanted = runs.filter(
    (run) =>
      run.visibleFrom <= state.nowMs() &&
      is(query, 'event', run.event) &&
      is(query, 'branch', run.headBranch) &&
      is(query, 'head_sha', run.headSha) &&
      is(query, 'actor', run.actor) &&
      is(query, 'check_suite_id', String(run.checkSuiteId)) &&
      (is(query, 'status', run.status) || is(query, 'status', run.conclusion ?? '')) &&
      createdWithin(query.get('created'), run.createdAt),
  );
  // Runs of one second stay as they are: the one made last comes first.
  const listed = wanted.toSorted((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt)).slice(0, mostRuns);
  return countedAnswer(request, listed, 'workflow_runs', (run) => presentRun(state, repo, run));
}

function is(query: URLSearchParams, name: string, value: string): boolean {
  return (query.get(name) ?? value) === value;
}

/** GitHub's search syntax for dates: `>=T`, `>T`, `<=T`, `<T`, `T..U` with `*` for an open end, or one date. */
export function createdWithin(filter: string | null, createdAt: string): boolean {
  if (filter === null || filter === '') return true;
  const at = Date.parse(createdAt);
  const range = /^(.+)\.\.(.+)$/.exec(filter);
  if (range !== null) return !(at < startOf(range[1])) && !(at > endOf(range[2]));
  const [, sign, bound] = /^(>=|<=|>|<)?(.*)$/.exec(filter) ?? [];
  switch (sign) {
    case '>=':
      return at >= startOf(bound);
    case '>':
      return at > endOf(bound);
    case '<=':
      return at <= endOf(bound);
    case '<':
      return at < startOf(bound);
    default:
      return at >= startOf(bound) && at <= endOf(bound);
  }
}

/** NaN for `*`: every comparison with it is false. */
function startOf(bound: string | undefined): number {
  return Date.parse(bound ?? '');
}

/** A bound without a time means the whole day. */
function endOf(bound: string | undefined): number {
  return Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(bound ?? '') ? `${bound}T23:59:59Z` : (bound ?? ''));
}

export function getRun(request: RepoRequest): Answer {
  const run = runOf(request);
  return run === undefined ? notFound() : json(presentRun(request.state, request.repo, run));
}

export function getAttempt(request: RepoRequest): Answer {
  const run = attemptOf(request);
  return run === undefined ? notFound() : json(presentRun(request.state, request.repo, run));
}

export function listJobs(request: RepoRequest): Answer {
  const run = runOf(request);
  if (run === undefined) return notFound();
  const attempts = request.url.searchParams.get('filter') === 'all' ? [run, ...run.earlier.toReversed()] : [run];
  return answerJobs(request, attempts);
}

export function listJobsOfAttempt(request: RepoRequest): Answer {
  const run = attemptOf(request);
  return run === undefined ? notFound() : answerJobs(request, [run]);
}

function answerJobs(request: RepoRequest, attempts: readonly Run[]): Answer {
  const { state, repo } = request;
  const jobs = attempts.flatMap((run) => run.jobs.map((job) => ({ run, job })));
  return countedAnswer(request, jobs, 'jobs', ({ run, job }) => presentJob(state, repo, run, job));
}

export function listCheckRuns(request: RepoRequest): Answer {
  const { state, repo } = request;
  const ref = param(request, 'ref');
  const commit = resolveCommit(repo, ref);
  if (commit === undefined) return problem(422, `No commit found for SHA: ${ref}`);
  const query = request.url.searchParams;
  const filter = query.get('filter') === 'all' ? 'all' : 'latest';
  const ofJobs = repo.runs
    .filter((run) => run.headSha === commit.sha)
    .flatMap((run) => (filter === 'all' ? [run, ...run.earlier.toReversed()] : [run]))
    .flatMap((run) => run.jobs.map((job) => presentJobCheck(state, repo, run, job)));
  const reported = reportedChecks(repo, commit.sha, filter).map(({ check, id }) =>
    presentReportedCheck(state, repo, check, id),
  );
  const wanted = [...ofJobs, ...reported].filter(
    (check) => is(query, 'check_name', String(check['name'])) && is(query, 'status', String(check['status'])),
  );
  return countedAnswer(request, wanted, 'check_runs', (check) => check);
}

type Reported = { readonly check: ReportedCheck; readonly id: number };

/** `latest` has each name once: what was reported last. */
function reportedChecks(repo: Repo, sha: string, filter: 'all' | 'latest'): readonly Reported[] {
  const all = repo.checks.map((check, index) => ({ check, id: index + 1 })).filter(({ check }) => check.sha === sha);
  return filter === 'all' ? all : [...new Map(all.map((one) => [one.check.name, one])).values()];
}

export function getCombinedStatus(request: RepoRequest): Answer {
  const { state, repo } = request;
  const ref = param(request, 'ref');
  const commit = resolveCommit(repo, ref);
  if (commit === undefined) return problem(422, `No commit found for SHA: ${ref}`);
  const statuses = newestStatuses(repo, commit.sha);
  const { items, headers } = pageOf(request, statuses);
  const body = presentCombinedStatus(state, repo, commit.sha, { statuses, shown: items });
  return { kind: 'json', status: 200, body, headers };
}

export function runOf(request: RepoRequest): Run | undefined {
  return request.repo.runs.find((run) => run.id === param(request, 'run'));
}

function attemptOf(request: RepoRequest): Run | undefined {
  const run = runOf(request);
  return [run, ...(run?.earlier ?? [])].find((one) => String(one?.attempt) === param(request, 'attempt'));
}
