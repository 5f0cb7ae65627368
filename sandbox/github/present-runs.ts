import { apiUrl, htmlUrl, type Json, nodeId, presentAccount, presentFork, presentRepo } from './present-repo.ts';
import { type WorldState } from './state.ts';
import { type Job, type Repo, type ReportedCheck, type ReportedStatus, type Run, type WorkflowEntry } from './types.ts';
import { readWorkflow } from './workflow-file.ts';

/** Workflows, runs, jobs and checks as GitHub's REST API writes them. Ids of runs are bigints: the server writes them as numbers. */

export function presentWorkflow(state: WorldState, repo: Repo, entry: WorkflowEntry): Json {
  const head = repo.commits.get(repo.branches.get(repo.defaultBranch) ?? '');
  const file = readWorkflow(head?.tree.get(entry.path) ?? '');
  return {
    id: entry.id,
    node_id: nodeId('W', entry.id),
    name: file?.name ?? entry.path,
    path: entry.path,
    state: entry.disabled ? 'disabled_manually' : 'active',
    created_at: entry.createdAt,
    updated_at: entry.createdAt,
    url: `${apiUrl(state, repo)}/actions/workflows/${entry.id}`,
    html_url: `${htmlUrl(state, repo)}/blob/${repo.defaultBranch}/${entry.path}`,
    badge_url: `${htmlUrl(state, repo)}/actions/workflows/${entry.path.split('/').at(-1) ?? ''}/badge.svg`,
  };
}

export function runUrl(state: WorldState, repo: Repo, run: Run): string {
  return `${apiUrl(state, repo)}/actions/runs/${run.id}`;
}

export function runHtmlUrl(state: WorldState, repo: Repo, run: Run): string {
  return `${htmlUrl(state, repo)}/actions/runs/${run.id}`;
}

export function presentRun(state: WorldState, repo: Repo, run: Run): Json {
  const url = runUrl(state, repo, run);
  return {
    id: BigInt(run.id),
    name: run.workflowName,
    node_id: nodeId('WFR', run.id),
    head_branch: run.headBranch,
    head_sha: run.headSha,
    path: run.path,
    display_title: run.displayTitle,
    run_number: run.number,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion,
    workflow_id: run.workflowId,
    check_suite_id: run.checkSuiteId,
    check_suite_node_id: nodeId('CS', run.checkSuiteId),
    url,
    html_url: runHtmlUrl(state, repo, run),
    pull_requests: pullsOf(state, repo, run),
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    actor: presentAccount(state, run.actor),
    run_attempt: run.attempt,
    referenced_workflows: [],
    run_started_at: run.startedAt,
    triggering_actor: presentAccount(state, run.triggeringActor),
    jobs_url: `${url}/jobs`,
    logs_url: `${url}/logs`,
    check_suite_url: `${apiUrl(state, repo)}/check-suites/${run.checkSuiteId}`,
    artifacts_url: `${url}/artifacts`,
    cancel_url: `${url}/cancel`,
    rerun_url: `${url}/rerun`,
    previous_attempt_url: run.attempt > 1 ? `${url}/attempts/${run.attempt - 1}` : null,
    workflow_url: `${apiUrl(state, repo)}/actions/workflows/${run.workflowId}`,
    head_commit: headCommit(repo, run),
    repository: presentRepo(state, repo),
    head_repository: run.headRepo === null ? presentRepo(state, repo) : presentFork(state, repo, run.headRepo),
  };
}

/** Those whose branch the run is of. For a run from a fork GitHub names none. */
function pullsOf(state: WorldState, repo: Repo, run: Run): readonly Json[] {
  if (run.headRepo !== null) return [];
  const here = { id: repo.id, url: apiUrl(state, repo), name: repo.name };
  return repo.pulls
    .filter((pull) => pull.head === run.headBranch && pull.closedAt === null)
    .map((pull) => ({
      id: repo.id * 1000 + pull.number,
      number: pull.number,
      url: `${apiUrl(state, repo)}/pulls/${pull.number}`,
      head: { ref: pull.head, sha: pull.headSha, repo: here },
      base: { ref: pull.base, sha: pull.baseSha, repo: here },
    }));
}

function headCommit(repo: Repo, run: Run): Json | null {
  const commit = repo.commits.get(run.headSha);
  if (commit === undefined) return null;
  const { author, committer, message, treeSha, sha } = commit;
  return {
    id: sha,
    tree_id: treeSha,
    message,
    timestamp: committer.date,
    author: { name: author.name, email: author.email },
    committer: { name: committer.name, email: committer.email },
  };
}

