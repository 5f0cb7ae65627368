import { describe, test } from 'vitest';
import { type ArtifactFact, type RunFact } from '../../src/domain/evidence/evidence.ts';
import { scorecard } from './documents.ts';
import { type EvidenceCase, expectCase, scorecardGate } from './judging.ts';
import { artifact, copyOf, otherSha, run, silent } from './shelf.ts';

const red = { conclusion: 'failure' };
const running = { status: 'in_progress', conclusion: null };
const fork = 'mallory/checkout';

function rerun(change: Partial<RunFact> = {}): RunFact {
  return run('100', { attempt: 2, ...change });
}

describe('an artifact', () => {
  const good = artifact('scorecard', scorecard);
  const yellow = { ...scorecard, decision: 'yellow' };
  function of(id: string, file: unknown = scorecard, change: Partial<ArtifactFact> = {}): ReturnType<typeof artifact> {
    return artifact('scorecard', file, { of: id, ...change });
  }

  const cases: readonly Omit<EvidenceCase, 'gate'>[] = [
    {
      rule: 'counts from a push to main',
      world: { runs: [run('100')], artifacts: [good] },
      says: 'pass',
      because: 'scorecard-accepted',
    },
    {
      rule: 'counts from a push to a hotfix branch',
      world: { runs: [run('100', { branch: 'hotfix/7' })], artifacts: [good] },
      says: 'pass',
      because: 'scorecard-accepted',
    },
    { rule: 'is missing when there is none', world: { runs: [run('100')] }, says: 'fail', because: 'no-artifact' },
    {
      rule: 'is refused when the green scorecard is of another commit',
      world: { runs: [run('100')], artifacts: [of('100', { ...scorecard, sha: otherSha })] },
      says: 'fail',
      because: 'wrong-sha',
    },
    {
      rule: 'is refused when the green scorecard’s run is of another commit',
      world: { runs: [run('100', { sha: otherSha })], artifacts: [good] },
      says: 'fail',
      because: 'no-authority',
    },
    {
      rule: 'is refused when the green scorecard is of a run that is none of this commit’s',
      world: { runs: [run('100')], artifacts: [of('999')] },
      says: 'fail',
      because: 'no-authority',
    },
    {
      rule: 'is refused when the green scorecard is from a fork',
      world: { runs: [run('100', { headRepo: fork })], artifacts: [good] },
      says: 'fail',
      because: 'no-authority',
    },
    {
      rule: 'is refused when the green scorecard is of a pull request',
      world: { runs: [run('100', { event: 'pull_request' })], artifacts: [good] },
      says: 'fail',
      because: 'no-authority',
    },
    {
      rule: 'is refused when the green scorecard is of another branch',
      world: { runs: [run('100', { branch: 'feature/x' })], artifacts: [good] },
      says: 'fail',
      because: 'no-authority',
    },
    {
      rule: 'counts although a newer one of a pull request is there',
      world: { runs: [run('101', { event: 'pull_request' }), run('100')], artifacts: [of('101', yellow), good] },
      says: 'pass',
      because: 'scorecard-accepted',
    },
    {
      rule: 'that is newer and yellow ends an old green',
      world: { runs: [run('101'), run('100')], artifacts: [good, of('101', yellow)] },
      says: 'fail',
      because: 'scorecard-decision',
    },
    {
      rule: 'is over when a newer run of its workflow left none',
      world: { runs: [run('101', red), run('100')], artifacts: [good] },
      says: 'fail',
      because: 'no-artifact',
    },
    {
      rule: 'is over while a newer run of its workflow goes on',
      world: { runs: [run('101', running), run('100')], artifacts: [good] },
      says: 'unknown',
      because: 'run-in-progress',
    },
    {
      rule: 'is over while its run is run again',
      world: { runs: [rerun(running)], artifacts: [good] },
      says: 'unknown',
      because: 'run-in-progress',
    },
    ...['failure', 'cancelled', 'timed_out', 'skipped'].map((conclusion) => ({
      rule: `of the first attempt is over when its run was run again and ended ${conclusion} without leaving one`,
      world: { runs: [rerun({ conclusion })], artifacts: [good] },
      says: 'fail' as const,
      because: 'no-artifact',
    })),
    {
      rule: 'of the second attempt is over when the third one failed without leaving one',
      world: {
        runs: [run('100', { ...red, attempt: 3 })],
        artifacts: [of('100', yellow), of('100', scorecard, { id: '7200' })],
      },
      says: 'fail',
      because: 'no-artifact',
    },
    {
      rule: 'stays when only jobs that had failed were run again, and its run is green now',
      world: { runs: [rerun()], artifacts: [good] },
      says: 'pass',
      because: 'scorecard-accepted',
    },
    {
      rule: 'that GitHub has deleted is over, for all our copy of it, when its run was run again and failed',
      world: { runs: [rerun(red)], copies: [copyOf('scorecard', scorecard, good)] },
      says: 'fail',
      because: 'no-artifact',
    },
    {
      rule: 'is waited for while the run that may bring it goes on',
      world: { runs: [run('100', running)] },
      says: 'unknown',
      because: 'run-in-progress',
    },
    {
      rule: 'counts while its run waits for somebody to let it deploy',
      world: { runs: [run('100', { status: 'waiting', conclusion: null })], artifacts: [good] },
      says: 'pass',
      because: 'scorecard-accepted',
    },
    {
      rule: 'stays when a newer run is of another workflow',
      world: { runs: [run('101', { workflow: '.github/workflows/docs.yml', ...red }), run('100')], artifacts: [good] },
      says: 'pass',
      because: 'scorecard-accepted',
    },
    {
      rule: 'stays when a tag’s run of the same workflow had nothing to prove',
      world: { runs: [run('101', { branch: 'hotfix/1' }), run('100')], artifacts: [good] },
      says: 'pass',
      because: 'scorecard-accepted',
    },
    {
      rule: 'twice in one run is ambiguous',
      world: { runs: [run('100')], artifacts: [good, of('100', scorecard, { id: '7200' })] },
      says: 'fail',
      because: 'ambiguous',
    },
    {
      rule: 'of a later attempt counts before that of an earlier one',
      world: { runs: [rerun()], artifacts: [good, of('100', yellow, { id: '7200' })] },
      says: 'fail',
      because: 'scorecard-decision',
    },
    {
      rule: 'three times in two attempts is ambiguous',
      world: {
        runs: [rerun()],
        artifacts: [good, of('100', scorecard, { id: '7200' }), of('100', scorecard, { id: '7300' })],
      },
      says: 'fail',
      because: 'ambiguous',
    },
    {
      rule: 'with another name is none',
      world: { runs: [run('100')], artifacts: [of('100', scorecard, { name: `scorecard-${otherSha}` })] },
      says: 'fail',
      because: 'no-artifact',
    },
    {
      rule: 'is unknown when GitHub does not list the runs',
      world: { artifacts: [good], reads: { runsFor: async () => silent } },
      says: 'unknown',
      because: 'not-answered',
    },
    {
      rule: 'is unknown when GitHub does not list the artifacts',
      world: { runs: [run('100')], reads: { artifactsNamed: async () => silent } },
      says: 'unknown',
      because: 'not-answered',
    },
    {
      rule: 'is unknown when it cannot be downloaded',
      world: { runs: [run('100')], artifacts: [artifact('scorecard', scorecard, { download: 'silent' })] },
      says: 'unknown',
      because: 'not-answered',
    },
  ];

  test.each(cases)('$rule', async (one) => await expectCase({ ...one, gate: scorecardGate }));

  const narrowed = { ...scorecardGate, workflow: 'integration-gate.yml' };

  test('of another workflow is refused where the gate names one', async () => {
    const runs = [run('100', { workflow: '.github/workflows/other.yml' })];

    await expectCase({
      rule: '',
      gate: narrowed,
      world: { runs, artifacts: [good] },
      says: 'fail',
      because: 'no-authority',
    });
  });

  test('of the workflow that the gate names counts, whatever another one has left since', async () => {
    const runs = [run('101', { workflow: '.github/workflows/other.yml' }), run('100')];
    const artifacts = [good, of('101', yellow)];

    await expectCase({
      rule: '',
      gate: narrowed,
      world: { runs, artifacts },
      says: 'pass',
      because: 'scorecard-accepted',
    });
  });
});
