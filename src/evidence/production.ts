import { type WatchPolicy } from '../domain/policy/lane-policy.ts';
import { type Sight } from '../domain/release/candidate.ts';
import { after, hour, type Instant, minute, msBetween } from '../domain/time.ts';
import { type Baseline, baselineOf, type History } from '../domain/watch/baseline.ts';
import { detectablePoints } from '../domain/watch/detectable.ts';
import { type Reading } from '../domain/watch/readings.ts';
import { type Rehearsed, type Telemetry } from '../domain/watch/telemetry.ts';

/** What is asked of telemetry before a deployment: what was usual, and whether it answers at all. */
export type Production = {
  /** Read now, for the dispatch that it will be compared with; null where the lane has no telemetry. Never throws. */
  baseline(watch: WatchPolicy | null): Promise<Baseline | null>;
  /** Each query once; at most every five minutes. */
  rehearsal(watch: WatchPolicy | null): Promise<readonly Rehearsed[]>;
  /** From a baseline that is at most a quarter of an hour old. */
  sight(watch: WatchPolicy | null): Promise<Sight | null>;
};

const rehearsedFor = 5 * minute;
const sightFor = 15 * minute;
const dayMs = 24 * hour;
const daysBack = 7;

type Kept<T> = { readonly at: Instant; readonly value: Promise<T> };

export function createProduction({
  telemetry,
  now,
}: {
  readonly telemetry: Telemetry;
  readonly now: () => Instant;
}): Production {
  const rehearsals = new Map<string, Kept<readonly Rehearsed[]>>();
  const baselines = new Map<string, Kept<Baseline>>();

  async function read(watch: WatchPolicy, from: Instant, to: Instant): Promise<readonly Reading[]> {
    return (await telemetry.readings({ watch, sha: null, from, to })).readings;
  }

  /** The hour before, and the same hour of each of the seven days before. */
  async function measured(watch: WatchPolicy): Promise<Baseline> {
    const at = now();
    const [hourBefore, days] = await Promise.all([
      read(watch, after(at, -hour), at),
      Promise.all(
        Array.from({ length: daysBack }, async (_day, index) => {
          const from = after(at, -(index + 1) * dayMs);
          return await read(watch, from, after(from, hour));
        }),
      ),
    ]);
    const history: History = { hourBefore, sameHour: days.toReversed() };
    return baselineOf(history, at, minute);
  }

  function kept<T>(store: Map<string, Kept<T>>, watch: WatchPolicy, forMs: number, make: () => Promise<T>): Promise<T> {
    const key = JSON.stringify([watch.azure, watch.prometheus]);
    const known = store.get(key);
    if (known !== undefined && msBetween(known.at, now()) < forMs) return known.value;
    const value = make();
    store.set(key, { at: now(), value });
    return value;
  }

  return {
    baseline: async (watch) => (watch?.hasTelemetry === true ? await measured(watch) : null),
    rehearsal: async (watch) =>
      watch?.hasTelemetry === true
        ? await kept(rehearsals, watch, rehearsedFor, () => telemetry.rehearse(watch, now()))
        : [],
    async sight(watch) {
      if (watch?.hasTelemetry !== true || !watch.sources.includes('errors')) return null;
      const { requestsPerMinute, errors } = await kept(baselines, watch, sightFor, () => measured(watch));
      if (requestsPerMinute === null || errors === null) return null;
      const { errorPoints } = watch.triggers;
      const points = detectablePoints({ requestsPerMinute, baseline: errors, errorPoints, minutes: watch.minutes });
      return { requestsPerMinute: Math.round(requestsPerMinute), points: points === null ? null : Math.round(points) };
    },
  };
}
