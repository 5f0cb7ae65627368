import { imagesOf, rebuilt } from './evidence-files.ts';
import { resolveCommit } from './history.ts';
import { approvedImages, publishCandidate } from './pipeline.ts';
import { advanceRun, concludeRun, finishRun, rerun } from './run-progress.ts';
import { findWorkflow, startRun } from './run-start.ts';
import { type WorldState } from './state.ts';
import { type Conclusion, type Repo, type Run } from './types.ts';
import { readWorkflow } from './workflow-file.ts';

export type RunSpec = {
  /** The workflow's id or file name. */
  readonly workflow: string;
  /** `push`, `pull_request`, `schedule`, … */
  readonly event: string;
  readonly branch: string;
  /** A commit of the repository, or of a fork. */
  readonly sha: string;
  /** Null leaves it queued. */
  readonly conclusion: Conclusion | null;
  /** `owner/name` of a fork. */
  readonly headRepo?: string;
  /** A login; the repository's owner when left out. */
  readonly actor?: string;
  readonly inputs?: Readonly<Record<string, string>>;
};

/**
 * Adds a run of any kind. It publishes nothing and deploys nothing by itself, however it ends. GitHub tells that it
 * was requested and, when it has a conclusion, that it and its check suite are completed.
 */
export function addRun(state: WorldState, repo: Repo, spec: RunSpec): Run {
  const entry = findWorkflow(repo, spec.workflow);
  const commit = resolveCommit(repo, spec.sha) ?? resolveCommit(repo, repo.defaultBranch);
  const file = readWorkflow(commit?.tree.get(entry?.path ?? '') ?? '');
  if (entry === undefined || file === null) throw new Error(`${repo.fullName} has no workflow ${spec.workflow}`);
  const run = startRun(state, repo, {
    entry,
    // It stands beside the runs that wait for each other, not among them.
    file: { ...file, concurrency: null },
    event: spec.event,
    ref: { name: spec.branch, sha: spec.sha },
    inputs: spec.inputs ?? {},
    actor: spec.actor ?? repo.owner,
    ...(spec.headRepo === undefined ? {} : { headRepo: spec.headRepo }),
  });
  if (spec.conclusion !== null) endAtOnce(state, repo, run, spec.conclusion);
  return run;
}

/**
 * Another run of the commit stage for the same commit, whose manifest has another digest for this image. Its artifact
 * is there before GitHub tells that the run is completed.
 */
export function rebuildImage(state: WorldState, repo: Repo, sha: string, image: string): Run {
  const workflow = 'commit-stage.yml';
  const run = addRun(state, repo, { workflow, event: 'push', branch: repo.defaultBranch, sha, conclusion: null });
  const before = approvedImages(state, repo, run, sha) ?? imagesOf(repo.name, sha);
  if (!before.some(({ name }) => name === image)) throw new Error(`${repo.fullName} builds no image ${image}`);
  const images = before.map((one) => (one.name === image ? rebuilt(one, run.id) : one));
  publishCandidate(state, repo, run, { sha, images });
  endAtOnce(state, repo, run, 'success');
  return run;
}

/** Says of a finished run that it ended otherwise, in the same attempt. GitHub tells it like the first time. */
export function setConclusion(state: WorldState, repo: Repo, run: Run, conclusion: Conclusion): void {
  run.status = 'in_progress';
  run.conclusion = null;
  for (const job of run.jobs) {
    job.status = 'in_progress';
    for (const step of job.steps) step.status = 'in_progress';
  }
  endAtOnce(state, repo, run, conclusion);
}

/** The next attempt, through to this end: what it publishes on its way is published again. */
export function rerunTo(state: WorldState, repo: Repo, run: Run, conclusion: Conclusion, actor: string): void {
  if (run.status !== 'completed') concludeRun(state, repo, run, 'cancelled');
  rerun(state, repo, run, 'all', actor);
  // Begun, so that a failure is one of its jobs and not of a run that nobody has seen.
  advanceRun(state, repo, run);
  finishRun(state, repo, run, conclusion);
}

/** Every part ends with the run's own conclusion, without a step being taken. */
function endAtOnce(state: WorldState, repo: Repo, run: Run, conclusion: Conclusion): void {
  const now = state.nowText();
  for (const job of run.jobs) {
    job.status = 'in_progress';
    job.startedAt ??= now;
    for (const step of job.steps) {
      step.status = 'in_progress';
      step.startedAt ??= now;
    }
  }
  if (run.status !== 'in_progress') run.startedAt = now;
  run.status = 'in_progress';
  concludeRun(state, repo, run, conclusion);
}
