import { describe, expect, test } from 'vitest';
import { detectablePoints } from '../../../src/domain/watch/detectable.ts';

const baseline = { rate: 0.01, ceiling: 0.012, rho: 0.02 };

function pointsAt(requestsPerMinute: number, minutes = 30): number | null {
  return detectablePoints({ requestsPerMinute, baseline, errorPoints: 5, minutes });
}

describe('what a watch can see', () => {
  test('is less the fewer requests there are', () => {
    const points = [2, 6, 20, 60, 600].map((requests) => pointsAt(requests) ?? 100);

    expect(points).toEqual(points.toSorted((one, other) => other - one));
    expect(points[0]).toBeGreaterThan(25);
    expect(points[4]).toBeLessThan(7);
  });

  test('is less in a shorter watch', () => {
    expect(pointsAt(6, 10) ?? 0).toBeGreaterThan(pointsAt(6, 30) ?? 100);
  });

  test('is nothing where hardly anybody comes', () => {
    expect(pointsAt(0.2)).toBeNull();
    expect(pointsAt(0)).toBeNull();
  });

  test('is nothing above a baseline that leaves no room', () => {
    const sight = {
      requestsPerMinute: 600,
      baseline: { rate: 0.97, ceiling: 0.98, rho: 0.02 },
      errorPoints: 5,
      minutes: 30,
    };

    expect(detectablePoints(sight)).toBeNull();
  });
});
