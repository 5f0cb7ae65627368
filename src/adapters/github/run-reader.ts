import { type z } from 'zod';
import { type RunReading } from '../../domain/commands.ts';
import { type BlobSha, type DispatchId, type RepoName, type RunId } from '../../domain/ids.ts';
import { type ListedRun } from '../../domain/lane/past-gonogo.ts';
import { carriesId } from '../../domain/lane/whose-run.ts';
import { type Run, type RunStatus } from '../../domain/release/dispatch-step.ts';
import { after, type Instant, minute } from '../../domain/time.ts';
import { type Problem, partsOf, readBody } from './answers.ts';
import { type GithubReads } from './clients.ts';
import { problemOf } from './problems.ts';
import { FileContent, RunList, WorkflowRun } from './shapes.ts';

export type RunReader = {
  /** `workflowPath`, from the repository's root, is read where GitHub does not tell which workflow ran. */
  readonly readRun: (
    repo: RepoName,
    run: RunId,
    workflowPath: string,
  ) => Promise<{ readonly kind: 'read'; readonly reading: RunReading } | Problem>;
  /** Every run of the workflow that carries the dispatch id; `workflow` is the file's name. */
  readonly findRuns: (
    repo: RepoName,
    workflow: string,
    dispatch: DispatchId,
    since: Instant,
  ) => Promise<{ readonly kind: 'searched'; readonly runs: readonly Run[] } | Problem>;
  /** Every run of the workflow that somebody started by hand, or that we did, since then. */
  readonly listRuns: (
    repo: RepoName,
    workflow: string,
    since: Instant,
  ) => Promise<{ readonly kind: 'searched'; readonly runs: readonly ListedRun[] } | Problem>;
};

/** Clocks differ: a run may seem to be older than the intent to start it. */
const clockLeeway = 2 * minute;
/** GitHub lists at most 1,000 runs for one search. */
const mostPages = 10;
/** Blobs that are remembered. What a file was at a commit never changes, and a run is read every few seconds. */
const mostBlobs = 200;

export function createRunReader(reads: GithubReads): RunReader {
  const blobs = new Map<string, BlobSha>();

  async function blobAt(repo: RepoName, path: string, ref: string): Promise<BlobSha | null> {
    const key = `${repo} ${path} ${ref}`;
    const known = blobs.get(key);
    if (known !== undefined) return known;
    const file = path.replace(/^\.github\/workflows\//, '');
    const heard = await reads.get('/repos/{owner}/{repo}/contents/.github/workflows/{file}', {
      ...partsOf(repo),
      file,
      ref,
    });
    const read = readBody(heard, FileContent.pick({ sha: true }));
    if (read.kind !== 'body') return null;
    if (blobs.size >= mostBlobs) blobs.clear();
    blobs.set(key, read.body.sha);
    return read.body.sha;
  }

  return {
    listRuns: (repo, workflow, since) => listRuns(reads, repo, workflow, since),

    async readRun(repo, run, workflowPath) {
      const heard = await reads.get('/repos/{owner}/{repo}/actions/runs/{run}', { ...partsOf(repo), run });
      if (heard.kind === 'answer' && heard.status === 404) return noSuchRun(repo, run);
      const read = readBody(heard, WorkflowRun);
      if (read.kind !== 'body') return problemOf(read, repo);
      const { id, html_url: url, head_sha: head, conclusion, run_attempt: attempt } = read.body;
      const status = statusOf(read.body.status);
      const ranPath = read.body.path;
      const workflowBlob = await blobAt(repo, ranPath ?? workflowPath, head);
      const ended = status === 'completed' ? (conclusion ?? 'unknown') : null;
      const about = { title: read.body.display_title, createdAt: read.body.created_at };
      const ran = { workflowPath: ranPath, workflowBlob };
      const reading = { run: { id, url }, status, conclusion: ended, attempt, ...about, ...ran };
      return { kind: 'read', reading };
    },

    async findRuns(repo, workflow, dispatch, since) {
      const searched = await listRuns(reads, repo, workflow, since);
      if (searched.kind === 'problem') return searched;
      const ours = searched.runs.filter(({ title }) => carries(title, dispatch));
      return { kind: 'searched', runs: ours.map(({ id, url }) => ({ id, url })) };
    },
  };
}

async function listRuns(
  reads: GithubReads,
  repo: RepoName,
  workflow: string,
  since: Instant,
): ReturnType<RunReader['listRuns']> {
  const found = new Map<string, ListedRun>();
  const created = `>=${after(since, -clockLeeway).replace(/\.\d{3}Z$/, 'Z')}`;
  for (let page = 1; page <= mostPages; page += 1) {
    const asked = { ...partsOf(repo), workflow, event: 'workflow_dispatch', created, per_page: 100, page };
    const heard = await reads.get('/repos/{owner}/{repo}/actions/workflows/{workflow}/runs', asked);
    const read = readBody(heard, RunList);
    if (read.kind !== 'body') return problemOf(read, repo);
    for (const run of read.body.workflow_runs) found.set(run.id, listed(run, workflow));
    if (read.body.workflow_runs.length < 100) return { kind: 'searched', runs: [...found.values()] };
  }
  // Not having seen every run, "none" or "only one" would be a guess.
  return searchCut(workflow, repo);
}

function listed(run: z.infer<typeof RunList>['workflow_runs'][number], workflow: string): ListedRun {
  const { id, html_url: url, display_title, head_sha, actor: startedBy, created_at: createdAt } = run;
  const sha = head_sha ?? null;
  return { id, url, title: display_title ?? '', sha, startedBy, createdAt, workflow: `.github/workflows/${workflow}` };
}

/** The id as a word of its own, so that one id can never be taken for another that it begins. */
export function carries(title: string, dispatch: DispatchId): boolean {
  return carriesId(title, dispatch);
}

/** What GitHub may add one day is taken for a run that has not ended. */
function statusOf(status: string | null): RunStatus {
  switch (status) {
    case 'completed':
      return 'completed';
    case 'in_progress':
      return 'in_progress';
    default:
      return 'queued';
  }
}

function noSuchRun(repo: RepoName, run: RunId): Problem {
  return {
    kind: 'problem',
    passing: 'final',
    sentence: `GitHub shows no run ${run} in ${repo}. It may have been deleted, or the token may not read the repository's actions.`,
  };
}

function searchCut(workflow: string, repo: RepoName): Problem {
  return {
    kind: 'problem',
    passing: 'passing',
    sentence: `More than ${mostPages * 100} runs of ${workflow} in ${repo} began since the call, and GitHub lists no more. Look for the run by hand.`,
  };
}
