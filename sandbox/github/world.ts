import { expireArtifact, newestArtifact, publishArtifact, publishZip, replaceArtifact } from './artifacts.ts';
import { type DispatchFault } from './faults.ts';
import { type Advisory, type Artifact, type DependencyChange, type Files, type SettingScope } from './held-types.ts';
import { labelPull, type MergeSpec, mergePull, openPull, type PullSpec, review } from './pull-actions.ts';
import { addRepo, type CommitSpec, commit, deleteBranch, forcePush, push, type TagSpec, tag } from './repo-actions.ts';
import { addRun, type RunSpec, rebuildImage, rerunTo, setConclusion } from './run-actions.ts';
import { advanceRun, cancelRun, finishRun, rerun } from './run-progress.ts';
import { type DispatchRequest, dispatchRun, findWorkflow } from './run-start.ts';
import { removeSetting, setSetting } from './settings.ts';
import { WorldState } from './state.ts';
import {
  type CheckConclusion,
  type Conclusion,
  type Repo,
  type ReportedStatus,
  type Review,
  type Run,
} from './types.ts';

/** Runs of a push are over soon: a fresh commit has its evidence before somebody has filled in a request for it. */
const pushStepsAtOnce = 3;

/**
 * The GitHub of the sandbox: what people and workflows do there, by plain calls.
 * Repositories are named `owner/name`, people by login. An action that makes no sense throws, for it is a mistake in the script.
 */
export class World extends WorldState {
  addRepo(fullName: string): Repo {
    return addRepo(this, fullName);
  }

  /** Makes a commit and moves no branch. Returns its SHA. */
  commit(repo: string, spec: CommitSpec): string {
    return commit(this, this.repo(repo), spec);
  }

  push(repo: string, branch: string, sha: string, pusher: string): void {
    push(this, this.repo(repo), branch, sha, pusher);
  }

  forcePush(repo: string, branch: string, sha: string, pusher: string): void {
    forcePush(this, this.repo(repo), branch, sha, pusher);
  }

  deleteBranch(repo: string, branch: string, actor: string): void {
    deleteBranch(this, this.repo(repo), branch, actor);
  }

  tag(repo: string, spec: TagSpec): void {
    tag(this, this.repo(repo), spec);
  }

  /** Commits one file on top of a branch and pushes it. Returns the new head. */
  setFile(repo: string, branch: string, path: string, text: string, author: string): string {
    const sha = this.commit(repo, { on: branch, author, message: `Update ${path}`, files: { [path]: text } });
    this.push(repo, branch, sha, author);
    return sha;
  }

  /** Returns the pull request's number. */
  openPull(repo: string, spec: PullSpec): number {
    return openPull(this, this.repo(repo), spec).number;
  }

  /** Returns the SHA on the base branch. */
  mergePull(repo: string, spec: MergeSpec): string {
    return mergePull(this, this.repo(repo), spec);
  }

  review(repo: string, number: number, by: string, verdict: Review['state']): void {
    review(this, this.repo(repo), number, by, verdict);
  }

  /** A check run of somebody else's; a null conclusion is one that still runs. */
  reportCheck(repo: string, sha: string, name: string, conclusion: CheckConclusion | null): void {
    const check = { sha, name, conclusion, at: this.nowText() };
    this.repo(repo).checks.push(check);
    const action = conclusion === null ? 'created' : 'completed';
    this.happen({ event: 'check_run', action, repo: this.repo(repo), check });
  }

  reportStatus(repo: string, sha: string, context: string, state: ReportedStatus['state']): void {
    const status = { sha, context, state, description: '', at: this.nowText() };
    this.repo(repo).statuses.unshift(status);
    this.happen({ event: 'status', repo: this.repo(repo), status });
  }

  /** Starts a workflow as a person does from GitHub's own page. Throws with GitHub's words when GitHub would refuse. */
  dispatchByHand(repo: string, request: DispatchRequest): Run {
    const outcome = dispatchRun(this, this.repo(repo), request);
    if (outcome.kind === 'refused') throw new Error(outcome.message);
    return outcome.run;
  }

  setWorkflowDisabled(repo: string, file: string, disabled: 'disabled' | 'enabled'): void {
    const entry = findWorkflow(this.repo(repo), file);
    if (entry === undefined) throw new Error(`${repo} has no workflow ${file}`);
    entry.disabled = disabled === 'disabled';
  }

  /** One step further. */
  advanceRun(id: string): void {
    const { repo, run } = this.run(id);
    advanceRun(this, repo, run);
  }

  /** To the end. A success goes through every step, so it deploys; anything else ends it where it stands. */
  finishRun(id: string, conclusion: Conclusion): void {
    const { repo, run } = this.run(id);
    finishRun(this, repo, run, conclusion);
  }