export function presentJob(state: WorldState, repo: Repo, run: Run, job: Job): Json {
  return {
    id: BigInt(job.id),
    run_id: BigInt(run.id),
    run_url: runUrl(state, repo, run),
    run_attempt: run.attempt,
    node_id: nodeId('J', job.id),
    head_sha: run.headSha,
    head_branch: run.headBranch,
    workflow_name: run.workflowName,
    url: `${apiUrl(state, repo)}/actions/jobs/${job.id}`,
    html_url: `${runHtmlUrl(state, repo, run)}/job/${job.id}`,
    check_run_url: `${apiUrl(state, repo)}/check-runs/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    created_at: run.startedAt,
    started_at: job.startedAt ?? run.startedAt,
    completed_at: job.completedAt,
    name: job.name,
    steps: job.steps.map((step) => ({
      name: step.name,
      status: step.status,
      conclusion: step.conclusion,
      number: step.number,
      started_at: step.startedAt,
      completed_at: step.completedAt,
    })),
    labels: ['ubuntu-latest'],
    runner_id: job.startedAt === null ? null : 1,
    runner_name: job.startedAt === null ? null : 'GitHub Actions 1',
  };
}

/** A job of a workflow is also a check run of its head commit. */
export function presentJobCheck(state: WorldState, repo: Repo, run: Run, job: Job): Json {
  return {
    ...checkBase(state, repo, { sha: run.headSha, name: job.name, id: BigInt(job.id) }),
    html_url: `${runHtmlUrl(state, repo, run)}/job/${job.id}`,
    details_url: `${runHtmlUrl(state, repo, run)}/job/${job.id}`,
    status: job.status,
    conclusion: job.conclusion,
    started_at: job.startedAt ?? run.startedAt,
    completed_at: job.completedAt,
    check_suite: { id: run.checkSuiteId },
  };
}

export function presentReportedCheck(state: WorldState, repo: Repo, check: ReportedCheck, id: number): Json {
  return {
    ...checkBase(state, repo, { sha: check.sha, name: check.name, id: BigInt(id) }),
    html_url: `${htmlUrl(state, repo)}/runs/${id}`,
    details_url: null,
    status: check.conclusion === null ? 'in_progress' : 'completed',
    conclusion: check.conclusion,
    started_at: check.at,
    completed_at: check.conclusion === null ? null : check.at,
    check_suite: null,
  };
}

function checkBase(
  state: WorldState,
  repo: Repo,
  check: { readonly sha: string; readonly name: string; readonly id: bigint },
): Json {
  return {
    id: check.id,
    name: check.name,
    node_id: nodeId('CR', String(check.id)),
    head_sha: check.sha,
    external_id: '',
    url: `${apiUrl(state, repo)}/check-runs/${check.id}`,
    output: { title: null, summary: null, text: null, annotations_count: 0, annotations_url: '' },
    app: { id: 15_368, slug: 'github-actions', name: 'GitHub Actions' },
    pull_requests: [],
  };
}

/** The last one of each context. */
export function newestStatuses(repo: Repo, sha: string): readonly ReportedStatus[] {
  const oldestFirst = repo.statuses.filter((status) => status.sha === sha).toReversed();
  return [...new Map(oldestFirst.map((status) => [status.context, status])).values()];
}

type Statuses = { readonly statuses: readonly ReportedStatus[]; readonly shown: readonly ReportedStatus[] };

/** *pending* when nothing was ever reported: that is GitHub's answer, and no statement about the commit. */
export function presentCombinedStatus(state: WorldState, repo: Repo, sha: string, { statuses, shown }: Statuses): Json {
  const bad = statuses.some((status) => status.state === 'failure' || status.state === 'error');
  const good = statuses.length > 0 && statuses.every((status) => status.state === 'success');
  return {
    state: bad ? 'failure' : good ? 'success' : 'pending',
    statuses: shown.map((status) => ({
      context: status.context,
      state: status.state,
      description: status.description,
      target_url: null,
      created_at: status.at,
      updated_at: status.at,
    })),
    sha,
    total_count: statuses.length,
    repository: presentRepo(state, repo),
    commit_url: `${apiUrl(state, repo)}/commits/${sha}`,
    url: `${apiUrl(state, repo)}/commits/${sha}/status`,
  };
}

/** The commit as push events write it. */
export function presentPushedCommit(state: WorldState, repo: Repo, sha: string): Json | null {
  const commit = repo.commits.get(sha);
  if (commit === undefined) return null;
  return {
    id: sha,
    tree_id: commit.treeSha,
    distinct: true,
    message: commit.message,
    timestamp: commit.committer.date,
    url: `${htmlUrl(state, repo)}/commit/${sha}`,
    author: { name: commit.author.name, email: commit.author.email, ...usernameOf(commit.author.login) },
    committer: { name: commit.committer.name, email: commit.committer.email, ...usernameOf(commit.committer.login) },
  };
}

function usernameOf(login: string | null): Json {
  return login === null ? {} : { username: login };
}
