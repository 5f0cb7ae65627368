import { describe, expect, test } from 'vitest';
import { type DispatchAnswer } from '../../src/domain/commands.ts';
import { after } from '../../src/domain/time.ts';
import { dispatchId, runOf } from '../support/facts.ts';
import {
  effectsOf,
  effectTypesOf,
  first,
  inPhase,
  minute,
  outcomeOf,
  type Scene,
  second,
  typesOf,
} from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { answer, given, recheck } from '../support/lane-stages.ts';

function stepOf(scene: Scene): string {
  return inPhase(scene.release(), 'dispatching').step.at;
}

function reply(scene: Scene, kind: DispatchAnswer, dispatch = dispatchId(1)) {
  return scene.fact({ type: 'RecordDispatchAnswer', release: first, dispatch, answer: kind });
}

function found(scene: Scene, ...runs: readonly ReturnType<typeof runOf>[]) {
  return scene.fact({ type: 'RecordRunsFound', release: first, dispatch: dispatchId(1), runs });
}

const ambiguous: DispatchAnswer = { kind: 'ambiguous', reason: 'GitHub answered 502' };

describe('an intent', () => {
  test('is claimed once: the second worker has nothing to call', () => {
    const scene = given('dispatching/intended');
    const claim = { type: 'ClaimDispatch', release: first, dispatch: dispatchId(1) } as const;

    expect(typesOf(scene.fact(claim))).toEqual(['DispatchClaimed']);
    expect(outcomeOf(scene.fact(claim))).toBe('nothing');
  });

  test('is not claimed under another dispatch id', () => {
    const scene = given('dispatching/intended');

    expect(outcomeOf(scene.fact({ type: 'ClaimDispatch', release: first, dispatch: dispatchId(9) }))).toBe('nothing');
  });

  test('that nobody claimed for long is checked afresh instead of being called', () => {
    const scene = given('dispatching/intended');
    scene.wait(20 * minute);
    expect(outcomeOf(scene.fact({ type: 'ClaimDispatch', release: first, dispatch: dispatchId(1) }))).toBe('nothing');
    advance(scene);
    expect(stepOf(scene)).toBe('rechecking');
    recheck(scene, first, dispatchId(2));

    expect(outcomeOf(scene.fact({ type: 'ClaimDispatch', release: first, dispatch: dispatchId(1) }))).toBe('nothing');
    expect(outcomeOf(scene.fact({ type: 'ClaimDispatch', release: first, dispatch: dispatchId(2) }))).toBe('accepted');
  });

  test('that nobody claimed for more than half an hour waits for a person', () => {
    const scene = given('dispatching/intended');
    scene.wait(31 * minute);
    advance(scene);
    advance(scene);

    expect(inPhase(scene.release(), 'ready').because).toBe('waited-too-long');
  });
});

describe('the answer to the call', () => {
  test('with a run adopts it', () => {
    const scene = given('dispatching/calling');
    answer(scene, runOf(1));

    expect(inPhase(scene.release(), 'deploying')).toMatchObject({ run: runOf(1), dispatch: dispatchId(1), attempt: 1 });
  });

  test('without a run begins a search by the dispatch id, and never a second call', () => {
    const scene = given('dispatching/calling');
    const decision = reply(scene, { kind: 'accepted' });

    expect(stepOf(scene)).toBe('searching');
    expect(effectTypesOf(decision)).not.toContain('StartRun');
  });

  test.each(['a 502', 'a reset', 'a time-out'])('that is %s begins the same search', (reason) => {
    const scene = given('dispatching/calling');
    reply(scene, { kind: 'ambiguous', reason });

    expect(inPhase(scene.release(), 'dispatching').step).toMatchObject({ at: 'searching', because: reason });
  });

  test('that never comes, because the worker died, begins it after 15 seconds', () => {
    const scene = given('dispatching/calling');
    scene.wait(14 * second);
    advance(scene);
    expect(stepOf(scene)).toBe('calling');
    scene.wait(second);
    advance(scene);

    expect(stepOf(scene)).toBe('searching');
  });

  test('that GitHub refused and started nothing leaves it to a person, with what GitHub said', () => {
    const scene = given('dispatching/calling');
    reply(scene, { kind: 'refused', message: 'Workflow is disabled' });

    expect(inPhase(scene.release(), 'ready')).toMatchObject({
      because: 'dispatch-refused',
      detail: 'Workflow is disabled',
    });
  });

  test('that is about another dispatch is not ours', () => {
    const scene = given('dispatching/calling');

    expect(outcomeOf(reply(scene, { kind: 'started', run: runOf(5) }, dispatchId(5)))).toBe('nothing');
  });

  test.each(['dispatching/searching', 'dispatching/asking-person'] as const)(
    'that comes late, in %s, still adopts the run',
    (stage) => {
      const scene = given(stage);
      answer(scene, runOf(1));

      expect(scene.phase()).toBe('deploying');
    },
  );

  test('that comes late, after two runs were seen, decides nothing: a person does', () => {
    const scene = given('dispatching/two-runs');

    expect(outcomeOf(answer(scene, runOf(1)))).toBe('nothing');
  });

  test('that comes after the run was found changes nothing', () => {
    const scene = given('deploying/running');

    expect(
      [reply(scene, ambiguous), reply(scene, { kind: 'refused', message: 'no' }), answer(scene, runOf(2))].map(
        outcomeOf,
      ),
    ).toEqual(['nothing', 'nothing', 'nothing']);
  });
});

