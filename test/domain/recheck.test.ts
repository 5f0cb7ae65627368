import { describe, expect, test } from 'vitest';
import { type Standings } from '../../src/domain/commands.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import {
  candidate,
  dispatchId,
  identity,
  movedSha,
  newSha,
  otherBlob,
  runOf,
  standings,
  withoutWorkflow,
  withWorkflowBlob,
} from '../support/facts.ts';
import { effectsOf, first, hour, inPhase, minute, outcomeOf, type Scene, second, typesOf } from '../support/lane.ts';
import { approve, fail, given, recheck, start } from '../support/lane-stages.ts';
import { agent, ana, ben, cara, dana, unchecked, withStanding } from '../support/people.ts';
import { oneGo } from '../support/policy.ts';

function check(scene: Scene, change: Partial<Candidate> = {}, who: Standings = standings(dana)) {
  return scene.fact({
    type: 'RecordRecheck',
    baseline: null,
    release: first,
    candidate: candidate(change),
    standings: who,
    dispatch: dispatchId(1),
  });
}

/** What the check waits for, as it is stored. */
function waitsFor(scene: Scene): string {
  const { step } = inPhase(scene.release(), 'dispatching');
  if (step.at !== 'rechecking') throw new Error(`The dispatch is ${step.at}.`);
  return JSON.stringify(step.waitingFor);
}

describe('the last check before anything is sent', () => {
  test('that finds everything as it was approved writes the intent, and with it the one call', () => {
    const scene = given('dispatching/rechecking', { inputs: { release_sha: 'sha', gonogo_request_id: 'gonogo' } });

    expect(effectsOf(check(scene))).toContainEqual({
      type: 'StartRun',
      release: first,
      dispatch: dispatchId(1),
      repo: 'acme/checkout',
      workflow: 'deploy.yml',
      ref: 'main',
      inputs: { sha: newSha, gonogo: dispatchId(1) },
    });
    expect(inPhase(scene.release(), 'dispatching').step).toMatchObject({ at: 'intended', dispatch: dispatchId(1) });
  });

  test.each([
    ['the ref has moved', { sha: movedSha }, 'sha'],
    ['the workflow file is another one', withWorkflowBlob(otherBlob), 'workflow'],
  ] as const)('voids the votes when %s', (_, change, what) => {
    const scene = given('dispatching/rechecking');
    const decision = check(scene, change);

    expect(inPhase(scene.release(), 'awaiting-decision').voided).toMatchObject({
      changes: [{ what }],
      voters: [ana.slack, ben.slack],
    });
    expect(effectsOf(decision).map(({ type }) => type)).not.toContain('StartRun');
  });

  test('voids the votes when another config is in force', () => {
    const scene = given('dispatching/rechecking');
    scene.configure(oneGo);
    check(scene);

    expect(inPhase(scene.release(), 'awaiting-decision').voided?.changes).toMatchObject([{ what: 'config' }]);
  });

  test('voids the votes when something has come up that blocks the approval, and names it', () => {
    const scene = given('dispatching/rechecking');
    check(scene, { within: null });
    const release = inPhase(scene.release(), 'awaiting-decision');

    expect(release.voided?.changes).toEqual([{ what: 'blocked', codes: ['ref_not_allowed'] }]);
    expect(release.proposal.blockers).toHaveLength(1);
  });

  test.each(['guest', 'deleted', 'stranger', 'bot'] as const)(
    'voids the go of somebody who has become a %s',
    (kind) => {
      const scene = given('dispatching/rechecking');
      check(scene, {}, standings(withStanding(ben, kind)));
      const release = inPhase(scene.release(), 'awaiting-decision');

      expect(release.voided?.changes).toEqual([{ what: 'voter', slack: ben.slack, because: 'not_a_member' }]);
      expect(release.proposal.round).toBe(2);
    },
  );

  test('voids the go of somebody who turns out to have had a part in it', () => {
    const scene = given('dispatching/rechecking');
    check(scene, { authors: [identity('eli'), identity('ben')] });

    expect(inPhase(scene.release(), 'awaiting-decision').voided?.changes).toEqual([
      { what: 'voter', slack: ben.slack, because: 'is_author' },
    ]);
  });

  test('deploys nothing on goes that were given for what stood before', () => {
    const scene = given('dispatching/rechecking');
    check(scene, {}, standings(withStanding(ben, 'guest')));
    approve(scene, ben);

    expect(scene.phase()).toBe('awaiting-decision');
  });

  test('goes on without a voter who has left while the rules are met by the others', () => {
    const rules = [
      { role: 'approver', min: 1 },
      { role: 'design', min: 1 },
    ];
    const scene = given('awaiting-decision', { approval: { rules } });
    for (const voter of [ana, ben, cara]) approve(scene, voter);

    expect(typesOf(check(scene, {}, standings(withStanding(ben, 'guest'))))).toEqual(['DispatchIntended']);
  });
});

