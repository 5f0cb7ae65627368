import { type Instant, instantAt, minute } from '../../domain/time.ts';
import { emptyReading, numericFields, plausible, type Reading } from '../../domain/watch/readings.ts';
import {
  type Rehearsed,
  type SignalField,
  type TelemetryProblem,
  type TelemetryProblemCode,
  type TelemetryRead,
  type TelemetrySource,
  triggersOf,
} from '../../domain/watch/telemetry.ts';

/** What one query brought for one signal, already in the units of a reading. */
export type Column = {
  readonly source: TelemetrySource;
  readonly query: string;
  readonly field: SignalField;
  /** By the start of the minute, in milliseconds since the epoch. */
  readonly points: ReadonlyMap<number, number>;
  readonly newestMs: number | null;
  /** May stand beside points: some of them were right, others were not. */
  readonly problem: Trouble | null;
};

export type Trouble = { readonly code: TelemetryProblemCode; readonly reason: string };

/** The whole minutes from `fromMs` on and before `toMs`; both are multiples of a minute. */
export type Span = { readonly fromMs: number; readonly toMs: number };

/** A number as a source wrote it. `absent`: it says that it has none. `bad`: it wrote something that cannot be true. */
export type Value = { readonly kind: 'number'; readonly value: number } | { readonly kind: 'absent' | 'bad' };

export function valueOf(written: unknown): Value {
  if (written === undefined || written === null) return { kind: 'absent' };
  return typeof written === 'number' && Number.isFinite(written) && written >= 0
    ? { kind: 'number', value: written }
    : { kind: 'bad' };
}

export type ColumnOf = Pick<Column, 'source' | 'query' | 'field'>;

export function failedColumn(of: ColumnOf, { code, reason }: Trouble): Column {
  return { ...of, points: new Map(), newestMs: null, problem: { code, reason } };
}

/** A column of what was read; `bad` values are left out and told. `newestMs` defaults to the end of the last minute. */
export function columnFrom(
  of: ColumnOf,
  read: { readonly points: ReadonlyMap<number, number>; readonly bad: number; readonly newestMs?: number | null },
  ifEmpty: string,
): Column {
  const last = read.points.size === 0 ? null : Math.max(...read.points.keys()) + minute;
  const newestMs = read.newestMs === undefined ? last : read.newestMs;
  return { ...of, points: read.points, newestMs, problem: troubleIn(read.points.size, read.bad, ifEmpty) };
}

function troubleIn(good: number, bad: number, ifEmpty: string): Trouble | null {
  if (bad > 0) {
    const reason =
      good === 0 ? 'answered with no number that can be true' : 'answered some minutes with no true number';
    return { code: 'wrong-shape', reason };
  }
  return good === 0 ? { code: 'empty', reason: ifEmpty } : null;
}

export function toRead(columns: readonly Column[], { fromMs, toMs }: Span): TelemetryRead {
  const readings: Reading[] = [];
  for (let at = fromMs; at < toMs; at += minute) readings.push(readingAt(columns, at));
  return { readings, newest: newestOf(columns), problems: problemsOf(columns) };
}

function readingAt(columns: readonly Column[], atMs: number): Reading {
  const known = columns.flatMap(({ field, points }) => {
    const value = points.get(atMs);
    return value === undefined ? [] : [[field, value] as const];
  });
  return plausible({ ...emptyReading(instantAt(atMs)), ...Object.fromEntries(known) });
}

function newestOf(columns: readonly Column[]): Readonly<Record<SignalField, Instant | null>> {
  const of = Object.fromEntries(columns.map(({ field, newestMs }) => [field, newestMs])) as Partial<
    Record<SignalField, number | null>
  >;
  function newest(field: SignalField): Instant | null {
    const ms = of[field] ?? null;
    return ms === null ? null : instantAt(ms);
  }
  return {
    requests: newest('requests'),
    errors: newest('errors'),
    p50Ms: newest('p50Ms'),
    p95Ms: newest('p95Ms'),
    cpuPercent: newest('cpuPercent'),
    memoryPercent: newest('memoryPercent'),
    restarts: newest('restarts'),
  };
}

/** The same problem of several signals is told once. */
function problemsOf(columns: readonly Column[]): readonly TelemetryProblem[] {
  const groups = Map.groupBy(
    columns.filter(({ problem }) => problem !== null),
    ({ source, problem }) => `${source} ${problem?.code} ${problem?.reason}`,
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined || first.problem === null) return [];
    return [{ source: first.source, ...first.problem, fields: fieldsOf(group) }];
  });
}

/** What each query could say. A query that answered for one signal and not for another is told as two. */
export function toRehearsed(columns: readonly Column[]): readonly Rehearsed[] {
  const groups = Map.groupBy(columns, ({ source, query, points, problem }) => {
    const blind = points.size === 0 ? `${problem?.code} ${problem?.reason}` : '';
    return `${source} ${query} ${blind}`;
  });
  return [...groups.values()].flatMap((group): readonly Rehearsed[] => {
    const [first] = group;
    if (first === undefined) return [];
    const fields = fieldsOf(group);
    const of = { source: first.source, query: first.query, fields, triggers: triggersOf(fields) };
    if (first.points.size === 0 && first.problem !== null) {
      return [{ ...of, outcome: { kind: 'blind', ...first.problem } }];
    }
    const newest = Math.max(...group.map(({ newestMs }) => newestMs ?? 0));
    return [{ ...of, outcome: { kind: 'answered', newest: newest === 0 ? null : instantAt(newest) } }];
  });
}

function fieldsOf(columns: readonly Column[]): readonly SignalField[] {
  return numericFields.filter((name) => columns.some(({ field }) => field === name));
}
