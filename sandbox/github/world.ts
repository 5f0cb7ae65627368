import { type DispatchFault } from './faults.ts';
import { type MergeSpec, mergePull, openPull, type PullSpec, review } from './pull-actions.ts';
import { addRepo, type CommitSpec, commit, deleteBranch, forcePush, push, type TagSpec, tag } from './repo-actions.ts';
import { advanceRun, cancelRun, finishRun, rerun } from './run-progress.ts';
import { type DispatchRequest, dispatchRun, findWorkflow } from './run-start.ts';
import { WorldState } from './state.ts';
import {
  type CheckConclusion,
  type Conclusion,
  type Repo,
  type ReportedStatus,
  type Review,
  type Run,
} from './types.ts';

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
    this.repo(repo).checks.push({ sha, name, conclusion, at: this.nowText() });
    this.emit('change');
  }

  reportStatus(repo: string, sha: string, context: string, state: ReportedStatus['state']): void {
    this.repo(repo).statuses.unshift({ sha, context, state, description: '', at: this.nowText() });
    this.emit('change');
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

  /** Every run that has not ended goes one step further. */
  advanceAll(): void {
    for (const repo of this.repos.values()) {
      for (const run of repo.runs.toReversed()) advanceRun(this, repo, run);
    }
  }

  /** Runs of a repository, newest first. */
  runsOf(repo: string): readonly Run[] {
    return this.repo(repo).runs;
  }

  /** Puts what will happen to the next dispatches at the end of the queue. */
  nextDispatch(...faults: readonly DispatchFault[]): void {
    this.faults.nextDispatch.push(...faults);
    this.emit('change');
  }
}
