import { describe, expect, test } from 'vitest';
import { completed, dispatchId, reading, runOf } from '../support/facts.ts';
import {
  effectsOf,
  effectTypesOf,
  first,
  hour,
  inPhase,
  minute,
  outcomeOf,
  type Scene,
  second,
} from '../support/lane.ts';
import { advance } from '../support/lane-queue.ts';
import { answer, claim, given, type Stage, start, succeed } from '../support/lane-stages.ts';
import { agent, ana, ben, cara, dana, eli, type Person, system, withStanding } from '../support/people.ts';
import { oneGo } from '../support/policy.ts';

function reject(scene: Scene, who: Person = ben, reason = 'not today') {
  return scene.when(who, { type: 'Reject', release: first, reason });
}

function stop(scene: Scene, who: Person = ben, reason = 'wrong build') {
  return scene.when(who, { type: 'Stop', release: first, reason });
}

const nothingSent: readonly Stage[] = [
  'preparing',
  'awaiting-decision',
  'scheduled',
  'ready',
  'dispatching/rechecking',
  'dispatching/intended',
];

describe('before anything was sent', () => {
  test.each(nothingSent)('a no-go in %s ends the release with its reason', (stage) => {
    const scene = given(stage);
    reject(scene);

    expect(inPhase(scene.release(), 'ended').outcome).toEqual({ kind: 'rejected', by: ben.slack, reason: 'not today' });
  });

  test.each(nothingSent)('a stop in %s does the same', (stage) => {
    const scene = given(stage);
    stop(scene);

    expect(scene.phase()).toBe('rejected');
  });

  test.each(nothingSent)('the requester may withdraw in %s', (stage) => {
    const scene = given(stage);
    scene.when(dana, { type: 'Withdraw', release: first });

    expect(scene.phase()).toBe('withdrawn');
  });

  test('a no-go wins over a dispatch that no worker has claimed: the claim finds nothing to call', () => {
    const scene = given('dispatching/intended');
    reject(scene);

    expect(outcomeOf(scene.fact({ type: 'ClaimDispatch', release: first, dispatch: dispatchId(1) }))).toBe('nothing');
  });

  test('one no-go outweighs any number of goes', () => {
    const scene = given('dispatching/rechecking');
    reject(scene, cara);

    expect(scene.phase()).toBe('rejected');
  });

  test('a no-go is open to those whose go would not count, and after the time to vote', () => {
    const scene = given('awaiting-decision');
    scene.wait(5 * hour);

    expect(outcomeOf(reject(scene, cara))).toBe('accepted');
  });

  test('a no-go needs a reason', () => {
    expect(outcomeOf(reject(given('awaiting-decision'), ben, '  '))).toBe('reason_missing');
  });

  test('a stop needs none', () => {
    expect(outcomeOf(stop(given('awaiting-decision'), ben, ''))).toBe('accepted');
  });

  test.each([
    ['somebody without a role', eli],
    ['a guest', withStanding(ben, 'guest')],
    ['a bot', withStanding(ben, 'bot')],
    ['an agent', agent('orchestrator')],
    ['the system', system],
  ])('%s can neither reject nor stop', (_, actor) => {
    const scene = given('awaiting-decision');

    expect(outcomeOf(scene.ask(actor, { type: 'Reject', release: first, reason: 'no' }))).toBe('not_allowed');
    expect(outcomeOf(scene.ask(actor, { type: 'Stop', release: first, reason: 'no' }))).toBe('not_allowed');
  });

  test('a deployer may withdraw what somebody else asked for, and others may not', () => {
    const scene = given('awaiting-decision');

    expect(outcomeOf(scene.ask(eli, { type: 'Withdraw', release: first }))).toBe('not_allowed');
    expect(outcomeOf(scene.ask(cara, { type: 'Withdraw', release: first }))).toBe('accepted');
  });
});

