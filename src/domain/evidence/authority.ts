import { type PassedOver } from '../gates/fact.ts';
import { type CommitSha, type RepoName } from '../ids.ts';
import { type ArtifactFact, type EvidenceProblem, type RunFact } from './evidence.ts';

/**
 * Which run speaks for a commit, and which artifact therefore counts.
 *
 * Anybody may run a workflow on a pull request or in a fork and leave an artifact with the right name behind. What
 * counts is a push to the lane's own repository, on one of its refs, of exactly this commit. Among such runs the newest
 * is the authority: what an older one found is over as soon as a newer one exists, whatever that one says.
 * It fails closed: a run that GitHub says too little about does not count.
 */
export type Authority = {
  readonly sha: CommitSha;
  readonly repo: RepoName;
  /** Branches and tags; `*` stands for any characters. */
  readonly refs: readonly string[];
  /** The name of the workflow file whose runs alone count; null when any may. */
  readonly workflow: string | null;
};

export type ChosenArtifact =
  | { readonly kind: 'chosen'; readonly artifact: ArtifactFact; readonly run: RunFact }
  /** `artifact` is the one that the problem is about, where there is one. */
  | { readonly kind: 'problem'; readonly problem: EvidenceProblem; readonly artifact: ArtifactFact | null };

const mostPassedOver = 5;

/** Why a run says nothing about the commit; null when it counts. */
export function whyPassedOver(run: RunFact, authority: Authority): PassedOver['because'] | null {
  if (run.sha !== authority.sha) return 'commit';
  if (run.event !== 'push') return 'event';
  if (!isSameRepo(run.headRepo, authority.repo)) return 'fork';
  const { branch } = run;
  if (branch === null || !authority.refs.some((pattern) => matchesPattern(branch, pattern))) return 'branch';
  if (authority.workflow !== null && !isOfWorkflow(run, authority.workflow)) return 'workflow';
  return null;
}

/**
 * The newest run of a workflow file that counts for a commit on one of the refs; null when there is none. A re-run is
 * the same run in a later attempt, so an old green ends when it begins. `passedOver` are the runs of that file that do
 * not count, the newest first, at most five.
 */
export function newestThatCounts(
  runs: readonly RunFact[],
  authority: Authority & { readonly workflow: string },
): { readonly run: RunFact | null; readonly passedOver: readonly PassedOver[] } {
  const ofFile = newestFirst(runs).filter((run) => isOfWorkflow(run, authority.workflow));
  const run = ofFile.find((one) => whyPassedOver(one, authority) === null) ?? null;
  const passedOver = ofFile.flatMap((one) => {
    const because = whyPassedOver(one, authority);
    return because === null ? [] : [{ url: one.url, because }];
  });
  return { run, passedOver: passedOver.slice(0, mostPassedOver) };
}

/** Of the artifacts of one name, the one that counts. */
export function chooseArtifact(
  artifacts: readonly ArtifactFact[],
  runs: readonly RunFact[],
  authority: Authority,
): ChosenArtifact {
  const counting = newestFirst(runs).filter((run) => whyPassedOver(run, authority) === null);
  const run = counting.find(({ id }) => artifacts.some((artifact) => artifact.run === id));
  if (run === undefined) return noneChosen(artifacts, runs, counting, authority);

  const ofRun = artifacts.filter((one) => one.run === run.id);
  const artifact = newestOf(ofRun);
  if (artifact === null) return noneChosen(artifacts, runs, counting, authority);
  const newer = counting.slice(0, counting.indexOf(run)).filter((one) => pathOf(one) === pathOf(run));
  const again = ofRun.length < run.attempt ? 'none-of-the-last' : 'left';
  const superseding = [...newer, run].find((one) => supersedes(one, run, again));
  if (superseding !== undefined) return { kind: 'problem', problem: superseded(superseding), artifact };
  // Each attempt of a run may leave one behind. More than that cannot be told apart.
  if (ofRun.length > run.attempt) {
    const detail = `the run ${run.url} holds ${ofRun.length} artifacts of this name`;
    return { kind: 'problem', problem: { state: 'unreadable', code: 'ambiguous', detail }, artifact };
  }
  return { kind: 'chosen', artifact, run };
}

