import { createHash } from 'node:crypto';
import { entriesOf, type TreeEntry } from './git-objects.ts';
import { changesOf, changesOfPull, type FileChange } from './history.ts';
import { type WorldState } from './state.ts';
import { type Activity, type Commit, type Identity, type Pull, type Repo, type Review, type Tag } from './types.ts';

/** Repositories, commits, refs and pull requests as GitHub's REST API writes them. */

export type Json = Record<string, unknown>;

export function apiUrl(state: WorldState, repo: Repo): string {
  return `${state.urls.api}/repos/${repo.fullName}`;
}

export function htmlUrl(state: WorldState, repo: Repo): string {
  return `${state.urls.html}/${repo.fullName}`;
}

/** An id that means nothing, as GraphQL's ids should to a client of the REST API. */
export function nodeId(kind: string, id: string | number): string {
  return Buffer.from(`${kind}:${id}`).toString('base64url');
}

export function presentAccount(state: WorldState, login: string): Json {
  const account = state.account(login);
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('U', account.id),
    avatar_url: `${state.urls.html}/${encodeURIComponent(account.login)}.png`,
    gravatar_id: '',
    url: `${state.urls.api}/users/${encodeURIComponent(account.login)}`,
    html_url: `${state.urls.html}/${account.login.replace(/^(.*)\[bot\]$/, 'apps/$1')}`,
    type: account.type,
    user_view_type: 'public',
    site_admin: false,
  };
}

export function presentRepo(state: WorldState, repo: Repo): Json {
  const pushedAt = repo.activity[0]?.at ?? repo.createdAt;
  return {
    id: repo.id,
    node_id: nodeId('R', repo.id),
    name: repo.name,
    full_name: repo.fullName,
    private: true,
    owner: { ...presentAccount(state, repo.owner), type: 'Organization' },
    html_url: htmlUrl(state, repo),
    description: null,
    fork: false,
    url: apiUrl(state, repo),
    compare_url: `${apiUrl(state, repo)}/compare/{base}...{head}`,
    created_at: repo.createdAt,
    updated_at: pushedAt,
    pushed_at: pushedAt,
    clone_url: `${htmlUrl(state, repo)}.git`,
    archived: false,
    disabled: false,
    visibility: 'private',
    default_branch: repo.defaultBranch,
    permissions: { admin: false, maintain: false, push: true, triage: true, pull: true },
  };
}

/** A fork is known by its name alone; its id is the same each time. */
export function forkId(fullName: string): number {
  return 900_000_000 + (createHash('sha256').update(fullName.toLowerCase()).digest().readUInt32LE() % 90_000_000);
}

export function presentFork(state: WorldState, repo: Repo, fullName: string): Json {
  const [owner = '', name = ''] = fullName.split('/');
  return {
    ...presentRepo(state, repo),
    id: forkId(fullName),
    node_id: nodeId('R', forkId(fullName)),
    name,
    full_name: fullName,
    owner: presentAccount(state, owner),
    html_url: `${state.urls.html}/${fullName}`,
    fork: true,
    url: `${state.urls.api}/repos/${fullName}`,
  };
}

function presentIdentity(who: Identity): Json {
  return { name: who.name, email: who.email, date: who.date };
}

export function presentCommit(state: WorldState, repo: Repo, commit: Commit): Json {
  const url = `${apiUrl(state, repo)}/commits/${commit.sha}`;
  const gitUrl = `${apiUrl(state, repo)}/git`;
  return {
    sha: commit.sha,
    node_id: nodeId('C', commit.sha),
    commit: {
      author: presentIdentity(commit.author),
      committer: presentIdentity(commit.committer),
      message: commit.message,
      tree: { sha: commit.treeSha, url: `${gitUrl}/trees/${commit.treeSha}` },
      url: `${gitUrl}/commits/${commit.sha}`,
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    url,
    html_url: `${htmlUrl(state, repo)}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: commit.author.login === null ? null : presentAccount(state, commit.author.login),
    committer: commit.committer.login === null ? null : presentAccount(state, commit.committer.login),
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${apiUrl(state, repo)}/commits/${sha}`,
      html_url: `${htmlUrl(state, repo)}/commit/${sha}`,
    })),
  };
}

/** With files and line counts, as a single commit has them. */
export function presentWholeCommit(state: WorldState, repo: Repo, commit: Commit): Json {
  const changes = changesOf(repo, commit);
  const additions = changes.reduce((sum, change) => sum + change.additions, 0);
  const deletions = changes.reduce((sum, change) => sum + change.deletions, 0);
  return {
    ...presentCommit(state, repo, commit),
    stats: { total: additions + deletions, additions, deletions },
    files: changes.map((change) => presentChange(state, repo, change, commit.sha)),
  };
}

