import { describe, expect, test } from 'vitest';
import { emptyReading, inOrder, numericFields, plausible } from '../../../src/domain/watch/readings.ts';
import { atMinute, minuteAt } from './minutes.ts';

describe('a reading', () => {
  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1])(
    'takes %d for unknown, in every field',
    (value) => {
      for (const field of numericFields) {
        expect(plausible({ ...minuteAt(0), [field]: value })[field]).toBeNull();
      }
    },
  );

  test('takes more errors than requests for unknown errors', () => {
    expect(plausible(minuteAt(0, { requests: 4, errors: 5 }))).toMatchObject({ requests: 4, errors: null });
  });

  test('leaves what is plausible alone', () => {
    const reading = minuteAt(0, { cpuPercent: 104 });

    expect(plausible(reading)).toBe(reading);
  });

  test('is put together from parts that arrive one after the other', () => {
    const probe = { ...emptyReading(atMinute(1)), health: 'ok' as const };
    const metrics = { ...minuteAt(1), health: 'unknown' as const };

    expect(inOrder([metrics, minuteAt(0), probe])).toEqual([minuteAt(0), minuteAt(1)]);
    expect(inOrder([probe, metrics, minuteAt(0)])).toEqual([minuteAt(0), minuteAt(1)]);
  });

  test('believes the worse of two parts that contradict each other', () => {
    const [merged] = inOrder([minuteAt(0, { errors: 2 }), minuteAt(0, { errors: 9, health: 'failed' })]);

    expect(merged).toMatchObject({ errors: 9, health: 'failed' });
  });
});
