import { type GithubDouble } from '../github/server.ts';
import { type Commit, type Pull, type Repo, type Run } from '../github/types.ts';
import { type SlackDouble } from '../slack/contract.ts';
import { type EphemeralMessage, type Message, type User, type WorkspaceState } from '../slack/types.ts';
import {
  type BotState,
  type CommitInfo,
  type LiveService,
  type Person,
  type PersonKind,
  type PullInfo,
  type RepoInfo,
  type RunInfo,
  type Snapshot,
  type SwitchInfo,
  type TourPeople,
} from './client/snapshot.ts';

/** What the page is told that the doubles cannot know. */
export type Known = {
  readonly bot: Pick<BotState, 'state' | 'says'>;
  readonly services: readonly LiveService[];
  readonly switches: readonly SwitchInfo[];
  /** By person: what they may do or did here. */
  readonly hints: Readonly<Record<string, string>>;
  readonly tour: TourPeople;
  readonly clock: Snapshot['clock'];
  readonly alerts: Snapshot['alerts'];
};

/** Newest of each that the page shows; the doubles keep all. */
const shown = { messages: 200, ephemerals: 50, commits: 40, runs: 8, pulls: 12 };

/** Everything that the page shows, as one plain value. */
export function collect(slack: SlackDouble, github: GithubDouble, known: Known): Snapshot {
  const { state } = slack.workspace;
  const repos = [...github.world.repos.values()];
  return {
    now: github.world.nowMs() - github.world.faults.clockSkewMs,
    team: state.team.name,
    bot: { userId: state.app.botUserId, name: state.app.name, ...known.bot },
    people: Object.values(state.users).map((user) => personFrom(user, state, known.hints)),
    channels: Object.values(state.channels).map((channel) => ({
      id: channel.id,
      name: channel.name,
      topic: channel.topic,
      isArchived: channel.is_archived,
      with: channel.is_im ? (channel.user ?? null) : null,
    })),
    messages: newest<Message>(state.messages, shown.messages),
    ephemerals: newest<EphemeralMessage>(state.ephemerals, shown.ephemerals),
    views: state.views,
    homes: state.homes,
    services: known.services,
    alerts: known.alerts,
    repos: repos.map(repoFrom),
    githubUrl: github.world.urls.html,
    runs: repos
      .flatMap((repo) => repo.runs)
      .toSorted((one, other) => (one.createdAt < other.createdAt ? 1 : -1))
      .filter((run) => run.event === 'workflow_dispatch')
      .slice(0, shown.runs)
      .map((run) => runFrom(run, github.world.urls.html)),
    switches: known.switches,
    tour: known.tour,
    clock: known.clock,
  };
}

function newest<Item>(lists: Readonly<Record<string, readonly Item[]>>, most: number): Record<string, readonly Item[]> {
  return Object.fromEntries(Object.entries(lists).map(([id, list]) => [id, list.slice(-most)]));
}

function personFrom(user: User, state: WorkspaceState, hints: Known['hints']): Person {
  return {
    id: user.id,
    name: user.name,
    realName: user.real_name,
    color: user.color,
    kind: kindOf(user, state),
    hint: hints[user.id] ?? '',
  };
}

function kindOf(user: User, state: WorkspaceState): PersonKind {
  if (user.id === state.app.botUserId) return 'app';
  if (user.deleted) return 'deleted';
  if (user.is_bot || user.is_workflow_bot) return 'bot';
  if (user.is_stranger) return 'stranger';
  return user.is_restricted || user.is_ultra_restricted ? 'guest' : 'member';
}

function repoFrom(repo: Repo): RepoInfo {
  return {
    name: repo.fullName,
    defaultBranch: repo.defaultBranch,
    branches: [...repo.branches].map(([name, sha]) => ({ name, sha })),
    tags: [...repo.tags.values()].map((tag) => ({ name: tag.name, sha: tag.commit })),
    commits: historyFrom(repo, repo.branches.get(repo.defaultBranch)).map(commitFrom),
    pulls: repo.pulls.slice(-shown.pulls).map((pull) => pullFrom(repo, pull)),
  };
}

/** Newest first, along all parents, each commit once. */
function historyFrom(repo: Repo, head: string | undefined): readonly Commit[] {
  const seen = new Set<string>();
  const waiting = head === undefined ? [] : [head];
  const found: Commit[] = [];
  for (let sha = waiting.pop(); sha !== undefined && found.length < shown.commits; sha = waiting.pop()) {
    const commit = repo.commits.get(sha);
    if (commit === undefined || seen.has(sha)) continue;
    seen.add(sha);
    found.push(commit);
    waiting.push(...commit.parents);
  }
  return found.toSorted((one, other) => Date.parse(other.committer.date) - Date.parse(one.committer.date));
}

function commitFrom(commit: Commit): CommitInfo {
  return {
    sha: commit.sha,
    title: commit.message.split('\n')[0] ?? '',
    author: commit.author.login ?? commit.author.name,
    at: commit.committer.date,
  };
}

function pullFrom(repo: Repo, pull: Pull): PullInfo {
  return {
    number: pull.number,
    title: pull.title,
    author: pull.author,
    state: pull.merge !== null ? 'merged' : pull.closedAt === null ? 'open' : 'closed',
    commits: pull.commits.flatMap((sha) => {
      const commit = repo.commits.get(sha);
      return commit === undefined ? [] : [commitFrom(commit)];
    }),
  };
}

function runFrom(run: Run, html: string): RunInfo {
  return {
    id: run.id,
    repo: run.repo,
    number: run.number,
    title: run.displayTitle,
    workflow: run.workflowName,
    event: run.event,
    branch: run.headBranch,
    actor: run.triggeringActor,
    url: `${html}/${run.repo}/actions/runs/${run.id}`,
    attempt: run.attempt,
    createdAt: run.createdAt,
    status: run.status,
    conclusion: run.conclusion,
    jobs: run.jobs.map(({ name, status, conclusion, steps }) => ({
      name,
      status,
      conclusion,
      steps: steps.map((step) => ({ name: step.name, status: step.status, conclusion: step.conclusion })),
    })),
  };
}
