import { type AboutRelease } from '../events.ts';
import { type Lane } from '../lane/lane.ts';
import { type Instant } from '../time.ts';
import { type ReleaseEvent as Event, shared } from './carried.ts';
import { type DispatchStep } from './dispatch-step.ts';
import { evolveDispatch, evolveRun } from './evolve-dispatch.ts';
import { evolveWatch } from './evolve-watch.ts';
import { type Ended, type Preparing, type Release } from './release.ts';

export function begin(lane: Lane, event: Event<'ReleaseRequested'>, at: Instant): Preparing {
  return {
    id: event.release,
    kind: 'deploy',
    service: lane.service,
    environment: lane.environment,
    request: event.request,
    requestedBy: event.requestedBy,
    requestedAt: at,
    again: event.again,
    card: null,
    since: at,
    phase: 'preparing',
    problem: null,
    attempts: 0,
    gatherAt: at,
    round: 0,
    expiresAt: event.expiresAt,
  };
}

/** One more event in the life of a release. What does not fit the phase changes nothing: the log keeps it all the same. */
export function evolveRelease(
  release: Release,
  event: Exclude<AboutRelease, { type: 'ReleaseRequested' }>,
  at: Instant,
): Release {
  switch (event.type) {
    case 'CardPosted':
      return { ...release, card: event.card };
    case 'CardLost':
      return { ...release, card: null };
    case 'ReleaseEnded':
      return end(release, event, at);
    case 'GatherFailed':
      if (release.phase !== 'preparing') return release;
      return { ...release, problem: event.reason, attempts: release.attempts + 1, gatherAt: event.gatherAt };
    case 'ProposalMade':
    case 'ProposalRefreshed':
    case 'VoteCast':
    case 'Reminded':
      return evolveVoting(release, event, at);
    case 'ReleaseScheduled':
    case 'WaitChanged':
    case 'ReleaseReadied':
    case 'RecheckBegun':
      return evolveApproved(release, event, at);
    case 'RecheckDelayed':
    case 'DispatchIntended':
    case 'DispatchClaimed':
    case 'SearchBegun':
    case 'SearchContinued':
    case 'PersonAsked':
    case 'TwoRunsFound':
    case 'RunAdopted':
      return evolveDispatch(release, event, at);
    case 'StopRequested':
      return release.phase === 'dispatching' || release.phase === 'deploying'
        ? { ...release, stop: event.stop }
        : release;
    case 'RunCondemned':
    case 'RunProgressed':
    case 'RunEnded':
    case 'RunUnreadable':
    case 'CancelRepeated':
      return evolveRun(release, event, at);
    case 'WatchAwaitsVersion':
    case 'VersionAwaited':
    case 'WatchBegun':
    case 'LookTaken':
    case 'WatchExtended':
    case 'VerdictUnverified':
    case 'AskedAgain':
      return evolveWatch(release, event, at);
  }
}

function evolveVoting(
  release: Release,
  event: Event<'ProposalMade' | 'ProposalRefreshed' | 'VoteCast' | 'Reminded'>,
  at: Instant,
): Release {
  if (event.type === 'ProposalMade') {
    const { proposal, voided } = event;
    return { ...shared(release), since: at, phase: 'awaiting-decision', proposal, voided, reminders: 0 };
  }
  if (event.type === 'ProposalRefreshed') {
    const waits = release.phase === 'awaiting-decision' || release.phase === 'scheduled' || release.phase === 'ready';
    if (!waits) return release;
    const { candidate, blockers, outsiders } = event;
    return { ...release, proposal: { ...release.proposal, candidate, blockers, outsiders, freshAt: at } };
  }
  if (event.type === 'Reminded' && release.phase === 'ready') return { ...release, reminders: event.count };
  if (release.phase !== 'awaiting-decision') return release;
  switch (event.type) {
    case 'VoteCast':
      return { ...release, proposal: { ...release.proposal, votes: [...release.proposal.votes, event.vote] } };
    case 'Reminded':
      return { ...release, reminders: event.count };
  }
}

function evolveApproved(
  release: Release,
  event: Event<'ReleaseScheduled' | 'WaitChanged' | 'ReleaseReadied' | 'RecheckBegun'>,
  at: Instant,
): Release {
  if (event.type === 'WaitChanged') {
    return release.phase === 'scheduled' ? { ...release, waiting: event.waiting, checkAt: event.checkAt } : release;
  }
  const proposal = 'proposal' in release ? release.proposal : null;
  if (proposal === null) return release;
  const approvedAt = 'approvedAt' in release ? release.approvedAt : at;
  const attempt = 'attempt' in release ? release.attempt : 1;
  switch (event.type) {
    case 'ReleaseScheduled': {
      const { waiting, follows, expects, checkAt } = event;
      const lookedAt = release.phase === 'dispatching' ? release.lookedAt : at;
      const waits = { waiting, follows, expects, checkAt, attempt, lookedAt };
      return { ...shared(release), since: at, phase: 'scheduled', proposal, approvedAt, ...waits };
    }
    case 'ReleaseReadied': {
      const { because, detail, lapsesAt } = event;
      return {
        ...shared(release),
        since: at,
        phase: 'ready',
        proposal,
        because,
        detail,
        approvedAt,
        lapsesAt,
        reminders: 0,
        attempt,
      };
    }
    case 'RecheckBegun': {
      const step: DispatchStep = { at: 'rechecking', since: at, recheckAt: at, waitingFor: null };
      return {
        ...shared(release),
        since: at,
        phase: 'dispatching',
        proposal,
        approvedAt,
        attempt: event.attempt,
        lookedAt: release.phase === 'scheduled' || release.phase === 'dispatching' ? release.lookedAt : at,
        step,
        stop: null,
      };
    }
  }
}

function end(release: Release, event: Event<'ReleaseEnded'>, at: Instant): Ended {
  return {
    ...shared(release),
    since: at,
    phase: 'ended',
    outcome: event.outcome,
    proposal: 'proposal' in release ? release.proposal : null,
    attempt: 'attempt' in release ? release.attempt : 1,
    run: 'run' in release ? release.run : null,
    watch: 'watch' in release ? release.watch : null,
    dispatch: 'dispatch' in release ? release.dispatch : null,
  };
}
