import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Alert, type Effect } from '../effects.ts';
import { type SlackUserId } from '../ids.ts';
import { type Lane } from '../lane/lane.ts';
import { possibleVoters } from '../people/eligibility.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { after, type Instant, msBetween } from '../time.ts';
import { breachFoundLater } from '../watch/late.ts';
import { byHand } from './by-hand.ts';
import { askPerson, asksPerson, beginSearch, deployersOf } from './dispatch.ts';
import {
  askAgainEvery,
  cancelEvery,
  cancelsBeforeAlert,
  claimedWithin,
  scheduledForAtMost,
  searchGrace,
} from './limits.ts';
import { preempt } from './preempt.ts';
import { putToVoteAgain } from './propose.ts';
import {
  type AwaitingDecision,
  type Deploying,
  type Dispatching,
  type Ended,
  type Ready,
  type Release,
  type Scheduled,
  type Waiting,
} from './release.ts';
import { decideStalled } from './rollback-stalled.ts';
import { concludeFailed, concludeSuccess, workflowUnknown } from './run.ts';
import { checkAgainAt, obstacle, readied } from './start.ts';
import { type RollbackCause } from './terms.ts';

/** Reminders go out when these parts of the time to vote are over. */
export const remindAt: readonly number[] = [0.5, 0.9];

/**
 * What follows from time alone. Whoever calls this may be late, early or one of several: the state and the
 * time decide, never the fact of the call.
 */
export function decideAdvance(lane: Lane, release: Release, context: Context): Decision {
  const { now } = context;
  const stalled = release.phase === 'ended' ? null : decideStalled(release, context);
  if (stalled !== null) return stalled;
  switch (release.phase) {
    case 'preparing':
      return now >= release.expiresAt ? expired(release) : nothing('The candidate is still being read.');
    case 'awaiting-decision':
      return advanceVoting(release, context);
    case 'scheduled':
      return advanceScheduled(lane, release, context);
    case 'ready':
      return advanceReady(release, context);
    case 'dispatching':
      return advanceDispatch(release, context);
    case 'deploying':
      return advanceRun(lane, release, context);
    case 'unverified': {
      if (now < release.askAgainAt) return nothing('A person has been asked.');
      const ask: Effect = {
        type: 'Reply',
        id: `unverified-${now}`,
        release: release.id,
        note: { kind: 'unverified-again', because: release.because },
      };
      return accepted([{ type: 'AskedAgain', release: release.id, askAgainAt: after(now, askAgainEvery) }], [ask]);
    }
    case 'watching':
    case 'ended':
      return nothing('Time alone changes nothing here.');
  }
}

function expired(release: Release): Decision {
  return accepted([{ type: 'ReleaseEnded', release: release.id, outcome: { kind: 'expired' } }]);
}

function advanceVoting(release: AwaitingDecision, context: Context): Decision {
  const { now, policy } = context;
  const { expiresAt } = release.proposal.subject;
  if (now >= expiresAt) return expired(release);
  const due = remindAt.filter((part) => now >= reminderTime(release, part)).length;
  if (due <= release.reminders) return nothing('No reminder is due.');
  const who = stillAsked(release, policy);
  const remind: Effect = {
    type: 'Reply',
    id: `reminder-${release.proposal.round}-${due}`,
    release: release.id,
    note: { kind: 'reminder', of: 'vote', expiresAt, who },
  };
  return accepted([{ type: 'Reminded', release: release.id, count: due }], [remind]);
}

/** When a part of the time to vote is over; `part` is between 0 and 1. */
export function reminderTime(release: AwaitingDecision, part: number): Instant {
  return after(release.since, Math.round(msBetween(release.since, release.proposal.subject.expiresAt) * part));
}

/** Everyone whose go could still count and who has not given it. */
export function stillAsked(release: AwaitingDecision, policy: LanePolicy): readonly SlackUserId[] {
  const { candidate, outsiders } = release.proposal;
  const voted = release.proposal.votes.map((vote) => vote.by);
  const who = policy.approval.rules.flatMap(({ role }) =>
    possibleVoters(role, release.requestedBy, candidate, outsiders, policy),
  );
  return [...new Set(who)].filter((person) => !voted.includes(person));
}

/**
 * An approved release that waits. It starts only behind a release that it expected, and only after one that
 * went well: after a failed one a person looks first, and when another came in between it is asked again.
 */
function advanceScheduled(lane: Lane, release: Scheduled, context: Context): Decision {
  const { now, policy } = context;
  if (release.cause !== null) return advanceRollback(lane, release, release.cause, context);
  if (msBetween(release.lookedAt, now) > scheduledForAtMost)
    return accepted([readied(release.id, 'waited-too-long', null, context)]);
  const waiting = obstacle(lane, release, policy, now);
  if (waiting !== null) {
    if (JSON.stringify(waiting) === JSON.stringify(release.waiting) && now < release.checkAt)
      return nothing('It still waits.');
    const checkAt = checkAgainAt(waiting, release.lookedAt, after(now, 1));
    return accepted([{ type: 'WaitChanged', release: release.id, waiting, checkAt }]);
  }
  // Its own first attempt is nobody who came before it.
  const last = lane.last?.id === release.id ? null : lane.last;
  if (last !== null && !release.expects.includes(last.id)) {
    const change = { what: 'order', expected: release.follows ?? 'nobody', came: last.id } as const;
    return putToVoteAgain(lane, release, [change], { candidate: release.proposal.candidate, standings: {} }, context);
  }
  if (last !== null && last.since >= release.lookedAt && isBad(last)) {
    return accepted([readied(release.id, 'predecessor-failed', null, context)]);
  }
  return accepted([{ type: 'RecheckBegun', release: release.id, attempt: release.attempt, deployer: null }]);
}

