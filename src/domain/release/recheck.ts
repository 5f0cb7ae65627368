import { type FactCommand, type PersonCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing, refused } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { judgeGates } from '../gates/judge.ts';
import { type Lane } from '../lane/lane.ts';
import { ineligibility } from '../people/eligibility.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { after, msBetween } from '../time.ts';
import { deniedTo } from './dispatch.ts';
import { type RecheckWait } from './dispatch-step.ts';
import { recheckEvery, scheduledForAtMost } from './limits.ts';
import { undone } from './preempt.ts';
import { aboutOf, blockersOf, changesSince } from './proposal.ts';
import { putToVoteAgain } from './propose.ts';
import { type Dispatching, type Ended, phaseName, type Ready, type Release, type Vote } from './release.ts';
import { confirmAgain, hasNews, startRollback } from './roll-back.ts';
import { obstacle, readied, refusalFor, scheduled } from './start.ts';
import { silencedSince, withBase } from './still-known.ts';
import { hashPrefix, inputName, workflowOf } from './subject.ts';
import { type SubjectChange } from './subject-changes.ts';
import { type RollbackCause } from './terms.ts';
import { usualBefore } from './usual-before.ts';
import { rulesAreMet } from './vote.ts';

type RecordRecheck = Extract<FactCommand, { type: 'RecordRecheck' }>;

/**
 * The last look before anything is sent: the subject, the voters and the lane, all read afresh. Fails closed:
 * a change voids the votes, somebody who may no longer vote loses theirs, and whoever cannot be asked makes
 * the dispatch wait. Only then is the intent written, in the same commit as the effect that will act on it.
 */
export function decideRecheck(lane: Lane, release: Release, read: RecordRecheck, context: Context): Decision {
  if (release.phase !== 'dispatching' || release.step.at !== 'rechecking')
    return nothing('Nothing waits for this check.');
  const command = { ...read, candidate: withBase(release.proposal.candidate, read.candidate) };
  if (release.kind !== 'rollback' && msBetween(release.lookedAt, context.now) > scheduledForAtMost) {
    return accepted([readied(release.id, 'waited-too-long', null, context)]);
  }
  const { proposal } = release;
  if (silencedSince(proposal.candidate, command.candidate) === 'yes')
    return delayed(release, { for: 'github', said: 'GitHub did not answer everything that was asked.' }, context);
  const changes = changesSince(lane, release, command.candidate, context);
  if (changes === null) {
    const { path } = command.candidate.workflow;
    const { ref } = workflowOf(context.policy, release.kind) ?? context.policy.deploy;
    return delayed(release, { for: 'workflow', path, ref }, context);
  }
  if (release.kind === 'rollback') return recheckedRollback(lane, release, changes, command, context);
  if (changes.length > 0) return putToVoteAgain(lane, release, changes, command, context);

  const silent = proposal.votes.find((vote) => standingOf(vote, command).kind === 'unknown');
  if (silent !== undefined) return delayed(release, { for: 'slack', who: silent.by }, context);
  const votes = proposal.votes.filter((vote) => whyNot(vote, release, command, context.policy) === null);
  if (votes.length < proposal.votes.length && !rulesAreMet(context.policy, votes)) {
    return putToVoteAgain(lane, release, lostVotes(release, votes, command, context.policy), command, context);
  }
  const about = aboutOf(lane, release, command.candidate);
  const blocked = blockersOf(release, about, command.standings, context.policy).filter(
    (blocker) => blocker.code !== 'rules_cannot_be_met',
  );
  if (blocked.length > 0) {
    const change: SubjectChange = { what: 'blocked', codes: blocked.map(({ code }) => code) };
    return putToVoteAgain(lane, release, [change], command, context);
  }
  const waiting = obstacle(lane, release, context.policy, context.now);
  if (waiting !== null) return accepted([scheduled(lane, release.id, waiting, context.now)]);
  return intended(lane, release, command, context.policy);
}

