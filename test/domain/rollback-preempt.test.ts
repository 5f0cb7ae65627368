import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { completed, dispatchId, newSha, notSeen, oldSha, reading, runOf, seen } from '../support/facts.ts';
import {
  effectsOf,
  effectTypesOf,
  first,
  inPhase,
  minute,
  outcomeOf,
  type Scene,
  second,
  third,
  typesOf,
} from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { recheckBack, rollBack } from '../support/lane-rollback.ts';
import { answer, claim, given, readEvidence, runSucceeds, type Stage } from '../support/lane-stages.ts';
import { ben, cara } from '../support/people.ts';

function back(stage: Stage): Scene {
  const scene = given(stage);
  rollBack(scene, { of: first });
  return scene;
}

/** Whatever a lane's jobs would do by themselves in the next time. */
function wait(scene: Scene, milliseconds: number): Decision {
  scene.wait(milliseconds);
  return advance(scene, third);
}

function starts(scene: Scene): boolean {
  return effectTypesOf(recheckBack(scene)).includes('StartRun');
}

function endOf(scene: Scene): unknown {
  return inPhase(scene.release(), 'ended').outcome;
}

describe('what occupies the lane when somebody rolls back', () => {
  test.each(['watching/awaiting-version', 'watching/looking', 'unverified'] as const)(
    'goes on being watched until the rollback starts, and then ends rolled back, when its run is over: %s',
    (stage) => {
      const scene = back(stage);
      const before = scene.phase();
      expect(stage.startsWith(before)).toBe(true);
      expect(starts(scene)).toBe(true);

      expect(endOf(scene)).toEqual({ kind: 'rolled-back', by: third });
    },
  );

  test.each(['dispatching/rechecking', 'dispatching/intended'] as const)(
    'is superseded when no run of it exists: %s',
    (stage) => {
      const scene = back(stage);

      expect(endOf(scene)).toEqual({ kind: 'superseded', by: third });
      expect(starts(scene)).toBe(true);
    },
  );

  test('is superseded when a search found no run of it, and what was called is kept', () => {
    const scene = back('dispatching/asking-person');

    expect(endOf(scene)).toEqual({ kind: 'superseded', by: third, called: dispatchId(1) });
    expect(starts(scene)).toBe(true);
  });

  test('and had been intended is sent by nobody any more', () => {
    const scene = back('dispatching/intended');

    expect(outcomeOf(scene.fact({ type: 'ClaimDispatch', release: first, dispatch: dispatchId(1) }))).toBe('nothing');
  });

  test.each(['preparing', 'awaiting-decision', 'ready'] as const)('stays where it is while it waits: %s', (stage) => {
    const scene = back(stage);

    expect(scene.phase()).toBe(stage);
    expect(starts(scene)).toBe(true);
  });

  test('is cancelled while its run goes on, in the name of whoever rolls back', () => {
    const scene = given('deploying/running');
    const decision = rollBack(scene);

    expect(effectsOf(decision)).toContainEqual({
      type: 'CancelRun',
      release: first,
      repo: 'acme/checkout',
      run: runOf(1).id,
    });
    expect(inPhase(scene.release(), 'deploying').stop).toMatchObject({
      wants: 'cancel',
      by: cara.slack,
      reason: 'checkout fails',
    });
  });

  test('is not cancelled twice when somebody had stopped it', () => {
    const scene = given('deploying/running');
    scene.when(ben, { type: 'Stop', release: first, reason: 'wrong build' });
    const decision = rollBack(scene);

    expect(effectTypesOf(decision)).not.toContain('CancelRun');
    expect(inPhase(scene.release(), 'deploying').stop).toMatchObject({ by: ben.slack });
    expect(scene.phase(third)).toBe('scheduled');
  });
});

