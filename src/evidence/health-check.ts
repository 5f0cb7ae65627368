import { type WatchPolicy } from '../domain/policy/lane-policy.ts';
import { type Instant, minute, msBetween } from '../domain/time.ts';
import { type RehearsalOutcome, type Rehearsed } from '../domain/watch/telemetry.ts';
import { type HealthReading } from '../domain/watch/watch.ts';

/**
 * Asks the health check once before the vote, at most every five minutes, so that a wrong address is seen before a watch
 * relies on it. Empty where the lane has none.
 */
export type HealthCheck = (watch: WatchPolicy | null) => Promise<readonly Rehearsed[]>;

const keptFor = 5 * minute;

export function createHealthCheck({
  probe,
  now,
}: {
  readonly probe: { health(watch: WatchPolicy): Promise<HealthReading> };
  readonly now: () => Instant;
}): HealthCheck {
  const known = new Map<string, { readonly at: Instant; readonly value: Promise<HealthReading> }>();

  return async function healthCheck(watch) {
    if (watch === null || watch.health === null) return [];
    const key = JSON.stringify([watch.health, watch.allowHosts]);
    const before = known.get(key);
    const isFresh = before !== undefined && msBetween(before.at, now()) < keptFor;
    const asked = isFresh ? before : { at: now(), value: probe.health(watch) };
    known.set(key, asked);
    const outcome = outcomeOf(await asked.value);
    return [{ source: 'health-check', query: watch.health.url, fields: [], triggers: ['health'], outcome }];
  };
}

/** How long it took stands in none of it: what is asked again is to read the same while nothing has changed. */
function outcomeOf(reading: HealthReading): RehearsalOutcome {
  switch (reading.kind) {
    case 'ok':
      return { kind: 'answered', newest: null };
    case 'failed':
      return { kind: 'failing', reason: reading.reason };
    case 'unknown':
      return { kind: 'blind', code: 'not-answered', reason: reading.reason };
  }
}
