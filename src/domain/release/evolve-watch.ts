import { type Instant } from '../time.ts';
import { withMinutes } from '../watch/minutes.ts';
import { type Watch } from '../watch/watch.ts';
import { type ReleaseEvent as Event, shared } from './carried.ts';
import { type Release } from './release.ts';

/** The watch and what it leaves open. */
export function evolveWatch(
  release: Release,
  event: Event<
    | 'WatchAwaitsVersion'
    | 'VersionAwaited'
    | 'WatchBegun'
    | 'LookTaken'
    | 'WatchExtended'
    | 'VerdictUnverified'
    | 'AskedAgain'
    | 'MinutesAwaited'
    | 'LateMinutesRead'
    | 'VerdictTurned'
  >,
  at: Instant,
): Release {
  if (event.type === 'MinutesAwaited' || event.type === 'LateMinutesRead' || event.type === 'VerdictTurned')
    return evolveLate(release, event);
  if (release.phase !== 'deploying' && release.phase !== 'watching' && release.phase !== 'unverified') return release;
  const { proposal, approvedAt, attempt, dispatch, run, intendedAt, postDeploy, baseline } = release;
  const carried = {
    ...shared(release),
    proposal,
    approvedAt,
    attempt,
    dispatch,
    run,
    intendedAt,
    postDeploy,
    baseline,
  };
  const watch = release.phase === 'deploying' ? null : release.watch;
  if (event.type === 'VerdictUnverified') {
    return { ...carried, since: at, phase: 'unverified', watch, because: event.because, askAgainAt: event.askAgainAt };
  }
  if (event.type === 'AskedAgain')
    return release.phase === 'unverified' ? { ...release, askAgainAt: event.askAgainAt } : release;
  const next = nextWatch(watch, event, at);
  if (next === null) return release;
  return { ...carried, since: release.phase === 'watching' ? release.since : at, phase: 'watching', watch: next };
}

/** What comes of a watch when its verdict is given. */
function evolveLate(release: Release, event: Event<'MinutesAwaited' | 'LateMinutesRead' | 'VerdictTurned'>): Release {
  if ((release.phase !== 'unverified' && release.phase !== 'ended') || release.watch?.stage !== 'looking')
    return release;
  const { watch } = release;
  switch (event.type) {
    case 'MinutesAwaited':
      return { ...release, watch: { ...watch, late: { readAt: event.readAt, until: event.until } } };
    case 'LateMinutesRead': {
      const minutes = withMinutes(watch.minutes, event.minutes);
      return { ...release, watch: { ...watch, minutes, late: event.rest === 'over' ? null : watch.late } };
    }
    case 'VerdictTurned':
      return { ...release, watch: { ...watch, turned: event.found } };
  }
}

/** The watch after an event about it; null where the event does not fit its stage. */
function nextWatch(
  watch: Watch | null,
  event: Event<'WatchAwaitsVersion' | 'VersionAwaited' | 'WatchBegun' | 'LookTaken' | 'WatchExtended'>,
  at: Instant,
): Watch | null {
  switch (event.type) {
    case 'WatchAwaitsVersion':
      return {
        stage: 'awaiting-version',
        since: at,
        until: event.until,
        lookAt: event.lookAt,
        lastSeen: null,
        strangers: 0,
        failures: null,
      };
    case 'VersionAwaited':
      if (watch?.stage !== 'awaiting-version') return null;
      return {
        ...watch,
        lookAt: event.lookAt,
        lastSeen: event.seen,
        strangers: event.strangers,
        failures: event.failures,
      };
    case 'WatchBegun': {
      const { endsAt, lookAt, total } = event;
      return freshLooks(at, at, endsAt, lookAt, total);
    }
    case 'LookTaken':
      return watch?.stage === 'looking' ? lookTaken(watch, event) : null;
    case 'WatchExtended': {
      const { endsAt, lookAt, total } = event;
      if (event.stage === 'looking') {
        const before = watch?.stage === 'looking' ? watch : { liveSince: at, failuresInARow: 0, lags: {} };
        const { liveSince, failuresInARow, lags } = before;
        return { ...freshLooks(at, liveSince, endsAt, lookAt, total), failuresInARow, lags };
      }
      const lastSeen = watch?.stage === 'awaiting-version' ? watch.lastSeen : null;
      return { stage: 'awaiting-version', since: at, until: endsAt, lookAt, lastSeen, strangers: 0, failures: null };
    }
  }
}

function freshLooks(
  startedAt: Instant,
  liveSince: Instant,
  endsAt: Instant,
  lookAt: Instant,
  total: number,
): Extract<Watch, { stage: 'looking' }> {
  return {
    stage: 'looking',
    startedAt,
    liveSince,
    endsAt,
    lookAt,
    next: 1,
    total,
    known: 0,
    failuresInARow: 0,
    strangers: 0,
    last: null,
    trail: '',
    minutes: [],
    lags: {},
    blind: [],
    problems: [],
    late: null,
    turned: null,
  };
}

/** An unknown reading neither counts as a failure nor ends a row of them. */
function lookTaken(watch: Extract<Watch, { stage: 'looking' }>, event: Event<'LookTaken'>): Watch {
  // Looks beyond the last only wait for telemetry that comes late.
  const counts = event.counts === 'yes' && event.look <= watch.total;
  const known = counts ? watch.known + 1 : watch.known;
  const row =
    event.reading.kind === 'failed' ? watch.failuresInARow + 1 : event.reading.kind === 'ok' ? 0 : watch.failuresInARow;
  return {
    ...watch,
    next: event.look + 1,
    lookAt: event.lookAt,
    known,
    failuresInARow: row,
    strangers: event.strangers,
    last: event.reading,
    trail: trailAfter(watch.trail, event),
    minutes: withMinutes(watch.minutes, event.minutes),
    lags: Object.keys(event.lags).length === 0 ? watch.lags : { ...watch.lags, ...event.lags },
    blind: event.blind,
    problems: event.problems,
  };
}

const keptTrail = 600;

export function trailAfter(trail: string, { missed, reading }: Pick<Event<'LookTaken'>, 'missed' | 'reading'>): string {
  if (reading.kind === 'not-asked') return trail;
  const letter = reading.kind === 'ok' ? 'o' : reading.kind === 'failed' ? 'f' : 'u';
  return `${trail}${'u'.repeat(missed)}${letter}`.slice(-keptTrail);
}
