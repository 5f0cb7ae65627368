import { describe, expect, test } from 'vitest';
import { type Evidence, type ScorecardFacts, type SmokeFacts } from '../../../src/domain/evidence/evidence.ts';
import { type GateResult } from '../../../src/domain/gates/result.ts';
import { type Gate } from '../../../src/domain/policy/gates.ts';
import { artifactNames, gate, invariantIds, judge, present, scorecardFacts, smokeFacts } from './facts.ts';

describe('the scorecard gate', () => {
  const onlyGreen = gate('scorecard');
  const yellowToo = gate('scorecard', { accept: ['green', 'yellow'] });
  const redAlone = gate('scorecard', { accept: ['red'] });

  test('passes on exactly green with all twelve invariants', () => {
    expect(scorecard(onlyGreen, {})).toMatchObject({
      outcome: 'pass',
      reason: { code: 'scorecard-accepted', decision: 'green', invariants: 12, failed: [] },
    });
  });

  test.each(['yellow', 'red', 'Green', 'GREEN', ' green', 'green ', 'green\n', 'grееn', 'pass', 'true'])(
    'refuses the decision "%s" where only green is asked',
    (decision) => {
      expect(scorecard(onlyGreen, { decision })).toMatchObject({
        outcome: 'fail',
        reason: { code: 'scorecard-decision', decision, accept: ['green'] },
      });
    },
  );

  test('names the invariants that failed beside a decision that is refused', () => {
    expect(
      scorecard(onlyGreen, { decision: 'red', invariants: invariants({ failed: 'INV-03' }) }).reason,
    ).toMatchObject({
      code: 'scorecard-decision',
      failed: ['INV-03'],
    });
  });

  test('accepts yellow where the lane does, and tells what failed', () => {
    expect(scorecard(yellowToo, { decision: 'yellow', invariants: invariants({ failed: 'INV-07' }) })).toMatchObject({
      outcome: 'pass',
      reason: { code: 'scorecard-accepted', decision: 'yellow', failed: ['INV-07'] },
    });
  });

  test('still refuses red where green and yellow are accepted, and green where only red is', () => {
    expect(scorecard(yellowToo, { decision: 'red' }).outcome).toBe('fail');
    expect(scorecard(redAlone, { decision: 'green' }).outcome).toBe('fail');
  });

  test('refuses a green scorecard with an invariant that failed, even where yellow is accepted', () => {
    for (const asked of [onlyGreen, yellowToo]) {
      expect(scorecard(asked, { invariants: invariants({ failed: 'INV-12' }) })).toMatchObject({
        outcome: 'fail',
        reason: { code: 'scorecard-invariants', failed: ['INV-12'] },
      });
    }
  });

  test.each<[string, ScorecardFacts['invariants'], object]>([
    ['a skipped one', invariants({ without: 'INV-05' }), { absent: ['INV-05'], distinct: 11, wanted: 12 }],
    [
      'eleven and one twice',
      [...invariants({ without: 'INV-05' }), invariant('INV-06')],
      { absent: ['INV-05'], twice: ['INV-06'] },
    ],
    ['twelve and one of them again', [...invariants({}), invariant('INV-06')], { absent: [], twice: ['INV-06'] }],
    ['one that nobody asked for', [...invariants({}), invariant('INV-13')], { extra: ['INV-13'] }],
    [
      'one in another case',
      [...invariants({ without: 'INV-05' }), invariant('inv-05')],
      { absent: ['INV-05'], extra: ['inv-05'] },
    ],
    [
      'one with a blank',
      [...invariants({ without: 'INV-05' }), invariant('INV-05 ')],
      { absent: ['INV-05'], extra: ['INV-05 '] },
    ],
    ['none', [], { distinct: 0 }],
  ])('refuses invariants with %s, and names it', (_what, found, difference) => {
    for (const [asked, decision] of [
      [onlyGreen, 'green'],
      [yellowToo, 'yellow'],
    ] as const) {
      expect(scorecard(asked, { decision, invariants: found })).toMatchObject({
        outcome: 'fail',
        reason: { code: 'scorecard-invariants', ...difference },
      });
    }
  });

  test('refuses an invariant that passed and failed', () => {
    const both = [...invariants({}), { id: 'INV-01', passed: false }];
    expect(scorecard(onlyGreen, { invariants: both }).reason).toMatchObject({ failed: ['INV-01'], twice: ['INV-01'] });
  });

  test('asks for the invariants that the config names instead', () => {
    const own = gate('scorecard', { invariants: ['MA-1', 'MA-2'] });
    expect(scorecard(own, { invariants: [invariant('MA-2'), invariant('MA-1')] }).outcome).toBe('pass');
    expect(scorecard(own, {}).outcome).toBe('fail');
  });

  test('a config may not name an invariant twice', () => {
    expect(() => gate('scorecard', { invariants: ['MA-1', 'MA-1'] })).toThrow('write each name once');
  });
});

