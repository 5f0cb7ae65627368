import { type Answer, json, listAnswer, notFound, param, problem, type RepoRequest } from './answers.ts';
import { blobSha, treeSha } from './git-objects.ts';
import { changesOf, historyOf, resolveCommit } from './history.ts';
import {
  apiUrl,
  htmlUrl,
  nodeId,
  presentActivity,
  presentCommit,
  presentRef,
  presentRepo,
  presentTagObject,
  presentTree,
  presentWholeCommit,
} from './present-repo.ts';
import { type Commit, type Repo, type Tag } from './types.ts';

/** Reads of a repository's code: commits, refs, files, activity. */

/** Larger files come without their content. */
const mostShownBytes = 1024 * 1024;

export function getRepo({ state, repo }: RepoRequest): Answer {
  return json(presentRepo(state, repo));
}

export function getCommit(request: RepoRequest): Answer {
  const { state, repo } = request;
  const ref = param(request, 'ref');
  const commit = resolveCommit(repo, ref);
  if (commit === undefined) return problem(422, `No commit found for SHA: ${ref}`);
  if (request.accept.includes('.sha'))
    return { kind: 'text', status: 200, type: 'application/vnd.github.sha; charset=utf-8', text: commit.sha };
  return json(presentWholeCommit(state, repo, commit));
}

export function listCommits(request: RepoRequest): Answer {
  const { state, repo } = request;
  const query = request.url.searchParams;
  if (repo.commits.size === 0) return problem(409, 'Git Repository is empty.');
  const head = resolveCommit(repo, query.get('sha') ?? repo.defaultBranch);
  if (head === undefined) return notFound();
  const since = Date.parse(query.get('since') ?? '');
  const until = Date.parse(query.get('until') ?? '');
  const wanted = historyOf(repo, head.sha).filter((commit) => {
    const at = Date.parse(commit.committer.date);
    // An absent bound is NaN, and every comparison with it is false.
    return (
      !(at < since) && !(at > until) && touches(repo, commit, query.get('path')) && isBy(commit, query.get('author'))
    );
  });
  return listAnswer(request, wanted, (commit) => presentCommit(state, repo, commit));
}

function touches(repo: Repo, commit: Commit, path: string | null): boolean {
  if (path === null || path === '') return true;
  return changesOf(repo, commit).some((change) => change.path === path || change.path.startsWith(`${path}/`));
}

function isBy(commit: Commit, author: string | null): boolean {
  return author === null || commit.author.login === author || commit.author.email === author;
}

export function getBranch(request: RepoRequest): Answer {
  const { state, repo } = request;
  const name = param(request, 'branch');
  const commit = repo.commits.get(repo.branches.get(name) ?? '');
  if (commit === undefined) return problem(404, 'Branch not found');
  const url = `${apiUrl(state, repo)}/branches/${name}`;
  return json({
    name,
    commit: presentCommit(state, repo, commit),
    _links: { self: url, html: `${htmlUrl(state, repo)}/tree/${name}` },
    protected: false,
    protection: { enabled: false, required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] } },
    protection_url: `${url}/protection`,
  });
}

export function getRef(request: RepoRequest): Answer {
  const { state, repo } = request;
  const found = refsOf(repo).find(({ ref }) => ref === `refs/${param(request, 'ref')}`);
  return found === undefined ? notFound() : json(presentRef(state, repo, found.ref, found.type, found.sha));
}

export function listMatchingRefs(request: RepoRequest): Answer {
  const { state, repo } = request;
  const matching = refsOf(repo).filter(({ ref }) => ref.startsWith(`refs/${param(request, 'ref')}`));
  return listAnswer(request, matching, ({ ref, type, sha }) => presentRef(state, repo, ref, type, sha));
}

type Ref = { readonly ref: string; readonly type: 'commit' | 'tag'; readonly sha: string };

function refsOf(repo: Repo): readonly Ref[] {
  const branches = [...repo.branches].map(([name, sha]): Ref => ({ ref: `refs/heads/${name}`, type: 'commit', sha }));
  return [...branches, ...[...repo.tags.values()].map(tagRef)].toSorted((a, b) => (a.ref < b.ref ? -1 : 1));
}

function tagRef(tag: Tag): Ref {
  const ref = `refs/tags/${tag.name}`;
  return tag.annotation === null
    ? { ref, type: 'commit', sha: tag.commit }
    : { ref, type: 'tag', sha: tag.annotation.sha };
}

export function getTagObject(request: RepoRequest): Answer {
  const { state, repo } = request;
  const tag = [...repo.tags.values()].find((one) => one.annotation?.sha === param(request, 'sha'));
  return tag === undefined ? notFound() : json(presentTagObject(state, repo, tag));
}

