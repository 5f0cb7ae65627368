import { describe, expect, test } from 'vitest';
import { after } from '../../src/domain/time.ts';
import { first, inPhase, minute, type Scene } from '../support/lane.ts';
import { breachAlert, deployed, looksOf, type lookWith, measuredBy, minuteOf, read, times } from './measured.ts';

describe('a lane that telemetry alone watches', () => {
  const alone = measuredBy({ health: null, version: null, sources: ['errors', 'latency', 'memory', 'cpu'] });
  const none = { seen: { kind: 'unknown', reason: 'no version address is configured' } } as const;

  /** The next look on its time: it asks production nothing, and brings what the minute before it showed. */
  function takeMinute(scene: Scene, shown: Parameters<typeof minuteOf>[1]): ReturnType<typeof lookWith> {
    const { lookAt, next } = looksOf(scene);
    scene.waitUntil(lookAt);
    const telemetry = read([minuteOf(after(lookAt, -minute), shown)]);
    const taken = { look: next, reading: { kind: 'not-asked' }, ...none, telemetry } as const;
    return scene.fact({ type: 'RecordLook', release: first, ...taken });
  }

  function takeAll(scene: Scene, shown: Parameters<typeof minuteOf>[1]): void {
    for (let looks = 0; looks < 20 && scene.phase() === 'watching'; looks += 1) takeMinute(scene, shown);
  }

  test('is watched from the end of the run', () => {
    expect(looksOf(deployed(alone)).total).toBe(10);
  });

  test('succeeds when telemetry was known and well, though no look asked production anything', () => {
    const scene = deployed(alone);
    takeAll(scene, 'well');
    expect(scene.phase()).toBe('succeeded');
  });

  test('is breached by telemetry, and put back as the go had authorised', () => {
    const scene = deployed(alone);
    takeMinute(scene, 'errors');

    expect(breachAlert(takeMinute(scene, 'errors'))).toMatchObject({ trigger: 'errors', next: { kind: 'rollback' } });
  });

  test('is unverified when telemetry says nothing', () => {
    const scene = deployed(alone);
    takeAll(scene, 'nothing');
    expect(inPhase(scene.release(), 'unverified').because).toBe('signals-unknown');
  });

  test('is unverified when too few looks were taken, whatever telemetry brings in the last one', () => {
    const scene = deployed(alone);
    const { startedAt, endsAt } = looksOf(scene);
    scene.waitUntil(endsAt);
    const readings = times(10, 'well' as const).map((what, index) => minuteOf(after(startedAt, index * minute), what));
    const taken = { look: 1, reading: { kind: 'not-asked' }, ...none, telemetry: read(readings) } as const;
    scene.fact({ type: 'RecordLook', release: first, ...taken });

    expect(inPhase(scene.release(), 'unverified').because).toBe('too-few-looks');
  });
});
