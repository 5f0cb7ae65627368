import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Evidence, type EvidenceProblem } from '../../../src/domain/evidence/evidence.ts';
import { type GateFact } from '../../../src/domain/gates/fact.ts';
import { judgeGates } from '../../../src/domain/gates/judge.ts';
import { type GateResult } from '../../../src/domain/gates/result.ts';
import {
  environmentNames,
  evidenceOf,
  gate,
  good,
  type JudgedKind,
  judgedKinds,
  login,
  otherSha,
  policyRead,
  pull,
  repo,
  run,
  runUrl,
  sha,
  stagingSeen,
} from './facts.ts';

const gates = judgedKinds.map((kind) => gate(kind));

type Facts = Readonly<Partial<Record<JudgedKind, GateFact>>>;

const problem: fc.Arbitrary<EvidenceProblem> = fc.oneof(
  fc.record({
    state: fc.constant('missing' as const),
    code: fc.constantFrom('no-artifact', 'expired', 'no-authority', 'run-in-progress', 'no-file'),
    detail: fc.string(),
  }),
  fc.record({
    state: fc.constant('unreadable' as const),
    code: fc.constantFrom(
      'not-answered',
      'digest-differs',
      'zip-refused',
      'not-json',
      'wrong-shape',
      'wrong-sha',
      'ambiguous',
    ),
    detail: fc.string(),
  }),
);
const unread: fc.Arbitrary<GateFact> = fc.string().map((reason) => ({ of: 'unread', reason }));

/** Facts of each kind on which no gate may ever pass: nothing was read, or what was read is not enough. */
const bad: Readonly<Record<JudgedKind, fc.Arbitrary<GateFact>>> = {
  'workflow-run': fc
    .constantFrom(
      null,
      run({ sha: otherSha }),
      run({ conclusion: 'failure' }),
      run({ conclusion: null }),
      run({ status: 'queued', conclusion: null }),
      run({ event: 'pull_request' }),
      run({ headRepo: null }),
      run({ branch: 'other' }),
    )
    .map((found) => ({ of: 'workflow-run', run: found, passedOver: [] })),
  review: fc
    .constantFrom(
      pull({ approvedBy: [] }),
      pull({ approvedBy: [login('eli')] }),
      pull({ approvedBy: [login('merger[bot]')] }),
      pull({ rejectedBy: [login('ben')] }),
      pull({ author: null }),
    )
    .map((lacking) => ({ of: 'review', pulls: [pull({ number: 1 }), lacking], loose: [], looseCount: 0 })),
  checks: fc
    .constantFrom({ total: 0 }, { failed: ['lint'] }, { pending: ['e2e'] })
    .map((over) => ({ ...good.checks, ...over })),
  manifest: problem.map((found) => ({ of: 'manifest', evidence: without(found) })),
  scorecard: problem.map((found) => ({ of: 'scorecard', evidence: without(found) })),
  artifacts: problem.map((found) => ({ of: 'artifacts', evidence: without(found) })),
  smoke: problem.map((found) => ({ of: 'smoke', evidence: without(found) })),
  policy: fc.oneof(
    fc.constant<GateFact>({ of: 'policy', policy: { kind: 'missing' } }),
    fc.string().map<GateFact>((reason) => ({ of: 'policy', policy: { kind: 'unreadable', reason } })),
    fc
      .constantFrom(
        { variables: null },
        { unpinned: null },
        { unread: ['something'] },
        { workflows: [{ file: 'commit-stage.yml', branch: 'main', run: null }] },
        { evidence: [{ kind: 'tests', state: 'unreadable' as const }] },
        { forbiddenPresent: ['old.yml'] },
      )
      .map<GateFact>((over) => ({ of: 'policy', policy: { ...policyRead, ...over } })),
  ),
  environment: fc
    .constantFrom({ variables: [] }, { secrets: ['DB_PASSWORD'] }, { identityConvergence: 'enabled' as const })
    .map((over) => ({ of: 'environment', names: { ...environmentNames, ...over } })),
  staging: fc
    .constantFrom({ verified: null }, { environment: 'development' })
    .map((over) => ({ of: 'staging', staging: { ...stagingSeen, ...over } })),
};

/** For each gate nothing, something that is good, or something that is not. */
const facts: fc.Arbitrary<Facts> = fc.record(
  Object.fromEntries(judgedKinds.map((kind) => [kind, fc.oneof(fc.constant<GateFact>(good[kind]), bad[kind], unread)])),
  { requiredKeys: [] },
);

test('a gate passes exactly on the fact that is good for it, and never on what is missing, unread or unreadable', () => {
  fc.assert(
    fc.property(facts, (found) => {
      for (const result of judged(found)) {
        const fact = Object.entries(found).find(([kind]) => kind === result.kind)?.[1];
        expect(result.outcome === 'pass').toBe(
          Object.values<GateFact>(good).includes(fact ?? { of: 'unread', reason: '' }),
        );
      }
    }),
    { numRuns: 500 },
  );
});

test('that GitHub does not answer never turns a gate to pass, and leaves the others as they were', () => {
  fc.assert(
    fc.property(facts, unread, fc.constantFrom(...judgedKinds), (found, silence, kind) => {
      const before = judged(found);
      const now = judged({ ...found, [kind]: silence });
      expect(now.find((result) => result.kind === kind)?.outcome).toBe('unknown');
      expect(now.filter((result) => result.kind !== kind)).toEqual(before.filter((result) => result.kind !== kind));
    }),
    { numRuns: 500 },
  );
});

test('what cannot be looked up of a policy never turns it to pass', () => {
  fc.assert(
    fc.property(bad.policy, fc.array(fc.string(), { minLength: 1 }), (fact, more) => {
      expect(passes({ policy: withMoreUnread(fact, more) }, 'policy')).toBe(false);
      expect(passes({ policy: withMoreUnread(good.policy, more) }, 'policy')).toBe(false);
    }),
  );
});

test('a gate fails on a file for good only when asking again cannot settle it', () => {
  fc.assert(
    fc.property(problem, (found) => {
      const [result] = judged({ smoke: { of: 'smoke', evidence: without(found) } }).filter(
        ({ kind }) => kind === 'smoke',
      );
      const settlesItself = found.code === 'run-in-progress' || found.code === 'not-answered';
      expect(result?.outcome).toBe(settlesItself ? 'unknown' : 'fail');
    }),
  );
});

function judged(found: Facts): readonly GateResult[] {
  return judgeGates({ gates, repo }, { sha, evidence: evidenceOf(found) });
}

function passes(found: Facts, kind: JudgedKind): boolean {
  return judged(found).some((result) => result.kind === kind && result.outcome === 'pass');
}

function without<Kept>(found: EvidenceProblem): Evidence<Kept> {
  return { ...found, source: { artifact: 'x', url: runUrl, run: run().id, workflow: null, from: 'ours' } };
}

function withMoreUnread(fact: GateFact, more: readonly string[]): GateFact {
  if (fact.of !== 'policy' || fact.policy.kind !== 'read') return fact;
  return { of: 'policy', policy: { ...fact.policy, unread: [...fact.policy.unread, ...more] } };
}