/** `*` stands for any characters, also for slashes. */
export function matchesPattern(name: string, pattern: string): boolean {
  const [start = '', ...parts] = pattern.split('*');
  const end = parts.pop();
  if (end === undefined) return name === pattern;
  if (!name.startsWith(start)) return false;
  let at = start.length;
  for (const part of parts) {
    const found = name.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return name.length - end.length >= at && name.endsWith(end);
}

/** Whether the run's file is this file below `.github/workflows`. Servers may write `@` and a ref behind the path. */
export function isOfWorkflow(run: Pick<RunFact, 'workflow'>, file: string): boolean {
  return pathOf(run) === `.github/workflows/${file}`;
}

/** The name of the run's workflow file, such as `commit-stage.yml`. */
export function workflowFileOf(run: Pick<RunFact, 'workflow'>): string {
  const path = pathOf(run);
  return path.slice(path.lastIndexOf('/') + 1);
}

function pathOf({ workflow }: Pick<RunFact, 'workflow'>): string {
  return workflow.split('@', 1)[0] ?? '';
}

function isSameRepo(headRepo: string | null, repo: RepoName): boolean {
  return headRepo !== null && headRepo.toLowerCase() === repo.toLowerCase();
}

/** A run that was listed twice, because the list moved while it was read, stands once, in its latest attempt. */
function newestFirst(runs: readonly RunFact[]): readonly RunFact[] {
  const latest = new Map<string, RunFact>();
  for (const run of runs) {
    const known = latest.get(run.id);
    if (known === undefined || known.attempt < run.attempt) latest.set(run.id, run);
  }
  return [...latest.values()].toSorted((one, other) => order(other, one));
}

/** Numbers are counted within each workflow; ids over all, in the order of their making. */
function order(one: RunFact, other: RunFact): number {
  if (one.createdAt !== other.createdAt) return one.createdAt < other.createdAt ? -1 : 1;
  if (pathOf(one) === pathOf(other) && one.number !== other.number) return one.number - other.number;
  return compareIds(one.id, other.id);
}

/** Ids are numbers too great for a number. */
function compareIds(one: string, other: string): number {
  if (one.length !== other.length) return one.length - other.length;
  return one === other ? 0 : one < other ? -1 : 1;
}

function newestOf(artifacts: readonly ArtifactFact[]): ArtifactFact | null {
  return artifacts.toSorted((one, other) => compareIds(other.id, one.id))[0] ?? null;
}

/**
 * Whether a run takes the word from the newest one that left the artifact. One that goes on may still leave its own;
 * one that waits for a protection rule has done what comes before it. One that ended without leaving any has failed to
 * bring the proof again, unless it succeeded on another ref, where its workflow may have had nothing to prove.
 */
function supersedes(run: RunFact, holder: RunFact, again: 'left' | 'none-of-the-last'): boolean {
  if (run === holder) {
    if (isGoingOn(run)) return run.status !== 'waiting';
    // A re-run that did not succeed and left fewer artifacts than attempts has not brought the proof again.
    return again === 'none-of-the-last' && run.conclusion !== 'success';
  }
  return isGoingOn(run) || run.branch === holder.branch || run.conclusion !== 'success';
}

function superseded(run: RunFact): EvidenceProblem {
  return isGoingOn(run)
    ? { state: 'missing', code: 'run-in-progress', detail: `the run ${run.url} has not ended` }
    : { state: 'missing', code: 'no-artifact', detail: `the newest run ${run.url} left none behind` };
}

function isGoingOn(run: RunFact): boolean {
  return run.status !== 'completed';
}

function noneChosen(
  artifacts: readonly ArtifactFact[],
  runs: readonly RunFact[],
  counting: readonly RunFact[],
  authority: Authority,
): ChosenArtifact {
  const running = counting.find(isGoingOn);
  if (running !== undefined) return { kind: 'problem', problem: superseded(running), artifact: null };
  const artifact = newestOf(artifacts);
  if (artifact === null) {
    return { kind: 'problem', problem: { state: 'missing', code: 'no-artifact', detail: 'there is none' }, artifact };
  }
  const run = runs.find(({ id }) => id === artifact.run);
  const detail = run === undefined ? `its run is none of this commit's` : sentenceOf(run, authority);
  return { kind: 'problem', problem: { state: 'missing', code: 'no-authority', detail }, artifact };
}

function sentenceOf(run: RunFact, authority: Authority): string {
  const because = whyPassedOver(run, authority);
  switch (because) {
    case 'commit':
      return `its run ${run.url} is of the commit ${run.sha}`;
    case 'event':
      return `its run ${run.url} was started by ${run.event.slice(0, 40)}; only a push counts`;
    case 'fork':
      return `its run ${run.url} is of ${run.headRepo?.slice(0, 150) ?? 'an unknown repository'}`;
    case 'branch':
      return `its run ${run.url} is of the branch ${run.branch?.slice(0, 100) ?? '(unknown)'}, which is none of the lane's refs`;
    case 'workflow':
      return `its run ${run.url} is of ${workflowFileOf(run)}; only ${authority.workflow ?? 'another workflow'} counts`;
    case null:
      return `its run ${run.url} does not count`;
  }
}