describe('once the call may have been made', () => {
  const open: readonly Stage[] = [
    'dispatching/calling',
    'dispatching/searching',
    'dispatching/asking-person',
    'dispatching/two-runs',
  ];

  test.each(open)('a no-go in %s is kept and told, and ends nothing', (stage) => {
    const scene = given(stage);
    const decision = reject(scene);

    expect(inPhase(scene.release(), 'dispatching').stop).toMatchObject({ by: ben.slack, wants: 'no-go' });
    expect(effectsOf(decision)).toContainEqual(
      expect.objectContaining({ type: 'Reply', note: expect.objectContaining({ kind: 'stop-recorded' }) }),
    );
  });

  test('a stop cancels the run as soon as one is known', () => {
    const scene = given('dispatching/calling');
    expect(effectTypesOf(stop(scene))).not.toContain('CancelRun');

    expect(effectsOf(answer(scene, runOf(1)))).toContainEqual({
      type: 'CancelRun',
      release: first,
      repo: scene.policy.repo,
      run: runOf(1).id,
    });
  });

  test('a no-go alone cancels no run', () => {
    const scene = given('dispatching/calling');
    reject(scene);

    expect(effectTypesOf(answer(scene, runOf(1)))).not.toContain('CancelRun');
  });

  test('a no-go after a stop does not undo the stop', () => {
    const scene = given('dispatching/calling');
    stop(scene, ana);
    reject(scene, ben);

    expect(effectTypesOf(answer(scene, runOf(1)))).toContain('CancelRun');
  });

  test.each([
    ['GitHub refuses the call', 'dispatching/calling'],
    ['a person says that nothing started', 'dispatching/asking-person'],
  ] as const)('a no-go that came meanwhile ends the release when %s', (_, stage) => {
    const scene = given(stage);
    reject(scene);
    scene.fact({
      type: 'RecordDispatchAnswer',
      release: first,
      dispatch: dispatchId(1),
      answer: { kind: 'refused', message: 'No ref found' },
    });
    scene.when(cara, { type: 'ConfirmNotStarted', release: first });

    expect(inPhase(scene.release(), 'ended').outcome).toMatchObject({ kind: 'rejected', by: ben.slack });
  });

  test('nobody can withdraw', () => {
    expect(outcomeOf(given('dispatching/calling').ask(dana, { type: 'Withdraw', release: first }))).toBe('wrong_phase');
  });
});

describe('a stop that GitHub does not hear', () => {
  function stopped(): Scene {
    const scene = given('deploying/running');
    scene.fact({ type: 'RecordRun', release: first, reading: reading(runOf(1)) });
    stop(scene);
    return scene;
  }

  test('is repeated while the run goes on', () => {
    const scene = stopped();
    scene.wait(20 * second);

    expect(effectTypesOf(advance(scene))).toContain('CancelRun');
  });

  test('is told to people once, with the run, when it was repeated in vain', () => {
    const scene = stopped();
    const alerts: unknown[] = [];
    for (let minutes = 0; minutes < 10; minutes += 1) {
      scene.wait(minute);
      alerts.push(...effectsOf(advance(scene)).filter(({ type }) => type === 'Alert'));
    }

    expect(alerts).toMatchObject([{ alert: { kind: 'cancel-unheard', run: runOf(1) } }]);
  });

  test('and whose run succeeds all the same is told to be too late, and the release is watched', () => {
    const scene = stopped();
    const decision = succeed(scene);

    expect(scene.phase()).toBe('watching');
    expect(effectsOf(decision)).toContainEqual(
      expect.objectContaining({ type: 'Alert', alert: expect.objectContaining({ kind: 'stop-too-late' }) }),
    );
  });

  test('is at an end when the run is', () => {
    const scene = stopped();
    scene.fact({ type: 'RecordRun', release: first, reading: completed(runOf(1), 'cancelled') });
    scene.wait(20 * second);

    expect(effectTypesOf(advance(scene))).not.toContain('CancelRun');
  });
});

test('a no-go that came while the run went on is told to be too late when the run succeeds', () => {
  const scene = given('deploying/running');
  reject(scene);
  const decision = succeed(scene);

  expect(effectsOf(decision)).toContainEqual(
    expect.objectContaining({ type: 'Alert', alert: expect.objectContaining({ kind: 'stop-too-late' }) }),
  );
});

describe('while the run goes on', () => {
  test('a stop cancels it', () => {
    expect(effectTypesOf(stop(given('deploying/running')))).toEqual(
      expect.arrayContaining(['CancelRun', 'Reply', 'ShowCard']),
    );
  });

  test('a no-go is kept, so that people can act on it', () => {
    const scene = given('deploying/running');
    reject(scene);

    expect(inPhase(scene.release(), 'deploying').stop).toMatchObject({ by: ben.slack, wants: 'no-go' });
  });

  test.each(['deploying/reading-evidence', 'deploying/reading-live', 'watching/looking', 'unverified'] as const)(
    'and not when it is over: a stop in %s says so',
    (stage) => {
      expect(outcomeOf(stop(given(stage)))).toBe('run_is_over');
    },
  );
});

test('a stop that was meant for the first attempt does not cancel the second', () => {
  const scene = given('failed', oneGo);
  scene.when(cara, { type: 'Retry', release: first, shown: scene.shown() });
  scene.wait(second);
  start(scene, first, 2);
  claim(scene, first, dispatchId(2));

  expect(inPhase(scene.release(), 'deploying')).toMatchObject({ attempt: 2, stop: null });
});
