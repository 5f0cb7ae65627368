import { type CommitSha } from '../ids.ts';
import { type WatchPolicy } from '../policy/lane-policy.ts';
import { Trigger } from '../policy/watch.ts';
import { type Instant } from '../time.ts';
import { type numericFields, type Reading } from './readings.ts';

/**
 * Reads what production showed, minute by minute, from wherever the lane's config says. Neither call ever throws:
 * what could not be read is unknown in the readings and has its problem beside them.
 */
export type Telemetry = {
  /** Both ends are cut down to whole minutes; `from` is within, `to` is not. */
  readonly readings: (asked: {
    readonly watch: WatchPolicy;
    /** Where logs name the version, only this one counts from its first request on; null takes all of them. */
    readonly sha: CommitSha | null;
    readonly from: Instant;
    readonly to: Instant;
    /** Milliseconds for all of it; where it is not said, a look's share of its interval. */
    readonly withinMs?: number;
  }) => Promise<TelemetryRead>;
  /** Asks each configured query once about the minutes before `now`, and says which of them cannot answer. */
  readonly rehearse: (watch: WatchPolicy, now: Instant) => Promise<readonly Rehearsed[]>;
};

export type TelemetryRead = {
  /** One for every minute asked for, named by the minute's start, with health and version unknown. */
  readonly readings: readonly Reading[];
  /** Up to when data had arrived, for each signal by itself: what is younger is late, not absent. Null: none came. */
  readonly newest: Readonly<Record<SignalField, Instant | null>>;
  readonly problems: readonly TelemetryProblem[];
};

export type SignalField = (typeof numericFields)[number];

export type TelemetrySource = 'azure-metrics' | 'azure-logs' | 'prometheus';

export type TelemetryProblem = {
  readonly source: TelemetrySource;
  readonly code: TelemetryProblemCode;
  readonly fields: readonly SignalField[];
  /** The rest of a sentence about the source: what happened, and what can be done where something can. */
  readonly reason: string;
};

export const telemetryProblemCodes = [
  /** The source wants fewer questions. */
  'throttled',
  /** No answer in the time that a look has. */
  'timed-out',
  /** The source, or our own guard, will not answer this question from us. */
  'refused',
  /** The source could not be reached, or is in trouble itself. */
  'not-answered',
  /** An answer that cannot be true, or is no answer to the question. */
  'wrong-shape',
  /** An answer without a single value. */
  'empty',
] as const;
export type TelemetryProblemCode = (typeof telemetryProblemCodes)[number];

/** One question of a rehearsal, with the triggers that depend on it. */
export type Rehearsed = {
  readonly source: TelemetrySource | 'health-check';
  /** What was asked, as its owner would recognise it. */
  readonly query: string;
  readonly fields: readonly SignalField[];
  readonly triggers: readonly Trigger[];
  readonly outcome: RehearsalOutcome;
};

export type RehearsalOutcome =
  | { readonly kind: 'answered'; readonly newest: Instant | null }
  /** The health check answers, and says that production is not well now. */
  | { readonly kind: 'failing'; readonly reason: string }
  | { readonly kind: 'blind'; readonly code: TelemetryProblemCode; readonly reason: string };

export type FieldSources = Readonly<Record<SignalField, TelemetrySource | null>>;

/**
 * Which source speaks for which signal, by the config alone: another one never steps in for a moment, for then a watch
 * would compare what one of them measured with a baseline of the other. Prometheus where it has a query; logs for the
 * quantiles, which metrics do not hold; metrics for the rest, because they come minutes earlier; logs for what is left.
 * Requests and errors come from one source, or their ratio means nothing.
 */
export function fieldSources(watch: WatchPolicy, metrics: readonly SignalField[]): FieldSources {
  const queries = watch.prometheus?.queries ?? {};
  const azure = watch.azure ?? null;
  const logs = azure !== null && azure.logs !== undefined;
  const ratio = queries.requests !== undefined && queries.errors !== undefined;

  function sourceOf(field: SignalField): TelemetrySource | null {
    const isRatio = field === 'requests' || field === 'errors';
    if (queries[field] !== undefined && (!isRatio || ratio || azure === null)) return 'prometheus';
    if (logs && (field === 'p50Ms' || field === 'p95Ms')) return 'azure-logs';
    if (azure !== null && metrics.includes(field)) return 'azure-metrics';
    return logs && isRatio ? 'azure-logs' : null;
  }

  return {
    requests: sourceOf('requests'),
    errors: sourceOf('errors'),
    p50Ms: sourceOf('p50Ms'),
    p95Ms: sourceOf('p95Ms'),
    cpuPercent: sourceOf('cpuPercent'),
    memoryPercent: sourceOf('memoryPercent'),
    restarts: sourceOf('restarts'),
  };
}

/** The signals that a trigger is judged by. */
export const fieldsOfTrigger: Readonly<Record<Trigger, readonly SignalField[]>> = {
  health: [],
  errors: ['requests', 'errors'],
  latency: ['requests', 'p50Ms', 'p95Ms'],
  memory: ['memoryPercent', 'restarts'],
  cpu: ['cpuPercent'],
};

/** The triggers that one of these signals is read for. */
export function triggersOf(fields: readonly SignalField[]): readonly Trigger[] {
  return Trigger.options.filter((trigger) => fieldsOfTrigger[trigger].some((field) => fields.includes(field)));
}