/**
 * A rollback is what one deployer confirmed. That person is not asked for at Slack again: somebody who cannot be asked
 * about may still put production back. Whoever is known to be no member any more, or no deployer, may not.
 */
function recheckedRollback(
  lane: Lane,
  release: Dispatching,
  changes: readonly SubjectChange[],
  command: RecordRecheck,
  context: Context,
): Decision {
  const { policy } = context;
  const { votes } = release.proposal;
  // A mandate was granted with the go of what is undone; nobody has to be asked about again.
  const byMandate = release.cause !== null && release.cause.mandate !== null;
  const isHeld =
    byMandate ||
    votes.some((vote) => {
      const standing = standingOf(vote, command).kind;
      const roles = policy.people.find((known) => known.slack === vote.by)?.roles ?? [];
      return (standing === 'member' || standing === 'unknown') && roles.includes('deployer');
    });
  if (changes.length > 0 || !isHeld || hasNews(lane, release, command, context))
    return confirmAgain(lane, release, command, context);
  const waiting = obstacle(lane, release, policy, context.now);
  if (waiting !== null) return accepted([scheduled(lane, release.id, waiting, context.now)]);
  const start = intended(lane, release, command, policy);
  return start.kind === 'accepted' ? accepted([...undone(lane, release.id), ...start.events], start.effects) : start;
}

function intended(
  lane: Lane,
  release: Dispatching,
  { dispatch, baseline }: RecordRecheck,
  policy: LanePolicy,
): Decision {
  const { subject, candidate } = release.proposal;
  const usual = usualBefore(lane, release);
  const workflow = workflowOf(policy, release.kind) ?? policy.deploy;
  const start: Effect = {
    type: 'StartRun',
    release: release.id,
    dispatch,
    repo: policy.repo,
    workflow: workflow.workflow,
    ref: subject.workflow.ref,
    inputs: { ...subject.inputs, [inputName(policy, 'gonogo_request_id')]: dispatch },
  };
  const advisory = judgeGates(policy, candidate).filter(
    (gate) => gate.mode === 'advisory' && release.kind !== 'rollback',
  );
  const event: LaneEvent = {
    type: 'DispatchIntended',
    release: release.id,
    dispatch,
    ref: subject.workflow.ref,
    advisory: {
      judged: advisory.map(({ id }) => id),
      wouldHaveBlocked: advisory.filter(({ outcome }) => outcome !== 'pass').map(({ id }) => id),
    },
    baseline: usual.kind === 'recorded' ? usual.baseline : baseline,
  };
  return accepted([event], [start]);
}

function delayed(release: Dispatching, reason: RecheckWait, context: Context): Decision {
  return accepted([
    { type: 'RecheckDelayed', release: release.id, reason, recheckAt: after(context.now, recheckEvery) },
  ]);
}

/** GitHub that cannot be read makes the dispatch wait, too. */
export function decideRecheckFailure(release: Release, reason: RecheckWait, context: Context): Decision {
  if (release.phase !== 'dispatching' || release.step.at !== 'rechecking')
    return nothing('Nothing waits for this check.');
  return delayed(release, reason, context);
}

function standingOf(vote: Vote, command: RecordRecheck): RecordRecheck['standings'][string] {
  return command.standings[vote.by] ?? { kind: 'unknown', reason: 'not asked' };
}

function whyNot(vote: Vote, release: Dispatching, command: RecordRecheck, policy: LanePolicy): string | null {
  const person = policy.people.find((known) => known.slack === vote.by);
  const voter = {
    kind: 'person',
    slack: vote.by,
    standing: standingOf(vote, command),
    github: person?.github ?? null,
    roles: person?.roles ?? [],
  } as const;
  return ineligibility(voter, release.requestedBy, command.candidate, policy)?.code ?? null;
}

function lostVotes(
  release: Dispatching,
  kept: readonly Vote[],
  command: RecordRecheck,
  policy: LanePolicy,
): readonly SubjectChange[] {
  return release.proposal.votes
    .filter((vote) => !kept.includes(vote))
    .map((vote) => ({
      what: 'voter',
      slack: vote.by,
      because: whyNot(vote, release, command, policy) ?? 'not_listed',
    }));
}

