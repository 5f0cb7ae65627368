import { describe, expect, test } from 'vitest';
import { after, type Instant } from '../../src/domain/time.ts';
import { failing, healthy, newSha, notSeen, oldSha, seen } from '../support/facts.ts';
import { effectsOf, first, inPhase, minute, outcomeOf, type Scene, second } from '../support/lane.ts';
import {
  automaticIds,
  breachAlert,
  deployed,
  looksOf,
  lookWith,
  measured,
  measuredBy,
  minuteOf,
  minutesPass,
  read,
  times,
  unanswered,
  watched,
} from './measured.ts';

function alertsIn(scene: Scene): readonly string[] {
  return scene.effects.flatMap((effect) => (effect.type === 'Alert' ? [effect.alert.kind] : []));
}

/** The minutes before this one, newest last. */
function minutesBefore(at: Instant, ...shown: readonly Parameters<typeof minuteOf>[1][]) {
  return shown.map((what, index) => minuteOf(after(at, (index - shown.length) * minute), what));
}

describe('what telemetry brings in a watch', () => {
  test('and is well through all of it makes a success', () => {
    const scene = watched();
    minutesPass(scene, times(10, 'well'));
    expect(scene.phase()).toBe('succeeded');
  });

  test('ten minutes late and bad is judged when it comes', () => {
    const scene = watched();
    for (let number = 0; number < 9; number += 1) lookWith(scene, read([]));
    expect(scene.phase()).toBe('watching');
    const { startedAt } = looksOf(scene);
    const late = read([minuteOf(startedAt, 'errors'), minuteOf(after(startedAt, minute), 'errors')]);
    const alert = breachAlert(lookWith(scene, late));

    expect(alert).toMatchObject({ trigger: 'errors', next: { kind: 'rollback', to: oldSha } });
  });

  test('late and well fills what was missing, and the watch ends as if it had come in time', () => {
    const scene = watched();
    const { startedAt } = looksOf(scene);
    for (let number = 0; number < 9; number += 1) lookWith(scene, read([]));
    lookWith(
      scene,
      read(times(10, 'well' as const).map((what, index) => minuteOf(after(startedAt, index * minute), what))),
    );

    expect(scene.phase()).toBe('succeeded');
  });

  test('after the time of the watch is awaited by further looks, for ten minutes and no longer', () => {
    const scene = watched();
    const { endsAt } = looksOf(scene);
    minutesPass(scene, times(19, 'nothing'));
    expect(scene.phase()).toBe('watching');
    expect(scene.now < after(endsAt, 10 * minute)).toBe(true);
    minutesPass(scene, ['nothing']);

    expect(scene.now).toBe(after(endsAt, 10 * minute));
    expect(inPhase(scene.release(), 'unverified').because).toBe('signals-unknown');
  });

  test('in a further look ends the watch at once, when enough is known by it', () => {
    const scene = watched();
    const { startedAt } = looksOf(scene);
    minutesPass(scene, times(12, 'nothing'));
    lookWith(
      scene,
      read(times(10, 'well' as const).map((what, index) => minuteOf(after(startedAt, index * minute), what))),
    );

    expect(scene.phase()).toBe('succeeded');
  });

  test('of minutes after the end of the watch is not judged', () => {
    const scene = watched();
    const { endsAt } = looksOf(scene);
    minutesPass(scene, times(12, 'nothing'));
    lookWith(scene, read([minuteOf(endsAt, 'errors'), minuteOf(after(endsAt, minute), 'errors')]));

    expect(scene.phase()).toBe('watching');
    expect(looksOf(scene).minutes).toEqual([]);
  });

  test('of the old version before the new one was seen is ignored', () => {
    const scene = watched();
    const { startedAt } = looksOf(scene);
    lookWith(scene, read([...minutesBefore(startedAt, 'errors', 'errors', 'errors'), minuteOf(startedAt, 'well')]));
    lookWith(scene, read(minutesBefore(startedAt, 'errors', 'errors', 'errors', 'errors')));

    expect(scene.phase()).toBe('watching');
    expect(looksOf(scene).minutes.map(({ at }) => at)).toEqual([startedAt]);
  });

  test('of the minute in which the new version was first seen is ignored: half of it was the old one', () => {
    const scene = deployed();
    scene.wait(20 * second);
    scene.fact({ type: 'RecordVersion', release: first, seen: seen(newSha) });
    const { startedAt } = looksOf(scene);
    lookWith(scene, read([minuteOf(after(startedAt, -20 * second), 'errors')]));

    expect(looksOf(scene).minutes).toEqual([]);
  });

  test('is not asked for while the new version is awaited: such looks say nothing', () => {
    const scene = deployed();
    const look = { look: 1, reading: failing, seen: seen(newSha), telemetry: read([minuteOf(scene.now, 'errors')]) };

    expect(outcomeOf(scene.fact({ type: 'RecordLook', release: first, ...look }))).toBe('nothing');
    scene.wait(10 * minute);
    scene.fact({ type: 'RecordVersion', release: first, seen: notSeen });
    expect(inPhase(scene.release(), 'unverified').because).toBe('never-seen-live');
  });
});

