import { z } from 'zod';
import { type WatchPolicy } from '../../domain/policy/lane-policy.ts';
import { minute, second } from '../../domain/time.ts';
import { numericFields } from '../../domain/watch/readings.ts';
import { type FieldSources, type SignalField } from '../../domain/watch/telemetry.ts';
import { type Column, type ColumnOf, columnFrom, failedColumn, type Span, type Trouble, valueOf } from './columns.ts';
import { type Deadline } from './deadline.ts';
import { type Fetched, type FetchPrometheus } from './prometheus-request.ts';

type Source = { readonly prometheus: NonNullable<WatchPolicy['prometheus']>; readonly allowHosts: readonly string[] };

/** One range query for each configured signal, all at once. */
export async function prometheusColumns(
  { prometheus, allowHosts }: Source,
  sources: FieldSources,
  span: Span,
  { endsAt, now }: Deadline,
  fetchPrometheus: FetchPrometheus,
): Promise<readonly Column[]> {
  const fields = numericFields.filter((field) => sources[field] === 'prometheus');
  return await Promise.all(
    fields.map(async (field): Promise<Column> => {
      const query = prometheus.queries[field] ?? '';
      const of: ColumnOf = { source: 'prometheus', query, field };
      const timeoutMs = Math.max(1, endsAt - now());
      const url = rangeUrl(prometheus.url, query, span);
      return columnOf(of, await fetchPrometheus({ url, timeoutMs, allowHosts }), span);
    }),
  );
}

/** A value at 12:01 is about the minute before it, which readings call 12:00. */
function rangeUrl(base: string, query: string, { fromMs, toMs }: Span): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/api/v1/query_range`;
  url.searchParams.set('query', query);
  url.searchParams.set('start', String((fromMs + minute) / second));
  url.searchParams.set('end', String(toMs / second));
  url.searchParams.set('step', '60');
  return url;
}

function columnOf(of: ColumnOf, got: Fetched, span: Span): Column {
  if (got.kind === 'failed') return failedColumn(of, got.trouble);
  const body = jsonOf(got.body);
  if (got.status !== 200) return failedColumn(of, troubleOf(got.status, body));
  const answer = RangeAnswer.safeParse(body);
  if (!answer.success) {
    return failedColumn(of, {
      code: 'wrong-shape',
      reason: 'Prometheus answered with something that is no range of values',
    });
  }
  const [series, ...more] = answer.data.data.result;
  if (more.length > 0) {
    const reason = `the query gives ${more.length + 1} series; make one of them with sum() or max()`;
    return failedColumn(of, { code: 'wrong-shape', reason });
  }
  return columnFrom(of, pointsOf(series?.values ?? [], of.field, span), noSeries(of.field));
}

/** The form that the documentation of Prometheus gives; only what is used of it. */
const RangeAnswer = z.object({
  status: z.literal('success'),
  data: z.object({
    resultType: z.literal('matrix'),
    result: z.array(z.object({ values: z.array(z.tuple([z.number(), z.unknown()])).optional() })),
  }),
});

const ErrorAnswer = z.object({ status: z.literal('error'), errorType: z.string(), error: z.string() });

function troubleOf(status: number, body: unknown): Trouble {
  const told = ErrorAnswer.safeParse(body);
  const words = told.success ? `${status} ${plain(told.data.errorType)}: ${plain(told.data.error)}` : `${status}`;
  if (status === 429) return { code: 'throttled', reason: `Prometheus wants fewer questions (${words})` };
  if (told.success && (told.data.errorType === 'timeout' || told.data.errorType === 'canceled')) {
    return { code: 'timed-out', reason: `Prometheus took too long (${words})` };
  }
  if (status >= 500) return { code: 'not-answered', reason: `Prometheus is in trouble (${words})` };
  if (status >= 400) return { code: 'refused', reason: `Prometheus refused the query (${words})` };
  return { code: 'not-answered', reason: `Prometheus answered ${status}, and redirects are not followed` };
}

/** Somebody else's words, short and without anything that a card could take for a mention or a link. */
function plain(text: string): string {
  return text
    .replaceAll(/[^\w.,:;=()[\]/"'-]+/g, ' ')
    .trim()
    .slice(0, 120);
}

/** A counter of what has never happened does not exist, so its sum is no value and not 0. */
function noSeries(field: SignalField): string {
  const hint =
    field === 'errors' || field === 'restarts' ? '; end it with "or vector(0)" if none is meant by that' : '';
  return `the query gives no value for these minutes${hint}`;
}

/** Counts that were extrapolated from samples are brought back to whole ones. */
const counts: ReadonlySet<SignalField> = new Set(['requests', 'errors', 'restarts']);

function pointsOf(
  values: readonly (readonly [number, unknown])[],
  field: SignalField,
  { fromMs, toMs }: Span,
): { readonly points: ReadonlyMap<number, number>; readonly bad: number } {
  const points = new Map<number, number>();
  let bad = 0;
  for (const [time, written] of values) {
    const atMs = Math.round(time * second) - minute;
    const value = valueOf(numberIn(written));
    if (value.kind !== 'number') bad += 1;
    else if (atMs >= fromMs && atMs < toMs) points.set(atMs, counts.has(field) ? Math.round(value.value) : value.value);
  }
  return { points, bad };
}

/** Prometheus writes numbers as text. What is none, "NaN" and "+Inf" among it, is NaN. */
function numberIn(written: unknown): number {
  return typeof written === 'string' && /^[+-]?[\d.]+(?:e[+-]?\d+)?$/i.test(written) ? Number(written) : Number.NaN;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
