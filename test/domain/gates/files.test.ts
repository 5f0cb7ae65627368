import { describe, expect, test } from 'vitest';
import { type EvidenceProblem } from '../../../src/domain/evidence/evidence.ts';
import { type GateResult } from '../../../src/domain/gates/result.ts';
import { type Gate } from '../../../src/domain/policy/gates.ts';
import { fileDigest, gate, judge, manifestFacts, present, runUrl, scorecardFacts, smokeFacts } from './facts.ts';

const fileKinds = ['manifest', 'scorecard', 'artifacts', 'smoke'] as const;

/** What stands for each way of not having a file. */
const problems: readonly [EvidenceProblem['code'], 'fail' | 'unknown', EvidenceProblem][] = [
  missing('no-artifact', 'fail'),
  missing('expired', 'fail'),
  missing('no-authority', 'fail'),
  missing('run-in-progress', 'unknown'),
  missing('no-file', 'fail'),
  unreadable('not-answered', 'unknown'),
  unreadable('artifact-too-large', 'fail'),
  unreadable('digest-differs', 'fail'),
  unreadable('not-a-zip', 'fail'),
  unreadable('zip-refused', 'fail'),
  unreadable('file-too-large', 'fail'),
  unreadable('not-json', 'fail'),
  unreadable('json-refused', 'fail'),
  unreadable('wrong-shape', 'fail'),
  unreadable('wrong-sha', 'fail'),
  unreadable('ambiguous', 'fail'),
];

describe.each(fileKinds)('a gate for a file: %s', (kind) => {
  test.each(problems)('%s: %s, for nobody knows what it says', (code, outcome, problem) => {
    expect(judge(gate(kind), { of: kind, evidence: { ...problem, source: null } })).toMatchObject({
      outcome,
      reason: { code: `evidence-${problem.state}`, problem: code, detail: 'why' },
      evidence: null,
      url: null,
    });
  });

  test('passes on a good file, with the digest of what was read and the link to it', () => {
    expect(judgeFile(gate(kind), 'commit-stage.yml')).toMatchObject({
      outcome: 'pass',
      evidence: fileDigest.slice('sha256:'.length),
      url: runUrl,
    });
  });

  test('narrowed to a workflow, passes on the file that it made', () => {
    const narrowed = gate(kind, { workflow: 'validate.yml' });
    expect(judgeFile(narrowed, 'validate.yml').outcome).toBe('pass');
    expect(judgeFile(narrowed, '.github/workflows/validate.yml').outcome).toBe('pass');
  });

  test('narrowed to a workflow, refuses the file of another', () => {
    expect(judgeFile(gate(kind, { workflow: 'validate.yml' }), 'commit-stage.yml')).toMatchObject({
      outcome: 'fail',
      reason: { code: 'evidence-of-another-workflow', workflow: 'validate.yml', made: 'commit-stage.yml' },
    });
  });

  test('narrowed to a workflow, does not know when nobody says which one made it', () => {
    expect(judgeFile(gate(kind, { workflow: 'validate.yml' }), null)).toMatchObject({
      outcome: 'unknown',
      reason: { made: null },
    });
  });
});

test('the manifest gate tells the version and how many images there are', () => {
  expect(judgeFile(gate('manifest'), 'commit-stage.yml').reason).toEqual({
    code: 'manifest-found',
    version: 'v2.14.0',
    images: 2,
  });
});

function judgeFile(asked: Gate, madeBy: string | null): GateResult {
  switch (asked.kind) {
    case 'manifest':
      return judge(asked, { of: 'manifest', evidence: present(manifestFacts, madeBy) });
    case 'smoke':
      return judge(asked, { of: 'smoke', evidence: present(smokeFacts, madeBy) });
    case 'artifacts':
      return judge(asked, { of: 'artifacts', evidence: present(scorecardFacts, madeBy) });
    default:
      return judge(asked, { of: 'scorecard', evidence: present(scorecardFacts, madeBy) });
  }
}

function missing(
  code: Extract<EvidenceProblem, { state: 'missing' }>['code'],
  outcome: 'fail' | 'unknown',
): [EvidenceProblem['code'], 'fail' | 'unknown', EvidenceProblem] {
  return [code, outcome, { state: 'missing', code, detail: 'why' }];
}

function unreadable(
  code: Extract<EvidenceProblem, { state: 'unreadable' }>['code'],
  outcome: 'fail' | 'unknown',
): [EvidenceProblem['code'], 'fail' | 'unknown', EvidenceProblem] {
  return [code, outcome, { state: 'unreadable', code, detail: 'why' }];
}