describe('a watch of which every query fails to the end', () => {
  function blinded(): Scene {
    const scene = watched();
    for (let looks = 0; looks < 20 && scene.phase() === 'watching'; looks += 1)
      lookWith(scene, unanswered(after(looksOf(scene).lookAt, -minute), 1));
    return scene;
  }

  test('is unverified, never a success, although every health check was well', () => {
    expect(inPhase(blinded().release(), 'unverified').because).toBe('signals-unknown');
  });

  test('is told while it lasts, once, with what kept the source from answering; and at its end', () => {
    const scene = blinded();
    expect(alertsIn(scene)).toEqual(['blind', 'unverified']);
    expect(scene.effects).toContainEqual(
      expect.objectContaining({
        alert: expect.objectContaining({
          kind: 'blind',
          triggers: ['errors', 'latency', 'memory', 'cpu'],
          problems: ['Prometheus answered 503'],
        }),
      }),
    );
  });

  test('puts nothing back: silence is no breach', () => {
    expect(automaticIds(blinded())).toEqual([]);
  });
});

describe('a source that lags', () => {
  const azure = { region: 'westeurope', resourceId: '/subscriptions/s/providers/Microsoft.App/containerApps/checkout' };

  /** Every minute comes so many minutes after its end, to the end of the watch and beyond. */
  function lagging(minutes: number, behind: number): Scene {
    const scene = watched(measuredBy({ minutes, azure }));
    const { startedAt } = looksOf(scene);
    for (let looks = 1; looks < 30 && scene.phase() === 'watching'; looks += 1) {
      const arrived = looks - behind;
      const come = arrived > 0 ? [minuteOf(after(startedAt, (arrived - 1) * minute))] : [];
      lookWith(scene, read(come));
    }
    return scene;
  }

  test.each([5, 6, 7, 8, 10])('by three minutes is not called blind in a watch of %i, which ends well', (minutes) => {
    const scene = lagging(minutes, 3);
    expect(alertsIn(scene)).toEqual([]);
    expect(scene.phase()).toBe('succeeded');
  });

  test('and brings a bad end of the watch late is waited for, although enough was known for health', () => {
    const scene = watched(measuredBy({ minutes: 20, azure }));
    const { startedAt, endsAt } = looksOf(scene);
    for (let looks = 1; looks < 30 && scene.phase() === 'watching'; looks += 1) {
      const come =
        looks > 3 ? [minuteOf(after(startedAt, (looks - 4) * minute), looks - 4 >= 18 ? 'errors' : 'well')] : [];
      lookWith(scene, read(come));
    }

    expect(scene.phase()).toBe('failed');
    expect(scene.now).toBe(after(endsAt, 3 * minute));
  });

  test('and loses the last minute is waited for no longer than it usually takes', () => {
    const scene = watched(measuredBy({ minutes: 20, azure }));
    const { endsAt } = looksOf(scene);
    minutesPass(scene, [...times(19, 'well' as const), 'nothing']);
    expect(scene.phase()).toBe('watching');
    minutesPass(scene, times(3, 'nothing'));

    expect(scene.phase()).toBe('succeeded');
    expect(scene.now).toBe(after(endsAt, 3 * minute));
  });

  test.each([5, 6, 7, 8, 10])('and brings nothing at all is still called blind in a watch of %i', (minutes) => {
    expect(alertsIn(lagging(minutes, 60))).toEqual(['blind', 'unverified']);
  });
});

