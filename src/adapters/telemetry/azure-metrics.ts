import type { MetricsQueryResult, MetricValue } from '@azure/monitor-query-metrics';
import { type WatchPolicy } from '../../domain/policy/lane-policy.ts';
import { minute } from '../../domain/time.ts';
import { type FieldSources } from '../../domain/watch/telemetry.ts';
import { type Column, type ColumnOf, columnFrom, failedColumn, type Span, valueOf } from './columns.ts';
import { type Deadline } from './deadline.ts';
import { type MetricAsk, type MetricColumn, type ResourceKind } from './metric-plans.ts';
import { type AskMetrics } from './metrics-batch.ts';

/** A running total is known to have grown only beside an earlier one. */
const minutesBefore = 5;

/** What Azure's metrics say about one of the lane's resources: nothing where they speak for none of its signals. */
export async function metricColumns(
  ask: AskMetrics,
  { region, resourceId }: Pick<NonNullable<WatchPolicy['azure']>, 'region' | 'resourceId'>,
  { subscription, plan }: ResourceKind,
  sources: FieldSources,
  span: Span,
  deadline: Deadline,
): Promise<readonly Column[]> {
  const asked = (plan?.asks ?? []).map(async (one): Promise<readonly Column[]> => {
    const wanted = one.columns.filter(({ field }) => sources[field] === 'azure-metrics');
    if (plan === null || wanted.length === 0) return [];
    const grows = wanted.some(({ how }) => how === 'increase');
    const fromMs = grows ? span.fromMs - minutesBefore * minute : span.fromMs;
    const { namespace } = plan;
    const answer = await ask({
      region,
      subscription,
      namespace,
      ask: one,
      resourceId,
      fromMs,
      toMs: span.toMs,
      deadline,
    });
    return wanted.map((column) => {
      const of = columnOf(column, one);
      if (answer.kind === 'failed') return failedColumn(of, answer.trouble);
      return readSafely(of, column, answer.answer, span);
    });
  });
  return (await Promise.all(asked)).flat();
}

function columnOf({ field, metric }: MetricColumn, { splitBy }: MetricAsk): ColumnOf {
  return { source: 'azure-metrics', query: splitBy === null ? metric : `${metric} by ${splitBy}`, field };
}

/** What the client took for an answer may still be anything inside. */
function readSafely(of: ColumnOf, column: MetricColumn, result: MetricsQueryResult | null, span: Span): Column {
  try {
    return readColumn(of, column, result, span);
  } catch {
    return failedColumn(of, {
      code: 'wrong-shape',
      reason: `Azure Monitor’s answer about ${column.metric} cannot be read`,
    });
  }
}

function readColumn(of: ColumnOf, column: MetricColumn, result: MetricsQueryResult | null, span: Span): Column {
  const ifEmpty = `Azure Monitor holds no ${column.metric} of these minutes`;
  if (result === null)
    return failedColumn(of, { code: 'empty', reason: 'Azure Monitor’s answer leaves the resource out' });
  // The client gives a metric's display name for its name; only the id holds the one that was asked for.
  const tail = `/metrics/${column.metric}`.toLowerCase();
  const metric = result.metrics.find(({ id }) => id.toLowerCase().endsWith(tail));
  if (metric === undefined) return failedColumn(of, { code: 'empty', reason: ifEmpty });
  const { errorCode } = metric;
  if (errorCode !== undefined && errorCode !== 'Success') {
    const code = /^[\w.-]{1,60}$/.test(errorCode) ? errorCode : 'no code';
    return failedColumn(of, { code: 'refused', reason: `Azure Monitor refused ${column.metric} (${code})` });
  }
  const series = metric.timeseries.map(({ metadatavalues, data }) => ({
    label: metadatavalues?.[0]?.value ?? null,
    read: pointsIn(data ?? [], column),
  }));
  if (column.how === 'single' && series.length > 1) {
    return failedColumn(of, { code: 'wrong-shape', reason: `Azure Monitor gave several series of ${column.metric}` });
  }
  const { points, bad } = column.how === 'increase' ? increase(series) : together(series, column.how);
  return columnFrom(of, { points: within(points, span), bad }, ifEmpty);
}

type Points = { readonly points: ReadonlyMap<number, number>; readonly bad: ReadonlySet<number> };
type Series = { readonly label: string | null; readonly read: Points };

function pointsIn(data: readonly MetricValue[], { take, factor }: MetricColumn): Points {
  const points = new Map<number, number>();
  const bad = new Set<number>();
  for (const point of data) {
    const atMs = point.timeStamp.getTime();
    const value = valueOf(point[take]);
    if (Number.isNaN(atMs) || value.kind === 'bad') bad.add(atMs);
    else if (value.kind === 'number') points.set(atMs, value.value * factor);
  }
  return { points, bad };
}

/** A minute that one series has wrong is unknown altogether: part of a sum is no sum. */
function together(
  series: readonly Series[],
  how: 'single' | 'sum' | 'server-errors',
): { points: Map<number, number>; bad: number } {
  const points = new Map<number, number>();
  const bad = new Set(series.flatMap(({ read }) => [...read.bad]));
  for (const { label, read } of series) {
    if (how !== 'single' && label === null) throw new Error('a series of a split without its label');
    const counts = how !== 'server-errors' || label?.toLowerCase() === '5xx';
    for (const [atMs, value] of read.points) {
      if (!bad.has(atMs)) points.set(atMs, (points.get(atMs) ?? 0) + (counts ? value : 0));
    }
  }
  return { points, bad: bad.size };
}

/**
 * Growth of running totals. A total that fell began anew and counts from zero. One that appears counts from what it then
 * is: whether that is old or new cannot be known, and a replica that keeps restarting keeps growing. The first minute
 * that anything is known of shows totals and no growth.
 */
function increase(series: readonly Series[]): { points: Map<number, number>; bad: number } {
  const points = new Map<number, number>();
  const bad = new Set(series.flatMap(({ read }) => [...read.bad]));
  const firstMs = Math.min(...series.flatMap(({ read }) => [...read.points.keys()]));
  for (const { read } of series) {
    let before: number | null = null;
    for (const [atMs, total] of [...read.points].toSorted(([one], [other]) => one - other)) {
      const grown = before === null ? 0 : total < before ? total : total - before;
      if (atMs > firstMs && !bad.has(atMs)) points.set(atMs, (points.get(atMs) ?? 0) + grown);
      before = total;
    }
  }
  return { points, bad: bad.size };
}

function within(points: ReadonlyMap<number, number>, { fromMs, toMs }: Span): ReadonlyMap<number, number> {
  return new Map([...points].filter(([atMs]) => atMs >= fromMs && atMs < toMs));
}