export function listTags(request: RepoRequest): Answer {
  const { state, repo } = request;
  return listAnswer(request, [...repo.tags.values()].toReversed(), (tag) => ({
    name: tag.name,
    commit: { sha: tag.commit, url: `${apiUrl(state, repo)}/commits/${tag.commit}` },
    node_id: nodeId('REF', tag.name),
  }));
}

export function listActivity(request: RepoRequest): Answer {
  const { state, repo } = request;
  if (state.faults.hideActivity) return notFound();
  const query = request.url.searchParams;
  const ref = query.get('ref');
  const wanted = repo.activity.filter(
    (one) =>
      (ref === null || one.ref === ref || one.ref === `refs/heads/${ref}`) &&
      (query.get('actor') ?? one.actor) === one.actor &&
      (query.get('activity_type') ?? one.type) === one.type,
  );
  return listAnswer(request, wanted, (one) => presentActivity(state, one));
}

export function getContent(request: RepoRequest): Answer {
  const { repo } = request;
  const ref = request.url.searchParams.get('ref') ?? repo.defaultBranch;
  const path = param(request, 'path').replace(/\/$/, '');
  const commit = resolveCommit(repo, ref);
  if (commit === undefined) return problem(404, `No commit found for the ref ${ref}`);
  const text = commit.tree.get(path);
  if (text === undefined) return listFolder(request, commit, path, ref);
  if (request.accept.includes('.raw'))
    return { kind: 'text', status: 200, type: 'application/vnd.github.raw+json; charset=utf-8', text };
  // Above 1 MB the file has to be asked for raw, or as a blob.
  const content =
    Buffer.byteLength(text) > mostShownBytes
      ? { encoding: 'none', content: '' }
      : { encoding: 'base64', content: base64Lines(text) };
  return json({ ...contentEntry(request, path, ref, text), ...content });
}

function listFolder(request: RepoRequest, commit: Commit, folder: string, ref: string): Answer {
  const prefix = folder === '' ? '' : `${folder}/`;
  const inside = [...commit.tree].filter(([path]) => path.startsWith(prefix));
  if (inside.length === 0) return notFound();
  const files = inside.filter(([path]) => !path.slice(prefix.length).includes('/'));
  const folders = new Set(
    inside
      .map(([path]) => path.slice(prefix.length).split('/'))
      .flatMap((parts) => (parts.length > 1 ? parts.slice(0, 1) : [])),
  );
  return json([
    ...[...folders].map((name) => folderEntry(commit, `${prefix}${name}`)),
    ...files.map(([path, text]) => contentEntry(request, path, ref, text)),
  ]);
}

function folderEntry(commit: Commit, path: string): Record<string, unknown> {
  return { type: 'dir', size: 0, name: path.split('/').at(-1), path, sha: treeSha(commit.tree, path) };
}

function contentEntry({ state, repo }: RepoRequest, path: string, ref: string, text: string): Record<string, unknown> {
  const sha = blobSha(text);
  const url = `${apiUrl(state, repo)}/contents/${path}?ref=${ref}`;
  const gitUrl = `${apiUrl(state, repo)}/git/blobs/${sha}`;
  const page = `${htmlUrl(state, repo)}/blob/${ref}/${path}`;
  return {
    type: 'file',
    size: Buffer.byteLength(text),
    name: path.split('/').at(-1),
    path,
    sha,
    url,
    git_url: gitUrl,
    html_url: page,
    download_url: `${htmlUrl(state, repo)}/raw/${ref}/${path}`,
    _links: { self: url, git: gitUrl, html: page },
  };
}

export function getBlob(request: RepoRequest): Answer {
  const { state, repo } = request;
  const sha = param(request, 'sha');
  for (const commit of repo.commits.values()) {
    for (const text of commit.tree.values()) {
      if (blobSha(text) !== sha) continue;
      const url = `${apiUrl(state, repo)}/git/blobs/${sha}`;
      const size = Buffer.byteLength(text);
      return json({ sha, node_id: nodeId('B', sha), size, url, content: base64Lines(text), encoding: 'base64' });
    }
  }
  return notFound();
}

export function getTree(request: RepoRequest): Answer {
  const { state, repo } = request;
  const name = param(request, 'sha');
  const commit = resolveCommit(repo, name) ?? [...repo.commits.values()].find((one) => one.treeSha === name);
  if (commit === undefined) return notFound();
  // Any value at all asks for every level, `0` and `false` included: GitHub's own rule.
  const depth = request.url.searchParams.has('recursive') ? 'all' : 'one';
  return json(presentTree(state, repo, commit, depth));
}

/** GitHub breaks base64 into lines of 60 characters. */
function base64Lines(text: string): string {
  return Buffer.from(text)
    .toString('base64')
    .replaceAll(/.{1,60}/g, '$&\n');
}
