import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { after, type Instant } from '../../src/domain/time.ts';
import { type Reading } from '../../src/domain/watch/readings.ts';
import { failing, healthy, newSha, seen } from '../support/facts.ts';
import { first, minute, type Scene } from '../support/lane.ts';
import { automaticIds, looksOf, measured, minuteOf, read, unanswered, watched } from './measured.ts';

const looksInAll = 10;
const unread = { kind: 'unknown', reason: 'our network' } as const;

/** A minute as it comes: which one, how it looks, and the signals that it lacks. */
const arrival = fc.record({
  index: fc.nat(looksInAll - 1),
  shown: fc.constantFrom('well', 'well', 'well', 'well', 'errors', 'slow', 'cpu', 'memory'),
  lacks: fc.subarray(['requests', 'p50Ms', 'p95Ms', 'cpuPercent', 'memoryPercent'] as const, { maxLength: 2 }),
});
/** One look: what telemetry brought with it, null where every query failed, and what the health check said. */
const step = fc.record({
  arrived: fc.option(fc.array(arrival, { maxLength: 5 }), { freq: 5 }),
  health: fc.constantFrom(healthy, healthy, healthy, healthy, healthy, failing, unread),
});
const silentStep = fc.record({ arrived: fc.constant(null), health: fc.constantFrom(healthy, unread) });

/** The minute that has just ended, and all is well. */
const usualStep = fc.constant({ arrived: 'newest', health: healthy } as const);

const mostlyUsual = fc.oneof({ weight: 12, arbitrary: usualStep }, { weight: 1, arbitrary: step });

type Drawn<A> = A extends fc.Arbitrary<infer T> ? T : never;
type Arrival = Drawn<typeof arrival>;
type Step = Drawn<typeof step> | Drawn<typeof usualStep>;

/** What has been told of each signal by itself, counted apart from the code that judges. */
function knownIn(minutes: ReadonlyMap<number, Partial<Reading>>): Readonly<Record<string, number>> {
  const all = [...minutes.values()];
  function count(isKnown: (reading: Partial<Reading>) => boolean): number {
    return all.filter(isKnown).length;
  }
  return {
    errors: count(({ requests }) => typeof requests === 'number'),
    latency: count(({ p50Ms, p95Ms }) => typeof p50Ms === 'number' || typeof p95Ms === 'number'),
    cpu: count(({ cpuPercent }) => typeof cpuPercent === 'number'),
    memory: count(({ memoryPercent }) => typeof memoryPercent === 'number'),
  };
}

function lived(steps: readonly Step[], cutAt: number | null): { scene: Scene; least: number; health: number } {
  const scene = watched();
  const { startedAt } = looksOf(scene);
  const minutes = new Map<number, Partial<Reading>>();
  let health = 0;
  for (const [index, { arrived, health: reading }] of steps.entries()) {
    if (scene.phase() !== 'watching') break;
    if (index === cutAt) scene.configure({ ...measured, watch: null });
    const { lookAt, next } = looksOf(scene);
    scene.waitUntil(lookAt);
    const newest: Arrival = { index: Math.min(index, looksInAll - 1), shown: 'well', lacks: [] };
    const come = (arrived === 'newest' ? [newest] : (arrived ?? [])).filter(
      (one) => after(startedAt, (one.index + 1) * minute) <= scene.now,
    );
    const readings = come.map((one) => lacking(startedAt, one));
    for (const [at, one] of come.entries()) {
      const told = Object.entries(readings[at] ?? {}).filter(([, value]) => value !== null);
      minutes.set(one.index, { ...minutes.get(one.index), ...Object.fromEntries(told) });
    }
    if (next <= looksInAll && reading.kind !== 'unknown') health += 1;
    const telemetry = arrived === null ? unanswered(after(lookAt, -minute), 1) : read(readings);
    scene.fact({ type: 'RecordLook', release: first, look: next, reading, seen: seen(newSha), telemetry });
  }
  return { scene, least: Math.min(...Object.values(knownIn(minutes))), health };
}

function lacking(startedAt: Instant, { index, shown, lacks }: Arrival): Reading {
  const nothing = Object.fromEntries(lacks.map((field) => [field, null]));
  return { ...minuteOf(after(startedAt, index * minute), shown), ...nothing };
}

describe('however telemetry comes, in whatever order and with whatever missing', () => {
  test('a watch is a success only if every signal was known in four of five minutes, and is over in time', () => {
    let succeeded = 0;
    fc.assert(
      fc.property(fc.array(mostlyUsual, { minLength: 21, maxLength: 21 }), (steps) => {
        const { scene, least, health } = lived(steps, null);
        expect(scene.phase()).not.toBe('watching');
        if (scene.phase() !== 'succeeded') return true;
        succeeded += 1;
        return least >= 0.8 * looksInAll && health >= 0.8 * looksInAll;
      }),
      { numRuns: 300 },
    );
    expect(succeeded).toBeGreaterThan(10);
  });

  test('a watch of which every query fails is never a success, puts nothing back, and people are told', () => {
    fc.assert(
      fc.property(fc.array(silentStep, { minLength: 21, maxLength: 21 }), (steps) => {
        const { scene } = lived(steps, null);
        expect(scene.phase()).toBe('unverified');
        expect(automaticIds(scene)).toEqual([]);
        const told = scene.effects.flatMap((effect) => (effect.type === 'Alert' ? [effect.alert.kind] : []));
        expect(told).toEqual(expect.arrayContaining(['blind', 'unverified']));
      }),
    );
  });

  test('a watch that a config cuts short is never a success, whatever had been seen by then', () => {
    fc.assert(
      fc.property(fc.array(mostlyUsual, { minLength: 21, maxLength: 21 }), fc.nat(8), (steps, cutAt) => {
        const { scene } = lived(steps, cutAt);
        expect(['unverified', 'failed']).toContain(scene.phase());
      }),
    );
  });
});
