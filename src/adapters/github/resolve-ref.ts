import { z } from 'zod';
import { type CommitSha, type RepoName } from '../../domain/ids.ts';
import { type ReleaseRequest } from '../../domain/release/terms.ts';
import { type Answer, type Problem, partsOf, readBody } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { problemOf } from './problems.ts';
import { GitCommit, GitRef } from './shapes.ts';

/** A commit that exists in the repository, and by which name it was asked for. */
export type ResolvedRef = {
  readonly kind: 'resolved';
  readonly head: GitCommit;
  readonly named: { readonly as: 'sha' } | { readonly as: 'branch' | 'tag'; readonly name: string };
};

type Named = { readonly kind: 'named'; readonly as: 'branch' | 'tag'; readonly sha: CommitSha };

/**
 * Turns what was asked for into one commit. A name is a branch or a tag; one that is both is refused, for
 * nobody could say which was meant. Seven or more hexadecimal digits may stand for a SHA where GitHub finds
 * exactly one. A full SHA is looked up too, so that a commit of another repository is told at once.
 */
export async function resolveRef(
  reads: GithubReads,
  repo: RepoName,
  ref: ReleaseRequest['ref'],
): Promise<ResolvedRef | Problem> {
  if (ref.kind === 'sha') return await commitBySha(reads, repo, ref.sha);
  if (/^[0-9a-f]{40}$/i.test(ref.name)) return await commitBySha(reads, repo, ref.name.toLowerCase());
  if (!isPlainName(ref.name)) return unknownRef(repo, ref.name);

  const [branch, tag] = await Promise.all([
    namedRef(reads, repo, 'heads', ref.name),
    namedRef(reads, repo, 'tags', ref.name),
  ]);
  if (branch.kind === 'problem') return branch;
  if (tag.kind === 'problem') return tag;
  if (branch.kind === 'named' && tag.kind === 'named') return ambiguous(repo, ref.name);
  const found = branch.kind === 'named' ? branch : tag;
  if (found.kind === 'named') {
    // GitHub takes the tag's name for an annotated tag, whose own object is no commit.
    const at = found.as === 'tag' ? ref.name : found.sha;
    const head = await readCommit(reads, repo, at, ref.name);
    return head.kind === 'problem'
      ? head
      : { kind: 'resolved', head: head.commit, named: { as: found.as, name: ref.name } };
  }
  if (/^[0-9a-f]{7,39}$/i.test(ref.name)) return await commitBySha(reads, repo, ref.name.toLowerCase());
  // A server that does not list refs may still know the name; one that does says here what is wrong.
  const head = await readCommit(reads, repo, ref.name, ref.name);
  return head.kind === 'problem' ? head : { kind: 'resolved', head: head.commit, named: { as: 'sha' } };
}

async function commitBySha(reads: GithubReads, repo: RepoName, start: string): Promise<ResolvedRef | Problem> {
  const head = await readCommit(reads, repo, start, start);
  if (head.kind === 'problem') return head;
  // Whatever GitHub took the text for: a commit with other digits was not asked for.
  if (!head.commit.sha.startsWith(start)) return unknownRef(repo, start);
  return { kind: 'resolved', head: head.commit, named: { as: 'sha' } };
}

async function readCommit(
  reads: GithubReads,
  repo: RepoName,
  at: string,
  asked: string,
): Promise<{ readonly kind: 'commit'; readonly commit: GitCommit } | Problem> {
  const heard = await reads.get('/repos/{owner}/{repo}/commits/{ref}', { ...partsOf(repo), ref: at });
  const read = readBody(heard, GitCommit);
  if (read.kind === 'body') return { kind: 'commit', commit: read.body };
  if (read.kind === 'answer' && [404, 409, 422].includes(read.status)) return await absent(reads, repo, asked, read);
  return problemOf(read, repo);
}

/** GitHub says 404 for a commit that is not there and for a repository that it does not show. */
async function absent(reads: GithubReads, repo: RepoName, asked: string, answer: Answer): Promise<Problem> {
  if (answer.status !== 404) return unknownRef(repo, asked);
  const heard = await reads.get('/repos/{owner}/{repo}', partsOf(repo));
  const read = readBody(heard, z.object({}));
  return read.kind === 'body' ? unknownRef(repo, asked) : problemOf(read, repo);
}

async function namedRef(
  reads: GithubReads,
  repo: RepoName,
  space: 'heads' | 'tags',
  name: string,
): Promise<Named | { readonly kind: 'absent' } | Problem> {
  const heard = await reads.get('/repos/{owner}/{repo}/git/ref/{ref}', { ...partsOf(repo), ref: `${space}/${name}` });
  const read = readBody(heard, GitRef);
  if (read.kind === 'body')
    return { kind: 'named', as: space === 'heads' ? 'branch' : 'tag', sha: read.body.object.sha };
  return read.kind === 'answer' && [404, 409, 422].includes(read.status) ? { kind: 'absent' } : problemOf(read, repo);
}

/**
 * Git's own rules, without the expressions (`main~1`, `HEAD^`) that GitHub might try to work out, and without
 * the refs under which anybody's fork can place a commit (`pull/12/head`).
 */
function isPlainName(name: string): boolean {
  return /^\w[\w./@+#=-]{0,254}$/.test(name) && !name.includes('..') && !/^(HEAD$|refs\/|pull\/)/.test(name);
}

function unknownRef(repo: RepoName, asked: string): Problem {
  return {
    kind: 'problem',
    passing: 'final',
    sentence: `There is no commit or ref “${asked.slice(0, 100)}” in ${repo}. Check the spelling, and that it has been pushed.`,
  };
}

function ambiguous(repo: RepoName, name: string): Problem {
  return {
    kind: 'problem',
    passing: 'final',
    sentence: `“${name.slice(0, 100)}” is both a branch and a tag in ${repo}. Ask for the commit's SHA instead.`,
  };
}
