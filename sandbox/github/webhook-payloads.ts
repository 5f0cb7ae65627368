import { zeroSha } from './git-objects.ts';
import { commitsBetween } from './history.ts';
import { apiUrl, htmlUrl, type Json, presentAccount, presentRepo, presentWholePull } from './present-repo.ts';
import { presentPushedCommit, presentRun, presentWorkflow } from './present-runs.ts';
import { type WorldState } from './state.ts';
import { type Happening, type Run } from './types.ts';

/** The bodies of webhooks, taken the moment that something happened. */

/** Most commits that a push event lists. */
const mostPushedCommits = 2048;

export function payloadOf(state: WorldState, happening: Happening): Json {
  switch (happening.event) {
    case 'ping':
      return {
        zen: 'Approachable is better than simple.',
        hook_id: 1,
        hook: { type: 'Repository', id: 1, active: true },
      };
    case 'push':
      return pushPayload(state, happening);
    case 'pull_request': {
      const { action, repo, pull, sender } = happening;
      return {
        action,
        number: pull.number,
        pull_request: presentWholePull(state, repo, pull, '2022-11-28'),
        repository: presentRepo(state, repo),
        sender: presentAccount(state, sender),
      };
    }
    case 'workflow_run': {
      const { action, repo, run } = happening;
      const entry = repo.workflows.get(run.path);
      return {
        action,
        workflow_run: presentRun(state, repo, run),
        workflow: entry === undefined ? null : presentWorkflow(state, repo, entry),
        repository: presentRepo(state, repo),
        sender: presentAccount(state, run.triggeringActor),
      };
    }
    case 'check_suite': {
      const { action, repo, run } = happening;
      return {
        action,
        check_suite: checkSuite(run, `${apiUrl(state, repo)}/check-suites/${run.checkSuiteId}`),
        repository: presentRepo(state, repo),
        sender: presentAccount(state, run.triggeringActor),
      };
    }
  }
}

function checkSuite(run: Run, url: string): Json {
  return {
    id: run.checkSuiteId,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    status: run.status,
    conclusion: run.conclusion,
    url,
    created_at: run.createdAt,
    updated_at: run.updatedAt,
    latest_check_runs_count: run.jobs.length,
    app: { id: 15_368, slug: 'github-actions', name: 'GitHub Actions' },
    pull_requests: [],
  };
}

function pushPayload(state: WorldState, push: Extract<Happening, { readonly event: 'push' }>): Json {
  const { repo, ref, before, after } = push;
  const account = state.account(push.pusher);
  const shas = after === zeroSha || ref.startsWith('refs/tags/') ? [] : pushedShas(push);
  return {
    ref,
    before,
    after,
    base_ref: null,
    created: before === zeroSha,
    deleted: after === zeroSha,
    forced: push.forced,
    compare: `${htmlUrl(state, repo)}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
    commits: shas.map((sha) => presentPushedCommit(state, repo, sha)),
    head_commit: presentPushedCommit(state, repo, after),
    repository: presentRepo(state, repo),
    pusher: { name: account.login, email: account.email },
    sender: presentAccount(state, push.pusher),
  };
}

/** A branch that is new lists its head only. */
function pushedShas(push: Extract<Happening, { readonly event: 'push' }>): readonly string[] {
  if (push.before === zeroSha) return [push.after];
  return commitsBetween(push.repo, push.before, push.after)
    .slice(-mostPushedCommits)
    .map((commit) => commit.sha);
}
