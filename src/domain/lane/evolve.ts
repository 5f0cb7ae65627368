import { type Tick } from '../checklist/item.ts';
import { type AboutRelease, type LaneEvent } from '../events.ts';
import { type DispatchId } from '../ids.ts';
import { type AdvisoryJudged } from '../release/dispatch-step.ts';
import { begin, evolveRelease } from '../release/evolve.ts';
import { type Ended, type OpenRelease, type Release } from '../release/release.ts';
import { type Instant } from '../time.ts';
import { debtsAfter } from './debts.ts';
import { type Hold, type Lane, type Verified } from './lane.ts';
import { lateRunsAfter } from './late-run.ts';
import { adoptedAlso, calledAlso, guardAfter } from './past-gonogo.ts';
import { alsoSuspect, suspectsAfter } from './suspects.ts';

/** How many pushes are remembered: enough to know who pushed the head of any ref that may be asked for. */
const keptPushes = 10;

/** The lane after one more event. Pure; the same for the process that decided and for every later reader. */
export function evolve(lane: Lane, event: LaneEvent, at: Instant): Lane {
  switch (event.type) {
    case 'PolicyAdopted':
      return { ...lane, policyVersion: event.version };
    case 'PushSeen':
      return { ...lane, pushes: [event.push, ...lane.pushes].slice(0, keptPushes) };
    case 'AdoptionAsked':
      return { ...lane, adoption: { by: event.by, at } };
    case 'AdoptionFailed':
      return { ...lane, adoption: null };
    case 'LaneAdopted':
      return { ...lane, adoption: null, live: event.live, ran: ranAfter(lane, event.live) };
    case 'HoldPlaced':
      return { ...lane, hold: holdAfter(lane, event, at) };
    case 'HoldCleared':
      return wakeQueue({ ...lane, hold: null }, at);
    case 'CommandRefused':
      return lane;
    case 'DebtIncurred':
    case 'DebtReminded':
    case 'DebtSettled':
      return { ...lane, debts: debtsAfter(lane.debts, event) };
    case 'LateRunAwaited':
    case 'LateRunFound':
    case 'LateRunGivenUp':
      return { ...lane, lateRuns: lateRunsAfter(lane.lateRuns, event, at) };
    case 'RunsGuarded':
    case 'RunPastGonogoSeen':
    case 'RunPastGonogoEnded':
      return { ...lane, guard: guardAfter(lane.guard, event, at) };
    case 'DispatchClaimed': {
      const advisory = countedFor(lane, event.release);
      const calls = calledAlso(lane.calls, event.dispatch, at);
      return evolveOneRelease({ ...lane, advisory, calls }, event, at);
    }
    case 'RunAdopted': {
      const calls = adoptedAlso(lane.calls, dispatchOf(lane, event.release), event.run.id);
      return evolveOneRelease({ ...lane, calls }, event, at);
    }
    case 'ItemVerified':
      return evolveOneRelease({ ...lane, standing: standingAfter(lane.standing, event.tick) }, event, at);
    case 'VerdictTurned':
      return evolveOneRelease(turned(lane, event, at), event, at);
    case 'ReleaseRequested': {
      const release = begin(lane, event, at);
      return { ...lane, open: { ...lane.open, [event.release]: release } };
    }
    default:
      return evolveOneRelease(lane, event, at);
  }
}

/** A rollback places its hold with its request, before anything is read. Every other hold is one of doubt. */
function holdAfter(
  { open }: Lane,
  { reason, release }: Extract<LaneEvent, { type: 'HoldPlaced' }>,
  since: Instant,
): Hold {
  const placedBy = release === null ? undefined : open[release];
  const isBegun = placedBy?.kind === 'rollback' && placedBy.phase === 'preparing';
  return { reason, since, release, kind: isBegun ? 'rollback' : 'doubt' };
}

/** Null where nothing was called. */
function dispatchOf({ open }: Lane, release: string): DispatchId | null {
  const known = Object.values(open).find(({ id }) => id === release);
  if (known?.phase !== 'dispatching' || known.step.at === 'rechecking') return null;
  return known.step.dispatch;
}

type LaterEvent = Exclude<AboutRelease, { type: 'ReleaseRequested' }>;

function evolveOneRelease(lane: Lane, event: LaterEvent, at: Instant): Lane {
  const before = findRelease(lane, event.release);
  if (before === null) return lane;
  const now = evolveRelease(before, event, at);
  if (now.phase === 'ended') return settleEnd(lane, before, now, at);
  return { ...lane, open: { ...lane.open, [now.id]: now } };
}