describe('a rollback behind a run', () => {
  test('waits for what it has cancelled, and says so', () => {
    const scene = back('deploying/running');

    expect(inPhase(scene.release(third), 'scheduled').waiting).toEqual({ for: 'cancelled', behind: first });
    expect(outcomeOf(recheckBack(scene))).toBe('nothing');
  });

  test('does not wait until what is live was read: its run is over', () => {
    const scene = back('deploying/running');
    scene.fact({ type: 'RecordRun', release: first, reading: completed(runOf(1), 'cancelled') });
    wait(scene, 5 * second);

    expect(starts(scene)).toBe(true);
    expect(endOf(scene)).toEqual({ kind: 'rolled-back', by: third });
  });

  test('starts once the run has ended and what is live was read', () => {
    const scene = back('deploying/running');
    scene.fact({ type: 'RecordRun', release: first, reading: reading(runOf(1)) });
    scene.fact({ type: 'RecordRun', release: first, reading: completed(runOf(1), 'cancelled') });
    scene.fact({ type: 'RecordVersion', release: first, seen: seen(oldSha) });
    wait(scene, 0);

    expect(endOf(scene)).toMatchObject({ kind: 'failed', cause: { code: 'run-cancelled', by: cara.slack } });
    expect(starts(scene)).toBe(true);
  });

  test('starts although nobody could read what is live', () => {
    const scene = back('deploying/running');
    scene.fact({ type: 'RecordRun', release: first, reading: completed(runOf(1), 'cancelled') });
    scene.wait(minute);
    scene.fact({ type: 'RecordVersion', release: first, seen: notSeen });
    wait(scene, 0);

    expect(starts(scene)).toBe(true);
  });

  test('undoes at once a run that succeeded before it could be cancelled, without waiting for its watch', () => {
    const scene = back('deploying/running');
    runSucceeds(scene);
    readEvidence(scene);
    wait(scene, 15 * second);

    expect(starts(scene)).toBe(true);
    expect(endOf(scene)).toEqual({ kind: 'rolled-back', by: third });
  });

  test('undoes at once a run that had just succeeded and whose evidence was being read', () => {
    const scene = back('deploying/reading-evidence');

    expect(starts(scene)).toBe(true);
    expect(endOf(scene)).toEqual({ kind: 'rolled-back', by: third });
  });

  test('leaves a release that is watched to its watch when it is not started after all', () => {
    const scene = back('watching/looking');
    scene.when(ben, { type: 'Reject', release: third, reason: 'the wrong one' });

    expect(scene.phase()).toBe('watching');
  });

  test.each(['dispatching/calling', 'dispatching/searching'] as const)(
    'waits for a call that may have started something, and has its run cancelled: %s',
    (stage) => {
      const scene = back(stage);
      expect(scene.phase(third)).toBe('scheduled');

      expect(effectTypesOf(answer(scene, runOf(1)))).toContain('CancelRun');
      expect(scene.phase(third)).toBe('scheduled');
    },
  );

  test('takes a call for never made when the search for its run has found none', () => {
    const scene = back('dispatching/searching');
    scene.wait(121 * second);
    scene.fact({ type: 'RecordRunsFound', release: first, dispatch: dispatchId(1), runs: [] });
    wait(scene, 15 * second);
    wait(scene, 15 * second);

    expect(endOf(scene)).toEqual({ kind: 'superseded', by: third, called: dispatchId(1) });
    expect(starts(scene)).toBe(true);
  });

  test('has both runs cancelled where two were found, and waits for a person', () => {
    const scene = back('dispatching/two-runs');
    wait(scene, 15 * second);
    expect(scene.phase(third)).toBe('scheduled');
    expect(scene.effects.filter(({ type }) => type === 'CancelRun')).toMatchObject([
      { run: runOf(1).id },
      { run: runOf(2).id },
    ]);
    scene.when(ben, { type: 'AdoptRun', release: first, run: runOf(1) });

    expect(inPhase(scene.release(), 'deploying').stop).toMatchObject({ wants: 'cancel' });
  });

  test('writes nothing while it waits but that people were told, after two minutes and then every hour', () => {
    const scene = back('deploying/running');
    const told: string[] = [];
    for (let minutes = 1; minutes <= 180; minutes += 1)
      told.push(...typesOf(wait(scene, minute)).map((type) => `${type} after ${minutes} minutes`));

    expect(told).toEqual([
      'RollbackStalled after 2 minutes',
      'RollbackStalled after 62 minutes',
      'RollbackStalled after 122 minutes',
    ]);
    expect(scene.phase(third)).toBe('scheduled');
  });

  test('goes before everything that waits for the lane', () => {
    const scene = back('deploying/running');
    claim(scene);
    scene.fact({ type: 'RecordRun', release: first, reading: completed(runOf(1), 'cancelled') });
    scene.fact({ type: 'RecordVersion', release: first, seen: seen(newSha) });
    scene.when(cara, { type: 'ClearHold' });
    wait(scene, 0);

    expect(starts(scene)).toBe(true);
  });
});
