import { zeroSha } from './git-objects.ts';
import { commitsBetween } from './history.ts';
import {
  apiUrl,
  htmlUrl,
  type Json,
  presentAccount,
  presentLabel,
  presentPull,
  presentRepo,
  presentReview,
  presentWholePull,
} from './present-repo.ts';
import { presentPushedCommit, presentReportedCheck, presentRun, presentWorkflow } from './present-runs.ts';
import { type WorldState } from './state.ts';
import { type Happening, type Run } from './types.ts';

/** The bodies of webhooks, taken the moment that something happened. */

/** Most commits that a push event lists. */
const mostPushedCommits = 2048;
/** Webhooks are written in this version of the API. */
const olderVersion = '2022-11-28';

export function payloadOf(state: WorldState, happening: Happening): Json {
  if (happening.event === 'ping') {
    const hook = { type: 'Repository', id: 1, active: true };
    return { zen: 'Approachable is better than simple.', hook_id: 1, hook };
  }
  return {
    ...('action' in happening ? { action: happening.action } : {}),
    ...bodyOf(state, happening),
    repository: presentRepo(state, happening.repo),
    sender: presentAccount(state, senderOf(happening)),
  };
}

type Telling = Exclude<Happening, { readonly event: 'ping' }>;

function bodyOf(state: WorldState, happening: Telling): Json {
  const { repo } = happening;
  switch (happening.event) {
    case 'push':
      return pushBody(state, happening);
    case 'pull_request': {
      const pull_request = presentWholePull(state, repo, happening.pull, olderVersion);
      const label = 'label' in happening ? { label: presentLabel(repo, happening.label) } : {};
      return { number: happening.pull.number, ...label, pull_request };
    }
    case 'pull_request_review': {
      const { pull, review } = happening;
      // Webhooks write the state in lower case, unlike the API.
      const shown = { ...presentReview(state, repo, pull, review), state: review.state.toLowerCase() };
      return { review: shown, pull_request: presentPull(state, repo, pull, olderVersion) };
    }
    case 'check_run':
      return {
        check_run: presentReportedCheck(state, repo, happening.check, repo.checks.indexOf(happening.check) + 1),
      };
    case 'status':
      return statusBody(happening);
    case 'workflow_run': {
      const entry = repo.workflows.get(happening.run.path);
      const workflow = entry === undefined ? null : presentWorkflow(state, repo, entry);
      return { workflow_run: presentRun(state, repo, happening.run), workflow };
    }
    case 'check_suite': {
      const url = `${apiUrl(state, repo)}/check-suites/${happening.run.checkSuiteId}`;
      return { check_suite: checkSuite(happening.run, url) };
    }
  }
}

function senderOf(happening: Telling): string {
  switch (happening.event) {
    case 'push':
      return happening.pusher;
    case 'pull_request':
      return happening.sender;
    case 'pull_request_review':
      return happening.review.by;
    case 'check_run':
    case 'status':
      return happening.repo.owner;
    case 'workflow_run':
    case 'check_suite':
      return happening.run.triggeringActor;
  }
}

function statusBody({ repo, status }: Extract<Happening, { readonly event: 'status' }>): Json {
  const { sha, context, description, at } = status;
  const heads = [...repo.branches].filter(([, head]) => head === sha);
  return {
    id: repo.statuses.length,
    sha,
    name: repo.fullName,
    context,
    state: status.state,
    description,
    target_url: null,
    branches: heads.map(([name]) => ({ name, commit: { sha } })),
    created_at: at,
    updated_at: at,
  };
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

function pushBody(state: WorldState, push: Extract<Happening, { readonly event: 'push' }>): Json {
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
    pusher: { name: account.login, email: account.email },
  };
}

/** A branch that is new lists its head only. */
function pushedShas(push: Extract<Happening, { readonly event: 'push' }>): readonly string[] {
  if (push.before === zeroSha) return [push.after];
  return commitsBetween(push.repo, push.before, push.after)
    .slice(-mostPushedCommits)
    .map((commit) => commit.sha);
}