/** A finished release leaves the open ones. One that had been dispatched stays at hand as the lane's last. */
function settleEnd(lane: Lane, before: Release, ended: Ended, at: Instant): Lane {
  if (before.phase === 'ended') return lane.last?.id === ended.id ? { ...lane, last: ended } : lane;
  const open: Record<string, OpenRelease> = { ...lane.open };
  delete open[ended.id];
  const last = ended.dispatch === null ? withoutRetry(lane.last, ended) : ended;
  const live =
    ended.outcome.kind === 'succeeded' || ended.outcome.kind === 'accepted-unverified'
      ? liveAfter(lane, ended, at)
      : lane.live;
  const verified = verifiedAfter(lane, ended, at);
  const suspects = suspectsAfter(lane, ended, at);
  return wakeQueue({ ...lane, open, last, live, verified, suspects, ran: ranAfter(lane, live) }, at);
}

/** A retry that ended before it was dispatched was the one retry; what the first attempt left in the lane stands. */
function withoutRetry(last: Ended | null, ended: Ended): Ended | null {
  return last?.id === ended.id ? { ...last, card: ended.card, attempt: 2 } : last;
}

/** Only a release whose watch saw everything it needed makes a verified version; an accepted one is taken as people said. */
function liveAfter(lane: Lane, ended: Ended, at: Instant): Lane['live'] {
  if (ended.proposal === null) return lane.live;
  const { sha, version } = ended.proposal.candidate;
  if (ended.outcome.kind === 'accepted-unverified') {
    return { kind: 'known', sha, version, since: at, how: { kind: 'adopted', by: ended.outcome.by } };
  }
  return { kind: 'known', sha, version, since: at, how: { kind: 'verified', release: ended.id } };
}

/** How many verified versions are remembered: enough to go back to, and to say how long it takes. */
const keptVerified = 10;

const keptRan = 20;

function ranAfter({ ran }: Lane, live: Lane['live']): Lane['ran'] {
  if (live.kind === 'unknown' || ran[0] === live.sha) return ran;
  return [live.sha, ...ran.filter((sha) => sha !== live.sha)].slice(0, keptRan);
}

function verifiedAfter(lane: Lane, ended: Ended, at: Instant): Lane['verified'] {
  if (ended.outcome.kind !== 'succeeded' || ended.proposal === null) return lane.verified;
  const { sha, version, evidence } = ended.proposal.candidate;
  const { manifest } = evidence;
  const verified: Verified = {
    sha,
    version,
    release: ended.id,
    at,
    manifest: manifest.state === 'present' ? manifest.digest : null,
    configDigest: manifest.state === 'present' ? manifest.facts.configDigest : null,
    tookMs: ended.tookMs,
  };
  return [verified, ...lane.verified.filter((known) => known.sha !== sha)].slice(0, keptVerified);
}

/** What turned out to be bad was not seen to work. */
function turned(lane: Lane, { release, found }: Extract<LaneEvent, { type: 'VerdictTurned' }>, at: Instant): Lane {
  if (found.kind === 'healthy') return lane;
  const verified = lane.verified.filter((known) => known.release !== release);
  const known = findRelease(lane, release);
  if (known === null || known.phase === 'preparing' || known.proposal === null) return { ...lane, verified };
  const { sha } = known.proposal.candidate;
  return { ...lane, verified, suspects: alsoSuspect(lane.suspects, { sha, why: 'breached', release, at }) };
}

/** An intent that lapsed unclaimed and came again is one dispatch: what counts is the call. */
function countedFor(lane: Lane, release: string): Lane['advisory'] {
  const found = findRelease(lane, release);
  if (found?.phase !== 'dispatching' || found.step.at !== 'intended' || found.step.advisory === undefined)
    return lane.advisory;
  return counted(lane.advisory, found.step.advisory);
}

function counted(known: Lane['advisory'], { judged, wouldHaveBlocked }: AdvisoryJudged): Lane['advisory'] {
  const counts = { ...known };
  for (const id of judged) {
    const before = counts[id] ?? { judged: 0, wouldHaveBlocked: 0 };
    const more = wouldHaveBlocked.includes(id) ? 1 : 0;
    counts[id] = { judged: before.judged + 1, wouldHaveBlocked: before.wouldHaveBlocked + more };
  }
  return counts;
}

function standingAfter(standing: Lane['standing'], tick: Tick): Lane['standing'] {
  return tick.standing === 'standing' ? [...standing.filter(({ item }) => item !== tick.item), tick] : standing;
}

/** Whatever waits for this lane looks again at once. */
function wakeQueue(lane: Lane, at: Instant): Lane {
  const open: Record<string, OpenRelease> = {};
  for (const release of Object.values(lane.open)) {
    open[release.id] = release.phase === 'scheduled' ? { ...release, checkAt: at } : release;
  }
  return { ...lane, open };
}

/** An open release of the lane, or the last one that ended in it. */
export function findRelease(lane: Lane, id: string): Release | null {
  const open = Object.values(lane.open).find((release) => release.id === id);
  if (open !== undefined) return open;
  return lane.last?.id === id ? lane.last : null;
}
