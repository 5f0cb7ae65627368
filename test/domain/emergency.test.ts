import { describe, expect, test } from 'vitest';
import { queue } from '../../src/domain/lane/lane.ts';
import { Gate } from '../../src/domain/policy/gates.ts';
import { policyUnder } from '../../src/domain/release/emergency.ts';
import { subjectHash } from '../../src/domain/release/subject.ts';
import { viewOf } from '../../src/domain/release/view.ts';
import { integrationGate, integrationRun, withGate } from '../support/evidence.ts';
import { newSha, request, seen, shaOf } from '../support/facts.ts';
import {
  createScene,
  first,
  hour,
  inPhase,
  minute,
  next,
  outcomeOf,
  type Scene,
  third,
  typesOf,
} from '../support/lane.ts';
import { emergencyRequest, goAhead, outage, proposeEmergency, startEmergency } from '../support/lane-emergency.ts';
import { advance, finish, queued } from '../support/lane-queue.ts';
import { askBack } from '../support/lane-rollback.ts';
import { approve, approveAll, given, propose, recheck, succeed } from '../support/lane-stages.ts';
import { ana, ben, cara, dana } from '../support/people.ts';
import { denyDaily, type PolicyChange, policyWith } from '../support/policy.ts';

const kinds = [
  { id: 'workflow-run', kind: 'workflow-run', workflow: 'commit-stage.yml', branch: 'main' },
  { id: 'manifest', kind: 'manifest' },
  { id: 'artifacts', kind: 'artifacts' },
  { id: 'smoke', kind: 'smoke' },
  { id: 'policy', kind: 'policy' },
  { id: 'environment', kind: 'environment' },
  { id: 'review', kind: 'review' },
  { id: 'checks', kind: 'checks' },
  { id: 'scorecard', kind: 'scorecard' },
  { id: 'staging', kind: 'staging' },
];
/** Every kind of gate, all blocking, and nothing is known for any. */
const everyGate: PolicyChange = { gates: kinds.map((gate) => Gate.parse(gate)) };

function blockedBy(scene: Scene): readonly string[] {
  const { blockers } = inPhase(scene.release(), 'awaiting-decision').proposal;
  return blockers.flatMap((blocker) => (blocker.code === 'gates_not_passed' ? blocker.gates : []));
}

describe('an emergency meets fewer gates', () => {
  const evidence = ['workflow-run', 'manifest', 'artifacts', 'smoke', 'policy', 'environment'];

  test('than a routine release, which all of them keep back', () => {
    const scene = createScene(everyGate);
    propose(scene);

    expect(blockedBy(scene)).toEqual(kinds.map(({ id }) => id));
  });

  test('yet always evidence of what was built and that it works, and staging', () => {
    const scene = createScene(everyGate);
    proposeEmergency(scene);

    expect(blockedBy(scene)).toEqual([...evidence, 'staging']);
  });

  test('and staging only where that was asked for', () => {
    const scene = createScene(everyGate);
    proposeEmergency(scene, { emergency: { skipStaging: 'yes' } });

    expect(blockedBy(scene)).toEqual(evidence);
  });

  test('which are named as not asked, and still shown', () => {
    const scene = createScene(everyGate);
    proposeEmergency(scene, { emergency: { skipStaging: 'yes' } });
    const view = viewOf(scene.lane, scene.release(), scene.policy, scene.now);

    expect(view.waived).toEqual(['review', 'checks', 'scorecard', 'staging']);
    expect(view.gates.map(({ id, mode }) => [id, mode])).toContainEqual(['checks', 'advisory']);
  });

  test('of which some evidence is asked always: checks and scorecard too, where the lane has nothing better', () => {
    const gates = [Gate.parse({ id: 'checks', kind: 'checks' }), Gate.parse({ id: 'review', kind: 'review' })];
    const scene = createScene({ gates });
    proposeEmergency(scene);

    expect(blockedBy(scene)).toEqual(['checks']);
  });

  test('a red one that it has to meet keeps it from being approved', () => {
    const scene = createScene({ gates: [integrationGate()] });
    proposeEmergency(scene, { candidate: withGate(integrationRun('failure')) });

    expect(outcomeOf(approve(scene, ana))).toBe('not_approvable');
  });

  test('and asks nobody of staging for a word when it is skipped', () => {
    const scene = createScene({ gates: [Gate.parse({ id: 'staging', kind: 'staging' })] });
    proposeEmergency(scene, { emergency: { skipStaging: 'yes' } });

    expect(inPhase(scene.release(), 'awaiting-decision').proposal.blockers).toEqual([]);
  });
});

