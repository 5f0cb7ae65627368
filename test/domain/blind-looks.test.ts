import { describe, expect, test } from 'vitest';
import { after } from '../../src/domain/time.ts';
import { type HealthReading } from '../../src/domain/watch/watch.ts';
import { failing, healthy, newSha, notSeen, oldSha, seen, unknown } from '../support/facts.ts';
import { first, minute, type Scene } from '../support/lane.ts';
import { given, look, succeed } from '../support/lane-stages.ts';

function alertsIn(scene: Scene) {
  return scene.effects.flatMap((effect) => (effect.type === 'Alert' ? [effect.alert] : []));
}

function blindIn(scene: Scene) {
  return alertsIn(scene).filter(({ kind }) => kind === 'blind');
}

function take(scene: Scene, ...readings: readonly HealthReading[]): void {
  for (const reading of readings) if (scene.phase() === 'watching') look(scene, reading);
}

function times<T>(count: number, what: T): readonly T[] {
  return Array.from({ length: count }, () => what);
}

/** An hour, one look a minute. */
const hourly = { watch: { minutes: 60 } } as const;

describe('a health check that cannot be read', () => {
  test('is told after ten minutes, with why, and not again', () => {
    const scene = given('watching/looking', hourly);
    take(scene, healthy, ...times(9, unknown));
    expect(blindIn(scene)).toEqual([]);
    take(scene, unknown);
    const reason = unknown.kind === 'unknown' ? unknown.reason : '';
    expect(blindIn(scene)).toEqual([expect.objectContaining({ triggers: ['health'], problems: [reason] })]);
    take(scene, healthy, ...times(20, unknown));

    expect(blindIn(scene)).toHaveLength(1);
    expect(scene.phase()).toBe('watching');
  });

  test('is told after a third of a shorter watch', () => {
    const scene = given('watching/looking');
    take(scene, ...times(3, unknown));
    expect(blindIn(scene)).toEqual([]);
    take(scene, unknown);

    expect(blindIn(scene)).toHaveLength(1);
  });

  test('and is read in between is not told: neither health nor a failure is silence', () => {
    const scene = given('watching/looking', hourly);
    take(scene, ...times(9, unknown), healthy, ...times(9, unknown), failing, ...times(9, unknown));

    expect(blindIn(scene)).toEqual([]);
  });

  test('because the worker was dead for ten minutes is told when it is back and still sees nothing', () => {
    const scene = given('watching/looking', hourly);
    take(scene, healthy);
    scene.wait(10 * minute);
    scene.fact({ type: 'RecordLook', release: first, look: 2, reading: unknown, seen: seen(newSha), telemetry: null });

    expect(blindIn(scene)).toHaveLength(1);
  });

  test('because the worker was dead is not told when its first look sees something', () => {
    const scene = given('watching/looking', hourly);
    take(scene, healthy);
    scene.wait(30 * minute);
    scene.fact({ type: 'RecordLook', release: first, look: 2, reading: healthy, seen: seen(newSha), telemetry: null });

    expect(blindIn(scene)).toEqual([]);
  });

  test('in the last look alone is told by the verdict, once', () => {
    const scene = given('watching/looking', { watch: { minutes: 1 } });
    take(scene, unknown);

    expect(alertsIn(scene).map(({ kind }) => kind)).toEqual(['unverified']);
  });

  test('and is only tried out is not told: nobody relies on it', () => {
    const scene = given('watching/looking', { watch: { minutes: 60, advisory: ['health'] } });
    take(scene, ...times(30, unknown));

    expect(blindIn(scene)).toEqual([]);
  });
});

describe('a version endpoint that cannot be read', () => {
  test('is told where nothing else is asked', () => {
    const scene = given('deploying/running', { watch: { minutes: 60, health: null, sources: [] } });
    succeed(scene);
    scene.fact({ type: 'RecordVersion', release: first, seen: seen(newSha) });
    for (let number = 0; number < 10; number += 1) look(scene, unknown, notSeen);

    expect(blindIn(scene)).toEqual([expect.objectContaining({ triggers: ['version'] })]);
  });
});

test('what a look is blind to does not move its time: the next one is due as ever', () => {
  const scene = given('watching/looking', hourly);
  take(scene, ...times(10, unknown));
  const { now } = scene;
  const release = scene.release();
  expect(release).toMatchObject({ phase: 'watching', watch: { lookAt: after(now, minute), blind: ['health'] } });
  look(scene, healthy, seen(oldSha));

  expect(scene.phase()).toBe('watching');
});
