import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { type Run } from '../../src/domain/release/dispatch-step.ts';
import { dueIn, nextDueAfter, wakeAfterChange } from '../../src/domain/schedule.ts';
import { after } from '../../src/domain/time.ts';
import { dispatchId, runOf } from '../support/facts.ts';
import { effectsOf, first, minute, outcomeOf, type Scene, second, third, typesOf } from '../support/lane.ts';
import { recheckBack, rollBack } from '../support/lane-rollback.ts';
import { given } from '../support/lane-stages.ts';

/** One search found no run, a person was asked, and somebody rolled back instead of answering. */
function preempted(): Scene {
  const scene = given('dispatching/asking-person');
  rollBack(scene, { of: first });
  return scene;
}

function found(scene: Scene, ...runs: readonly Run[]): Decision {
  return scene.fact({ type: 'RecordRunsFound', release: first, dispatch: dispatchId(1), runs });
}

function searches(scene: Scene): readonly unknown[] {
  return dueIn(scene.lane).filter(({ work }) => work.kind === 'find-runs');
}

describe('a run that no search found, beside the rollback that took its place', () => {
  test('is looked for from that moment on, every half minute', () => {
    const scene = preempted();

    expect(searches(scene)).toMatchObject([
      { work: { release: first, dispatch: dispatchId(1) }, at: scene.now, every: 30 * second },
    ]);
  });

  test('has the lane woken for it', () => {
    const scene = given('dispatching/asking-person');
    const before = scene.lane;
    rollBack(scene, { of: first });

    expect(wakeAfterChange(before, scene.lane)).toBe(scene.now);
  });

  test('is looked for until fifteen minutes are over, and then no more', () => {
    const scene = preempted();
    scene.wait(15 * minute - 1);
    expect(outcomeOf(found(scene))).toBe('nothing');
    expect(searches(scene)).toHaveLength(1);
    scene.wait(1);

    expect(typesOf(found(scene))).toEqual(['LateRunGivenUp']);
    expect(searches(scene)).toEqual([]);
  });

  test('is given up by time alone where GitHub does not answer', () => {
    const scene = preempted();
    const end = { type: 'EndLateSearch', release: first, dispatch: dispatchId(1) } as const;
    expect(outcomeOf(scene.fact(end))).toBe('nothing');
    scene.wait(15 * minute);

    expect(typesOf(scene.fact(end))).toEqual(['LateRunGivenUp']);
  });

  test('is cancelled and told of when it appears, in the incident of the rollback', () => {
    const scene = preempted();
    scene.wait(3 * minute);
    const effects = effectsOf(found(scene, runOf(1)));

    expect(effects).toContainEqual({ type: 'CancelRun', release: first, repo: 'acme/checkout', run: runOf(1).id });
    expect(effects).toContainEqual(
      expect.objectContaining({
        type: 'Alert',
        release: third,
        alert: expect.objectContaining({ kind: 'late-run', of: first, dispatch: dispatchId(1), runs: [runOf(1)] }),
      }),
    );
  });

  test('is told of once, however often it is found, and a second one after it as well', () => {
    const scene = preempted();
    found(scene, runOf(1));
    expect(outcomeOf(found(scene, runOf(1)))).toBe('nothing');
    const effects = effectsOf(found(scene, runOf(1), runOf(2)));

    expect(effects.filter(({ type }) => type === 'CancelRun')).toMatchObject([{ run: runOf(2).id }]);
    expect(effects.filter(({ type }) => type === 'Alert')).toHaveLength(1);
  });

  test('does not come to life again: the release stays superseded, and the rollback goes on', () => {
    const scene = preempted();
    found(scene, runOf(1));

    expect(scene.phase()).toBe('superseded');
    expect(typesOf(recheckBack(scene))).toContain('DispatchIntended');
  });

  test('is cancelled although the rollback has been dispatched, and whatever came before it', () => {
    const steps = fc.array(fc.constantFrom('wait', 'recheck', 'none', 'one', 'over'), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (taken) => {
        const scene = preempted();
        for (const step of taken) {
          if (step === 'wait') scene.wait(40 * second);
          if (step === 'recheck') recheckBack(scene);
          if (step === 'none') found(scene);
          if (step === 'one') found(scene, runOf(1));
          if (step === 'over') scene.fact({ type: 'EndLateSearch', release: first, dispatch: dispatchId(1) });
        }
        found(scene, runOf(1));
        const cancels = scene.effects.filter((effect) => effect.type === 'CancelRun' && effect.release === first);
        const alerts = scene.effects.filter((effect) => effect.type === 'Alert' && effect.alert.kind === 'late-run');

        // Twelve steps of 40 s never reach the end of the time.
        expect([cancels.length, alerts.length]).toEqual([1, 1]);
        const next = nextDueAfter(scene.lane, scene.now);
        expect(next !== null && next <= after(scene.now, 30 * second)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});

test('a release of which nothing was called leaves no run to look for', () => {
  const scene = given('dispatching/rechecking');
  rollBack(scene, { of: first });

  expect(scene.phase()).toBe('superseded');
  expect(scene.lane.lateRuns).toEqual([]);
});
