import { whyPassedOver } from '../evidence/authority.ts';
import { type RunFact } from '../evidence/evidence.ts';
import { hashOf } from '../hash.ts';
import { type CommitSha, type RepoName } from '../ids.ts';
import { type GateFact, type PassedOver } from './fact.ts';
import { fail, type GateOf, type Grounds, type Judgement, noGrounds, pass, unfit, unknown } from './judgement.ts';

/** The one run that a workflow gate asks for. */
export type RunAsked = {
  readonly workflow: string;
  readonly branch: string;
  readonly sha: CommitSha;
  readonly repo: RepoName;
};

/** What a run says, whoever asked for it. */
export type RunSays =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'in-progress'; readonly status: string }
  | { readonly kind: 'failed'; readonly conclusion: string }
  | { readonly kind: 'missing' }
  | { readonly kind: 'does-not-count'; readonly because: PassedOver['because'] };

/**
 * Fails closed: nothing but a completed `success` of the newest run that counts passes. A run that goes on is
 * `unknown`, even over an older green one; no run is a `fail`, for somebody has to start one.
 */
export function judgeWorkflowRun(
  gate: GateOf<'workflow-run'>,
  fact: GateFact,
  commit: Pick<RunAsked, 'sha' | 'repo'>,
): Judgement {
  if (fact.of !== 'workflow-run') return unfit(fact);
  const { workflow, branch } = gate;
  const { run } = fact;
  if (run === null)
    return fail({ code: 'run-missing', workflow, branch, passedOver: counted(fact.passedOver) }, noGrounds);

  const grounds: Grounds = { evidence: hashOfRun(run), url: run.url };
  const { attempt } = run;
  const says = whatRunSays(run, { workflow, branch, ...commit });
  switch (says.kind) {
    case 'succeeded':
      return pass({ code: 'run-succeeded', workflow, attempt }, grounds);
    case 'in-progress':
      return unknown({ code: 'run-in-progress', workflow, status: says.status }, grounds);
    case 'failed':
      return fail({ code: 'run-failed', workflow, branch, conclusion: says.conclusion, attempt }, grounds);
    case 'does-not-count':
      return fail({ code: 'run-does-not-count', workflow, branch, because: says.because }, grounds);
    case 'missing':
      return fail({ code: 'run-missing', workflow, branch, passedOver: [] }, noGrounds);
  }
}

/** `run` is the newest that counts. What was handed over is looked at once more: a run of anything else never passes. */
export function whatRunSays(run: RunFact | null, asked: RunAsked): RunSays {
  if (run === null) return { kind: 'missing' };
  const { workflow, branch, sha, repo } = asked;
  const because = whyPassedOver(run, { workflow, refs: [branch], sha, repo });
  if (because !== null) return { kind: 'does-not-count', because };
  if (run.status !== 'completed' || run.conclusion === null) return { kind: 'in-progress', status: run.status };
  return run.conclusion === 'success' ? { kind: 'succeeded' } : { kind: 'failed', conclusion: run.conclusion };
}

/** A re-run keeps the run's id: its attempt and its conclusion are what changes. */
export function hashOfRun(run: RunFact): string {
  return hashOf({ id: run.id, attempt: run.attempt, conclusion: run.conclusion });
}

function counted(
  passedOver: readonly PassedOver[],
): readonly { readonly because: PassedOver['because']; readonly count: number }[] {
  const counts = new Map<PassedOver['because'], number>();
  for (const { because } of passedOver) counts.set(because, (counts.get(because) ?? 0) + 1);
  return [...counts].map(([because, count]) => ({ because, count }));
}