describe('what a go for an emergency covers', () => {
  function subjectIn(scene: Scene) {
    return inPhase(scene.release(), 'awaiting-decision').proposal.subject;
  }
  function subjectWith(skipStaging: 'yes' | 'no') {
    const scene = createScene();
    proposeEmergency(scene, { emergency: { skipStaging } });
    return subjectIn(scene);
  }

  test('is that it is one, for which incident, and that it skips staging', () => {
    expect(subjectWith('yes').emergency).toEqual({ incident: outage, severity: 'P1', skipStaging: 'yes' });
    expect(subjectHash(subjectWith('yes'))).not.toBe(subjectHash(subjectWith('no')));
  });

  test('is a subject of its own: a go for staging as usual is none for skipping it', () => {
    const scene = createScene();
    proposeEmergency(scene, { emergency: { skipStaging: 'yes' } });

    const shown = subjectHash(subjectWith('no')).slice(0, 16);
    expect(outcomeOf(scene.when(ana, { type: 'Approve', release: first, shown }))).toBe('subject_changed');
  });

  test('stands in no other subject, so that no other vote is void because emergencies came to be', () => {
    const scene = createScene();
    propose(scene);

    expect(Object.keys(subjectIn(scene))).not.toContain('emergency');
  });

  test('is void like any other when the config changes', () => {
    const scene = createScene();
    proposeEmergency(scene);
    approve(scene, ana);
    scene.configure({ artifactPrefix: 'checkout-' });
    scene.fact({ type: 'AdoptPolicy', version: scene.policy.version });

    expect(inPhase(scene.release(), 'awaiting-decision').voided?.changes).toMatchObject([{ what: 'config' }]);
  });

  test('stands while nothing changes: reading the same again voids nothing, waived gates or not', () => {
    const scene = createScene({ gates: [Gate.parse({ id: 'review', kind: 'review' })] });
    proposeEmergency(scene);
    goAhead(scene);

    expect(typesOf(recheck(scene))).toContain('DispatchIntended');
  });
});

describe('an approved emergency', () => {
  test('never starts with the last go: a deployer presses Deploy', () => {
    const scene = createScene();
    proposeEmergency(scene);
    approveAll(scene);

    expect(inPhase(scene.release(), 'ready').because).toBe('high-risk');
    expect(outcomeOf(scene.ask(dana, { type: 'Deploy', release: first, shown: scene.shown() }))).toBe('not_allowed');
    expect(outcomeOf(scene.ask(cara, { type: 'Deploy', release: first, shown: scene.shown() }))).toBe('accepted');
  });

  test('waits for no window', () => {
    const scene = createScene({ windows: denyDaily('0 0 * * *', 24) });
    startEmergency(scene);

    expect(scene.phase()).toBe('deploying');
  });

  test('is of high risk, whatever was said of it', () => {
    const scene = createScene();
    proposeEmergency(scene);

    expect(viewOf(scene.lane, scene.release(), scene.policy, scene.now)).toMatchObject({
      risk: 'High',
      execution: 'separate',
    });
  });

  test('goes before urgent and routine ones that wait for the lane, although it came last', () => {
    const scene = given('deploying/running', {
      approval: { rules: [{ role: 'approver', min: 1 }] },
      watch: { minutes: 1 },
    });
    queued(scene, next, { request: { urgency: 'Urgent' } });
    proposeEmergency(scene, { id: third, candidate: { sha: shaOf('5') } });
    goAhead(scene, third);
    expect(queue(scene.lane).map(({ id }) => id)).toEqual([third, next]);
    finish(scene);
    advance(scene, next);
    expect(scene.phase(next)).toBe('scheduled');
    advance(scene, third);
    expect(scene.phase(third)).toBe('dispatching');
  });

  test('may follow a rollback at once, while the lane is held for everything else', () => {
    const scene = createScene();
    askBack(scene, { id: third });
    scene.when(ben, { type: 'Reject', release: third, reason: 'the fix is ready' });
    expect(scene.lane.hold?.kind).toBe('rollback');
    proposeEmergency(scene);

    expect(outcomeOf(goAhead(scene))).toBe('accepted');
    expect(scene.phase()).toBe('dispatching');
  });

  test('is held where what is live is in doubt', () => {
    const scene = createScene();
    scene.happens({ type: 'HoldPlaced', reason: 'two runs of one dispatch were found', release: null });
    proposeEmergency(scene);

    expect(outcomeOf(goAhead(scene))).toBe('lane_held');
  });
});

describe('the watch of an emergency', () => {
  test('looks twice as often, for twice the time', () => {
    const scene = createScene({ watch: { minutes: 10, everyMs: minute } });
    startEmergency(scene);
    succeed(scene);
    scene.fact({ type: 'RecordVersion', release: first, seen: seen(newSha) });

    const { watch } = inPhase(scene.release(), 'watching');
    expect(watch).toMatchObject({ stage: 'looking', total: 40 });
    expect(Date.parse(watch.lookAt) - Date.parse(scene.now)).toBe(30_000);
  });

  test.each([
    [minute, 30_000],
    [1500, 1000],
    [1000, 1000],
    [500, 500],
  ])('with an interval of %i ms looks every %i ms: no closer than a second by itself', (everyMs, closer) => {
    const policy = policyWith({ watch: { everyMs, minutes: 30 } });

    expect(policyUnder(policy, emergencyRequest()).watch).toMatchObject({ everyMs: closer, minutes: 60 });
  });

  test('does not come to be where the lane has none', () => {
    expect(policyUnder(policyWith({ watch: null }), emergencyRequest()).watch).toBeNull();
  });

  test('and all other rules are those of the lane for every other release', () => {
    const policy = policyWith(everyGate);

    expect(policyUnder(policy, request())).toBe(policy);
    expect(policyUnder(policy, emergencyRequest())).toMatchObject({
      version: policy.version,
      approval: policy.approval,
    });
  });
});

test('an emergency expires like any other request when nobody decides', () => {
  const scene = createScene();
  proposeEmergency(scene);
  scene.wait(5 * hour);
  advance(scene);

  expect(scene.phase()).toBe('expired');
});
