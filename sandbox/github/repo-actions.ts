import { commitSha, tagSha, treeSha, zeroSha } from './git-objects.ts';
import { historyOf, resolveCommit } from './history.ts';
import { startRunsOfPush } from './run-start.ts';
import { type WorldState } from './state.ts';
import { type ActivityType, type Commit, type Identity, type Repo, type Tag, type Tree } from './types.ts';

export type CommitSpec = {
  /** A login, or a name and email that no account has. */
  readonly author: string | { readonly name: string; readonly email: string };
  readonly message: string;
  /** Logins, written as `Co-authored-by:` trailers. */
  readonly coAuthors?: readonly string[];
  /** Path to text; null removes the file. */
  readonly files?: Readonly<Record<string, string | null>>;
  /** The branch, tag or SHA that it follows; by default the head of the default branch. */
  readonly on?: string;
  readonly parents?: readonly string[];
  /** A login; by default the author. */
  readonly committer?: string;
};

export function addRepo(state: WorldState, fullName: string): Repo {
  const [owner, name] = fullName.split('/');
  if (owner === undefined || name === undefined) throw new Error(`a repository is written owner/name, not ${fullName}`);
  const repo: Repo = {
    id: state.nextId(),
    owner,
    name,
    fullName,
    defaultBranch: 'main',
    createdAt: state.nowText(),
    commits: new Map(),
    branches: new Map(),
    tags: new Map(),
    pulls: [],
    issues: [],
    activity: [],
    workflows: new Map(),
    runs: [],
    checks: [],
    statuses: [],
    artifacts: [],
    settings: [],
    givenDependencies: [],
    advisories: [],
  };
  state.repos.set(fullName.toLowerCase(), repo);
  return repo;
}

/** Makes a commit and moves no branch. Returns its SHA. */
export function commit(state: WorldState, repo: Repo, spec: CommitSpec): string {
  const parents = spec.parents ?? parentsFor(repo, spec.on ?? repo.defaultBranch);
  const date = state.nowText();
  const author = identityOf(state, spec.author, date);
  const committer = spec.committer === undefined ? author : state.identity(spec.committer, date);
  const trailers = (spec.coAuthors ?? []).map((login) => {
    const account = state.account(login);
    return `Co-authored-by: ${account.name} <${account.email}>`;
  });
  const message = trailers.length === 0 ? spec.message : `${spec.message}\n\n${trailers.join('\n')}`;
  const tree = changed(repo.commits.get(parents[0] ?? '')?.tree ?? new Map(), spec.files ?? {});
  const parts = { treeSha: treeSha(tree, ''), parents, author, committer, message };
  const made: Commit = { sha: commitSha(parts), ...parts, tree };
  repo.commits.set(made.sha, made);
  return made.sha;
}

/** Moves or makes a branch. Refuses what is not a fast-forward, as a protected remote does. */
export function push(state: WorldState, repo: Repo, branch: string, sha: string, pusher: string): void {
  const before = repo.branches.get(branch);
  if (before !== undefined && !historyOf(repo, sha).some((one) => one.sha === before)) {
    throw new Error(`${branch} cannot be fast-forwarded to ${sha}; use forcePush`);
  }
  moveBranch(state, repo, { branch, sha, actor: pusher, type: before === undefined ? 'branch_creation' : 'push' });
}

export function forcePush(state: WorldState, repo: Repo, branch: string, sha: string, pusher: string): void {
  moveBranch(state, repo, { branch, sha, actor: pusher, type: 'force_push' });
}

export type BranchMove = {
  readonly branch: string;
  readonly sha: string;
  readonly actor: string;
  readonly type: ActivityType;
};

