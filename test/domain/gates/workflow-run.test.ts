import { describe, expect, test } from 'vitest';
import { type RunFact } from '../../../src/domain/evidence/evidence.ts';
import { type GateFact } from '../../../src/domain/gates/fact.ts';
import { type GateResult } from '../../../src/domain/gates/result.ts';
import { gate, judge, otherSha, run, runUrl } from './facts.ts';

const commitStage = gate('workflow-run', { id: 'commit-stage' });

describe('a gate for a workflow', () => {
  test('passes on a run that succeeded for this commit, and links to it', () => {
    const result = judgeRun(run());
    expect(result).toMatchObject({
      id: 'commit-stage',
      kind: 'workflow-run',
      mode: 'blocking',
      outcome: 'pass',
      reason: { code: 'run-succeeded', workflow: 'commit-stage.yml', attempt: 1 },
      url: runUrl,
    });
    expect(result.evidence).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(['failure', 'cancelled', 'timed_out', 'skipped', 'neutral', 'action_required', 'stale', 'Success', ''])(
    'fails on a run that ended as "%s"',
    (conclusion) => {
      expect(judgeRun(run({ conclusion }))).toMatchObject({
        outcome: 'fail',
        reason: { code: 'run-failed', conclusion, branch: 'main' },
      });
    },
  );

  test.each(['queued', 'in_progress', 'waiting', 'requested', 'pending', 'something-new'])(
    'does not know while a run is %s, and says so',
    (status) => {
      expect(judgeRun(run({ status, conclusion: null }))).toMatchObject({
        outcome: 'unknown',
        reason: { code: 'run-in-progress', status },
        url: runUrl,
      });
    },
  );

  test('does not take the conclusion of an earlier attempt for that of a run that goes on', () => {
    expect(judgeRun(run({ status: 'in_progress', conclusion: 'success', attempt: 2 })).outcome).toBe('unknown');
  });

  test('does not know what a run that ended without a conclusion means', () => {
    expect(judgeRun(run({ conclusion: null })).outcome).toBe('unknown');
  });

  test('fails without a run, and says what to run where', () => {
    expect(judgeRun(null)).toMatchObject({
      outcome: 'fail',
      reason: { code: 'run-missing', workflow: 'commit-stage.yml', branch: 'main', passedOver: [] },
      evidence: null,
      url: null,
    });
  });

  test('tells which runs of this commit it passed over, and why', () => {
    const fact: GateFact = {
      of: 'workflow-run',
      run: null,
      passedOver: [
        { url: `${runUrl}1`, because: 'event' },
        { url: `${runUrl}2`, because: 'fork' },
        { url: `${runUrl}3`, because: 'event' },
      ],
    };
    expect(judge(commitStage, fact).reason).toMatchObject({
      passedOver: [
        { because: 'event', count: 2 },
        { because: 'fork', count: 1 },
      ],
    });
  });

  test.each<[string, Partial<RunFact>, string]>([
    ['another commit', { sha: otherSha }, 'commit'],
    ['another workflow', { workflow: '.github/workflows/nightly.yml' }, 'workflow'],
    ['a workflow of that name in another folder', { workflow: 'examples/commit-stage.yml' }, 'workflow'],
    ['a pull request', { event: 'pull_request' }, 'event'],
    ['a pull request with rights', { event: 'pull_request_target' }, 'event'],
    ['a person by hand', { event: 'workflow_dispatch' }, 'event'],
    ['a fork', { headRepo: 'mallory/checkout' }, 'fork'],
    ['a repository that GitHub does not name', { headRepo: null }, 'fork'],
    ['another branch', { branch: 'main-2' }, 'branch'],
    ['no branch', { branch: null }, 'branch'],
  ])('never passes on a green run of %s, even when it is handed over', (_whose, over, because) => {
    expect(judgeRun(run(over))).toMatchObject({ outcome: 'fail', reason: { code: 'run-does-not-count', because } });
  });

  test('a green run that was started again is other evidence, whatever becomes of it', () => {
    const green = judgeRun(run()).evidence;
    expect(judgeRun(run({ attempt: 2 })).evidence).not.toBe(green);
    expect(judgeRun(run({ attempt: 2, status: 'in_progress', conclusion: null })).evidence).not.toBe(green);
    expect(judgeRun(run({ createdAt: '2026-11-20T11:00:00Z' })).evidence).toBe(green);
  });
});

function judgeRun(found: RunFact | null): GateResult {
  return judge(commitStage, { of: 'workflow-run', run: found, passedOver: [] });
}
