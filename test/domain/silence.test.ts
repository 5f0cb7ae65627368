import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { type GateFact, type PipelinePolicySeen } from '../../src/domain/gates/fact.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { integrationGate, integrationRun, manifestFacts, present, silent, unreadGate } from '../support/evidence.ts';
import {
  candidate,
  dispatchId,
  identity,
  movedSha,
  noEvidence,
  nothingCalledFor,
  notSeen,
  standings,
} from '../support/facts.ts';
import { createScene, effectTypesOf, first, inPhase, outcomeOf, type Scene, typesOf } from '../support/lane.ts';
import { approve, approveAll, propose } from '../support/lane-stages.ts';
import { ana, ben, dana } from '../support/people.ts';
import { type PolicyChange } from '../support/policy.ts';

const gated: PolicyChange = { gates: [integrationGate()] };
const green = integrationRun('success');
const manifest = present(manifestFacts);

/** The integration gate is green, and the manifest lists two images. */
function good(change: Partial<Candidate['evidence']> = {}): Partial<Candidate> {
  return { evidence: { ...noEvidence, manifest, gates: { 'integration-gate': green }, ...change } };
}

function withGateFact(fact: GateFact): Partial<Candidate> {
  return good({ gates: { 'integration-gate': fact } });
}

function proposed(policy: PolicyChange = gated): Scene {
  const scene = createScene(policy);
  propose(scene, { candidate: good() });
  return scene;
}

function read(scene: Scene, change: Partial<Candidate>): Decision {
  return scene.fact({
    type: 'RecordCandidate',
    release: first,
    candidate: candidate(change),
    standings: standings(dana),
  });
}

function recheck(scene: Scene, change: Partial<Candidate>): Decision {
  return scene.fact({
    type: 'RecordRecheck',
    baseline: null,
    release: first,
    candidate: candidate(change),
    standings: standings(dana),
    dispatch: dispatchId(1),
  });
}

