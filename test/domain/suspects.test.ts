import { describe, expect, test } from 'vitest';
import { type CommitSha } from '../../src/domain/ids.ts';
import { alsoSuspect, type Suspect, suspectOf } from '../../src/domain/lane/suspects.ts';
import { warningsOf } from '../../src/domain/release/rollback-warnings.ts';
import { type RollbackWarning } from '../../src/domain/release/terms.ts';
import { dispatchId, failing, newSha, oldSha, releaseId, runOf, seen } from '../support/facts.ts';
import { effectTypesOf, first, noonish, type Scene, third } from '../support/lane.ts';
import { putBack, readBack, recheckBack, rollBack } from '../support/lane-rollback.ts';
import { answer, claim, fail, given, readEvidence, runSucceeds, watchAll } from '../support/lane-stages.ts';
import { ben, cara } from '../support/people.ts';
import { policyWith } from '../support/policy.ts';

const fourth = releaseId(4);
const policy = policyWith();

/** What the form for going back to this commit would warn of, as far as it is about what came of it here. */
function warned(scene: Scene, sha: CommitSha): readonly RollbackWarning[] {
  return warningsOf(scene.lane, policy, putBack({ sha, live: seen(oldSha), undoes: null }));
}

/** The rollback runs and has left its evidence; it is being watched. */
function runBack(scene: Scene): void {
  recheckBack(scene);
  claim(scene, third, dispatchId(7));
  answer(scene, runOf(7), third, dispatchId(7));
  runSucceeds(scene, third, 7);
  readEvidence(scene, {}, third);
  scene.fact({ type: 'RecordVersion', release: third, seen: seen(oldSha) });
}

describe('going back to a version that ran here and did not hold up', () => {
  test('warns that its watch found it unhealthy, in place of that it was never seen to work', () => {
    const scene = given('watching/looking');
    watchAll(scene, failing);

    expect(scene.phase()).toBe('failed');
    expect(warned(scene, newSha)).toEqual(['breached-here']);
    expect(suspectOf(scene.lane, newSha)).toMatchObject({ why: 'breached', release: first, at: scene.now });
  });

  test('warns that production was rolled back from it, although a watch had seen it work', () => {
    const scene = given('succeeded');
    expect(warned(scene, newSha)).toEqual([]);
    rollBack(scene);
    runBack(scene);
    watchAll(scene, undefined, third);

    expect(scene.phase(third)).toBe('succeeded');
    expect(warned(scene, newSha)).toEqual(['undone-here']);
    expect(suspectOf(scene.lane, newSha)).toMatchObject({ release: third });
    expect(warned(scene, oldSha)).toEqual(['already-live']);
  });

  test('does not say that production was rolled back from it before it was', () => {
    const scene = given('succeeded');
    rollBack(scene);
    runBack(scene);

    expect(warned(scene, newSha)).toEqual([]);
  });

  test.each(['unverified', 'accepted-unverified'] as const)(
    'warns that no watch could say that it works: %s',
    (stage) => {
      expect(warned(given(stage), newSha)).toEqual(['unverified-here']);
    },
  );

  test('warns of the rollback itself that did not help', () => {
    const scene = given('succeeded');
    rollBack(scene);
    runBack(scene);
    watchAll(scene, failing, third);

    expect(suspectOf(scene.lane, oldSha)).toMatchObject({ why: 'breached', release: third });
  });

  test('warns of nothing where its run failed before it was live', () => {
    const scene = given('deploying/running');
    fail(scene);

    expect(warned(scene, newSha)).toEqual(['never-verified']);
  });

  test('warns no more once a watch has seen it work', () => {
    const scene = given('succeeded');
    rollBack(scene);
    runBack(scene);
    watchAll(scene, failing, third);
    scene.when(ben, {
      type: 'RollBack',
      release: fourth,
      target: oldSha,
      of: third,
      reason: 'again',
      warned: ['breached-here'],
    });
    readBack(scene, { id: fourth, candidate: { live: seen(newSha) } });
    recheckBack(scene, { live: seen(newSha) }, fourth, 8);
    claim(scene, fourth, dispatchId(8));
    answer(scene, runOf(8), fourth, dispatchId(8));
    runSucceeds(scene, fourth, 8);
    readEvidence(scene, {}, fourth);
    scene.fact({ type: 'RecordVersion', release: fourth, seen: seen(oldSha) });
    watchAll(scene, undefined, fourth);

    expect(scene.phase(fourth)).toBe('succeeded');
    expect(warned(scene, oldSha)).toEqual(['already-live']);
  });
});

test('a rollback whose form did not warn of it waits for a second press', () => {
  const scene = given('succeeded');
  rollBack(scene);
  runBack(scene);
  watchAll(scene, failing, third);
  scene.when(cara, {
    type: 'RollBack',
    release: fourth,
    target: oldSha,
    of: null,
    reason: 'again',
    warned: ['never-verified'],
  });
  const decision = readBack(scene, { id: fourth, candidate: { live: seen(newSha) } });

  expect(effectTypesOf(decision)).not.toContain('StartRun');
  expect(scene.release(fourth)).toMatchObject({ phase: 'ready', because: 'rollback-changed', detail: 'breached-here' });
});

describe('what is kept of such versions', () => {
  function suspect(number: number, why: Suspect['why']): Suspect {
    return { sha: String(number).padStart(40, '0') as CommitSha, why, release: first, at: noonish };
  }

  test.each([
    ['breached', 'undone', 'breached'],
    ['undone', 'unverified', 'undone'],
    ['unverified', 'breached', 'breached'],
    ['unverified', 'undone', 'undone'],
  ] as const)('of %s and then %s it is %s', (before, later, kept) => {
    expect(alsoSuspect([suspect(1, before)], suspect(1, later))).toEqual([suspect(1, kept)]);
  });

  test('is the newest ten', () => {
    const all = Array.from({ length: 12 }, (_, number) => suspect(number, 'breached'));
    const kept = all.reduce<readonly Suspect[]>((list, one) => alsoSuspect(list, one), []);

    expect(kept).toHaveLength(10);
    expect(kept[0]).toEqual(suspect(11, 'breached'));
  });
});
