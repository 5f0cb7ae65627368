import { type WatchPolicy } from '../domain/policy/lane-policy.ts';
import { type Sight } from '../domain/release/candidate.ts';
import { type UsualBefore } from '../domain/release/usual-before.ts';
import { after, hour, type Instant, minute, msBetween, second } from '../domain/time.ts';
import { type Baseline, baselineOf, type History } from '../domain/watch/baseline.ts';
import { detectablePoints } from '../domain/watch/detectable.ts';
import { type Reading } from '../domain/watch/readings.ts';
import { type Rehearsed, type Telemetry } from '../domain/watch/telemetry.ts';

/** What is asked of telemetry before a deployment: what was usual, and whether it answers at all. */
export type Production = {
  /** Read now, for the dispatch that will be compared with it; null where the lane has no telemetry. Never throws. */
  baseline(watch: WatchPolicy | null, usual: ToMeasure): Promise<Baseline | null>;
  /** Each query once; at most every five minutes. */
  rehearsal(watch: WatchPolicy | null): Promise<readonly Rehearsed[]>;
  /** From a baseline that is at most a quarter of an hour old. */
  sight(watch: WatchPolicy | null): Promise<Sight | null>;
};

/** A record needs no reading. */
export type ToMeasure = Exclude<UsualBefore, { kind: 'recorded' }>;

/**
 * Milliseconds. A dispatch waits for its baseline, and is looked after again every 15 s. What is to mend production waits
 * no longer than it must: without an answer its watch says that it cannot tell, and it is live all the same.
 */
const baselineWithin = { now: 10 * second, before: 3 * second, 'other-days': 3 * second } as const;
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

  /** The hour before, where it counts, and the same hour of each of the seven days before. */
  async function measured(watch: WatchPolicy, usual: ToMeasure): Promise<Baseline> {
    const at = usual.kind === 'before' ? usual.at : now();
    const withinMs = baselineWithin[usual.kind];
    async function read(from: Instant, to: Instant): Promise<readonly Reading[]> {
      return (await telemetry.readings({ watch, sha: null, from, to, withinMs })).readings;
    }
    const [hourBefore, days] = await Promise.all([
      usual.kind === 'other-days' ? [] : read(after(at, -hour), at),
      Promise.all(
        Array.from({ length: daysBack }, async (_day, index) => {
          const from = after(at, -(index + 1) * dayMs);
          return await read(from, after(from, hour));
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
    baseline: async (watch, usual) => (watch?.hasTelemetry === true ? await measured(watch, usual) : null),
    rehearsal: async (watch) =>
      watch?.hasTelemetry === true
        ? await kept(rehearsals, watch, rehearsedFor, () => telemetry.rehearse(watch, now()))
        : [],
    async sight(watch) {
      if (watch?.hasTelemetry !== true || !watch.sources.includes('errors')) return null;
      const { requestsPerMinute, errors } = await kept(baselines, watch, sightFor, () =>
        measured(watch, { kind: 'now' }),
      );
      if (requestsPerMinute === null || errors === null) return null;
      const { errorPoints } = watch.triggers;
      const points = detectablePoints({ requestsPerMinute, baseline: errors, errorPoints, minutes: watch.minutes });
      return { requestsPerMinute: Math.round(requestsPerMinute), points: points === null ? null : Math.round(points) };
    },
  };
}