describe('whoever cannot be asked makes the dispatch wait', () => {
  test('Slack, that does not say who a voter is', () => {
    const scene = given('dispatching/rechecking');
    check(scene, {}, standings(unchecked(ben)));

    expect(waitsFor(scene)).toContain(ben.slack);
  });

  test('Slack, that was not asked about a voter at all', () => {
    const scene = given('dispatching/rechecking');
    check(scene, {}, { [ana.slack]: { kind: 'member' } });

    expect(waitsFor(scene)).toContain(ben.slack);
  });

  test('GitHub, that could not be read', () => {
    const scene = given('dispatching/rechecking');
    scene.fact({ type: 'RecordGatherFailure', release: first, reason: 'HTTP 502', final: 'passing' });

    expect(waitsFor(scene)).toContain('HTTP 502');
  });

  test('a workflow file that is not there', () => {
    const scene = given('dispatching/rechecking');
    check(scene, withoutWorkflow);

    expect(waitsFor(scene)).toContain('deploy.yml');
  });

  test('and it goes on by itself when the answer comes', () => {
    const scene = given('dispatching/rechecking');
    check(scene, {}, standings(unchecked(ben)));
    scene.wait(10 * second);

    expect(typesOf(check(scene))).toEqual(['DispatchIntended']);
  });
});

describe('a check that comes late', () => {
  test('or twice intends nothing more', () => {
    const scene = given('dispatching/intended');

    expect(outcomeOf(recheck(scene, first, dispatchId(2)))).toBe('nothing');
  });

  test.each(['awaiting-decision', 'ready', 'dispatching/calling', 'deploying/running', 'failed'] as const)(
    'in %s intends nothing',
    (stage) => {
      expect(outcomeOf(recheck(given(stage), first, dispatchId(2)))).toBe('nothing');
    },
  );
});

describe('a failed run', () => {
  function retry(scene: Scene, who: Parameters<Scene['when']>[0] = cara) {
    return scene.when(who, { type: 'Retry', release: first, shown: scene.shown() });
  }

  test('may be started once more by a deployer, after the same last check, under another dispatch id', () => {
    const scene = given('failed');
    retry(scene);
    recheck(scene, first, dispatchId(2));

    expect(inPhase(scene.release(), 'dispatching')).toMatchObject({
      attempt: 2,
      step: { at: 'intended', dispatch: dispatchId(2) },
    });
  });

  test('may not be started a third time', () => {
    const scene = given('failed');
    retry(scene);
    start(scene, first, 2);
    fail(scene, first, 2);

    expect(retry(scene)).toMatchObject({ refusal: { code: 'not_retryable', because: 'already-retried' } });
  });

  test.each([
    ['an approver who does not deploy', { ...ana, roles: ['approver'] }],
    ['the requester', dana],
    ['an agent', agent('orchestrator')],
  ])('may not be started again by %s', (_, who) => {
    expect(outcomeOf(retry(given('failed'), who))).toBe('not_allowed');
  });

  test('may not be started again after the time to vote', () => {
    const scene = given('failed');
    scene.wait(5 * hour);

    expect(retry(scene)).toMatchObject({ refusal: { code: 'not_retryable', because: 'subject-expired' } });
  });

  test('may not be started again under another config', () => {
    const scene = given('failed');
    scene.configure(oneGo);

    expect(retry(scene)).toMatchObject({ refusal: { code: 'not_retryable', because: 'subject-changed' } });
  });

  test('may not be started again when its watch was breached: that was no failed run', () => {
    const scene = given('watching/looking');
    for (let number = 1; number <= 4; number += 1) {
      scene.wait(minute);
      const look = { type: 'RecordLook', telemetry: null, release: first, look: number } as const;
      scene.fact({
        ...look,
        reading: { kind: 'failed', reason: '503' },
        seen: { kind: 'seen', sha: newSha, version: null },
      });
    }

    expect(scene.phase()).toBe('failed');
    expect(retry(scene)).toMatchObject({ refusal: { code: 'not_retryable', because: 'not-a-failed-run' } });
  });

  test('started again is put to the vote when the ref has moved meanwhile', () => {
    const scene = given('failed');
    retry(scene);
    check(scene, { sha: movedSha });

    expect(scene.phase()).toBe('awaiting-decision');
    expect(inPhase(scene.release(), 'awaiting-decision').proposal.votes).toEqual([]);
  });

  test('that was put to the vote again and got a no-go there cannot be started on its earlier goes', () => {
    const scene = given('failed');
    retry(scene);
    check(scene, { sha: movedSha });
    approve(scene, ana);
    approve(scene, ben);
    scene.when(cara, { type: 'Reject', release: first, reason: 'not this one' });

    expect(outcomeOf(retry(scene))).not.toBe('accepted');
  });

  test('keeps its first run out of the second attempt', () => {
    const scene = given('failed');
    retry(scene);
    start(scene, first, 2);

    expect(inPhase(scene.release(), 'deploying').run).toEqual(runOf(2));
    expect(
      outcomeOf(scene.fact({ type: 'RecordRunsFound', release: first, dispatch: dispatchId(1), runs: [runOf(1)] })),
    ).toBe('nothing');
  });
});
