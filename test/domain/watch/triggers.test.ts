import { describe, expect, test } from 'vitest';
import { type Health, type Reading } from '../../../src/domain/watch/readings.ts';
import { judge, type Verdict } from '../../../src/domain/watch/verdict.ts';
import { atMinute, minutesFrom, nothingKnown, setupWith } from './minutes.ts';

/** A watch that is healthy but for these changes, minute by minute from the deployment on. */
function verdictOn(change: (index: number) => Partial<Reading>, setup = setupWith()): Verdict {
  return judge(setup, minutesFrom(0, 30, change)).verdict;
}

function breachOf(verdict: Verdict): readonly unknown[] {
  return verdict.kind === 'breached' ? [verdict.breach.trigger, verdict.breach.at] : [verdict.kind];
}

describe('health', () => {
  function answers(...given: readonly Health[]): (index: number) => Partial<Reading> {
    return (index) => ({ health: given[index] ?? 'ok' });
  }

  test('forgives three failures and then a success', () => {
    expect(breachOf(verdictOn(answers('failed', 'failed', 'failed', 'ok')))).toEqual(['healthy']);
  });

  test('breaches at the fourth failure in a row', () => {
    expect(breachOf(verdictOn(answers('failed', 'failed', 'failed', 'failed')))).toEqual(['health', atMinute(3)]);
  });

  test('lets unknown neither count as a failure nor end a row of them', () => {
    const verdict = verdictOn(
      answers('failed', 'unknown', 'failed', 'unknown', 'unknown', 'failed', 'unknown', 'failed'),
    );

    expect(breachOf(verdict)).toEqual(['health', atMinute(7)]);
  });

  test('needs no baseline', () => {
    const setup = setupWith({ baseline: nothingKnown });

    expect(breachOf(verdictOn(() => ({ health: 'failed' }), setup))).toEqual(['health', atMinute(3)]);
  });
});

describe('errors', () => {
  test('breach when the rate stays five points above the baseline', () => {
    const verdict = verdictOn((index) => ({ errors: index >= 10 ? 12 : 0 }));

    expect(verdict).toMatchObject({
      kind: 'breached',
      breach: { trigger: 'errors', finding: { measure: 'error percent', baseline: 1, row: 2 } },
    });
    expect(breachOf(verdict)[1]).toBe(atMinute(12));
  });

  test('are points and not a twentieth of the baseline', () => {
    expect(breachOf(verdictOn(() => ({ errors: 2 })))).toEqual(['healthy']);
  });

  test('take two looks running', () => {
    expect(
      breachOf(verdictOn((index) => ({ errors: index === 10 ? 60 : 0, requests: index === 11 ? 9000 : 60 }))),
    ).toEqual(['healthy']);
  });

  test('take five errors, however few the requests', () => {
    const quiet = { requests: 1, p50Ms: 40 };

    expect(breachOf(verdictOn((index) => ({ ...quiet, errors: index % 10 < 4 ? 1 : 0 })))).not.toContain('errors');
    expect(breachOf(verdictOn(() => ({ ...quiet, errors: 1 })))).toEqual(['errors', atMinute(5)]);
  });

  test('are unknown without a baseline, with a baseline too high, and without traffic', () => {
    function broken(): Partial<Reading> {
      return { requests: 60, errors: 60 };
    }
    const high = {
      ...setupWith().baseline,
      errors: { from: 'hour-before', readings: 60, requests: 3600, errors: 3500, rate: 0.97, ceiling: 0.98, rho: 0.02 },
    } as const;

    expect(verdictOn(broken, setupWith({ baseline: nothingKnown }))).toMatchObject({ kind: 'unverified' });
    expect(verdictOn(broken, setupWith({ baseline: high }))).toMatchObject({ kind: 'unverified' });
    expect(verdictOn(() => ({ requests: 0, errors: 0, p50Ms: null, p95Ms: null }))).toMatchObject({
      kind: 'unverified',
    });
  });

  test('do not repeat themselves: a minute without a request is no second look', () => {
    const verdict = verdictOn((index) => ({ requests: index === 3 ? 60 : 0, errors: index === 3 ? 60 : 0 }));

    expect(verdict.kind).not.toBe('breached');
  });
});

describe('latency', () => {
  test('breaches at the third look in a row above twice the baseline', () => {
    expect(breachOf(verdictOn((index) => ({ p95Ms: index >= 5 ? 400 : 180 })))).toEqual(['latency', atMinute(7)]);
    expect(breachOf(verdictOn((index) => ({ p95Ms: index % 3 === 0 ? 180 : 400 })))).toEqual(['healthy']);
    expect(breachOf(verdictOn(() => ({ p95Ms: 350 })))).toEqual(['healthy']);
  });

  test('compares medians where five minutes hold fewer than 100 requests', () => {
    expect(breachOf(verdictOn(() => ({ requests: 10, errors: 0, p95Ms: 2000 })))).toEqual(['healthy']);
    expect(breachOf(verdictOn(() => ({ requests: 10, errors: 0, p50Ms: 90 })))).toEqual(['latency', atMinute(2)]);
  });

  test('is unknown where there is no median either', () => {
    expect(verdictOn(() => ({ requests: 10, errors: 0, p50Ms: null, p95Ms: 2000 }))).toMatchObject({
      kind: 'unverified',
      doubts: [{ code: 'too-few-known', trigger: 'latency', known: 0, looks: 30 }],
    });
  });

  test('asks for more than three looks where the baseline itself scatters widely', () => {
    const setup = setupWith();
    const wide = { from: 'hour-before', readings: 60, ms: 180, spread: 0.5 } as const;
    const verdict = verdictOn(
      () => ({ p95Ms: 400 }),
      setupWith({ baseline: { ...setup.baseline, p50: wide, p95: wide } }),
    );

    expect(verdict.kind).toBe('healthy');
  });
});

describe('CPU and memory', () => {
  test.each([
    { field: 'cpuPercent', trigger: 'cpu' },
    { field: 'memoryPercent', trigger: 'memory' },
  ] as const)('breach after five minutes at the limit: $trigger', ({ field, trigger }) => {
    expect(breachOf(verdictOn((index) => ({ [field]: index < 4 ? 99 : 50 })))).toEqual(['healthy']);
    expect(breachOf(verdictOn(() => ({ [field]: 90 })))).toEqual([trigger, atMinute(4)]);
  });

  test('are no breach for a service that always runs hot', () => {
    const hot = { ...setupWith().baseline, cpu: { from: 'hour-before', readings: 60, percent: 85 } } as const;

    expect(breachOf(verdictOn(() => ({ cpuPercent: 96 }), setupWith({ baseline: hot })))).toEqual(['healthy']);
  });

  test('keep their absolute limits without a baseline', () => {
    const setup = setupWith({ baseline: nothingKnown });

    expect(breachOf(verdictOn(() => ({ memoryPercent: 95 }), setup))).toEqual(['memory', atMinute(4)]);
  });

  test('breach at the third restart of the watch', () => {
    expect(breachOf(verdictOn((index) => ({ restarts: index === 4 || index === 9 ? 1 : 0 })))).toEqual(['healthy']);
    expect(breachOf(verdictOn((index) => ({ restarts: index % 7 === 6 ? 1 : 0 })))).toEqual(['memory', atMinute(20)]);
  });

  test('do not count a running total that stands still', () => {
    const before = { ...setupWith().baseline, restarts: 12 };

    expect(breachOf(verdictOn(() => ({ restarts: 12 }), setupWith({ baseline: before })))).toEqual(['healthy']);
  });
});
