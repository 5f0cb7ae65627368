import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyReading, numericFields, type Reading } from '../../../src/domain/watch/readings.ts';
import { judge } from '../../../src/domain/watch/verdict.ts';
import { atMinute, minuteAt, minutesFrom, setupWith } from './minutes.ts';

const number = fc.option(fc.double({ min: 0, max: 500, noNaN: true }));
const health = fc.constantFrom('ok', 'failed', 'unknown');

/** Any minute, plausible or not quite. */
const anyReading = fc
  .record({
    index: fc.nat(29),
    requests: fc.option(fc.nat(300)),
    errors: fc.option(fc.nat(100)),
    p50Ms: number,
    p95Ms: number,
    cpuPercent: number,
    memoryPercent: number,
    restarts: fc.option(fc.nat(1)),
    health,
  })
  .map(({ index, ...fields }): Reading => ({ ...emptyReading(atMinute(index)), ...fields }));

const impossible = fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, -1e300);

describe('the judge', () => {
  test('comes to the same in whatever order late data arrived, once all of it has', () => {
    const shuffled = fc
      .array(anyReading, { maxLength: 60 })
      .chain((readings) =>
        fc.tuple(fc.constant(readings), fc.shuffledSubarray(readings, { minLength: readings.length })),
      );

    fc.assert(
      fc.property(shuffled, ([readings, other]) => {
        expect(judge(setupWith(), other)).toEqual(judge(setupWith(), readings));
      }),
    );
  });

  test('never makes health of unknown: more than one unknown look in five of any signal is unverified', () => {
    const signals = fc.constantFrom(
      { requests: null, errors: null },
      { p50Ms: null, p95Ms: null },
      { cpuPercent: null },
      { memoryPercent: null },
      { health: 'unknown' as const },
    );
    const unknownAt = fc.uniqueArray(fc.nat(29), { minLength: 7, maxLength: 30 });

    fc.assert(
      fc.property(signals, unknownAt, (signal, at) => {
        const readings = minutesFrom(0, 30, (index) => (at.includes(index) ? signal : {}));
        expect(judge(setupWith(), readings).verdict.kind).toBe('unverified');
      }),
    );
  });

  test('takes numbers that cannot be true for unknown, and not for anything good or bad', () => {
    fc.assert(
      fc.property(fc.constantFrom(...numericFields), impossible, (field, value) => {
        const { verdict } = judge(setupWith(), minutesFrom(0, 30, { [field]: value }));
        const without = judge(setupWith(), minutesFrom(0, 30, { [field]: null })).verdict;
        expect(verdict).toEqual(without);
        expect(verdict.kind).not.toBe('breached');
      }),
    );
  });

  test('breaches on health exactly where four failures follow each other, in any mix with unknown', () => {
    fc.assert(
      fc.property(fc.array(health, { minLength: 30, maxLength: 30 }), (answers) => {
        const known = answers.flatMap((answer, index) => (answer === 'unknown' ? [] : [{ answer, index }]));
        const fourth = known.find(
          (_, at) => at >= 3 && known.slice(at - 3, at + 1).every(({ answer }) => answer === 'failed'),
        );
        const { verdict } = judge(
          setupWith(),
          answers.map((answer, index) => minuteAt(index, { health: answer })),
        );
        const at = verdict.kind === 'breached' ? verdict.breach.at : null;
        expect(at).toBe(fourth === undefined ? null : atMinute(fourth.index));
      }),
    );
  });

  test('counts every minute of the watch, taken or missed, unless it breaches', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(29)), (indices) => {
        const { looks } = judge(
          setupWith(),
          indices.map((index) => minuteAt(index)),
        );
        expect(Math.abs(looks.length - 30)).toBeLessThanOrEqual(1);
        expect(looks.filter(({ missed }) => !missed)).toHaveLength(indices.length);
      }),
    );
  });
});
