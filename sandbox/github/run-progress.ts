import { approvedImages, upload } from './pipeline.ts';
import { type WorldState } from './state.ts';
import { type Conclusion, type Job, type Repo, type Run, type Step } from './types.ts';

/**
 * The life of a run.
 *
 *   pending ── its group is free ──▶ queued ──▶ in_progress ──▶ completed (with a conclusion)
 *      └── a newer run waits in the same group ──▶ completed (cancelled)
 *
 * One call of `advanceRun` is one step further: the run begins, or its current step ends and the next one begins.
 * A cancellation takes effect with the next step, as on GitHub; a run that has not begun ends at once.
 */
export function advanceRun(state: WorldState, repo: Repo, run: Run): void {
  if (run.status === 'completed' || run.status === 'pending' || run.status === 'waiting') return;
  if (run.cancelRequested) return concludeRun(state, repo, run, 'cancelled');
  const now = state.nowText();
  run.updatedAt = now;
  if (run.status !== 'in_progress') {
    run.status = 'in_progress';
    run.startedAt = now;
    beginNext(run, now);
    return state.happen({ event: 'workflow_run', action: 'in_progress', repo, run });
  }
  endCurrentStep(state, repo, run, now);
  state.emit('change');
}

function endCurrentStep(state: WorldState, repo: Repo, run: Run, now: string): void {
  const job = run.jobs.find((one) => one.status === 'in_progress');
  const step = job?.steps.find((one) => one.status === 'in_progress');
  if (job === undefined || step === undefined) return concludeRun(state, repo, run, 'success');
  const failed = mustFail(run, job, step) || lacksManifest(state, repo, run, step);
  complete(step, failed ? 'failure' : 'success', now);
  if (failed) return concludeRun(state, repo, run, 'failure');
  if (isDeploy(job, step)) {
    const sha = deployedSha(run);
    state.tellDeployed({ repo: repo.fullName, environment: job.environment ?? 'production', sha, runId: run.id });
  }
  for (const next of uploadsAfter(job, step)) {
    upload(state, repo, run, next.uploads);
    next.step.startedAt = now;
    complete(next.step, 'success', now);
  }
  if (job.steps.every((one) => one.status === 'completed')) complete(job, 'success', now);
  if (run.jobs.every((one) => one.status === 'completed')) return concludeRun(state, repo, run, 'success');
  beginNext(run, now);
}

/** Ends a run now, whatever it was doing: what ran gets the conclusion, what had not begun is skipped. */
export function concludeRun(state: WorldState, repo: Repo, run: Run, conclusion: Conclusion): void {
  if (run.status === 'completed') return;
  const now = state.nowText();
  for (const job of run.jobs.filter((one) => one.status !== 'completed')) {
    const begun = job.status === 'in_progress';
    for (const step of job.steps.filter((one) => one.status !== 'completed')) {
      complete(step, step.status === 'in_progress' ? conclusion : 'skipped', now);
    }
    complete(job, begun ? conclusion : conclusion === 'cancelled' ? 'cancelled' : 'skipped', now);
  }
  run.status = 'completed';
  run.conclusion = conclusion;
  run.cancelRequested = false;
  run.updatedAt = now;
  state.happen({ event: 'workflow_run', action: 'completed', repo, run });
  state.happen({ event: 'check_suite', action: 'completed', repo, run });
  promotePending(state, repo, run.concurrencyGroup);
}

/** Runs to the end, step by step, so that a success really deploys. Any other conclusion ends it where it stands. */
export function finishRun(state: WorldState, repo: Repo, run: Run, conclusion: Conclusion): void {
  if (run.status === 'pending') run.status = 'queued';
  if (conclusion !== 'success') return concludeRun(state, repo, run, conclusion);
  run.failAt = null;
  while (run.conclusion === null) advanceRun(state, repo, run);
}

/** False when there is nothing left to cancel. */
export function cancelRun(state: WorldState, repo: Repo, run: Run): boolean {
  if (run.status === 'completed') return false;
  if (run.status === 'in_progress') {
    run.cancelRequested = true;
    state.emit('change');
  } else {
    concludeRun(state, repo, run, 'cancelled');
  }
  return true;
}

