import { describe, expect, test } from 'vitest';
import { minute } from '../../../src/domain/time.ts';
import { baselineOf, historyOf, usualDistance } from '../../../src/domain/watch/baseline.ts';
import { leastRho } from '../../../src/domain/watch/baseline-errors.ts';
import { type Reading } from '../../../src/domain/watch/readings.ts';
import { deployedAt, hourBefore, minuteAt, minutesFrom } from './minutes.ts';

const day = 24 * 60;

describe('the baseline', () => {
  test('is the hour before where nothing older is known', () => {
    const baseline = baselineOf({ hourBefore, sameHour: [] }, deployedAt, minute);

    expect(baseline.errors).toMatchObject({
      from: 'hour-before',
      readings: 60,
      requests: 3600,
      errors: 36,
      rate: 0.01,
    });
    expect(baseline.p95).toMatchObject({ from: 'hour-before', readings: 60 });
    expect(baseline.p95?.ms).toBeCloseTo(180, 6);
    expect(baseline.requestsPerMinute).toBe(60);
  });

  test('takes the higher of the hour before and the same hour of the last seven days, each signal by itself', () => {
    const lastWeek = [1, 2, 3, 4, 5, 6, 7].flatMap((ago) =>
      minutesFrom(-ago * day, 60, { errors: 2, p95Ms: 100, cpuPercent: 70 }),
    );
    const readings = [...lastWeek, ...hourBefore].toSorted((one, other) => (one.at < other.at ? -1 : 1));

    const baseline = baselineOf(historyOf(readings, deployedAt), deployedAt, minute);

    expect(baseline.errors).toMatchObject({ from: 'same-hour', readings: 420 });
    expect(baseline.p95).toMatchObject({ from: 'hour-before' });
    expect(baseline.cpu).toEqual({ from: 'same-hour', readings: 420, percent: 70 });
  });

  test('looks neither at the deployment itself nor further back than a week', () => {
    const readings = [...minutesFrom(-8 * day, 60), ...hourBefore, ...minutesFrom(0, 30)];

    const history = historyOf(readings, deployedAt);

    expect(history.hourBefore).toEqual(hourBefore);
    expect(history.sameHour.flat()).toEqual([]);
  });

  test('is unknown from fewer than ten minutes', () => {
    const short = baselineOf({ hourBefore: minutesFrom(-9, 9), sameHour: [] }, deployedAt, minute);
    const enough = baselineOf({ hourBefore: minutesFrom(-10, 10), sameHour: [] }, deployedAt, minute);

    expect(short).toMatchObject({ errors: null, p50: null, p95: null, cpu: null, memory: null });
    expect(enough.errors).not.toBeNull();
  });

  test('is unknown signal by signal: what never came is not made up', () => {
    const baseline = baselineOf(
      { hourBefore: minutesFrom(-60, 60, { p95Ms: null, errors: null }), sameHour: [] },
      deployedAt,
      minute,
    );

    expect(baseline).toMatchObject({ errors: null, p95: null });
    expect(baseline.p50).not.toBeNull();
  });

  test('has no error rate from a handful of requests', () => {
    const { errors } = baselineOf(
      { hourBefore: minutesFrom(-15, 15, { requests: 1, errors: 0 }), sameHour: [] },
      deployedAt,
      minute,
    );

    expect(errors).toBeNull();
  });

  test('allows for what an hour without a single error cannot exclude', () => {
    const { errors } = baselineOf(
      { hourBefore: minutesFrom(-60, 60, { errors: 0 }), sameHour: [] },
      deployedAt,
      minute,
    );

    expect(errors?.rate).toBe(0);
    expect(errors?.ceiling).toBeGreaterThan(0.0005);
    expect(errors?.ceiling).toBeLessThan(0.005);
  });

  test('sees that errors come together, and assumes no less than it promises for', () => {
    const together = baselineOf(
      {
        hourBefore: minutesFrom(-60, 60, (index) => ({ requests: 600, errors: index % 10 === 0 ? 200 : 0 })),
        sameHour: [],
      },
      deployedAt,
      minute,
    );
    const apart = baselineOf(
      { hourBefore: minutesFrom(-60, 60, { requests: 600, errors: 20 }), sameHour: [] },
      deployedAt,
      minute,
    );

    expect(together.errors?.rho).toBeGreaterThan(0.1);
    expect(apart.errors?.rho).toBe(leastRho);
  });

  test('leaves out a day whose same hour was an incident, in rate and in correlation', () => {
    function lastWeek(incidents: number): readonly (readonly Reading[])[] {
      return [7, 6, 5, 4, 3, 2, 1].map((ago) => minutesFrom(-ago * day, 60, { errors: ago <= incidents ? 20 : 1 }));
    }

    const calm = baselineOf({ hourBefore: [], sameHour: lastWeek(0) }, deployedAt, minute);
    const troubled = baselineOf({ hourBefore: [], sameHour: lastWeek(2) }, deployedAt, minute);

    expect(troubled.errors?.rate).toBe(calm.errors?.rate);
    expect(troubled.errors?.rho).toBe(calm.errors?.rho);
  });

  test('finds the distance of readings in spite of gaps', () => {
    expect(usualDistance([minuteAt(0), minuteAt(1), minuteAt(9), minuteAt(10)])).toBe(minute);
    expect(usualDistance([minuteAt(0)])).toBeNull();
  });
});
