import { type Read } from '../../domain/evidence/reading.ts';
import { type CommitSha, type RepoName } from '../../domain/ids.ts';
import { type Problem, partsOf, readBody } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { FolderContent } from './evidence-shapes.ts';
import { readProblem } from './pages.ts';
import { FileContent } from './shapes.ts';

/** GitHub lists no more than this many entries of a folder, and does not say that there are more. */
const mostEntries = 1000;

/** A file at a commit, from the root; null when it is not there. */
export async function readFileAt(
  reads: GithubReads,
  repo: RepoName,
  sha: CommitSha,
  path: string,
): Promise<Read<{ readonly blob: string; readonly text: string } | null>> {
  const asked = { ...partsOf(repo), path, ref: sha };
  const heard = await reads.get('/repos/{owner}/{repo}/contents/{path}', asked);
  if (heard.kind === 'answer' && heard.status === 404) return { kind: 'read', value: null };
  const read = readBody(heard, FileContent);
  if (read.kind !== 'body') return readProblem(read, repo, path, 'contents');
  const { sha: blob, encoding, content } = read.body;
  if (encoding !== 'base64') return tooLarge(repo, path);
  return { kind: 'read', value: { blob, text: Buffer.from(content, 'base64').toString('utf8') } };
}

/** The names of the files below `.github/workflows` at a commit; none when there is no such folder. */
export async function readWorkflowFiles(
  reads: GithubReads,
  repo: RepoName,
  sha: CommitSha,
): Promise<Read<readonly string[]>> {
  const path = '.github/workflows';
  const heard = await reads.get('/repos/{owner}/{repo}/contents/.github/workflows', { ...partsOf(repo), ref: sha });
  if (heard.kind === 'answer' && heard.status === 404) return { kind: 'read', value: [] };
  const read = readBody(heard, FolderContent);
  if (read.kind !== 'body') return readProblem(read, repo, path, 'contents');
  if (read.body.length >= mostEntries) return notListed(repo, path);
  return { kind: 'read', value: read.body.filter(({ type }) => type !== 'dir').map(({ name }) => name) };
}

function tooLarge(repo: RepoName, path: string): Problem {
  return {
    kind: 'problem',
    passing: 'final',
    sentence: `The file ${path} of ${repo} is larger than GitHub shows (1 MB). Make it smaller there.`,
  };
}

function notListed(repo: RepoName, path: string): Problem {
  return {
    kind: 'problem',
    passing: 'final',
    sentence: `The folder ${path} of ${repo} has ${mostEntries} entries or more, and GitHub lists no others.`,
  };
}
