import { type AboutRelease } from '../events.ts';
import { type Lane } from '../lane/lane.ts';
import { after, type Instant, msBetween } from '../time.ts';
import { type ReleaseEvent as Event, shared } from './carried.ts';
import { type DispatchStep } from './dispatch-step.ts';
import { evolveDispatch, evolveRun } from './evolve-dispatch.ts';
import { evolveWatch } from './evolve-watch.ts';
import { rollbackSilence } from './limits.ts';
import { type Ended, type Preparing, type Proposal, type Release, type Vote } from './release.ts';

export function begin(lane: Lane, event: Event<'ReleaseRequested'>, at: Instant): Preparing {
  return {
    id: event.release,
    kind: event.kind,
    cause: event.cause,
    service: lane.service,
    environment: lane.environment,
    request: event.request,
    requestedBy: event.requestedBy,
    requestedAt: at,
    again: event.again,
    card: null,
    alarmAt: event.kind === 'rollback' ? after(at, rollbackSilence) : null,
    since: at,
    phase: 'preparing',
    problem: null,
    attempts: 0,
    progress: null,
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
    case 'CardLost':
      return { ...release, card: event.type === 'CardPosted' ? event.card : null };
    case 'RollbackStalled':
      return { ...release, alarmAt: event.alarmAt };
    case 'ReleaseEnded':
      return end(release, event, at);
    case 'GatherFailed':
    case 'GatherProgressed':
      return release.phase === 'preparing' ? gathered(release, event) : release;
    case 'ProposalMade':
    case 'ProposalRefreshed':
    case 'ItemVerified':
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
    case 'PostDeployRead':
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
    case 'MinutesAwaited':
    case 'LateMinutesRead':
    case 'VerdictTurned':
      return evolveWatch(release, event, at);
  }
}

function gathered(release: Preparing, event: Event<'GatherFailed' | 'GatherProgressed'>): Preparing {
  if (event.type === 'GatherProgressed') return { ...release, progress: { done: event.done, total: event.total } };
  return { ...release, problem: event.reason, attempts: release.attempts + 1, gatherAt: event.gatherAt };
}

function evolveVoting(
  release: Release,
  event: Event<'ProposalMade' | 'ProposalRefreshed' | 'ItemVerified' | 'VoteCast' | 'Reminded'>,
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
  if (release.phase === 'ready') {
    if (event.type === 'Reminded') return { ...release, reminders: event.count };
    return event.type === 'VoteCast' ? { ...release, proposal: withVote(release.proposal, event.vote) } : release;
  }
  if (release.phase !== 'awaiting-decision') return release;
  switch (event.type) {
    case 'VoteCast':
      return { ...release, proposal: withVote(release.proposal, event.vote) };
    case 'ItemVerified': {
      const { tick, subject, hash, blockers } = event;
      const ticks = [...release.proposal.ticks.filter(({ item }) => item !== tick.item), tick];
      // What is said of the lane for all its releases stands in no subject, and takes nobody's vote.
      const votes = hash === release.proposal.hash ? release.proposal.votes : [];
      return { ...release, proposal: { ...release.proposal, ticks, subject, hash, blockers, votes } };
    }
    case 'Reminded':
      return { ...release, reminders: event.count };
  }
}

function withVote(proposal: Proposal, vote: Vote): Proposal {
  return { ...proposal, votes: [...proposal.votes, vote] };
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
        baseline: null,
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
    postDeploy: 'postDeploy' in release ? release.postDeploy : null,
    baseline: 'baseline' in release ? release.baseline : null,
    tookMs: tookOf(release),
  };
}

/** From the intent to the first look: the new version was seen live right before it. */
function tookOf(release: Release): number | null {
  if (release.phase !== 'watching' && release.phase !== 'unverified') return null;
  return release.watch?.stage === 'looking' ? msBetween(release.intendedAt, release.watch.liveSince) : null;
}
