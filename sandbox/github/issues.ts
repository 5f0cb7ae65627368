import { z } from 'zod';
import { type Answer, json, pageOf, problem, type RepoRequest } from './answers.ts';
import { apiUrl, htmlUrl, nodeId, presentAccount, presentLabel, presentPull } from './present-repo.ts';
import { type WorldState } from './state.ts';
import { type Issue, type Repo } from './types.ts';

/** What GitHub takes, in characters (https://docs.github.com/rest/issues/issues#create-an-issue). */
const mostTitle = 256;
const mostBody = 65_536;

const IssueBody = z.object({
  title: z.string(),
  body: z.string().nullish(),
  labels: z.array(z.string()).optional(),
});

/** Issues and pull requests share one row of numbers. */
export function nextNumber({ pulls, issues }: Pick<Repo, 'pulls' | 'issues'>): number {
  return pulls.length + issues.length + 101;
}

/** Every pull request is an issue as well, and stands among them. Newest first, unless the oldest are asked for first. */
export function listIssues(request: RepoRequest): Answer {
  const { state, repo, apiVersion } = request;
  const query = request.url.searchParams;
  const wanted = query.get('state') ?? 'open';
  const all = [
    ...repo.issues.map((issue) => ({ number: issue.number, isOpen: true, shown: presentIssue(state, repo, issue) })),
    ...repo.pulls.map((pull) => ({
      number: pull.number,
      isOpen: pull.closedAt === null,
      shown: { ...presentPull(state, repo, pull, apiVersion), pull_request: { html_url: pullUrl(state, repo, pull) } },
    })),
  ].filter(({ isOpen }) => wanted === 'all' || isOpen === (wanted === 'open'));
  const rising = all.toSorted((a, b) => a.number - b.number);
  const { items, headers } = pageOf(request, query.get('direction') === 'asc' ? rising : rising.toReversed());
  return { kind: 'json', status: 200, body: items.map(({ shown }) => shown), headers };
}

/** Made by whom the token belongs to. */
export function createIssue(request: RepoRequest): Answer {
  const { state, repo } = request;
  const parsed = IssueBody.safeParse(request.body);
  if (!parsed.success) return problem(422, 'Invalid request.\n\n"title" wasn\'t supplied.');
  const { title, body, labels = [] } = parsed.data;
  if (title.trim() === '' || title.length > mostTitle) return problem(422, 'Validation Failed');
  if ((body ?? '').length > mostBody) return problem(422, 'Validation Failed');
  const issue: Issue = {
    number: nextNumber(repo),
    author: state.tokenLogin,
    title,
    body: body ?? '',
    labels,
    createdAt: state.nowText(),
  };
  repo.issues.push(issue);
  state.emit('change');
  return json(presentIssue(state, repo, issue), 201);
}

function presentIssue(state: WorldState, repo: Repo, issue: Issue): Record<string, unknown> {
  return {
    id: repo.id * 1000 + issue.number,
    node_id: nodeId('I', issue.number),
    number: issue.number,
    state: 'open',
    locked: false,
    title: issue.title,
    body: issue.body === '' ? null : issue.body,
    user: presentAccount(state, issue.author),
    labels: issue.labels.map((name) => presentLabel(repo, name)),
    assignees: [],
    comments: 0,
    created_at: issue.createdAt,
    updated_at: issue.createdAt,
    closed_at: null,
    author_association: 'MEMBER',
    url: `${apiUrl(state, repo)}/issues/${issue.number}`,
    html_url: `${htmlUrl(state, repo)}/issues/${issue.number}`,
  };
}

function pullUrl(state: WorldState, repo: Repo, { number }: { readonly number: number }): string {
  return `${htmlUrl(state, repo)}/pull/${number}`;
}
