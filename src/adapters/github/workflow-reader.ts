import { parseDocument } from 'yaml';
import { type BlobSha, type RepoName } from '../../domain/ids.ts';
import { type Problem, partsOf, readBody } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { problemOf } from './problems.ts';
import { FileContent } from './shapes.ts';

export type WorkflowRead =
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly blobSha: BlobSha;
      readonly workflow: unknown;
      readonly text: string;
    }
  | { readonly kind: 'missing'; readonly path: string; readonly ref: string };

/** Where GitHub looks for workflows. */
export function workflowPath(file: string): string {
  return `.github/workflows/${file}`;
}

/** Reads the workflow file as it stands at a branch, tag or commit, as plain data. */
export async function readWorkflow(
  reads: GithubReads,
  repo: RepoName,
  file: string,
  ref: string,
): Promise<WorkflowRead | Problem> {
  const path = workflowPath(file);
  const heard = await reads.get('/repos/{owner}/{repo}/contents/.github/workflows/{file}', {
    ...partsOf(repo),
    file,
    ref,
  });
  if (heard.kind === 'answer' && heard.status === 404) return { kind: 'missing', path, ref };
  const read = readBody(heard, FileContent);
  if (read.kind !== 'body') return problemOf(read, repo);
  if (read.body.encoding !== 'base64') return unreadable(path, ref, 'is larger than GitHub shows (1 MB)');

  // With YAML 1.2 rules `on` is a word; what the file says is never executed or resolved beyond aliases.
  const text = Buffer.from(read.body.content, 'base64').toString('utf8');
  const document = parseDocument(text);
  const error = document.errors[0];
  if (error !== undefined) return unreadable(path, ref, `is not valid YAML (${error.message.split('\n', 1)[0] ?? ''})`);
  return { kind: 'found', path, blobSha: read.body.sha, workflow: plain(document), text };
}

/** Aliases are expanded a hundred times at most; a file that wants more is treated as empty. */
function plain(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 }) as unknown;
  } catch {
    return null;
  }
}

function unreadable(path: string, ref: string, why: string): Problem {
  return {
    kind: 'problem',
    passing: 'final',
    sentence: `The workflow file ${path} at ${ref} ${why}. Correct it there and ask again.`,
  };
}
