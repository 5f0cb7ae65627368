import { type WatchPolicy } from '../policy/lane-policy.ts';
import { type Trigger } from '../policy/watch.ts';
import { after, type Instant, minute, msBetween } from '../time.ts';
import { numericFields, type Reading } from './readings.ts';
import {
  fieldSources,
  fieldsOfTrigger,
  type SignalField,
  type TelemetryRead,
  type TelemetrySource,
} from './telemetry.ts';

/**
 * How late telemetry comes: as its source's vendor says, and longer where a watch has measured more. Until then a minute
 * that has not come is late, and the watch waits for it; from then on it counts as silence.
 */

/** No minute is awaited for longer than this after its end; what comes later than that is what late.ts reads. */
export const mayBeLate = 10 * minute;

/** By signal, in whole minutes as milliseconds: telemetry is asked once a minute, so nothing finer is known. */
export type Lags = Readonly<Partial<Record<SignalField, number>>>;

/**
 * How long after its end a minute is usually there. Prometheus: one scrape. Azure Monitor: metrics within three minutes;
 * logs in three to ten, mostly five (https://learn.microsoft.com/azure/azure-monitor/logs/data-ingestion-time).
 */
const usualLags: Readonly<Record<TelemetrySource, number>> = {
  prometheus: minute,
  'azure-metrics': 3 * minute,
  'azure-logs': 5 * minute,
};

/** The slowest of a trigger's signals, in milliseconds: no less than usual, and no more than is ever waited for. */
export function lagOf(watch: WatchPolicy, lags: Lags, trigger: Trigger): number {
  const sources = fieldSources(watch, numericFields);
  const each = fieldsOfTrigger[trigger].map((field) => {
    const source = sources[field];
    return source === null ? 0 : Math.max(usualLags[source], lags[field] ?? 0);
  });
  return Math.min(mayBeLate, Math.max(0, ...each));
}

/**
 * What one answer shows to be later than was known; the rest is left out. Measured only where a signal has come further
 * than before: of a source that has stopped, the age of its newest minute says how long it is silent, not how late it is.
 */
export function longerLags(
  { minutes, lags }: { readonly minutes: readonly Reading[]; readonly lags: Lags },
  brought: readonly Reading[],
  read: Pick<TelemetryRead, 'newest'> | null,
  now: Instant,
): Lags {
  const longer: Partial<Record<SignalField, number>> = {};
  for (const field of brought.length === 0 ? [] : numericFields) {
    const last = newestOf(brought, field);
    const before = newestOf(minutes, field);
    if (last === null || (before !== null && last <= before)) continue;
    const late = msBetween(read?.newest[field] ?? after(last, minute), now);
    const measured = Math.min(mayBeLate, Math.ceil(late / minute) * minute);
    if (measured > (lags[field] ?? 0)) longer[field] = measured;
  }
  return longer;
}

function newestOf(minutes: readonly Reading[], field: SignalField): Instant | null {
  return minutes.findLast((reading) => reading[field] !== null)?.at ?? null;
}
