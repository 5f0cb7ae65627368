import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { type GateFact } from '../../src/domain/gates/fact.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { type SubjectChange } from '../../src/domain/release/subject-changes.ts';
import { image, integrationGate, integrationRun, manifestFacts, present, withManifest } from '../support/evidence.ts';
import {
  candidate,
  dispatchId,
  movedSha,
  noEvidence,
  nothingCalledFor,
  otherBlob,
  standings,
  withWorkflowBlob,
} from '../support/facts.ts';
import { createScene, effectTypesOf, first, inPhase, minute, outcomeOf, type Scene } from '../support/lane.ts';
import { approve, approveAll, claim, propose } from '../support/lane-stages.ts';
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

const migrations: Candidate['changes'] = {
  ...nothingCalledFor,
  migrations: { kind: 'known', value: { files: ['db/migrate/7.sql'], count: 1, reversible: 'none' } },
};

/** What may change between a vote and its dispatch. */
const changes: readonly (readonly [string, Partial<Candidate>, Partial<SubjectChange>])[] = [
  ['the requested ref moved', { ...good(), sha: movedSha }, { what: 'sha', ref: 'main' }],
  ['the workflow file changed', { ...good(), ...withWorkflowBlob(otherBlob) }, { what: 'workflow' }],
  [
    'an image of the manifest changed',
    good({ manifest: present({ ...manifestFacts, images: [image('api', 'a'), image('web', 'f')] }, 'e') }),
    { what: 'images', changed: ['web'] },
  ],
  [
    'the integration gate went red',
    withGateFact(integrationRun('failure')),
    { what: 'gate', id: 'integration-gate', from: 'pass', to: 'fail' },
  ],
  [
    'the integration gate began to run again',
    withGateFact(integrationRun(null)),
    { what: 'gate', id: 'integration-gate', from: 'pass', to: 'unknown' },
  ],
  ['a migration came up', { ...good(), changes: migrations }, { what: 'checklist' }],
  [
    'the version to go back to became known',
    {
      ...good(),
      target: { kind: 'known', sha: movedSha, version: null, verified: 'yes', manifest: present(manifestFacts, '3') },
    },
    { what: 'target', from: null },
  ],
];

describe('a change after a vote', () => {
  test.each(changes)('voids the votes at the next reading, and names what changed: %s', (_, now, change) => {
    const scene = proposed();
    approve(scene, ana);
    const decision = read(scene, now);

    expect(inPhase(scene.release(), 'awaiting-decision')).toMatchObject({
      proposal: { round: 2, votes: [] },
      voided: { changes: [change], voters: [ana.slack] },
    });
    expect(effectTypesOf(decision)).toContain('Reply');
  });

  test.each(changes)('voids the votes at the last check, and starts nothing: %s', (_, now, change) => {
    const scene = proposed();
    approveAll(scene);
    expect(scene.phase()).toBe('dispatching');
    const decision = recheck(scene, now);

    expect(effectTypesOf(decision)).not.toContain('StartRun');
    expect(inPhase(scene.release(), 'awaiting-decision').voided).toMatchObject({
      changes: [change],
      voters: [ana.slack, ben.slack],
    });
  });

  test.each(changes)('makes an Approve of the card before refused: %s', (_, now, change) => {
    const scene = proposed();
    const before = scene.shown();
    read(scene, now);

    expect(scene.when(ana, { type: 'Approve', release: first, shown: before })).toMatchObject({
      refusal: { code: 'subject_changed', changes: [change] },
    });
  });

  test('of the config voids the votes, and names that', () => {
    const scene = proposed();
    approve(scene, ana);
    scene.configure({ ...gated, artifactPrefix: 'checkout-' });
    scene.fact({ type: 'AdoptPolicy', version: scene.policy.version });

    expect(inPhase(scene.release(), 'awaiting-decision').voided).toMatchObject({ changes: [{ what: 'config' }] });
  });

  test('back to what was voted for brings no vote back', () => {
    const scene = proposed();
    approve(scene, ana);
    read(scene, withGateFact(integrationRun('failure')));
    read(scene, good());

    expect(inPhase(scene.release(), 'awaiting-decision').proposal).toMatchObject({ round: 3, votes: [] });
  });
});

describe('a gate', () => {
  test('that is red keeps the Approve button away, and its turning green brings it', () => {
    const scene = createScene(gated);
    propose(scene, { candidate: withGateFact(integrationRun('failure')) });
    expect(outcomeOf(approve(scene, ana))).toBe('not_approvable');
    read(scene, good());

    expect(outcomeOf(approve(scene, ana))).toBe('accepted');
  });

  test('cannot be satisfied by an old green while a newer run goes on', () => {
    const scene = proposed();
    read(scene, withGateFact(integrationRun(null)));

    expect(inPhase(scene.release(), 'awaiting-decision').proposal.blockers).toEqual([
      { code: 'gates_not_passed', gates: ['integration-gate'] },
    ]);
  });

  test('that only advises keeps nobody from voting', () => {
    const scene = createScene({ gates: [integrationGate('advisory')] });
    propose(scene, { candidate: withGateFact(integrationRun('failure')) });

    expect(outcomeOf(approve(scene, ana))).toBe('accepted');
  });

  test('that only advises is counted at each dispatch, with whether it would have blocked', () => {
    const scene = createScene({ gates: [integrationGate('advisory')] });
    const red = withGateFact(integrationRun('failure'));
    propose(scene, { candidate: red });
    approveAll(scene);
    recheck(scene, red);
    claim(scene);

    expect(scene.lane.advisory).toEqual({ 'integration-gate': { judged: 1, wouldHaveBlocked: 1 } });
  });

  test('that only advises is counted once where the intent lapsed unclaimed and came again', () => {
    const scene = createScene({ gates: [integrationGate('advisory')] });
    const red = withGateFact(integrationRun('failure'));
    propose(scene, { candidate: red });
    approveAll(scene);
    recheck(scene, red);
    scene.wait(2 * minute);
    scene.fact({ type: 'Advance', release: first });
    expect(inPhase(scene.release(), 'dispatching').step.at).toBe('rechecking');
    recheck(scene, red);
    claim(scene);

    expect(scene.lane.advisory).toEqual({ 'integration-gate': { judged: 1, wouldHaveBlocked: 1 } });
  });

  test('that only advises and passes would not have blocked', () => {
    const scene = proposed({ gates: [integrationGate('advisory')] });
    approveAll(scene);
    recheck(scene, good());
    claim(scene);

    expect(scene.lane.advisory).toEqual({ 'integration-gate': { judged: 1, wouldHaveBlocked: 0 } });
  });

  test('that blocks is in no such record', () => {
    const scene = proposed();
    approveAll(scene);
    recheck(scene, good());
    claim(scene);

    expect(scene.lane.advisory).toEqual({});
  });
});

test('progress of the gathering is for those who wait: only what is further is news, and it ends with the proposal', () => {
  const scene = createScene();
  scene.when(dana, {
    type: 'RequestRelease',
    release: first,
    kind: 'deploy',
    request: inPhase(proposed().release(), 'awaiting-decision').request,
    again: null,
  });
  function tell(done: number): string {
    return outcomeOf(scene.fact({ type: 'RecordGatherProgress', release: first, done, total: 9 }));
  }
  const told = [tell(2), tell(2), tell(1), tell(5)];

  expect(told).toEqual(['accepted', 'nothing', 'nothing', 'accepted']);
  expect(inPhase(scene.release(), 'preparing').progress).toEqual({ done: 5, total: 9 });
  read(scene, withManifest());
  expect(tell(9)).toBe('nothing');
});
