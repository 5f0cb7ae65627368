import { type Answer, json, notFound, type RepoRequest, type Request } from './answers.ts';
import { createIssue, listIssues } from './issues.ts';
import { downloadArtifact, getArtifact, listArtifacts, listArtifactsOfRun } from './read-artifacts.ts';
import {
  compare,
  getPull,
  listPullCommits,
  listPullFiles,
  listPulls,
  listPullsOfCommit,
  listReviews,
} from './read-changes.ts';
import { compareDependencies } from './read-dependencies.ts';
import {
  getBlob,
  getBranch,
  getCommit,
  getContent,
  getRef,
  getRepo,
  getTagObject,
  getTree,
  listActivity,
  listCommits,
  listMatchingRefs,
  listTags,
} from './read-repo.ts';
import {
  getAttempt,
  getCombinedStatus,
  getRun,
  getWorkflow,
  listCheckRuns,
  listJobs,
  listJobsOfAttempt,
  listRuns,
  listRunsOfWorkflow,
  listWorkflows,
} from './read-runs.ts';
import {
  listEnvironmentSecrets,
  listEnvironmentVariables,
  listOrganizationSecrets,
  listOrganizationVariables,
  listSecrets,
  listVariables,
} from './read-settings.ts';
import { cancel, createDispatch, rerunAll, rerunFailed } from './write-runs.ts';

type Route = {
  readonly method: 'GET' | 'POST';
  readonly pattern: RegExp;
  readonly names: readonly string[];
  /** Where GitHub documents it; every error names it. */
  readonly docs: string;
  readonly handle: (request: RepoRequest) => Answer;
};

export const docsRoot = 'https://docs.github.com/rest';

/** Every address below a repository, first match wins. `{name}` is one part of the path, `{name+}` one or more. */
const routes: readonly Route[] = [
  route('GET', '', 'repos/repos#get-a-repository', getRepo),
  route('GET', '/commits', 'commits/commits#list-commits', listCommits),
  route(
    'GET',
    '/commits/{ref+}/pulls',
    'commits/commits#list-pull-requests-associated-with-a-commit',
    listPullsOfCommit,
  ),
  route('GET', '/commits/{ref+}/check-runs', 'checks/runs#list-check-runs-for-a-git-reference', listCheckRuns),
  route(
    'GET',
    '/commits/{ref+}/status',
    'commits/statuses#get-the-combined-status-for-a-specific-reference',
    getCombinedStatus,
  ),
  route('GET', '/commits/{ref+}', 'commits/commits#get-a-commit', getCommit),
  route('GET', '/branches/{branch+}', 'branches/branches#get-a-branch', getBranch),
  route('GET', '/git/ref/{ref+}', 'git/refs#get-a-reference', getRef),
  route('GET', '/git/matching-refs/{ref+}', 'git/refs#list-matching-references', listMatchingRefs),
  route('GET', '/git/tags/{sha}', 'git/tags#get-a-tag', getTagObject),
  route('GET', '/git/blobs/{sha}', 'git/blobs#get-a-blob', getBlob),
  route('GET', '/git/trees/{sha+}', 'git/trees#get-a-tree', getTree),
  route('GET', '/tags', 'repos/repos#list-repository-tags', listTags),
  route('GET', '/compare/{basehead+}', 'commits/commits#compare-two-commits', compare),
  route('GET', '/activity', 'repos/repos#list-repository-activities', listActivity),
  route('GET', '/contents', 'repos/contents#get-repository-content', getContent),
  route('GET', '/contents/{path+}', 'repos/contents#get-repository-content', getContent),
  route('GET', '/issues', 'issues/issues#list-repository-issues', listIssues),
  route('POST', '/issues', 'issues/issues#create-an-issue', createIssue),
  route('GET', '/pulls', 'pulls/pulls#list-pull-requests', listPulls),
  route('GET', '/pulls/{number}', 'pulls/pulls#get-a-pull-request', getPull),
  route('GET', '/pulls/{number}/reviews', 'pulls/reviews#list-reviews-for-a-pull-request', listReviews),
  route('GET', '/pulls/{number}/commits', 'pulls/pulls#list-commits-on-a-pull-request', listPullCommits),
  route('GET', '/pulls/{number}/files', 'pulls/pulls#list-pull-requests-files', listPullFiles),
  route(
    'GET',
    '/dependency-graph/compare/{basehead+}',
    'dependency-graph/dependency-review#get-a-diff-of-the-dependencies-between-commits',
    compareDependencies,
  ),
  route('GET', '/actions/variables', 'actions/variables#list-repository-variables', listVariables),
  route(
    'GET',
    '/actions/organization-variables',
    'actions/variables#list-repository-organization-variables',
    listOrganizationVariables,
  ),
  route(
    'GET',
    '/environments/{environment}/variables',
    'actions/variables#list-environment-variables',
    listEnvironmentVariables,
  ),
  route('GET', '/actions/secrets', 'actions/secrets#list-repository-secrets', listSecrets),
  route(
    'GET',
    '/actions/organization-secrets',
    'actions/secrets#list-repository-organization-secrets',
    listOrganizationSecrets,
  ),
  route(
    'GET',
    '/environments/{environment}/secrets',
    'actions/secrets#list-environment-secrets',
    listEnvironmentSecrets,
  ),
  route('GET', '/actions/workflows', 'actions/workflows#list-repository-workflows', listWorkflows),
  route('GET', '/actions/workflows/{workflow}', 'actions/workflows#get-a-workflow', getWorkflow),
  route(
    'POST',
    '/actions/workflows/{workflow}/dispatches',
    'actions/workflows#create-a-workflow-dispatch-event',
    createDispatch,
  ),
  route(
    'GET',
    '/actions/workflows/{workflow}/runs',
    'actions/workflow-runs#list-workflow-runs-for-a-workflow',
    listRunsOfWorkflow,
  ),
  route('GET', '/actions/runs', 'actions/workflow-runs#list-workflow-runs-for-a-repository', listRuns),
  route('GET', '/actions/runs/{run}', 'actions/workflow-runs#get-a-workflow-run', getRun),
  route('GET', '/actions/runs/{run}/jobs', 'actions/workflow-jobs#list-jobs-for-a-workflow-run', listJobs),
  route('GET', '/actions/runs/{run}/artifacts', 'actions/artifacts#list-workflow-run-artifacts', listArtifactsOfRun),
  route('GET', '/actions/artifacts', 'actions/artifacts#list-artifacts-for-a-repository', listArtifacts),
  route('GET', '/actions/artifacts/{artifact}', 'actions/artifacts#get-an-artifact', getArtifact),
  route('GET', '/actions/artifacts/{artifact}/zip', 'actions/artifacts#download-an-artifact', downloadArtifact),
  route(
    'GET',
    '/actions/runs/{run}/attempts/{attempt}',
    'actions/workflow-runs#get-a-workflow-run-attempt',
    getAttempt,
  ),
  route(
    'GET',
    '/actions/runs/{run}/attempts/{attempt}/jobs',
    'actions/workflow-jobs#list-jobs-for-a-workflow-run-attempt',
    listJobsOfAttempt,
  ),
  route('POST', '/actions/runs/{run}/cancel', 'actions/workflow-runs#cancel-a-workflow-run', cancel),
  route('POST', '/actions/runs/{run}/force-cancel', 'actions/workflow-runs#force-cancel-a-workflow-run', cancel),
  route('POST', '/actions/runs/{run}/rerun', 'actions/workflow-runs#re-run-a-workflow', rerunAll),
  route(
    'POST',
    '/actions/runs/{run}/rerun-failed-jobs',
    'actions/workflow-runs#re-run-failed-jobs-from-a-workflow-run',
    rerunFailed,
  ),
];

