import { describe, expect, test } from 'vitest';
import { type ChartFacts } from '../../src/cards/chart-facts.ts';
import { chartOfWatch, tellingSignal, type Watched } from '../../src/cards/chart-of-watch.ts';
import { type Trigger } from '../../src/domain/policy/watch.ts';
import { type Baseline } from '../../src/domain/watch/baseline.ts';
import { type JudgeSetup } from '../../src/domain/watch/judge.ts';
import { type Reading } from '../../src/domain/watch/readings.ts';
import { judge } from '../../src/domain/watch/verdict.ts';
import {
  atMinute,
  deployedAt,
  hourBefore,
  minutesFrom,
  nothingKnown,
  setupWith,
  usual,
} from '../domain/watch/minutes.ts';

/** Thirty minutes after a usual hour, judged. */
function watched(
  change: (index: number) => Partial<Reading>,
  {
    setup = {},
    before = hourBefore,
    baseline = usual,
  }: { setup?: Partial<JudgeSetup>; before?: readonly Reading[]; baseline?: Baseline } = {},
): Watched {
  const readings = [...before, ...minutesFrom(0, 30, change)];
  const judgement = judge(setupWith({ baseline, ...setup }), readings);
  return { title: 'checkout', readings, judgement, baseline, deployedAt, whyNoBefore: null };
}

function chartOf(signal: Trigger, ...given: Parameters<typeof watched>): ChartFacts {
  return chartOfWatch(signal, watched(...given));
}

function valuesOf({ after }: ChartFacts): readonly (number | null)[] {
  return after.map(({ value }) => value);
}

describe('the chart of a watch', () => {
  test('ends at the breach, with the value and the limit that the judge used', () => {
    const given = watched((index) => (index >= 10 ? { errors: 20 } : {}));
    const chart = chartOfWatch('errors', given);
    const { verdict } = given.judgement;

    expect(verdict).toMatchObject({ kind: 'breached', breach: { trigger: 'errors', at: chart.breachedAt } });
    expect(verdict).toMatchObject({
      breach: { finding: { value: valuesOf(chart).at(-1), threshold: chart.threshold } },
    });
    expect(chart.after.at(-1)?.at).toBe(chart.breachedAt);
  });

  test.each([
    [1, 10],
    [8, 16],
    [10, 20],
  ])('that breached over minute %i shows the %i minutes before, so that both can be seen', (breaks, minutes) => {
    const { before, after } = chartOf('errors', (index) => (index >= breaks - 1 ? { errors: 40 } : {}));

    expect(after.length).toBeGreaterThan(breaks - 1);
    expect(before).toHaveLength(minutes);
    expect(before[0]).toEqual({ at: atMinute(-minutes), value: 1 });
  });

  test('shows no more than the hour before', () => {
    const { before } = chartOf('errors', () => ({}));

    expect(before.length).toBeLessThanOrEqual(60);
    expect(before.length).toBeGreaterThan(55);
  });

  test('shows a look that brought nothing as unknown', () => {
    const given = watched((index) => (index === 7 ? { errors: null } : {}));

    expect(valuesOf(chartOfWatch('errors', given))[7]).toBeNull();
    expect(valuesOf(chartOfWatch('latency', given))[7]).toBe(180);
  });

  test('shows what another version answered as unknown', () => {
    const chart = chartOf('cpu', (index) => ({ sha: index === 5 ? 'b'.repeat(40) : 'a'.repeat(40) }), {
      setup: { version: { kind: 'seen', sha: 'a'.repeat(40) } },
    });

    expect(valuesOf(chart).filter((value) => value === null)).toHaveLength(1);
    expect(chart.after[5]).toEqual({ at: atMinute(5), value: null });
  });

  test('is divided where the new version was seen live, and says that it is not the deployment', () => {
    const chart = chartOf('cpu', (index) => ({ sha: (index < 3 ? 'a' : 'b').repeat(40) }), {
      setup: { version: { kind: 'awaited', before: 'a'.repeat(40) } },
    });

    expect(chart).toMatchObject({ deployedAt: atMinute(3), begins: 'seen-live' });
    expect(chartOf('cpu', () => ({}))).toMatchObject({ deployedAt, begins: 'deployed' });
    expect(chart.before.at(-1)).toEqual({ at: atMinute(2), value: 31 });
  });

  test('counts failed checks in a row, and neither counts an unknown one nor forgets for it', () => {
    const health = [
      'ok',
      'failed',
      'unknown',
      'failed',
      'failed',
      'ok',
      'failed',
      'failed',
      'failed',
      'failed',
    ] as const;
    const chart = chartOf('health', (index) => ({ health: health[index] ?? 'ok' }));

    expect(valuesOf(chart)).toEqual([0, 1, null, 2, 3, 0, 1, 2, 3, 4]);
    expect(chart).toMatchObject({
      measure: 'failures in a row',
      threshold: 4,
      breachedAt: atMinute(9),
      baseline: null,
    });
  });

  test('shows restarts where these breached, and memory where that did', () => {
    const restarts = chartOf('memory', (index) => ({ restarts: index % 3 === 2 ? 1 : 0 }));
    const memory = chartOf('memory', (index) => ({ memoryPercent: index < 4 ? 60 : 97 }));

    expect(restarts).toMatchObject({ measure: 'restarts', threshold: 3, breachedAt: atMinute(8) });
    expect(valuesOf(restarts)).toEqual([0, 0, 1, 1, 1, 2, 2, 2, 3]);
    expect(memory).toMatchObject({ measure: 'memory percent', threshold: 90, baseline: { low: 55, high: 55 } });
  });

  test('shows the median where there are too few requests for a percentile', () => {
    const few = { requests: 3, errors: 0 };
    const chart = chartOf('latency', () => few, { before: minutesFrom(-60, 60, few) });

    expect(chart).toMatchObject({ measure: 'p50 ms', threshold: 80, baseline: { low: 40, high: 40 } });
  });

  test('shows values without a limit where nothing is known of the time before', () => {
    const chart = chartOf('errors', () => ({}), { before: [], baseline: nothingKnown });

    expect(chart).toMatchObject({ before: [], baseline: null, threshold: null, breachedAt: null });
    expect(valuesOf(chart)).not.toContain(null);
  });

  test('marks the breach of a trigger that is only advisory', () => {
    const chart = chartOf('errors', (index) => (index >= 10 ? { errors: 20 } : {}), {
      setup: { advisory: ['errors'] },
    });

    expect(chart.breachedAt).toBe(atMinute(11));
    expect(chart.after).toHaveLength(30);
  });
});

describe('the signal that tells most', () => {
  test('is the one that breached', () => {
    expect(tellingSignal(watched((index) => (index > 5 ? { health: 'failed' } : {})).judgement)).toBe('health');
  });

  test('is the one in doubt where the watch is unverified', () => {
    expect(tellingSignal(watched(() => ({ cpuPercent: null })).judgement)).toBe('cpu');
  });

  test('is the error rate of a healthy watch, or else what is known', () => {
    const silent = { requests: null, errors: null };

    expect(tellingSignal(watched(() => ({})).judgement)).toBe('errors');
    expect(tellingSignal(watched(() => silent, { setup: { required: ['health'] } }).judgement)).toBe('latency');
  });
});
