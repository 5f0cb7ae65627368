import { z } from 'zod';
import { type Read } from '../../domain/evidence/reading.ts';
import { type GithubLogin, type RepoName } from '../../domain/ids.ts';
import { partsOf, readBody } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { isWithheld, problemOf } from './problems.ts';

/** GitHub writes `write` for the role *maintain*, too, and `read` for *triage*. */
const Permission = z.object({ permission: z.string() });

/**
 * Whether somebody may write to a repository. Fails closed: where GitHub has no such account, or does not show this
 * token who may what, nobody may.
 */
export async function readMayWrite(
  reads: GithubReads,
  repo: RepoName,
  login: GithubLogin,
): Promise<Read<'yes' | 'no'>> {
  const heard = await reads.get('/repos/{owner}/{repo}/collaborators/{username}/permission', {
    ...partsOf(repo),
    username: login,
  });
  const read = readBody(heard, Permission);
  if (read.kind === 'body') return { kind: 'read', value: mayWrite.has(read.body.permission) ? 'yes' : 'no' };
  if (read.kind === 'answer' && isWithheld(read)) return { kind: 'read', value: 'no' };
  return problemOf(read, repo);
}

const mayWrite: ReadonlySet<string> = new Set(['admin', 'maintain', 'write']);
