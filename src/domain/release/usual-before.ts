import { type IncidentId, incidentOfRelease } from '../ids.ts';
import { hasRun, type Lane, occupant } from '../lane/lane.ts';
import { after, type Instant } from '../time.ts';
import { type Baseline } from '../watch/baseline.ts';
import { type Release } from './release.ts';

/**
 * What the watch of a release will compare production with. Most are compared with the time right before them. What is to
 * mend production is not: the hour before it is the fault itself, and a rollback that changes nothing would be found as
 * healthy as the hour before. It is compared with what was usual before the release that brought the fault.
 */
export type UsualBefore =
  /** Measured at the dispatch of what is undone, and judged with once more. */
  | { readonly kind: 'recorded'; readonly baseline: Baseline }
  /** To be measured as of then: what is undone was dispatched at that time. */
  | { readonly kind: 'before'; readonly at: Instant }
  /** To be measured without the hour before, because nobody knows for how long the fault has gone on. */
  | { readonly kind: 'other-days' }
  | { readonly kind: 'now' };

export function usualBefore(lane: Lane, release: Pick<Release, 'id' | 'kind' | 'cause' | 'request'>): UsualBefore {
  const { emergency } = release.request;
  if (release.kind !== 'rollback' && emergency === null) return { kind: 'now' };
  const mended = emergency === null ? whatIsUndone(lane, release) : ofIncident(lane, emergency.incident);
  for (const other of mended) {
    const baseline = 'baseline' in other ? other.baseline : null;
    if (baseline !== null) return { kind: 'recorded', baseline };
  }
  for (const other of mended) {
    const at = dispatchedAt(other);
    if (at !== null) return { kind: 'before', at };
  }
  return { kind: 'other-days' };
}

/** Whatever of it is still known, the likeliest first: its own first attempt has looked that up already. */
function whatIsUndone(lane: Lane, { id, cause }: Pick<Release, 'id' | 'cause'>): readonly Release[] {
  const own = lane.last?.id === id ? [lane.last] : [];
  const of = cause?.of ?? null;
  const named = of === null ? [] : knownIn(lane).filter((other) => other.id === of || other.cause?.of === of);
  const inLane = occupant(lane);
  const live = inLane !== null && inLane.id !== id && hasRun(inLane) ? inLane : lane.last;
  return [...own, ...named, ...(live === null ? [] : [live])];
}

/** The release that the incident was born from, or one that was to mend it before. */
function ofIncident(lane: Lane, incident: IncidentId): readonly Release[] {
  return knownIn(lane).filter(
    ({ id, cause, request }) =>
      request.emergency?.incident === incident || incidentOfRelease(cause?.of ?? id) === incident,
  );
}

function knownIn({ open, last }: Lane): readonly Release[] {
  return [...Object.values(open), ...(last === null ? [] : [last])];
}

/** Null where that is not known any more. */
function dispatchedAt(release: Release): Instant | null {
  // What was to mend production was dispatched into the fault.
  if (release.kind === 'rollback' || release.request.emergency !== null) return null;
  if ('intendedAt' in release) return release.intendedAt;
  if (release.phase !== 'ended' || release.watch?.stage !== 'looking' || release.tookMs === null) return null;
  return after(release.watch.liveSince, -release.tookMs);
}