describe('the artifacts gate', () => {
  const any = gate('artifacts');
  const named = gate('artifacts', { artifacts: artifactNames });

  test('passes on twelve different artifacts, each with its SHA-256', () => {
    for (const asked of [any, named]) {
      expect(scorecard(asked, {})).toMatchObject({
        outcome: 'pass',
        reason: { code: 'artifacts-complete', total: 12 },
      });
    }
  });

  test('refuses eleven artifacts and one of them twice, and names it', () => {
    const found = [...scorecardFacts.artifacts.slice(1), artifact('notebook-2.html')];
    expect(found).toHaveLength(12);
    expect(scorecard(any, { artifacts: found })).toMatchObject({
      outcome: 'fail',
      reason: { code: 'artifacts-incomplete', distinct: 11, wanted: 12, twice: ['notebook-2.html'] },
    });
    expect(scorecard(named, { artifacts: found }).reason).toMatchObject({
      absent: ['notebook-1.html'],
      twice: ['notebook-2.html'],
    });
  });

  test.each<[string, ScorecardFacts['artifacts']]>([
    ['eleven', scorecardFacts.artifacts.slice(1)],
    ['thirteen', [...scorecardFacts.artifacts, artifact('one-more.html')]],
    ['twelve and one of them again', [...scorecardFacts.artifacts, artifact('notebook-1.html')]],
    ['none', []],
  ])('refuses %s', (_what, found) => {
    expect(scorecard(any, { artifacts: found }).outcome).toBe('fail');
  });

  test('compares the names that the config gives exactly', () => {
    const found = [...scorecardFacts.artifacts.slice(1), artifact('Notebook-1.html')];
    expect(scorecard(any, { artifacts: found }).outcome).toBe('pass');
    expect(scorecard(named, { artifacts: found })).toMatchObject({
      outcome: 'fail',
      reason: { absent: ['notebook-1.html'], extra: ['Notebook-1.html'] },
    });
  });

  test.each(['', 'f'.repeat(63), 'f'.repeat(65), 'g'.repeat(64), `${'f'.repeat(64)}\n`])(
    'refuses an artifact whose SHA-256 is "%s", and names it',
    (sha256) => {
      const found = [...scorecardFacts.artifacts.slice(1), { name: 'notebook-1.html', sha256 }];
      expect(scorecard(any, { artifacts: found }).reason).toMatchObject({ unhashed: ['notebook-1.html'] });
      expect(scorecard(any, { artifacts: found }).outcome).toBe('fail');
    },
  );

  test('says nothing of the scorecard’s decision, which is another gate', () => {
    expect(scorecard(any, { decision: 'red' }).outcome).toBe('pass');
  });
});

describe('the smoke gate', () => {
  test('passes on exactly passed, with something checked and nothing failed', () => {
    expect(smoke({})).toMatchObject({ outcome: 'pass', reason: { code: 'smoke-passed', total: 3 } });
  });

  test.each<[string, Partial<SmokeFacts>, object]>([
    [
      'a status of failed',
      { status: 'failed', failed: ['GET /'] },
      { code: 'smoke-status', status: 'failed', failed: ['GET /'] },
    ],
    ['a status in another case', { status: 'Passed' }, { code: 'smoke-status', status: 'Passed' }],
    ['a status with a blank', { status: 'passed ' }, { code: 'smoke-status', status: 'passed ' }],
    [
      'a check that failed under a status of passed',
      { failed: ['GET /'] },
      { code: 'smoke-failed', failed: ['GET /'], total: 3 },
    ],
    ['no check at all', { total: 0 }, { code: 'smoke-empty' }],
  ])('fails with %s', (_what, facts, reason) => {
    expect(smoke(facts)).toMatchObject({ outcome: 'fail', reason });
  });
});

function scorecard(asked: Gate, facts: Partial<ScorecardFacts>): GateResult {
  const evidence: Evidence<ScorecardFacts> = present({ ...scorecardFacts, ...facts });
  return judge(asked, { of: asked.kind === 'artifacts' ? 'artifacts' : 'scorecard', evidence });
}

function smoke(facts: Partial<SmokeFacts>): GateResult {
  return judge(gate('smoke'), { of: 'smoke', evidence: present({ ...smokeFacts, ...facts }) });
}

function invariant(id: string): ScorecardFacts['invariants'][number] {
  return { id, passed: true };
}

function invariants(but: { readonly failed?: string; readonly without?: string }): ScorecardFacts['invariants'] {
  return invariantIds.filter((id) => id !== but.without).map((id) => ({ id, passed: id !== but.failed }));
}

function artifact(name: string): ScorecardFacts['artifacts'][number] {
  return { name, sha256: '0'.repeat(64) };
}