  cancelRun(id: string): void {
    const { repo, run } = this.run(id);
    cancelRun(this, repo, run);
  }

  /** A re-run by hand: the same id, the next attempt. */
  rerun(id: string, which: 'all' | 'failed', actor: string): void {
    const { repo, run } = this.run(id);
    if (!rerun(this, repo, run, which, actor)) throw new Error(`run ${id} is still running`);
  }

  /** Every run that has not ended goes one step further, and those of a push several. */
  advanceAll(): void {
    for (const repo of this.repos.values()) {
      for (const run of repo.runs.toReversed()) {
        const steps = run.event === 'push' ? pushStepsAtOnce : 1;
        for (let step = 0; step < steps; step += 1) advanceRun(this, repo, run);
      }
    }
  }

  /** Runs of a repository, newest first. */
  runsOf(repo: string): readonly Run[] {
    return this.repo(repo).runs;
  }

  /** A run of any kind, ended as the spec says. It publishes and deploys nothing by itself. */
  addRun(repo: string, spec: RunSpec): Run {
    return addRun(this, this.repo(repo), spec);
  }

  /** Says of a finished run that it ended otherwise, in the same attempt. */
  setConclusion(id: string, conclusion: Conclusion): void {
    const { repo, run } = this.run(id);
    setConclusion(this, repo, run, conclusion);
  }

  /** The next attempt, at once to this end: a success publishes and deploys what the workflow does. */
  rerunTo(id: string, conclusion: Conclusion, actor: string): void {
    const { repo, run } = this.run(id);
    rerunTo(this, repo, run, conclusion, actor);
  }

  /** Another run of the commit stage for this commit, whose manifest has another digest for this image. */
  rebuildImage(repo: string, sha: string, image: string): Run {
    return rebuildImage(this, this.repo(repo), sha, image);
  }

  /** Every run of a push that is still open ends well, so that its commits have their evidence. */
  finishPushRuns(repo: string): void {
    const open = this.runsOf(repo).filter((run) => run.event === 'push' && run.conclusion === null);
    for (const run of open.toReversed()) this.finishRun(run.id, 'success');
  }

  /** A zip of these files, left by the run. */
  publishArtifact(repo: string, runId: string, name: string, files: Files): Artifact {
    return publishArtifact(this, this.repo(repo), { runId: this.run(runId).run.id, name }, files);
  }

  /** Any bytes in a zip's place. */
  publishZip(repo: string, runId: string, name: string, bytes: Uint8Array): Artifact {
    return publishZip(this, this.repo(repo), { runId: this.run(runId).run.id, name }, bytes);
  }

  /** What the run has of this name goes; the new one has another id. */
  replaceArtifact(repo: string, runId: string, name: string, files: Files): Artifact {
    return replaceArtifact(this, this.repo(repo), { runId: this.run(runId).run.id, name }, files);
  }

  /** All artifacts of this name, or the one with this id. */
  expireArtifact(repo: string, which: string | number): void {
    expireArtifact(this, this.repo(repo), which);
  }

  /** The newest artifact of this name that has not expired. */
  artifact(repo: string, name: string): Artifact | undefined {
    return newestArtifact(this, this.repo(repo), name);
  }

  labelPull(repo: string, number: number, labels: readonly string[], by: string): void {
    labelPull(this, this.repo(repo), number, { labels, by });
  }

  setVariable(repo: string, name: string, value: string, scope: SettingScope = 'repository'): void {
    setSetting(this, this.repo(repo), { kind: 'variable', name, value, scope });
  }

  removeVariable(repo: string, name: string, scope: SettingScope = 'repository'): void {
    removeSetting(this, this.repo(repo), { kind: 'variable', name, scope });
  }

  setSecret(repo: string, name: string, scope: SettingScope = 'repository'): void {
    setSetting(this, this.repo(repo), { kind: 'secret', name, scope });
  }

  removeSecret(repo: string, name: string, scope: SettingScope = 'repository'): void {
    removeSetting(this, this.repo(repo), { kind: 'secret', name, scope });
  }

  /** What the dependency graph says of any comparison that ends at this commit, instead of what its files say. */
  setDependencyChanges(repo: string, headSha: string, changes: readonly DependencyChange[]): void {
    this.repo(repo).givenDependencies.push({ headSha, changes });
  }

  reportAdvisory(repo: string, advisory: Advisory): void {
    this.repo(repo).advisories.push(advisory);
  }

  /** Puts what will happen to the next dispatches at the end of the queue. */
  nextDispatch(...faults: readonly DispatchFault[]): void {
    this.faults.nextDispatch.push(...faults);
    this.emit('change');
  }
}
