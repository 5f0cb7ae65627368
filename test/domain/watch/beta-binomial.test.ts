import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  designEffect,
  logGamma,
  logLikelihood,
  logNormaliser,
  shapeOf,
} from '../../../src/domain/watch/beta-binomial.ts';

describe('the beta-binomial count', () => {
  test('knows the factorials', () => {
    let factorial = 1;
    for (let n = 1; n <= 100; n += 1) {
      expect(logGamma(n)).toBeCloseTo(Math.log(factorial), 8);
      factorial *= n;
    }
  });

  test('knows that half of one is the root of pi, and obeys the recurrence everywhere', () => {
    expect(Math.exp(logGamma(0.5))).toBeCloseTo(Math.sqrt(Math.PI), 8);
    fc.assert(
      fc.property(fc.double({ min: 1e-4, max: 1e5, noNaN: true }), (x) => {
        const error = Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x));
        return error < 1e-7 * Math.max(1, Math.abs(logGamma(x)));
      }),
    );
  });

  test.each([
    { p: 0.05, rho: 0.02, n: 60 },
    { p: 0.001, rho: 0.02, n: 20 },
    { p: 0.4, rho: 0.2, n: 7 },
  ])('adds up to one, with the mean and the spread that it names: %o', ({ p, rho, n }) => {
    const shape = shapeOf(p, rho);
    const size = shape.a + shape.b;
    const scale = logGamma(size) - logGamma(n + size) + logGamma(n + 1);
    const chances = Array.from({ length: n + 1 }, (_, x) =>
      Math.exp(scale + logLikelihood(shape, x, n) - logNormaliser(shape) - logGamma(x + 1) - logGamma(n - x + 1)),
    );
    const total = chances.reduce((sum, chance) => sum + chance, 0);
    const mean = chances.reduce((sum, chance, x) => sum + chance * x, 0);
    const variance = chances.reduce((sum, chance, x) => sum + chance * (x - mean) ** 2, 0);

    expect(total).toBeCloseTo(1, 6);
    expect(mean).toBeCloseTo(n * p, 6);
    expect(variance).toBeCloseTo(n * p * (1 - p) * designEffect(n, rho), 6);
  });
});