describe('the search', () => {
  test('adopts the one run that carries the dispatch id', () => {
    const scene = given('dispatching/searching');
    found(scene, runOf(1));

    expect(inPhase(scene.release(), 'deploying').run).toEqual(runOf(1));
  });

  test('goes on every few seconds while nothing is found, for two minutes', () => {
    const scene = given('dispatching/searching');
    scene.wait(119 * second);
    found(scene);

    expect(inPhase(scene.release(), 'dispatching').step).toMatchObject({
      at: 'searching',
      lookAt: after(scene.now, 3 * second),
    });
  });

  test('that found nothing in two minutes asks a person, and tells the deployers', () => {
    const scene = given('dispatching/searching');
    scene.wait(120 * second);
    const decision = found(scene);

    expect(stepOf(scene)).toBe('asking-person');
    expect(effectsOf(decision)).toContainEqual(
      expect.objectContaining({
        type: 'Alert',
        alert: expect.objectContaining({
          kind: 'run-not-found',
          dispatch: dispatchId(1),
          searched: 'yes',
          ask: scene.policy.people.map(({ slack }) => slack),
        }),
      }),
    );
  });

  test('that GitHub would not let us make asks a person all the same, a minute later', () => {
    const scene = given('dispatching/searching');
    scene.wait(179 * second);
    advance(scene);
    expect(stepOf(scene)).toBe('searching');
    scene.wait(second);
    advance(scene);

    expect(stepOf(scene)).toBe('asking-person');
  });

  test('still adopts the run when it appears after a person was asked', () => {
    const scene = given('dispatching/asking-person');
    found(scene, runOf(1));

    expect(scene.phase()).toBe('deploying');
  });

  test('that finds two runs is a stop: both are listed, and nothing is adopted', () => {
    const scene = given('dispatching/searching');
    const decision = found(scene, runOf(1), runOf(2));

    expect(stepOf(scene)).toBe('two-runs');
    expect(effectsOf(decision)).toContainEqual(
      expect.objectContaining({
        type: 'Alert',
        alert: expect.objectContaining({ kind: 'two-runs', runs: [runOf(1), runOf(2)] }),
      }),
    );
    expect(outcomeOf(found(scene, runOf(1)))).toBe('nothing');
  });

  test('beside an adopted run condemns it when a second one turns up', () => {
    const scene = given('deploying/running');
    const decision = found(scene, runOf(1), runOf(2));

    expect(inPhase(scene.release(), 'deploying').condemned).toEqual({ code: 'two-runs', runs: [runOf(1), runOf(2)] });
    expect(effectTypesOf(decision)).toContain('Alert');
    expect(outcomeOf(found(scene, runOf(1), runOf(2)))).toBe('nothing');
  });

  test('beside an adopted run is content with that one', () => {
    const scene = given('deploying/running');

    expect([found(scene), found(scene, runOf(1))].map(outcomeOf)).toEqual(['nothing', 'nothing']);
  });
});
