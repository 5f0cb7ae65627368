import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { epochMs, type Instant, instantAt } from '../../src/domain/time.ts';

const lastOf9999 = 253_402_300_799_999;

test('writes and reads every instant as Temporal does', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: lastOf9999 }), (ms) => {
      const written = Temporal.Instant.fromEpochMilliseconds(ms).toString({ fractionalSecondDigits: 3 }) as Instant;

      expect(instantAt(ms)).toBe(written);
      expect(epochMs(written)).toBe(ms);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['1970-01-01T00:00:00.000Z', 0],
  ['1969-12-31T23:59:59.999Z', -1],
  ['2000-02-29T23:59:59.999Z', 951_868_799_999],
  ['2100-02-28T23:59:59.000Z', 4_107_542_399_000],
])('%s is %i milliseconds after the epoch', (text, ms) => {
  expect(instantAt(ms)).toBe(text);
  expect(epochMs(text as Instant)).toBe(ms);
});
