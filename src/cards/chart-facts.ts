import { type Instant } from '../domain/time.ts';
import { type Measure } from '../domain/watch/finding.ts';
import { type Beginning } from './chart-beginning.ts';

/**
 * What a chart shows: one measure around one deployment. Values are in the unit that the measure names; null, like a
 * point that is missing, is unknown and is drawn so. Points may come in any order.
 */
export type ChartFacts = {
  /** Somebody's text as far as the chart is concerned: cut, and never interpreted. */
  readonly title: string;
  readonly measure: Measure;
  readonly before: readonly ChartPoint[];
  readonly after: readonly ChartPoint[];
  /** A sentence that says why nothing is known of the time before, where there is a reason; null otherwise. */
  readonly whyNoBefore: string | null;
  /** What was usual before; null where nothing is known of it, or where the measure is not compared with it. */
  readonly baseline: Band | null;
  readonly threshold: number | null;
  /** Divides before from after. */
  readonly deployedAt: Instant;
  /** What happened then. */
  readonly begins: Beginning;
  readonly breachedAt: Instant | null;
};

/** A value that holds from `at` until the next point. */
export type ChartPoint = { readonly at: Instant; readonly value: number | null };

export type Band = { readonly low: number; readonly high: number };
