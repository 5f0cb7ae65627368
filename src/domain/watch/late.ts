import { type LaneEvent } from '../events.ts';
import { type ReleaseId } from '../ids.ts';
import { type Lane, occupies } from '../lane/lane.ts';
import { type WatchPolicy } from '../policy/lane-policy.ts';
import { type Ended, type OpenRelease, type Release, type Unverified } from '../release/release.ts';
import { after, epochMs, type Instant, instantAt, minute } from '../time.ts';
import { mayBeLate } from './lag.ts';
import { type Span } from './minutes.ts';
import { numericFields, type Reading } from './readings.ts';
import { requiredSignals, wholeMinute } from './signals.ts';
import { fieldSources, fieldsOfTrigger, type SignalField } from './telemetry.ts';
import { type Turned, type Watch } from './watch.ts';

/**
 * Minutes of a watch that come when its verdict is given. Where some are missing that a signal is judged by, they are
 * read once a minute until all are there, ten minutes after the verdict at the latest: nearly all logs of Azure Monitor
 * are there by then (lag.ts names the source), and what comes later is a matter for the next incident. The lane is free
 * meanwhile. Once another version may be on its way to production nothing is read any more: nobody could act on it.
 */

type Looking = Extract<Watch, { stage: 'looking' }>;

/** A release whose verdict is given and whose last minutes may still come. */
export type Overdue = {
  readonly release: Unverified | Ended;
  readonly watch: Looking & { readonly late: NonNullable<Looking['late']> };
};

/** As often as a source has something new. */
export const readLateEvery = minute;

/** What a verdict brings with it where minutes are missing; nothing where all are there. */
export function minutesAwaited(
  release: ReleaseId,
  watch: Pick<Looking, 'startedAt' | 'endsAt' | 'minutes'>,
  { policy, now }: { readonly policy: { readonly watch: WatchPolicy | null }; readonly now: Instant },
): readonly LaneEvent[] {
  if (policy.watch === null) return [];
  const span = { from: wholeMinute(watch.startedAt), until: lastMinuteOf(watch.endsAt, now) };
  if (firstMissing(policy.watch, watch.minutes, span) === null) return [];
  return [{ type: 'MinutesAwaited', release, readAt: after(now, readLateEvery), until: after(now, mayBeLate) }];
}

/** Null where nothing is awaited of this release, or nobody could act on it any more. */
export function overdueOf(lane: Lane, release: Release): Overdue | null {
  if (release.phase !== 'unverified' && !isCalledGood(release)) return null;
  const { watch } = release;
  if (watch?.stage !== 'looking' || watch.late === null) return null;
  if (release.phase === 'ended' && (lane.last?.id !== release.id || isFollowed(lane))) return null;
  return { release, watch: { ...watch, late: watch.late } };
}

/** What was found in one that had been called good; null where nothing was. */
export function breachFoundLater(release: Release): Extract<Turned, { kind: 'breached' }> | null {
  if (!isCalledGood(release) || release.watch?.stage !== 'looking') return null;
  const { turned } = release.watch;
  return turned?.kind === 'breached' ? turned : null;
}

/** The one release of a lane whose last minutes may still come. */
export function overdueIn(lane: Lane): Overdue | null {
  const open = Object.values(lane.open).find(({ phase }) => phase === 'unverified');
  const release = open ?? lane.last;
  return release === null ? null : overdueOf(lane, release);
}

function isCalledGood(release: Release): release is Ended {
  const kind = release.phase === 'ended' ? release.outcome.kind : null;
  return kind === 'succeeded' || kind === 'accepted-unverified';
}

/** A run of another release may be changing production, or has. */
function isFollowed({ open }: Lane): boolean {
  return Object.values(open).some(mayHaveRun);
}

function mayHaveRun(release: OpenRelease): boolean {
  if (release.phase !== 'dispatching') return occupies(release);
  return release.step.at !== 'rechecking' && release.step.at !== 'intended';
}

/** The minutes that count. Of a watch that a person ended early they are those up to then. */
export function spanOf({ release, watch }: Overdue): Span {
  const { startedAt, endsAt } = watch;
  return {
    from: wholeMinute(startedAt),
    until: lastMinuteOf(endsAt, release.phase === 'ended' ? release.since : endsAt),
  };
}

/** The end of the last whole minute before both. */
function lastMinuteOf(one: Instant, other: Instant): Instant {
  const end = one < other ? one : other;
  return instantAt(Math.floor(epochMs(end) / minute) * minute);
}

/** The first minute in which a signal that the lane relies on is not known; null when all are. */
export function firstMissing(watch: WatchPolicy, minutes: readonly Reading[], { from, until }: Span): Instant | null {
  const fields = fieldsRead(watch);
  if (fields.length === 0) return null;
  const known = new Map(minutes.map((reading) => [reading.at, reading]));
  for (let at = from; at < until; at = after(at, minute)) {
    const reading = known.get(at);
    if (reading === undefined || fields.some((field) => isMissing(reading, field))) return at;
  }
  return null;
}

/** The signals that have a source and that a required trigger is judged by. */
function fieldsRead(watch: WatchPolicy): readonly SignalField[] {
  const sources = fieldSources(watch, numericFields);
  const fields = requiredSignals(watch).flatMap((trigger) => fieldsOfTrigger[trigger]);
  return [...new Set(fields)].filter((field) => sources[field] !== null);
}

/** A minute without a request has no response times. */
function isMissing(reading: Reading, field: SignalField): boolean {
  if ((field === 'p50Ms' || field === 'p95Ms') && reading.requests === 0) return false;
  return reading[field] === null;
}