describe('while GitHub does not answer', () => {
  const silences: readonly (readonly [string, Partial<Candidate>])[] = [
    ['what a gate says', withGateFact(unreadGate)],
    ['what the manifest holds', good({ manifest: silent })],
    [
      'what changed since what is live',
      { ...good(), changes: { ...nothingCalledFor, dependencies: { kind: 'unknown', why: 'not-answered' } } },
    ],
  ];

  test.each(silences)('no vote is lost: silence about %s is no change', (_, now) => {
    const scene = proposed();
    approve(scene, ana);
    read(scene, now);

    expect(inPhase(scene.release(), 'awaiting-decision').proposal).toMatchObject({
      round: 1,
      votes: [{ by: ana.slack }],
      blockers: [],
    });
  });

  test.each(silences)('nothing starts: the last check waits until it knows %s', (_, now) => {
    const scene = proposed();
    approveAll(scene);
    const decision = recheck(scene, now);
    expect(typesOf(decision)).toEqual(['RecheckDelayed']);

    expect(effectTypesOf(recheck(scene, good()))).toContain('StartRun');
  });

  const unseen = {
    base: { kind: 'unknown', reason: 'the version endpoint did not answer' },
    live: notSeen,
    ahead: null,
    behind: null,
    compareUrl: null,
    commits: [],
    authors: [],
    coAuthors: [],
    changes: { ...nothingCalledFor, dependencies: { kind: 'unknown', why: 'no-base' } },
  } as const;

  test('no vote is lost while production does not say what it runs: what the commit brings is counted as before', () => {
    const scene = proposed();
    approve(scene, ana);
    read(scene, { ...good(), ...unseen });

    expect(inPhase(scene.release(), 'awaiting-decision').proposal).toMatchObject({
      round: 1,
      votes: [{ by: ana.slack }],
    });
  });

  test('the fix of an outage starts although production does not say what it runs', () => {
    const scene = proposed();
    approveAll(scene);

    expect(effectTypesOf(recheck(scene, { ...good(), ...unseen }))).toContain('StartRun');
  });

  test('nobody who wrote a part of it may vote because production is silent for a moment', () => {
    const scene = proposed();
    read(scene, { ...good(), ...unseen });

    expect(inPhase(scene.release(), 'awaiting-decision').proposal.candidate.authors).toEqual([identity('eli')]);
  });

  test('nothing of one commit is taken for another, when the ref has moved by the last check and production is silent', () => {
    const scene = proposed();
    approveAll(scene);
    recheck(scene, { ...good(), ...unseen, sha: movedSha, authors: [identity('ana')] });

    expect(inPhase(scene.release(), 'awaiting-decision').proposal.candidate).toMatchObject({
      sha: movedSha,
      base: { kind: 'unknown' },
      authors: [{ login: 'ana' }],
    });
  });

  test('what it brings is not known where it never was', () => {
    const scene = createScene(gated);
    propose(scene, { candidate: { ...good(), ...unseen } });

    expect(inPhase(scene.release(), 'awaiting-decision').proposal.candidate.base.kind).toBe('unknown');
  });

  const kept: Extract<PipelinePolicySeen, { kind: 'read' }> = {
    kind: 'read',
    blob: 'f'.repeat(40),
    unknownKeys: [],
    workflows: [],
    evidence: [{ kind: 'scorecard', state: 'present' }],
    registries: [],
    requiredVariables: ['ACR_NAME'],
    variables: ['ACR_NAME'],
    forbiddenPresent: [],
    allowedSecrets: [],
    unpinned: [],
    pinnedActions: 'asked',
    unread: [],
  };
  const byPolicy: PolicyChange = { gates: [{ id: 'pipeline', kind: 'policy', mode: 'blocking' }] };
  function withPolicy(change: Partial<typeof kept>): Partial<Candidate> {
    return good({ gates: { pipeline: { of: 'policy', policy: { ...kept, ...change } } } });
  }
  const partly: readonly (readonly [string, Partial<typeof kept>])[] = [
    ['the workflow files', { unread: ['HTTP 502'] }],
    ['the variables', { variables: null }],
    ['the actions of the workflow', { unpinned: null }],
    ['the evidence that it asks for', { evidence: [{ kind: 'scorecard', state: 'not-answered' }] }],
  ];

  test.each(partly)('a part of what the pipeline policy asks is not all of it: %s', (_, change) => {
    const scene = createScene(byPolicy);
    propose(scene, { candidate: withPolicy({}) });
    approve(scene, ana);
    read(scene, withPolicy(change));
    expect(inPhase(scene.release(), 'awaiting-decision').proposal).toMatchObject({
      round: 1,
      votes: [{ by: ana.slack }],
    });
    approve(scene, ben);

    expect(typesOf(recheck(scene, withPolicy(change)))).toEqual(['RecheckDelayed']);
    expect(effectTypesOf(recheck(scene, withPolicy({})))).toContain('StartRun');
  });

  test.each([
    ['a variable is gone', { variables: [] }],
    ['an action is not pinned any more', { unpinned: ['actions/checkout@v4'] }],
    ['its evidence is unreadable', { evidence: [{ kind: 'scorecard', state: 'unreadable' }] }],
  ] as const)('what GitHub does answer voids votes, as ever: %s', (_, change) => {
    const scene = createScene(byPolicy);
    propose(scene, { candidate: withPolicy({}) });
    approve(scene, ana);
    read(scene, withPolicy(change));

    expect(inPhase(scene.release(), 'awaiting-decision').proposal).toMatchObject({ round: 2, votes: [] });
  });

  test('nothing is taken for known that never was: a gate that nobody could read blocks', () => {
    const scene = createScene(gated);
    propose(scene, { candidate: withGateFact(unreadGate) });

    expect(outcomeOf(approve(scene, ana))).toBe('not_approvable');
  });

  test('nothing that was known of one commit is taken for known of another', () => {
    const scene = proposed();
    read(scene, { ...withGateFact(unreadGate), sha: movedSha });

    expect(inPhase(scene.release(), 'awaiting-decision').proposal.blockers).toEqual([
      { code: 'gates_not_passed', gates: ['integration-gate'] },
    ]);
  });
});