/** The Deploy button of a release that was approved and waits for a person. */
export function decideDeploy(
  lane: Lane,
  release: Release,
  command: Extract<PersonCommand, { type: 'Deploy' }>,
  context: Context,
): Decision {
  const denied = deniedTo(lane, release, 'release.deploy', context);
  if (denied !== null) return denied;
  if (release.phase !== 'ready')
    return refused({ code: 'wrong_phase', phase: phaseName(release), command: command.type });
  if (command.shown !== hashPrefix(release.proposal.hash)) return refused({ code: 'subject_changed', changes: [] });
  if (context.now > release.lapsesAt)
    return refused({ code: 'lapsed', lapsesAt: release.lapsesAt, because: release.because });
  if (release.cause !== null) return pressedRollback(lane, release, release.cause, context);
  const waiting = obstacle(lane, release, context.policy, context.now);
  if (waiting?.for === 'lane') return accepted([scheduled(lane, release.id, waiting, context.now)]);
  if (waiting !== null) return refused(refusalFor(waiting));
  return begin(release.id, release.attempt, context);
}

/** The second press of a rollback is its confirm: it is what a person has looked at now. */
function pressedRollback(lane: Lane, release: Ready, cause: RollbackCause, context: Context): Decision {
  const { actor, now } = context;
  if (actor.kind !== 'person') return refused({ code: 'release_not_open' });
  const { blockers, votes } = release.proposal;
  if (blockers.length > 0) return refused({ code: 'not_approvable', blockers });
  const { slack: by, github, roles } = actor;
  const cast: LaneEvent = { type: 'VoteCast', release: release.id, vote: { by, github, roles, at: now } };
  const start = startRollback(lane, release, { ...cause, by, github, roles }, context);
  const isKnown = votes.some((vote) => vote.by === by);
  return accepted([...(isKnown ? [] : [cast]), ...start.events], start.effects);
}

/** A failed run may be started once more while its subject stands and nothing else has been in the lane. */
export function decideRetry(
  lane: Lane,
  release: Release,
  command: Extract<PersonCommand, { type: 'Retry' }>,
  context: Context,
): Decision {
  const denied = deniedTo(lane, release, 'release.retry', context);
  if (denied !== null) return denied;
  if (release.phase !== 'ended')
    return refused({ code: 'wrong_phase', phase: phaseName(release), command: command.type });
  const because = whyNotRetryable(lane, release, command.shown, context);
  if (because !== null) return refused({ code: 'not_retryable', because });
  const waiting = obstacle(lane, release, context.policy, context.now);
  if (waiting !== null) return refused(refusalFor(waiting));
  return begin(release.id, 2, context);
}

type NotRetryable = Extract<Extract<Decision, { kind: 'refused' }>['refusal'], { code: 'not_retryable' }>['because'];

/** `shown` is null where the question is only whether to offer the button. */
export function whyNotRetryable(
  lane: Lane,
  release: Ended,
  shown: string | null,
  context: Pick<Context, 'now' | 'policy'>,
): NotRetryable | null {
  const { outcome, proposal } = release;
  if (outcome.kind !== 'failed' || proposal === null) return 'not-a-failed-run';
  const { code } = outcome.cause;
  if (code !== 'run-failed' && code !== 'run-cancelled' && code !== 'run-evicted') return 'not-a-failed-run';
  if (release.attempt > 1) return 'already-retried';
  if (lane.last?.id !== release.id) return 'not-last';
  if (context.now > proposal.subject.expiresAt) return 'subject-expired';
  if (proposal.subject.policyVersion !== context.policy.version) return 'subject-changed';
  return shown === null || shown === hashPrefix(proposal.hash) ? null : 'subject-changed';
}

function begin(release: Release['id'], attempt: number, context: Context): Decision {
  const deployer = context.actor.kind === 'person' ? context.actor.slack : null;
  return accepted([{ type: 'RecheckBegun', release, attempt, deployer }]);
}
