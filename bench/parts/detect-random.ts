/** Draws from the distributions that the simulated services follow. Each takes its randomness as an argument. */

export type Random = () => number;

/** Standard normal (Marsaglia's polar method, one of the two values). */
export function normal(random: Random): number {
  for (;;) {
    const x = 2 * random() - 1;
    const y = 2 * random() - 1;
    const square = x * x + y * y;
    if (square > 0 && square < 1) return x * Math.sqrt((-2 * Math.log(square)) / square);
  }
}

/** Gamma with scale 1 (Marsaglia and Tsang 2000), for any shape above 0. */
function gamma(shape: number, random: Random): number {
  if (shape < 1) return gamma(shape + 1, random) * Math.pow(1 - random(), 1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = normal(random);
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Of `n` requests, how many fail with chance `p`, when two in the same minute agree with correlation `rho`. */
export function betaBinomial(n: number, p: number, rho: number, random: Random): number {
  if (n === 0 || p <= 0) return 0;
  if (p >= 1) return n;
  if (rho <= 0) return binomial(n, p, random);
  const size = 1 / rho - 1;
  const a = gamma(p * size, random);
  const b = gamma((1 - p) * size, random);
  return binomial(n, a / (a + b), random);
}

/** By inversion where few are expected, else by Hörmann's transformed rejection (BTRD without its squeeze). */
export function binomial(n: number, p: number, random: Random): number {
  if (p > 0.5) return n - binomial(n, 1 - p, random);
  if (n * p < 12) return inverted(n, p, random);
  return rejected(n, p, random);
}

function inverted(n: number, p: number, random: Random): number {
  if (p <= 0) return 0;
  const odds = p / (1 - p);
  let chance = Math.exp(n * Math.log1p(-p));
  let left = random();
  let count = 0;
  while (left > chance && count < n) {
    left -= chance;
    count += 1;
    chance *= (odds * (n - count + 1)) / count;
  }
  return count;
}

function rejected(n: number, p: number, random: Random): number {
  const deviation = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * deviation;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const alpha = (2.83 + 5.1 / b) * deviation;
  const odds = Math.log(p / (1 - p));
  const mode = Math.floor((n + 1) * p);
  const atMode = logFactorial(mode) + logFactorial(n - mode);
  for (;;) {
    const u = random() - 0.5;
    const spread = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / spread + b) * u + c);
    if (k < 0 || k > n) continue;
    const v = Math.log((random() * alpha) / (a / (spread * spread) + b));
    if (v <= atMode - logFactorial(k) - logFactorial(n - k) + (k - mode) * odds) return k;
  }
}

const smallFactorials: number[] = [0];
for (let k = 1; k < 256; k += 1) smallFactorials.push((smallFactorials[k - 1] ?? 0) + Math.log(k));

function logFactorial(k: number): number {
  const small = smallFactorials[k];
  if (small !== undefined) return small;
  return (k + 0.5) * Math.log(k) - k + 0.9189385332046727 + 1 / (12 * k) - 1 / (360 * k ** 3);
}

/** Poisson: by inversion where few are expected, else by the normal approximation, whose error is below a request. */
export function poisson(mean: number, random: Random): number {
  if (mean > 50) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(random)));
  let chance = Math.exp(-mean);
  let left = random();
  let count = 0;
  while (left > chance && count < 500) {
    left -= chance;
    count += 1;
    chance *= mean / count;
  }
  return count;
}
