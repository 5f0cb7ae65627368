import { describe, expect, test } from 'vitest';
import { changedGates, gateLines } from '../../../src/domain/gates/changed-gates.ts';
import { type GateFact } from '../../../src/domain/gates/fact.ts';
import { judgeGates } from '../../../src/domain/gates/judge.ts';
import { type GateLine } from '../../../src/domain/gates/result.ts';
import { advisoryFailures, blocking } from '../../../src/domain/gates/would-have-blocked.ts';
import { type Gate } from '../../../src/domain/policy/gates.ts';
import { evidenceOf, gate, good, judgedKinds, repo, run, sha } from './facts.ts';

describe('all gates of a lane', () => {
  test('are judged in the order of the config, but for the two that say only when', () => {
    const gates = [gate('window'), gate('smoke'), gate('lane'), gate('checks')];
    expect(judged(gates, good).map(({ id }) => id)).toEqual(['smoke', 'checks']);
  });

  test('pass when nothing is wrong', () => {
    const results = judged(
      judgedKinds.map((kind) => gate(kind)),
      good,
    );
    expect(results.map(({ id, outcome }) => [id, outcome])).toEqual(judgedKinds.map((kind) => [kind, 'pass']));
  });

  test.each(judgedKinds)('%s is not known before anything was read for it', (kind) => {
    expect(judged([gate(kind)], {})).toEqual([
      { id: kind, kind, mode: 'blocking', outcome: 'unknown', reason: { code: 'not-read' }, evidence: null, url: null },
    ]);
  });

  test.each(judgedKinds)('%s is not known when GitHub did not answer', (kind) => {
    expect(judged([gate(kind)], { [kind]: { of: 'unread', reason: 'GitHub did not answer' } })).toMatchObject([
      { outcome: 'unknown', reason: { code: 'could-not-read', why: 'GitHub did not answer' } },
    ]);
  });

  test.each(judgedKinds)('%s does not pass on what was read for a gate of another kind', (kind) => {
    const others = judgedKinds.filter((other) => other !== kind);
    const results = others.flatMap((other) => judged([gate(kind)], { [kind]: good[other] }));
    expect(new Set(results.map(({ outcome }) => outcome))).toEqual(new Set(['unknown']));
  });

  test('a gate that is called like something that every object has is still not known before it was read', () => {
    const named = gate('smoke', { id: 'constructor' });
    expect(judged([named], {})).toMatchObject([{ id: 'constructor', outcome: 'unknown' }]);
  });
});

describe('blocking and advisory', () => {
  const gates = [
    gate('checks'),
    gate('smoke'),
    gate('review', { mode: 'advisory' }),
    gate('staging', { mode: 'advisory' }),
    gate('environment', { mode: 'advisory' }),
  ];
  const results = judged(gates, { checks: good.checks, environment: good.environment });

  test('what keeps Approve away is every blocking gate that did not pass, unknown ones included', () => {
    expect(blocking(results).map(({ id }) => id)).toEqual(['smoke']);
  });

  test('an advisory gate that did not pass blocks nothing, and is recorded as one that would have', () => {
    expect(advisoryFailures(results).map(({ id }) => id)).toEqual(['review', 'staging']);
  });
});

describe('what changed between two readings', () => {
  const green: GateLine = { id: 'integration-gate', outcome: 'pass', evidence: 'a'.repeat(64) };
  const red: GateLine = { ...green, outcome: 'fail', evidence: 'b'.repeat(64) };

  test('nothing, when every gate says the same on the same evidence', () => {
    expect(changedGates([green], [{ ...green }])).toEqual([]);
  });

  test('a gate that went red', () => {
    expect(changedGates([green], [red])).toEqual([{ id: 'integration-gate', from: 'pass', to: 'fail' }]);
  });

  test('a gate that says the same on other evidence', () => {
    const again = { ...green, evidence: 'c'.repeat(64) };
    expect(changedGates([green], [again])).toEqual([{ id: 'integration-gate', from: 'pass', to: 'pass' }]);
  });

  test('gates that came and gates that went, and not the order of the config', () => {
    const other: GateLine = { id: 'checks', outcome: 'pass', evidence: null };
    expect(changedGates([green, other], [other, green])).toEqual([]);
    expect(changedGates([green], [other])).toEqual([
      { id: 'checks', from: 'absent', to: 'pass' },
      { id: 'integration-gate', from: 'pass', to: 'absent' },
    ]);
  });

  test('a workflow that is run again after it was green is a change at once, and another one when it fails', () => {
    const asked = [gate('workflow-run', { id: 'integration-gate' })];
    const [before, during, after] = [
      run(),
      run({ attempt: 2, status: 'in_progress', conclusion: null }),
      run({ attempt: 2, conclusion: 'failure' }),
    ].map((found) =>
      gateLines(judged(asked, { 'integration-gate': { of: 'workflow-run', run: found, passedOver: [] } })),
    );
    expect(changedGates(before ?? [], during ?? [])).toMatchObject([{ from: 'pass', to: 'unknown' }]);
    expect(changedGates(during ?? [], after ?? [])).toMatchObject([{ from: 'unknown', to: 'fail' }]);
  });
});

function judged(gates: readonly Gate[], facts: Readonly<Record<string, GateFact>>): ReturnType<typeof judgeGates> {
  return judgeGates({ gates, repo }, { sha, evidence: evidenceOf(facts) });
}