/** Starts the next attempt of a finished run. `failed` keeps the jobs that succeeded. */
export function rerun(state: WorldState, repo: Repo, run: Run, which: 'all' | 'failed', actor: string): boolean {
  if (run.status !== 'completed') return false;
  run.earlier.push({ ...run, jobs: structuredClone(run.jobs), earlier: [] });
  run.attempt += 1;
  run.triggeringActor = state.account(actor).login;
  run.status = 'queued';
  run.conclusion = null;
  run.failAt = null;
  run.startedAt = state.nowText();
  run.updatedAt = run.startedAt;
  run.jobs = run.jobs.map((job) => (which === 'failed' && job.conclusion === 'success' ? job : fresh(state, job)));
  state.happen({ event: 'workflow_run', action: 'requested', repo, run });
  return true;
}

/**
 * One run of a group works, one waits; a newer one that has to wait evicts the older one.
 * Returns the runs that have to be cancelled for it.
 */
export function settleConcurrency(
  repo: Repo,
  run: Run,
  rule: { readonly cancelInProgress: boolean; readonly keepsAll: boolean } | null,
): readonly Run[] {
  if (rule === null || run.concurrencyGroup === null) return [];
  const others = repo.runs.filter(
    (one) => one !== run && one.concurrencyGroup === run.concurrencyGroup && one.status !== 'completed',
  );
  if (rule.cancelInProgress) return others;
  if (others.length === 0) return [];
  run.status = 'pending';
  return rule.keepsAll ? [] : others.filter((one) => one.status === 'pending');
}

function promotePending(state: WorldState, repo: Repo, group: string | null): void {
  if (group === null) return;
  const open = repo.runs.filter((one) => one.concurrencyGroup === group && one.status !== 'completed');
  if (open.some((one) => one.status !== 'pending')) return;
  const oldest = open.at(-1);
  if (oldest === undefined) return;
  oldest.status = 'queued';
  oldest.updatedAt = state.nowText();
  state.emit('change');
}

function beginNext(run: Run, now: string): void {
  const job = run.jobs.find((one) => one.status !== 'completed');
  const step = job?.steps.find((one) => one.status !== 'completed');
  if (job === undefined || step === undefined) return;
  if (job.status !== 'in_progress') {
    job.status = 'in_progress';
    job.startedAt = now;
  }
  step.status = 'in_progress';
  step.startedAt = now;
}

/** A step fails by its own name; a job named as failing does so in its last step that does something. */
function mustFail(run: Run, job: Job, step: Step): boolean {
  if (run.failAt === null) return false;
  const wanted = run.failAt.toLowerCase();
  if (step.name.toLowerCase() === wanted) return true;
  const lastOfItsOwn = job.steps.slice(0, -1).findLast((one) => one.uploads === null) ?? job.steps.at(-1);
  return (job.key.toLowerCase() === wanted || job.name.toLowerCase() === wanted) && step === lastOfItsOwn;
}

function deployedSha(run: Run): string {
  return run.inputs['release_sha'] ?? run.inputs['sha'] ?? run.headSha;
}

/** A step called "Load the manifest …" deploys no other images than those of a manifest, so it needs one. */
function lacksManifest(state: WorldState, repo: Repo, run: Run, step: Step): boolean {
  return /^load the manifest\b/i.test(step.name) && approvedImages(state, repo, run, deployedSha(run)) === null;
}

/** Uploads take no time of their own: those that follow a step end with it. */
function uploadsAfter(job: Job, step: Step): readonly { readonly step: Step; readonly uploads: string }[] {
  const found: { step: Step; uploads: string }[] = [];
  for (const next of job.steps.slice(job.steps.indexOf(step) + 1)) {
    if (next.uploads === null) break;
    found.push({ step: next, uploads: next.uploads });
  }
  return found;
}

/** A step called "Deploy …" is what changes the world. */
function isDeploy(job: Job, step: Step): boolean {
  return /^deploy\b/i.test(step.name) && (job.environment !== null || /deploy/i.test(job.key));
}

function complete(part: Step | Job, conclusion: Conclusion, now: string): void {
  part.status = 'completed';
  part.conclusion = conclusion;
  part.completedAt = now;
}

function fresh(state: WorldState, job: Job): Job {
  return {
    ...job,
    id: state.nextRunId(),
    status: 'queued',
    conclusion: null,
    startedAt: null,
    completedAt: null,
    steps: job.steps.map((step) => ({
      ...step,
      status: 'queued',
      conclusion: null,
      startedAt: null,
      completedAt: null,
    })),
  };
}
