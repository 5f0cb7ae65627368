import { describe, test } from 'vitest';
import { type RunFact } from '../../src/domain/evidence/evidence.ts';
import { type EvidenceCase, expectCase, workflowGate } from './judging.ts';
import { otherSha, run, silent } from './shelf.ts';

const red = { conclusion: 'failure' };
const running = { status: 'in_progress', conclusion: null };
const fork = 'mallory/checkout';

function rerun(change: Partial<RunFact> = {}): RunFact {
  return run('100', { attempt: 2, ...change });
}

describe('the run of a workflow', () => {
  const cases: readonly Omit<EvidenceCase, 'gate'>[] = [
    { rule: 'passes when it is green', world: { runs: [run('100')] }, says: 'pass', because: 'run-succeeded' },
    { rule: 'fails when it is red', world: { runs: [run('100', red)] }, says: 'fail', because: 'run-failed' },
    { rule: 'fails when there is none', world: {}, says: 'fail', because: 'run-missing' },
    ...['cancelled', 'timed_out', 'skipped', 'neutral', 'action_required', 'stale', 'startup_failure'].map(
      (conclusion) => ({
        rule: `fails when it ended ${conclusion}`,
        world: { runs: [run('100', { conclusion })] },
        says: 'fail' as const,
        because: 'run-failed',
      }),
    ),
    {
      rule: 'is unknown while it goes on',
      world: { runs: [run('100', running)] },
      says: 'unknown',
      because: 'run-in-progress',
    },
    {
      rule: 'is unknown while it is queued',
      world: { runs: [run('100', { status: 'queued', conclusion: null })] },
      says: 'unknown',
      because: 'run-in-progress',
    },
    {
      rule: 'is unknown when GitHub does not answer',
      world: { reads: { runsFor: async () => silent } },
      says: 'unknown',
      because: 'could-not-read',
    },
    {
      rule: 'fails when a newer one is red, for all that an older one was green',
      world: { runs: [run('101', red), run('100')] },
      says: 'fail',
      because: 'run-failed',
    },
    {
      rule: 'finds the newest one, in whatever order they are listed',
      world: { runs: [run('100', red), run('101')] },
      says: 'pass',
      because: 'run-succeeded',
    },
    {
      rule: 'tells the newer of two by their ids, when they began in the same second',
      world: { runs: [run('99', { createdAt: 'x' }), run('100', { ...red, createdAt: 'x' })] },
      says: 'fail',
      because: 'run-failed',
    },
    {
      rule: 'is unknown while a newer one goes on over an old green',
      world: { runs: [run('101', running), run('100')] },
      says: 'unknown',
      because: 'run-in-progress',
    },
    {
      rule: 'fails when an old green was run again and is red',
      world: { runs: [rerun(red)] },
      says: 'fail',
      because: 'run-failed',
    },
    {
      rule: 'is unknown while an old green is run again',
      world: { runs: [rerun(running)] },
      says: 'unknown',
      because: 'run-in-progress',
    },
    {
      rule: 'passes when an old red was run again and is green',
      world: { runs: [rerun()] },
      says: 'pass',
      because: 'run-succeeded',
    },
    {
      rule: 'goes by the later attempt, when a run is listed twice',
      world: { runs: [run('100'), rerun(red)] },
      says: 'fail',
      because: 'run-failed',
    },
    {
      rule: 'does not count for a pull request',
      world: { runs: [run('100', { event: 'pull_request' })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count for a pull request with the rights of the target',
      world: { runs: [run('100', { event: 'pull_request_target' })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count when somebody started it by hand',
      world: { runs: [run('100', { event: 'workflow_dispatch' })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count on a schedule',
      world: { runs: [run('100', { event: 'schedule' })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count in a fork',
      world: { runs: [run('100', { headRepo: fork })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count when nobody can tell whose it is',
      world: { runs: [run('100', { headRepo: null })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count on another branch',
      world: { runs: [run('100', { branch: 'feature/x' })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count on a branch that only begins like the one that is asked for',
      world: { runs: [run('100', { branch: 'main2' })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count on another ref of the lane',
      world: { runs: [run('100', { branch: 'hotfix/x' })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count without a branch',
      world: { runs: [run('100', { branch: null })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count when it is of another commit',
      world: { runs: [run('100', { sha: otherSha })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count when it is of another workflow',
      world: { runs: [run('100', { workflow: '.github/workflows/commit-stage.yml' })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'does not count when its file lies elsewhere',
      world: { runs: [run('100', { workflow: 'x/integration-gate.yml' })] },
      says: 'fail',
      because: 'run-missing',
    },
    {
      rule: 'is not undone by a red one of a pull request',
      world: { runs: [run('101', { ...red, event: 'pull_request' }), run('100')] },
      says: 'pass',
      because: 'run-succeeded',
    },
    {
      rule: 'is found whatever the case of the repository’s name',
      world: { runs: [run('100', { headRepo: 'Acme/Checkout' })] },
      says: 'pass',
      because: 'run-succeeded',
    },
  ];

  test.each(cases)('$rule', async (one) => await expectCase({ ...one, gate: workflowGate }));
});