describe('a watch that knows too little', () => {
  test('of one signal is unverified, although the others are well', () => {
    const scene = watched();
    for (let looks = 0; looks < 20 && scene.phase() === 'watching'; looks += 1) {
      const { lookAt } = looksOf(scene);
      lookWith(scene, read([{ ...minuteOf(after(lookAt, -minute)), cpuPercent: null }]));
    }
    expect(inPhase(scene.release(), 'unverified').because).toBe('signals-unknown');
  });

  test('of a signal that the lane only tries out is a success all the same', () => {
    const scene = watched(measuredBy({ advisory: ['cpu'] }));
    for (let looks = 0; looks < 10 && scene.phase() === 'watching'; looks += 1) {
      const { lookAt } = looksOf(scene);
      lookWith(scene, read([{ ...minuteOf(after(lookAt, -minute)), cpuPercent: null }]));
    }
    expect(scene.phase()).toBe('succeeded');
  });

  test('of the time before is unverified: nothing relative can be judged', () => {
    const scene = watched(measured, {}, null);
    minutesPass(scene, times(20, 'well'));
    expect(inPhase(scene.release(), 'unverified').because).toBe('signals-unknown');
  });

  test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('because every count is %d is unverified', (value) => {
    const scene = watched();
    for (let looks = 0; looks < 20 && scene.phase() === 'watching'; looks += 1) {
      const { lookAt } = looksOf(scene);
      lookWith(scene, read([{ ...minuteOf(after(lookAt, -minute)), requests: value }]));
    }
    expect(inPhase(scene.release(), 'unverified').because).toBe('signals-unknown');
  });

  test('because it was cut short by a config without a watch is unverified, and people are asked', () => {
    const scene = watched();
    minutesPass(scene, times(5, 'well'));
    scene.configure({ ...measured, watch: null });
    const taken = { look: 6, reading: healthy, seen: seen(newSha), telemetry: null } as const;
    const decision = scene.fact({ type: 'RecordLook', release: first, ...taken });

    expect(scene.phase()).toBe('unverified');
    expect(effectsOf(decision)).toContainEqual(expect.objectContaining({ type: 'Alert' }));
  });
});

describe('a worker that was dead for ten minutes', () => {
  test('leaves looks that are unknown; telemetry of that time is still judged when it is read', () => {
    const scene = watched(measuredBy({ minutes: 30 }));
    minutesPass(scene, ['well', 'well']);
    const { startedAt } = looksOf(scene);
    scene.wait(10 * minute);
    const readings = times(10, 'well' as const).map((what, index) =>
      minuteOf(after(startedAt, (2 + index) * minute), what),
    );
    const taken = { look: 3, reading: healthy, seen: seen(newSha), telemetry: read(readings) };
    scene.fact({ type: 'RecordLook', release: first, ...taken });

    expect(scene.events.at(-1)?.event).toMatchObject({ type: 'LookTaken', look: 12, missed: 9 });
    expect(looksOf(scene)).toMatchObject({ next: 13, known: 3, trail: 'oouuuuuuuuuo' });
    expect(looksOf(scene).minutes).toHaveLength(12);
  });

  test('keeps a watch of ten minutes from being a success: those looks are not known', () => {
    const scene = watched();
    minutesPass(scene, ['well', 'well', 'well']);
    const { startedAt } = looksOf(scene);
    scene.wait(10 * minute);
    const readings = times(7, 'well' as const).map((what, index) =>
      minuteOf(after(startedAt, (3 + index) * minute), what),
    );
    const taken = { look: 4, reading: healthy, seen: seen(newSha), telemetry: read(readings) };
    scene.fact({ type: 'RecordLook', release: first, ...taken });

    expect(inPhase(scene.release(), 'unverified').because).toBe('too-few-looks');
  });

  test('in which errors rose leads to a breach as soon as they are read', () => {
    const scene = watched(measuredBy({ minutes: 30 }));
    minutesPass(scene, ['well', 'well']);
    const { startedAt } = looksOf(scene);
    scene.wait(10 * minute);
    const readings = times(4, 'errors' as const).map((what, index) =>
      minuteOf(after(startedAt, (4 + index) * minute), what),
    );
    const taken = { look: 3, reading: healthy, seen: seen(newSha), telemetry: read(readings) };
    const alert = breachAlert(scene.fact({ type: 'RecordLook', release: first, ...taken }));

    expect(alert).toMatchObject({ trigger: 'errors', next: { kind: 'rollback' } });
  });
});