export type Routed = { readonly answer: Answer; readonly docs: string };

/** Answers what lies below `/repos/{owner}/{repo}`; anything else, and any unknown method, is GitHub's 404. */
export function answerRoute(method: string, request: Request): Routed {
  const [, owner, name, rest] = /^\/repos\/([^/]+)\/([^/]+?)(\/.*)?$/.exec(request.url.pathname) ?? [];
  const repo = request.state.repos.get(`${owner}/${name}`.toLowerCase());
  if (repo === undefined) return { answer: notFound(), docs: `${docsRoot}/repos/repos#get-a-repository` };
  for (const { method: wanted, pattern, names, docs, handle } of routes) {
    const match = wanted === method ? pattern.exec(rest ?? '') : null;
    if (match === null) continue;
    const params = decoded(names, match);
    if (params === null) break;
    return { answer: handle({ ...request, params, repo }), docs: `${docsRoot}/${docs}` };
  }
  return { answer: notFound(), docs: docsRoot };
}

/** Says how much may still be asked; asking for it costs nothing. */
export function answerRateLimit(core: {
  readonly limit: number;
  readonly remaining: number;
  readonly reset: number;
}): Answer {
  const rate = { ...core, used: core.limit - core.remaining };
  return json({ resources: { core: rate }, rate });
}

function route(method: Route['method'], path: string, docs: string, handle: Route['handle']): Route {
  const names = [...path.matchAll(/\{(\w+)\+?\}/g)].map((match) => match[1] ?? '');
  const source = path.replaceAll(/\{\w+\+\}/g, '(.+)').replaceAll(/\{\w+\}/g, '([^/]+)');
  return { method, pattern: new RegExp(`^${source}/?$`), names, docs, handle };
}

/** Null when a part is not valid percent-encoding. */
function decoded(names: readonly string[], match: RegExpExecArray): ReadonlyMap<string, string> | null {
  try {
    return new Map(names.map((name, index) => [name, decodeURIComponent(match[index + 1] ?? '')]));
  } catch {
    return null;
  }
}
