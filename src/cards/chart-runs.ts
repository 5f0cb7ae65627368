import { after, epochMs, type Instant, minute, msBetween } from '../domain/time.ts';
import { type ChartFacts, type ChartPoint } from './chart-facts.ts';

export type KnownPoint = { readonly at: Instant; readonly value: number };

/** Points that follow each other without anything unknown in between; the last one holds until `until`. */
export type Run = { readonly points: readonly KnownPoint[]; readonly until: Instant };

export type Stretch = { readonly from: Instant; readonly to: Instant };

/** The facts in order of time, cut into what is known and what is not. */
export type Timeline = {
  readonly span: Stretch;
  readonly before: readonly Run[];
  readonly after: readonly Run[];
  /** Everything of the span that no run covers, split at the deployment. */
  readonly unknownBefore: readonly Stretch[];
  readonly unknownAfter: readonly Stretch[];
};

/** More than so many usual distances between two points, and what lies between them is unknown. */
const distancesApart = 1.5;
/** What is shown around a deployment of which nothing else is known. */
const leastSpan = 5 * minute;

export function timelineOf({ before, after: later, deployedAt, breachedAt }: ChartFacts): Timeline {
  const earlier = sorted(before).filter(({ at }) => at < deployedAt);
  const since = sorted(later).filter(({ at }) => at >= deployedAt);
  const every = usualDistance([...earlier, ...since]);
  const last = [since.at(-1)?.at, breachedAt].reduce<Instant>(
    (latest, at) => (at !== undefined && at !== null && at > latest ? at : latest),
    deployedAt,
  );
  const span = {
    from: earlier[0]?.at ?? (since.length === 0 ? after(deployedAt, -leastSpan) : deployedAt),
    to: since.length === 0 && breachedAt === null ? after(deployedAt, leastSpan) : after(last, every),
  };
  const runsBefore = runsIn(earlier, every, deployedAt);
  const runsAfter = runsIn(since, every, span.to);
  return {
    span,
    before: runsBefore,
    after: runsAfter,
    unknownBefore: between(runsBefore, { from: span.from, to: deployedAt }, every),
    unknownAfter: between(runsAfter, { from: deployedAt, to: span.to }, every),
  };
}

/** Sorted by time; a value that no measurement can have is unknown. */
function sorted(points: readonly ChartPoint[]): readonly ChartPoint[] {
  return points
    .map(({ at, value }) => ({ at, value: value !== null && Number.isFinite(value) && value >= 0 ? value : null }))
    .toSorted((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0));
}

/** The median, so that gaps do not count; a minute where there is nothing to measure. */
function usualDistance(points: readonly ChartPoint[]): number {
  const distances = points
    .slice(1)
    .map(({ at }, index) => msBetween(points[index]?.at ?? at, at))
    .filter((distance) => distance > 0)
    .toSorted((one, other) => one - other);
  return distances[Math.floor(distances.length / 2)] ?? minute;
}

function runsIn(points: readonly ChartPoint[], every: number, end: Instant): readonly Run[] {
  const runs: Run[] = [];
  let open: KnownPoint[] = [];

  function close(until: Instant): void {
    if (open.length > 0) runs.push({ points: open, until: until < end ? until : end });
    open = [];
  }

  let lastAt: Instant | null = null;
  for (const { at, value } of points) {
    if (lastAt !== null && msBetween(lastAt, at) > distancesApart * every) close(after(lastAt, every));
    if (value === null) close(at);
    else open.push({ at, value });
    lastAt = at;
  }
  if (lastAt !== null) close(after(lastAt, every));
  return runs;
}

/** What no run covers. Less than half a distance is no gap, only points that are not quite regular. */
function between(runs: readonly Run[], { from, to }: Stretch, every: number): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let covered = from;
  for (const run of [...runs, { points: [], until: to }]) {
    const starts = run.points[0]?.at ?? to;
    if (msBetween(covered, starts) > every / 2) stretches.push({ from: covered, to: starts });
    covered = run.until;
  }
  return stretches;
}

/** Where the measure stood when it breached: the last point that was known by then. */
export function breachPoint({ breachedAt }: ChartFacts, { after }: Timeline): KnownPoint | null {
  if (breachedAt === null) return null;
  return after.flatMap(({ points }) => points).findLast(({ at }) => at <= breachedAt) ?? null;
}

/** The highest point of each column of `columnMs`, so that a day of seconds is no longer than the chart is wide. */
export function thinned(points: readonly KnownPoint[], columnMs: number): readonly KnownPoint[] {
  const kept: KnownPoint[] = [];
  let column = Number.NaN;
  for (const point of points) {
    const own = Math.floor(epochMs(point.at) / columnMs);
    const last = kept.at(-1);
    if (own !== column || last === undefined) kept.push(point);
    else if (point.value > last.value) kept[kept.length - 1] = point;
    column = own;
  }
  return kept;
}
