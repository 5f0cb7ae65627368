import { describe, expect, test } from 'vitest';
import { alarmName } from '../../src/domain/incident/severity-of-alarm.ts';
import { type VersionSeen } from '../../src/domain/release/candidate.ts';
import { type HealthReading } from '../../src/domain/watch/watch.ts';
import { failing, healthy, newSha, notSeen, oldSha, runOf, seen, unknown } from '../support/facts.ts';
import { first, inPhase, minute, type Scene, second } from '../support/lane.ts';
import { given, look, succeed } from '../support/lane-stages.ts';
import { type PolicyChange } from '../support/policy.ts';
import { automaticIds, deployed, measured } from './measured.ts';

function alertsIn(scene: Scene) {
  return scene.effects.flatMap((effect) => (effect.type === 'Alert' ? [effect.alert] : []));
}

function downIn(scene: Scene) {
  return alertsIn(scene).filter(({ kind }) => kind === 'down');
}

/** Asked each minute, unless the test says otherwise, while the new version is awaited. */
function ask(scene: Scene, readings: readonly HealthReading[], version: VersionSeen = notSeen, every = minute): void {
  for (const health of readings) {
    if (scene.phase() !== 'watching') return;
    scene.fact({ type: 'RecordVersion', release: first, seen: version, health });
    scene.wait(every);
  }
}

function times<T>(count: number, what: T): readonly T[] {
  return Array.from({ length: count }, () => what);
}

function awaiting(change: PolicyChange = {}): Scene {
  return given('watching/awaiting-version', change);
}

describe('production that fails before the new version was seen', () => {
  test('wakes people on the fourth failure in a row, once, as an outage does', () => {
    const scene = awaiting();
    ask(scene, times(3, failing));
    expect(downIn(scene)).toEqual([]);
    ask(scene, times(4, failing));
    const reason = failing.kind === 'failed' ? failing.reason : '';

    expect(downIn(scene)).toEqual([expect.objectContaining({ run: runOf(1), sha: newSha, failures: 4, reason })]);
    expect(downIn(scene).map((alert) => alarmName({ kind: 'deploy', alert }))).toEqual(['health']);
    expect(downIn(scene).map((alert) => alarmName({ kind: 'rollback', alert }))).toEqual(['rollback-failed']);
  });

  test('ends nothing and puts nothing back: the mandate is for the watch, which has not begun', () => {
    const scene = deployed({ ...measured, watch: { ...measured.watch, minutes: 30 } });
    ask(scene, times(8, failing));

    expect(downIn(scene)).toHaveLength(1);
    expect(inPhase(scene.release(), 'watching').watch.stage).toBe('awaiting-version');
    expect(automaticIds(scene)).toEqual([]);
  });

  test('is told again when it was well in between', () => {
    const scene = awaiting({ watch: { minutes: 30 } });
    ask(scene, [...times(4, failing), healthy, ...times(4, failing)]);

    expect(downIn(scene)).toHaveLength(2);
    const ids = scene.effects.filter(({ type }) => type === 'Alert').map((effect) => 'id' in effect && effect.id);
    expect(new Set(ids).size).toBe(2);
  });

  test('is not told for failures with a success in between, nor for what is not known', () => {
    const scene = awaiting({ watch: { minutes: 30 } });
    ask(scene, [...times(3, failing), healthy, ...times(3, failing), unknown, unknown]);
    expect(downIn(scene)).toEqual([]);
    ask(scene, [failing]);

    expect(downIn(scene)).toHaveLength(1);
  });

  test('is not told while it is no longer than a restart, however often it is asked', () => {
    const scene = awaiting();
    ask(scene, times(60, failing), notSeen, second);
    expect(downIn(scene)).toEqual([]);
    ask(scene, [failing], notSeen, second);

    expect(downIn(scene)).toHaveLength(1);
  });

  test('is told with the old version still answering: it may be what cannot stand beside the new one', () => {
    const scene = awaiting();
    ask(scene, times(4, failing), seen(oldSha));

    expect(downIn(scene)).toHaveLength(1);
  });

  test('is told also in the look that ends the waiting, beside that it was never seen', () => {
    const scene = awaiting({ watch: { minutes: 3 } });
    ask(scene, times(4, failing));

    expect(scene.phase()).toBe('unverified');
    expect(alertsIn(scene).map(({ kind }) => kind)).toEqual(['unverified', 'down']);
  });

  test('is not told where the health check is only tried out, or was not asked', () => {
    const tried = awaiting({ watch: { advisory: ['health'] } });
    ask(tried, times(8, failing));
    const unasked = awaiting();
    for (let number = 0; number < 8; number += 1)
      unasked.fact({ type: 'RecordVersion', release: first, seen: notSeen });

    expect([...downIn(tried), ...downIn(unasked)]).toEqual([]);
  });

  test('counts anew once the new version is seen: the watch judges only what it has seen', () => {
    const scene = given('deploying/running');
    succeed(scene);
    ask(scene, times(4, failing));
    scene.fact({ type: 'RecordVersion', release: first, seen: seen(newSha), health: failing });
    for (let number = 0; number < 3; number += 1) look(scene, failing);
    expect(scene.phase()).toBe('watching');
    look(scene, failing);

    expect(scene.phase()).toBe('failed');
  });
});
