import { describe, expect, test } from 'vitest';
import { dispatchId, runOf } from '../support/facts.ts';
import { effectsOf, effectTypesOf, first, hour, inPhase, outcomeOf, type Scene, second } from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { given, recheck, type Stage } from '../support/lane-stages.ts';
import { ana, cara } from '../support/people.ts';

function found(scene: Scene, ...runs: readonly ReturnType<typeof runOf>[]) {
  return scene.fact({ type: 'RecordRunsFound', release: first, dispatch: dispatchId(1), runs });
}

describe('a person who was asked', () => {
  test.each(['dispatching/asking-person', 'dispatching/two-runs', 'dispatching/searching'] as const)(
    'may name the run in %s',
    (stage) => {
      const scene = given(stage);
      scene.when(cara, { type: 'AdoptRun', release: first, run: runOf(2) });

      expect(inPhase(scene.release(), 'deploying').run).toEqual(runOf(2));
    },
  );

  test('and named one of two is not overruled by the other one', () => {
    const scene = given('dispatching/two-runs');
    scene.when(cara, { type: 'AdoptRun', release: first, run: runOf(2) });
    found(scene, runOf(1), runOf(2));

    expect(inPhase(scene.release(), 'deploying').condemned).toBeNull();
  });

  test('and named one of two is told of a third one', () => {
    const scene = given('dispatching/two-runs');
    scene.when(cara, { type: 'AdoptRun', release: first, run: runOf(2) });
    found(scene, runOf(1), runOf(2), runOf(3));

    expect(inPhase(scene.release(), 'deploying').condemned).toMatchObject({ code: 'two-runs' });
  });

  test('may say that nothing started: then a deployer presses Deploy, and a new dispatch id is used', () => {
    const scene = given('dispatching/asking-person');
    scene.when(cara, { type: 'ConfirmNotStarted', release: first });
    expect(inPhase(scene.release(), 'ready').because).toBe('not-started');
    scene.when(cara, { type: 'Deploy', release: first, shown: scene.shown() });
    recheck(scene, first, dispatchId(2));

    expect(inPhase(scene.release(), 'dispatching').step).toMatchObject({ at: 'intended', dispatch: dispatchId(2) });
  });

  test('has to be a deployer', () => {
    const scene = given('dispatching/asking-person');
    const approverOnly = { ...ana, roles: ['approver'] };

    expect(outcomeOf(scene.ask(approverOnly, { type: 'AdoptRun', release: first, run: runOf(1) }))).toBe('not_allowed');
    expect(outcomeOf(scene.ask(approverOnly, { type: 'ConfirmNotStarted', release: first }))).toBe('not_allowed');
  });

  test('cannot say that nothing started before GitHub could be searched once', () => {
    const scene = given('dispatching/searching');
    scene.wait(181 * second);
    const asked = advance(scene);
    expect(effectsOf(asked)).toContainEqual(
      expect.objectContaining({ type: 'Alert', alert: expect.objectContaining({ searched: 'no' }) }),
    );
    expect(outcomeOf(scene.when(cara, { type: 'ConfirmNotStarted', release: first }))).toBe('not_searched');
    found(scene);

    expect(outcomeOf(scene.when(cara, { type: 'ConfirmNotStarted', release: first }))).toBe('accepted');
  });

  test('cannot say that nothing started while two runs are seen', () => {
    expect(outcomeOf(given('dispatching/two-runs').ask(cara, { type: 'ConfirmNotStarted', release: first }))).toBe(
      'wrong_phase',
    );
  });

  test.each(['dispatching/asking-person', 'dispatching/two-runs'] satisfies Stage[])(
    'and did not answer in %s is asked again every hour',
    (stage) => {
      const scene = given(stage);
      scene.wait(hour);
      const again = advance(scene);
      scene.wait(hour);

      expect(effectTypesOf(again)).toContain('Alert');
      expect(effectTypesOf(advance(scene))).toContain('Alert');
    },
  );
});
