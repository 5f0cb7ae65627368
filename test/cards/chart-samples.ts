import { type ChartFacts, type ChartPoint } from '../../src/cards/chart-facts.ts';
import { after, type Instant, minute } from '../../src/domain/time.ts';

/** Charts around a deployment at 14:02. */
export const deployedAt = '2026-11-20T14:02:00.000Z' as Instant;

export function atMinute(index: number): Instant {
  return after(deployedAt, index * minute);
}

/** A point a minute from `from` on. */
export function points(from: number, values: readonly (number | null)[]): readonly ChartPoint[] {
  return values.map((value, index) => ({ at: atMinute(from + index), value }));
}

export function same(count: number, value: number | null): readonly (number | null)[] {
  return Array.from({ length: count }, () => value);
}

/** Errors that were usual before and are usual after. */
export const quiet: ChartFacts = {
  title: 'checkout · production · 3f9c2ab',
  measure: 'error percent',
  before: points(-30, same(30, 0.8)),
  after: points(0, same(30, 0.9)),
  baseline: { low: 0.4, high: 1.2 },
  threshold: 5.8,
  deployedAt,
  begins: 'deployed',
  whyNoBefore: null,
  breachedAt: null,
};

export const breached: ChartFacts = {
  ...quiet,
  after: points(0, [0.8, 0.9, 4.1, 7.2, 11.4]),
  breachedAt: atMinute(4),
};

export const healthBreached: ChartFacts = {
  ...quiet,
  measure: 'failures in a row',
  before: points(-30, same(30, 0)),
  after: points(0, [0, 1, 0, 0, 0, 1, 2, 3, 4]),
  baseline: null,
  threshold: 4,
  breachedAt: atMinute(8),
};

export const latencyBreached: ChartFacts = {
  ...quiet,
  measure: 'p95 ms',
  before: points(-30, same(30, 180)),
  after: points(0, [185, 190, 410, 420, 480]),
  baseline: { low: 170, high: 190 },
  threshold: 360,
  breachedAt: atMinute(4),
};

export const nothingKnown: ChartFacts = {
  ...quiet,
  before: [],
  after: points(0, same(30, null)),
  baseline: null,
  threshold: null,
};

export const noBaseline: ChartFacts = { ...quiet, before: [], baseline: null, threshold: null };

export const samples: Readonly<Record<string, ChartFacts>> = {
  quiet,
  breached,
  healthBreached,
  latencyBreached,
  nothingKnown,
  noBaseline,
};