/** Every way in which a branch moves ends here: activity, open pull requests, workflows, webhook. */
export function moveBranch(state: WorldState, repo: Repo, move: BranchMove): void {
  if (!repo.commits.has(move.sha)) throw new Error(`${repo.fullName} has no commit ${move.sha}`);
  const before = repo.branches.get(move.branch) ?? zeroSha;
  const ref = `refs/heads/${move.branch}`;
  repo.branches.set(move.branch, move.sha);
  if (move.branch === repo.defaultBranch) registerWorkflows(state, repo);
  recordActivity(state, repo, { ref, before, after: move.sha, actor: move.actor, type: move.type });
  const forced = move.type === 'force_push';
  state.happen({ event: 'push', repo, ref, before, after: move.sha, pusher: move.actor, forced });
  for (const pull of repo.pulls.filter((open) => open.head === move.branch && open.closedAt === null)) {
    pull.headSha = move.sha;
    pull.updatedAt = state.nowText();
    state.happen({ event: 'pull_request', action: 'synchronize', repo, pull, sender: move.actor });
  }
  startRunsOfPush(state, repo, { branch: move.branch, sha: move.sha, pusher: move.actor });
}

export function deleteBranch(state: WorldState, repo: Repo, branch: string, actor: string): void {
  const before = repo.branches.get(branch);
  if (before === undefined) throw new Error(`${repo.fullName} has no branch ${branch}`);
  const ref = `refs/heads/${branch}`;
  repo.branches.delete(branch);
  recordActivity(state, repo, { ref, before, after: zeroSha, actor, type: 'branch_deletion' });
  state.happen({ event: 'push', repo, ref, before, after: zeroSha, pusher: actor, forced: false });
}

export type TagSpec = { readonly name: string; readonly sha: string; readonly by: string; readonly message?: string };

/** With a message it is an annotated tag, whose ref points at a tag object and not at the commit. */
export function tag(state: WorldState, repo: Repo, spec: TagSpec): void {
  if (!repo.commits.has(spec.sha)) throw new Error(`${repo.fullName} has no commit ${spec.sha}`);
  const before = repo.tags.get(spec.name)?.commit ?? zeroSha;
  repo.tags.set(spec.name, { name: spec.name, commit: spec.sha, annotation: annotationOf(state, spec) });
  const ref = `refs/tags/${spec.name}`;
  state.happen({ event: 'push', repo, ref, before, after: spec.sha, pusher: spec.by, forced: before !== zeroSha });
}

function annotationOf(state: WorldState, spec: TagSpec): Tag['annotation'] {
  if (spec.message === undefined) return null;
  const tagger = state.identity(spec.by, state.nowText());
  return { sha: tagSha(spec.name, spec.sha, tagger, spec.message), message: spec.message, tagger };
}

/** A workflow is known to GitHub once its file was on the default branch; it stays known when the file goes. */
function registerWorkflows(state: WorldState, repo: Repo): void {
  const head = resolveCommit(repo, repo.defaultBranch);
  for (const path of head?.tree.keys() ?? []) {
    if (!/^\.github\/workflows\/[^/]+\.ya?ml$/.test(path) || repo.workflows.has(path)) continue;
    repo.workflows.set(path, { id: state.nextId(), path, createdAt: state.nowText(), disabled: false });
  }
}

type Move = {
  readonly ref: string;
  readonly before: string;
  readonly after: string;
  readonly actor: string;
  readonly type: ActivityType;
};

function recordActivity(state: WorldState, repo: Repo, move: Move): void {
  repo.activity.unshift({ id: state.nextId(), at: state.nowText(), ...move, actor: state.account(move.actor).login });
}

function parentsFor(repo: Repo, name: string): readonly string[] {
  if (repo.commits.size === 0) return [];
  const parent = resolveCommit(repo, name);
  if (parent === undefined) throw new Error(`${repo.fullName} has no commit, branch or tag ${name}`);
  return [parent.sha];
}

function identityOf(state: WorldState, author: CommitSpec['author'], date: string): Identity {
  return typeof author === 'string' ? state.identity(author, date) : { login: null, ...author, date };
}

function changed(tree: Tree, files: Readonly<Record<string, string | null>>): Tree {
  const next = new Map(tree);
  for (const [path, text] of Object.entries(files)) {
    if (text === null) next.delete(path);
    else next.set(path, text);
  }
  return next;
}