/** It failed, or was called good and turned out not to be. */
function isBad(last: Ended): boolean {
  return last.outcome.kind === 'failed' || breachFoundLater(last) !== null;
}

/**
 * What a rollback has cancelled may succeed all the same, or turn out never to have been started. Each time that it
 * looks it clears its way again, and writes nothing while there is nothing new.
 */
function advanceRollback(lane: Lane, release: Scheduled, cause: RollbackCause, context: Context): Decision {
  const { id, attempt } = release;
  const { events, effects, behind } = preempt(lane, id, cause, context);
  if (behind === null)
    return accepted([...events, { type: 'RecheckBegun', release: id, attempt, deployer: null }], effects);
  const waiting: Waiting = { for: 'cancelled', behind };
  const isKnown = JSON.stringify(waiting) === JSON.stringify(release.waiting);
  if (isKnown) return events.length === 0 ? nothing('It still waits.') : accepted(events, effects);
  return accepted([...events, { type: 'WaitChanged', release: id, waiting, checkAt: context.now }], effects);
}

function advanceDispatch(release: Dispatching, context: Context): Decision {
  const { now } = context;
  const { step } = release;
  switch (step.at) {
    case 'rechecking':
      if (release.kind === 'rollback' || msBetween(release.lookedAt, now) <= scheduledForAtMost)
        return nothing('The last check is under way.');
      return accepted([readied(release.id, 'waited-too-long', null, context)]);
    case 'intended':
      if (now < after(step.intendedAt, claimedWithin)) return nothing('A worker will claim it.');
      return accepted([{ type: 'RecheckBegun', release: release.id, attempt: release.attempt, deployer: null }]);
    case 'calling':
      if (now < step.unknownAt) return nothing('GitHub may still answer.');
      return beginSearch(release, 'the call to GitHub never brought an answer', now);
    case 'searching':
      return now < after(step.until, searchGrace) ? nothing('The search decides.') : askPerson(release, context);
    case 'asking-person':
      if (now < step.askAgainAt) return nothing('A person has been asked.');
      return accepted(
        [{ type: 'PersonAsked', release: release.id, askAgainAt: after(now, askAgainEvery) }],
        [asksPerson(release, step, context)],
      );
    case 'two-runs': {
      if (now < step.askAgainAt) return nothing('A person has been asked.');
      const { dispatch, runs } = step;
      const alert = { kind: 'two-runs', dispatch, runs, ask: deployersOf(context.policy) } as const;
      const again: Effect = { type: 'Alert', id: `two-runs-${dispatch}-${now}`, release: release.id, alert };
      return accepted(
        [{ type: 'TwoRunsFound', release: release.id, runs, askAgainAt: after(now, askAgainEvery) }],
        [again],
      );
    }
  }
}

function advanceReady(release: Ready, context: Context): Decision {
  const { now, policy } = context;
  if (now >= release.lapsesAt) return expired(release);
  if (release.reminders > 0 || now < readyReminder(release)) return nothing('A person has to press Deploy.');
  const { lapsesAt } = release;
  const note = { kind: 'reminder', of: 'ready', expiresAt: lapsesAt, who: deployersOf(policy) } as const;
  return accepted(
    [{ type: 'Reminded', release: release.id, count: 1 }],
    [{ type: 'Reply', id: `ready-${lapsesAt}`, release: release.id, note }],
  );
}

/** One reminder, when half of the time to press Deploy is over. */
export function readyReminder(release: Ready): Instant {
  return after(release.since, Math.round(msBetween(release.since, release.lapsesAt) / 2));
}

function advanceRun(lane: Lane, release: Deploying, context: Context): Decision {
  const { ended } = release;
  if (ended === null) return advanceOpenRun(release, context);
  if (context.now < ended.readUntil) return nothing('What is live is being read.');
  if (ended.conclusion === 'success' && release.condemned === null)
    return release.workflow === 'approved' ? concludeSuccess(release, context) : workflowUnknown(release, context);
  const live = { kind: 'unknown', reason: 'the version endpoint gave no answer in time' } as const;
  return concludeFailed(lane, release, ended.conclusion, live, context);
}

/** A stop that GitHub has not heard is repeated; a run that GitHub does not show is told to people, every hour. */
function advanceOpenRun(release: Deploying, context: Context): Decision {
  const { now, policy } = context;
  const { stop, unreadable, run, id } = release;
  const ask = deployersOf(policy);
  if (stop?.wants === 'cancel' && now >= stop.askAgainAt) {
    const effects: Effect[] = [{ type: 'CancelRun', release: id, repo: policy.repo, run: run.id }];
    if (stop.asked === cancelsBeforeAlert) {
      effects.push({
        type: 'Alert',
        id: `cancel-${run.id}`,
        release: id,
        alert: { kind: 'cancel-unheard', run, stop, ask },
      });
    }
    return accepted([{ type: 'CancelRepeated', release: id, askAgainAt: after(now, cancelEvery) }], effects);
  }
  if (unreadable === null || now < unreadable.askAgainAt) return nothing('The run is being watched.');
  const { reason } = unreadable;
  const alert: Alert =
    release.kind === 'rollback'
      ? {
          kind: 'rollback-stalled',
          because: { code: 'unreadable', run, said: reason },
          byHand: byHand(release, policy),
          ask,
        }
      : { kind: 'run-unreadable', run, reason, ask };
  return accepted(
    [{ type: 'RunUnreadable', release: id, reason, askAgainAt: after(now, askAgainEvery) }],
    [{ type: 'Alert', id: `unreadable-${run.id}-${now}`, release: id, alert }],
  );
}
