/**
 * Errors of one minute are counted as beta-binomial: `requests` draws with chance `p`, of which any two in the same
 * minute agree with correlation `rho`, because one cause fails many requests at once. With rho 0 it is binomial.
 * The variance of the count is n·p·(1−p)·(1 + (n−1)·rho).
 *
 * Source: Skellam, "A probability distribution derived from the binomial distribution by regarding the probability of
 * success as variable between the sets of trials", J. R. Stat. Soc. B 10 (1948); a = p·(1/rho − 1), b = (1−p)·(1/rho − 1).
 */
export type Shape = { readonly a: number; readonly b: number };

/** The parameters for a mean `p` above 0 and below 1 and a correlation `rho` above 0 and below 1. */
export function shapeOf(p: number, rho: number): Shape {
  const size = 1 / rho - 1;
  return { a: p * size, b: (1 - p) * size };
}

/**
 * The factor by which correlation widens the variance of a count of `n` (Kish's design effect): as good as
 * n / designEffect independent requests.
 */
export function designEffect(n: number, rho: number): number {
  return 1 + Math.max(0, n - 1) * rho;
}

/** ln Γ(x) for x above 0, to about 1e-10 of its value: shifted up to 8, then Stirling's series. */
export function logGamma(x: number): number {
  let shift = 1;
  let y = x;
  while (y < 8) {
    shift *= y;
    y += 1;
  }
  const inverse = 1 / y;
  const square = inverse * inverse;
  const series = inverse * (1 / 12 - square * (1 / 360 - square * (1 / 1260 - square / 1680)));
  return (y - 0.5) * Math.log(y) - y + halfLogTwoPi + series - Math.log(shift);
}

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/**
 * The part of the log-likelihood of `errors` in `requests` that depends on the shape. Between two shapes of the same
 * rho the difference of this is the whole log-likelihood ratio, for the rest cancels.
 */
export function logLikelihood({ a, b }: Shape, errors: number, requests: number): number {
  return logGamma(errors + a) + logGamma(requests - errors + b);
}

/** What `logLikelihood` is without a single request; to be subtracted once for each shape. */
export function logNormaliser({ a, b }: Shape): number {
  return logGamma(a) + logGamma(b);
}