export function presentChange(state: WorldState, repo: Repo, change: FileChange, sha: string): Json {
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${htmlUrl(state, repo)}/blob/${sha}/${change.path}`,
    raw_url: `${htmlUrl(state, repo)}/raw/${sha}/${change.path}`,
    contents_url: `${apiUrl(state, repo)}/contents/${change.path}?ref=${sha}`,
    patch: change.patch,
  };
}

export function presentRef(state: WorldState, repo: Repo, ref: string, type: 'commit' | 'tag', sha: string): Json {
  const gitUrl = `${apiUrl(state, repo)}/git`;
  return {
    ref,
    node_id: nodeId('REF', ref),
    url: `${gitUrl}/${ref}`,
    object: { type, sha, url: `${gitUrl}/${type}s/${sha}` },
  };
}

export function presentTagObject(state: WorldState, repo: Repo, tag: Tag): Json | null {
  if (tag.annotation === null) return null;
  const gitUrl = `${apiUrl(state, repo)}/git`;
  return {
    node_id: nodeId('T', tag.annotation.sha),
    tag: tag.name,
    sha: tag.annotation.sha,
    url: `${gitUrl}/tags/${tag.annotation.sha}`,
    message: tag.annotation.message,
    tagger: presentIdentity(tag.annotation.tagger),
    object: { type: 'commit', sha: tag.commit, url: `${gitUrl}/commits/${tag.commit}` },
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}

/** The newest API version leaves `merge_commit_sha` out. */
export function presentPull(state: WorldState, repo: Repo, pull: Pull, apiVersion: string): Json {
  const url = `${apiUrl(state, repo)}/pulls/${pull.number}`;
  return {
    id: repo.id * 1000 + pull.number,
    node_id: nodeId('PR', pull.number),
    number: pull.number,
    state: pull.closedAt === null ? 'open' : 'closed',
    locked: false,
    draft: false,
    title: pull.title,
    body: pull.body === '' ? null : pull.body,
    user: presentAccount(state, pull.author),
    labels: pull.labels.map((name) => presentLabel(repo, name)),
    assignees: [],
    requested_reviewers: [],
    created_at: pull.createdAt,
    updated_at: pull.updatedAt,
    closed_at: pull.closedAt,
    merged_at: pull.merge?.at ?? null,
    ...(apiVersion === '2026-03-10' ? {} : { merge_commit_sha: pull.merge?.sha ?? null }),
    head: pullSide(state, repo, pull.head, pull.headSha),
    base: pullSide(state, repo, pull.base, pull.baseSha),
    author_association: 'MEMBER',
    url,
    html_url: `${htmlUrl(state, repo)}/pull/${pull.number}`,
    diff_url: `${htmlUrl(state, repo)}/pull/${pull.number}.diff`,
    commits_url: `${url}/commits`,
  };
}

export function presentLabel(repo: Repo, name: string): Json {
  return { id: repo.id + name.length, name, color: 'ededed', default: false, description: null };
}

function pullSide(state: WorldState, repo: Repo, ref: string, sha: string): Json {
  return {
    label: `${repo.owner}:${ref}`,
    ref,
    sha,
    user: presentAccount(state, repo.owner),
    repo: presentRepo(state, repo),
  };
}

/** With the fields that only a single pull request has. */
export function presentWholePull(state: WorldState, repo: Repo, pull: Pull, apiVersion: string): Json {
  const changes = changesOfPull(repo, pull);
  return {
    ...presentPull(state, repo, pull, apiVersion),
    merged: pull.merge !== null,
    merged_by: pull.merge === null ? null : presentAccount(state, pull.merge.by),
    mergeable: pull.closedAt === null ? true : null,
    commits: pull.commits.length,
    additions: changes.reduce((sum, change) => sum + change.additions, 0),
    deletions: changes.reduce((sum, change) => sum + change.deletions, 0),
    changed_files: changes.length,
  };
}

export function presentReview(state: WorldState, repo: Repo, pull: Pull, review: Review): Json {
  return {
    id: review.id,
    node_id: nodeId('PRR', review.id),
    user: presentAccount(state, review.by),
    body: review.body,
    state: review.state,
    html_url: `${htmlUrl(state, repo)}/pull/${pull.number}#pullrequestreview-${review.id}`,
    pull_request_url: `${apiUrl(state, repo)}/pulls/${pull.number}`,
    submitted_at: review.submittedAt,
    commit_id: review.commit,
    author_association: 'MEMBER',
  };
}

export function presentActivity(state: WorldState, activity: Activity): Json {
  return {
    id: activity.id,
    node_id: nodeId('PSH', activity.id),
    before: activity.before,
    after: activity.after,
    ref: activity.ref,
    timestamp: activity.at,
    activity_type: activity.type,
    actor: presentAccount(state, activity.actor),
  };
}

export function presentTree(state: WorldState, repo: Repo, commit: Commit, depth: 'one' | 'all'): Json {
  const gitUrl = `${apiUrl(state, repo)}/git`;
  const entries = depth === 'all' ? everyEntry(commit, '') : entriesOf(commit.tree, '');
  const tree = entries.map(({ size, ...entry }) => ({
    ...entry,
    ...(size === null ? {} : { size }),
    url: `${gitUrl}/${entry.type}s/${entry.sha}`,
  }));
  return { sha: commit.treeSha, url: `${gitUrl}/trees/${commit.treeSha}`, tree, truncated: false };
}

function everyEntry(commit: Commit, folder: string): readonly TreeEntry[] {
  return entriesOf(commit.tree, folder).flatMap((entry) =>
    entry.type === 'tree' ? [entry, ...everyEntry(commit, entry.path)] : [entry],
  );
}
