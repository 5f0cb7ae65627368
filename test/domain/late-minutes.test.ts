import { describe, expect, test } from 'vitest';
import { type Decision } from '../../src/domain/decision.ts';
import { dueBetween, nextDueAfter, wakeAfterChange } from '../../src/domain/schedule.ts';
import { after } from '../../src/domain/time.ts';
import { type Reading } from '../../src/domain/watch/readings.ts';
import { dispatchId, failing, movedSha, newSha, seen, standings } from '../support/facts.ts';
import { effectsOf, effectTypesOf, first, inPhase, minute, next, outcomeOf, type Scene } from '../support/lane.ts';
import { queued } from '../support/lane-queue.ts';
import { claim, propose } from '../support/lane-stages.ts';
import { cara, dana } from '../support/people.ts';
import {
  automaticIds,
  breachAlert,
  looksOf,
  lookWith,
  measuredBy,
  minuteOf,
  read,
  type Shown,
  watched,
} from './measured.ts';

/** Metrics are awaited for three minutes after the end of these ten, where enough is known for a verdict. */
const azure = { region: 'westeurope', resourceId: '/subscriptions/s/providers/Microsoft.App/containerApps/checkout' };
const lane = measuredBy({ azure });

/** The watch has ended, and these minutes of it have come, by number; all were well. */
function endedKnowing(numbers: readonly number[]): Scene {
  const scene = watched(lane);
  const { startedAt } = looksOf(scene);
  for (let looks = 1; looks < 25 && scene.phase() === 'watching'; looks += 1) {
    const number = looks - 1;
    lookWith(scene, read(numbers.includes(number) ? [minuteOf(after(startedAt, number * minute))] : []));
  }
  return scene;
}

/** Eight minutes of ten are enough: it was called healthy without the last two. */
function calledHealthy(): Scene {
  return endedKnowing([0, 1, 2, 3, 4, 5, 6, 7]);
}

/** Six of ten are not. */
function calledUnverified(): Scene {
  return endedKnowing([0, 1, 2, 3, 4, 5]);
}

function minutesOf(scene: Scene, shown: Readonly<Record<number, Shown>>): readonly Reading[] {
  const { watch } = scene.release() as { readonly watch: { readonly startedAt: Parameters<typeof after>[0] } };
  return Object.entries(shown).map(([number, what]) => minuteOf(after(watch.startedAt, Number(number) * minute), what));
}

function comeLate(scene: Scene, shown: Readonly<Record<number, Shown>>): Decision {
  scene.wait(minute);
  return scene.fact({ type: 'RecordLateMinutes', release: first, telemetry: read(minutesOf(scene, shown)) });
}

function readsAreDue({ lane: now, ...scene }: Scene): boolean {
  const due = dueBetween(now, scene.now, after(scene.now, 2 * minute));
  return due.some(({ work }) => work.kind === 'read-late');
}

describe('a release that was called healthy before all minutes had come', () => {
  test('is read on once a minute, while the lane is free', () => {
    const scene = calledHealthy();

    expect(scene.phase()).toBe('succeeded');
    expect(Object.keys(scene.lane.open)).toEqual([]);
    expect(nextDueAfter(scene.lane, scene.now)).toBe(after(scene.now, minute));
  });

  test('is read on after a restart: the time stands in the state', () => {
    const scene = calledHealthy();
    const { lane: before } = watched(lane);

    expect(wakeAfterChange(before, JSON.parse(JSON.stringify(scene.lane)) as Scene['lane'])).toBe(
      after(scene.now, minute),
    );
  });

  test('and turns out not to be is told as a breach, with what it had been called and when', () => {
    const scene = calledHealthy();
    const endedAt = scene.now;
    const decision = comeLate(scene, { 8: 'errors', 9: 'errors' });
    const { startedAt } = inPhase(scene.release(), 'ended').watch as { readonly startedAt: typeof endedAt };

    expect(breachAlert(decision)).toMatchObject({
      trigger: 'errors',
      next: {
        kind: 'late',
        called: 'healthy',
        calledAt: endedAt,
        minute: after(startedAt, 9 * minute),
        mandate: 'ended',
      },
    });
    expect(effectTypesOf(decision)).toEqual(expect.arrayContaining(['Alert', 'ShowChart', 'ShowCard']));
  });

  test('is not put back by itself then: the mandate ended with the watch', () => {
    const scene = calledHealthy();
    comeLate(scene, { 8: 'errors', 9: 'errors' });

    expect(automaticIds(scene)).toEqual([]);
    expect(scene.lane.hold).toBeNull();
  });

  test('stays on record as a success with what was found beside it, and is no verified version any more', () => {
    const scene = calledHealthy();
    expect(scene.lane.verified.map(({ sha }) => sha)).toEqual([newSha]);
    comeLate(scene, { 8: 'errors', 9: 'errors' });

    expect(scene.phase()).toBe('succeeded');
    expect(inPhase(scene.release(), 'ended').watch).toMatchObject({ turned: { kind: 'breached', trigger: 'errors' } });
    expect(scene.lane.verified).toEqual([]);
    expect(scene.lane.suspects).toMatchObject([{ sha: newSha, why: 'breached', release: first }]);
    expect(scene.lane.live).toMatchObject({ kind: 'known', sha: newSha });
  });

  test('is told once: nothing is read any more after that', () => {
    const scene = calledHealthy();
    comeLate(scene, { 8: 'errors', 9: 'errors' });

    expect(readsAreDue(scene)).toBe(false);
    expect(outcomeOf(comeLate(scene, { 7: 'cpu', 8: 'errors', 9: 'errors' }))).toBe('nothing');
  });

  test('and was is left as it is, without a word', () => {
    const scene = calledHealthy();
    const decision = comeLate(scene, { 8: 'well', 9: 'well' });

    expect(effectTypesOf(decision)).toEqual([]);
    expect(readsAreDue(scene)).toBe(false);
    expect(scene.lane.verified).toHaveLength(1);
  });

  test('waits on for a minute that is still missing, and records nothing where nothing has come', () => {
    const scene = calledHealthy();
    expect(outcomeOf(comeLate(scene, { 9: 'nothing' }))).toBe('nothing');
    comeLate(scene, { 8: 'errors' });
    expect(readsAreDue(scene)).toBe(true);

    expect(breachAlert(comeLate(scene, { 9: 'errors' }))).toMatchObject({ next: { kind: 'late' } });
  });

  test('is read for ten minutes after that and no longer', () => {
    const scene = calledHealthy();
    for (let minutes = 1; minutes < 10; minutes += 1) comeLate(scene, {});
    expect(readsAreDue(scene)).toBe(true);
    comeLate(scene, {});

    expect(readsAreDue(scene)).toBe(false);
    expect(outcomeOf(comeLate(scene, { 8: 'errors', 9: 'errors' }))).toBe('nothing');
  });

  test('is not judged by minutes after its watch', () => {
    const scene = calledHealthy();
    comeLate(scene, { 10: 'errors', 11: 'errors', 12: 'errors' });

    expect(inPhase(scene.release(), 'ended').watch).toMatchObject({ turned: null });
  });

  test('is read no more once the next one may be on its way to production: nobody could act on it', () => {
    const scene = calledHealthy();
    dispatched(scene);

    expect(readsAreDue(scene)).toBe(false);
    expect(outcomeOf(comeLate(scene, { 8: 'errors', 9: 'errors' }))).toBe('nothing');
  });

  test('is read on while the next one is only voted on', () => {
    const scene = calledHealthy();
    propose(scene, { id: next, request: { ref: { kind: 'sha', sha: movedSha } }, candidate: { sha: movedSha } });

    expect(breachAlert(comeLate(scene, { 8: 'errors', 9: 'errors' }))).toMatchObject({ next: { called: 'healthy' } });
  });

  test('is not read on where every minute had come, or telemetry is not looked at', () => {
    const whole = endedKnowing([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);

    expect(whole.phase()).toBe('succeeded');
    expect(readsAreDue(whole)).toBe(false);
  });

  test('is read no more where the config no longer asks for a watch', () => {
    const scene = calledHealthy();
    scene.configure({ ...lane, watch: null });
    comeLate(scene, { 8: 'errors', 9: 'errors' });

    expect(readsAreDue(scene)).toBe(false);
  });
});

describe('a release that could not be verified', () => {
  test('for want of minutes that come and are well is told in the thread, once, and a person still decides', () => {
    const scene = calledUnverified();
    expect(inPhase(scene.release(), 'unverified').because).toBe('signals-unknown');
    const decision = comeLate(scene, { 6: 'well', 7: 'well' });

    expect(effectsOf(decision)).toContainEqual(
      expect.objectContaining({ type: 'Reply', note: { kind: 'turned-healthy' } }),
    );
    expect(effectTypesOf(decision)).not.toContain('Alert');
    expect(scene.phase()).toBe('unverified');
    expect(effectTypesOf(comeLate(scene, { 8: 'well', 9: 'well' }))).toEqual([]);
    expect(outcomeOf(scene.when(cara, { type: 'AcceptUnverified', release: first }))).toBe('accepted');
  });

  test('and turns out to be bad ends as failed, and is told as a breach', () => {
    const scene = calledUnverified();
    const alert = breachAlert(comeLate(scene, { 6: 'errors', 7: 'errors' }));

    expect(alert.next).toMatchObject({ kind: 'late', called: 'unverified' });
    expect(inPhase(scene.release(), 'ended').outcome).toEqual({
      kind: 'failed',
      cause: { code: 'watch-breached', trigger: 'errors', finding: alert.finding, rollback: null },
      live: { ...seen(newSha), version: 'v2.14.0' },
    });
    expect(automaticIds(scene)).toEqual([]);
  });

  test('because health was failing stays so, whatever telemetry says later', () => {
    const scene = watched(lane);
    for (let looks = 1; looks < 25 && scene.phase() === 'watching'; looks += 1) {
      const { startedAt } = looksOf(scene);
      const come = looks <= 8 ? [minuteOf(after(startedAt, (looks - 1) * minute))] : [];
      lookWith(scene, read(come), looks >= 12 ? { reading: failing } : {});
    }
    expect(inPhase(scene.release(), 'unverified').because).toBe('ends-failing');

    expect(effectTypesOf(comeLate(scene, { 8: 'well', 9: 'well' }))).toEqual([]);
  });

  test('and was accepted meanwhile is told all the same when it turns out to be bad', () => {
    const scene = calledUnverified();
    scene.when(cara, { type: 'AcceptUnverified', release: first });

    expect(breachAlert(comeLate(scene, { 6: 'errors', 7: 'errors' })).next).toMatchObject({ called: 'accepted' });
    expect(scene.phase()).toBe('accepted-unverified');
  });

  test('and is watched once more is judged by that watch alone', () => {
    const scene = calledUnverified();
    scene.when(cara, { type: 'ExtendWatch', release: first });

    expect(outcomeOf(comeLate(scene, { 6: 'errors', 7: 'errors' }))).toBe('nothing');
    expect(scene.phase()).toBe('watching');
  });
});

describe('a watch that a person ended early', () => {
  function endedEarly(): Scene {
    const scene = watched(lane);
    const { startedAt } = looksOf(scene);
    for (const number of [0, 1, 2]) lookWith(scene, read([minuteOf(after(startedAt, number * minute))]));
    scene.wait(2 * minute);
    scene.when(cara, { type: 'AcceptUnverified', release: first });
    return scene;
  }

  test('is told when a minute before that turns out to be bad', () => {
    expect(breachAlert(comeLate(endedEarly(), { 3: 'errors', 4: 'errors' })).next).toMatchObject({
      called: 'accepted',
    });
  });

  test('is not judged by what came after that', () => {
    const scene = endedEarly();
    comeLate(scene, { 5: 'errors', 6: 'errors', 7: 'errors' });

    expect(inPhase(scene.release(), 'ended').watch).toMatchObject({ turned: null });
  });
});

test('a release that waits for its time then waits for a person: the one before it turned out to be bad', () => {
  const scene = watched(lane);
  const { startedAt, endsAt } = looksOf(scene);
  queued(scene, next, { request: { preferred: after(endsAt, 8 * minute) } });
  for (let looks = 1; looks < 25 && scene.phase() === 'watching'; looks += 1)
    lookWith(scene, read(looks > 8 ? [] : [minuteOf(after(startedAt, (looks - 1) * minute))]));
  expect(scene.phase()).toBe('succeeded');
  comeLate(scene, { 8: 'errors', 9: 'errors' });
  scene.waitUntil(after(endsAt, 8 * minute));
  scene.fact({ type: 'Advance', release: next });

  expect(inPhase(scene.release(next), 'ready').because).toBe('predecessor-failed');
});

/** The next release is approved and called for: a run of it may exist. */
function dispatched(scene: Scene): void {
  queued(scene, next);
  const { candidate } = inPhase(scene.release(next), 'dispatching').proposal;
  const checked = { candidate, standings: standings(dana), baseline: null, dispatch: dispatchId(4) };
  scene.fact({ type: 'RecordRecheck', release: next, ...checked });
  claim(scene, next, dispatchId(4));
}
