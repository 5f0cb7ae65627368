import { type FactCommand, type PersonCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing, refused } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type CommitSha, type ReleaseId, shortSha } from '../ids.ts';
import { type Lane } from '../lane/lane.ts';
import { mayTry } from '../people/authority.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { after, type Instant } from '../time.ts';
import { type Candidate } from './candidate.ts';
import { decideGatherFailure, workflowMissing } from './gather.ts';
import { rollbackFor } from './limits.ts';
import { preempt } from './preempt.ts';
import { aboutOf, blockersOf, changesSince, proposalOf } from './proposal.ts';
import {
  type AwaitingDecision,
  type OpenRelease,
  type Preparing,
  type Proposal,
  type Ready,
  type Scheduled,
} from './release.ts';
import { warningsOf } from './rollback-warnings.ts';
import { readied } from './start.ts';
import { type RollbackCause, type RollbackWarning } from './terms.ts';

type RecordCandidate = Extract<FactCommand, { type: 'RecordCandidate' }>;

/**
 * A person puts production back. One deployer's confirm is enough, and neither windows nor the queue nor a hold keep
 * it from starting: it fails open like a stop, and only where nobody knows what to put back does it not go on.
 * From here on the lane is held, so that nothing follows before somebody has looked.
 */
export function decideRollBack(
  lane: Lane,
  command: Extract<PersonCommand, { type: 'RollBack' }>,
  context: Context,
): Decision {
  const { actor, policy, now } = context;
  const action = 'release.rollback';
  const authority = mayTry(actor, action, lane.environment, null);
  if (!authority.allowed)
    return refused({ code: 'not_allowed', action, because: authority.because, needs: authority.needs });
  if (actor.kind !== 'person') return refused({ code: 'not_allowed', action, because: 'agent', needs: 'a person' });
  if (policy.replay === null) return refused({ code: 'no_replay_workflow' });
  if (command.reason.trim() === '') return refused({ code: 'reason_missing' });
  const underWay = lane.open[command.release] ?? rollbackUnderWay(lane, command.target);
  if (underWay !== null) return refused({ code: 'rollback_under_way', release: underWay.id });

  const { slack: by, roles, github } = actor;
  const { of, reason, warned } = command;
  const cause: RollbackCause = { of, reason, by, roles, github, warned, mandate: null };
  const others = rollbacksNotBegun(lane).map(
    ({ id }): LaneEvent => ({
      type: 'ReleaseEnded',
      release: id,
      outcome: { kind: 'superseded', by: command.release },
    }),
  );
  return accepted([...others, ...rollbackBegun(command.release, command.target, cause, now)]);
}

/** The rollback and the hold that comes with it. */
export function rollbackBegun(
  release: ReleaseId,
  target: CommitSha,
  cause: RollbackCause,
  now: Instant,
): readonly LaneEvent[] {
  return [
    {
      type: 'ReleaseRequested',
      release,
      kind: 'rollback',
      cause,
      request: {
        ref: { kind: 'sha', sha: target },
        summary: cause.reason,
        urgency: 'Urgent',
        emergency: null,
        risk: { level: 'Low', impact: '', mitigation: '' },
        mandate: 'no',
        preferred: null,
        alternative: '',
      },
      requestedBy: cause.by,
      again: null,
      expiresAt: after(now, rollbackFor),
    },
    { type: 'HoldPlaced', reason: `rollback to ${shortSha(target)}: ${cause.reason}`, release },
  ];
}

/**
 * One whose run may be changing production, or that would do the same. Any other gives way: it has not begun, or what
 * it put back is being watched and has turned out wrong as well.
 */
export function rollbackUnderWay(lane: Pick<Lane, 'open'>, target: CommitSha | null): OpenRelease | null {
  return rollbacksIn(lane).find((release) => isRunning(release) || goesBackTo(release) === target) ?? null;
}

/** The rollback of this release that has put production back, and is being watched. */
export function watchedBack(lane: Pick<Lane, 'open'>, of: ReleaseId): OpenRelease | null {
  return rollbacksIn(lane).find(({ phase, cause }) => phase === 'watching' && cause?.of === of) ?? null;
}

function isRunning({ phase }: OpenRelease): boolean {
  return phase === 'dispatching' || phase === 'deploying';
}

/** One that has been put live does not count: it may be put back once more. */
function goesBackTo(release: OpenRelease): CommitSha | 'elsewhere' {
  const { ref } = release.request;
  return ref.kind === 'sha' && isNotBegun(release) ? ref.sha : 'elsewhere';
}

function rollbacksNotBegun(lane: Lane): readonly OpenRelease[] {
  return rollbacksIn(lane).filter(isNotBegun);
}

function rollbacksIn(lane: Pick<Lane, 'open'>): readonly OpenRelease[] {
  return Object.values(lane.open).filter((release) => release.kind === 'rollback');
}

function isNotBegun({ phase }: OpenRelease): boolean {
  return phase === 'preparing' || phase === 'awaiting-decision' || phase === 'scheduled' || phase === 'ready';
}

/**
 * What is to be put back has been read. If nothing has come up that the person was not warned about it starts now;
 * else it is shown, and waits for a second press.
 */
export function beginRollback(
  lane: Lane,
  release: Preparing,
  cause: RollbackCause,
  command: RecordCandidate,
  context: Context,
): Decision {
  const { candidate } = command;
  const bare = proposalOf(lane, release, { round: release.round + 1, ticks: [], ...command }, context);
  if (bare === null) return decideGatherFailure(release, workflowMissing(release, command, context), context);
  const [blocker] = bare.blockers;
  if (blocker !== undefined) return decideGatherFailure(release, cannotStart(release, bare, context), context);

  const unread = warningsOf(lane, context.policy, candidate).filter((warning) => !cause.warned.includes(warning));
  const isAnother = cause.mandate !== null && bare.subject.manifest !== cause.mandate.manifest;
  if (unread.length > 0 || isAnother) {
    const made: LaneEvent = { type: 'ProposalMade', release: release.id, proposal: bare, voided: null };
    return accepted([made, readied(release.id, 'rollback-changed', unread.join(','), context)]);
  }
  const { by, github, roles } = cause;
  const proposal: Proposal = { ...bare, votes: [{ by, github, roles, at: release.requestedAt }] };
  const made: LaneEvent = { type: 'ProposalMade', release: release.id, proposal, voided: null };
  const start = startRollback(lane, { id: release.id, attempt: 1 }, cause, context);
  return accepted([made, ...start.events], start.effects);
}

/** Clears its way through the lane, and goes. */
export function startRollback(
  lane: Lane,
  { id, attempt }: Pick<Ready, 'id' | 'attempt'>,
  cause: RollbackCause,
  context: Context,
): { readonly events: readonly LaneEvent[]; readonly effects: readonly Effect[] } {
  const { events, effects, behind } = preempt(lane, id, cause, context);
  if (behind === null) {
    const begun: LaneEvent = { type: 'RecheckBegun', release: id, attempt, deployer: cause.by };
    return { events: [...events, begun], effects };
  }
  const waits: LaneEvent = {
    type: 'ReleaseScheduled',
    release: id,
    waiting: { for: 'cancelled', behind },
    follows: behind,
    expects: [behind],
    checkAt: context.now,
  };
  return { events: [...events, waits], effects };
}

/** One that waits for a cancelled run, or for a second press. Only what it would do counts; who else changed what does not. */
export function refreshRollback(
  lane: Lane,
  release: AwaitingDecision | Scheduled | Ready,
  command: RecordCandidate,
  context: Context,
): Decision {
  const changes = changesSince(lane, release, command.candidate, context);
  const isAsConfirmed = changes === null || changes.length === 0;
  return isAsConfirmed && !hasNews(lane, release, command, context)
    ? nothing('It would do what was confirmed.')
    : confirmAgain(lane, release, command, context);
}

/** Something came up that nobody has confirmed, or something keeps it from starting that did not before, or no longer. */
export function hasNews(
  lane: Lane,
  release: Parameters<typeof proposalOf>[1] & { readonly proposal: Proposal },
  { candidate, standings }: Pick<RecordCandidate, 'candidate' | 'standings'>,
  { policy }: Pick<Context, 'policy'>,
): boolean {
  if (unreadWarnings(lane, policy, release, candidate).length > 0) return true;
  const blockers = blockersOf(release, aboutOf(lane, release, candidate), standings, policy);
  return codesOf(blockers) !== codesOf(release.proposal.blockers);
}

function codesOf(blockers: Proposal['blockers']): string {
  return blockers.map(({ code }) => code).join(' ');
}

/** Warnings that nobody has confirmed: neither the form named them, nor the card that was pressed. */
function unreadWarnings(
  lane: Lane,
  policy: LanePolicy,
  { cause, proposal }: { readonly cause: RollbackCause | null; readonly proposal: Proposal },
  candidate: Candidate,
): readonly RollbackWarning[] {
  const named = [...(cause?.warned ?? []), ...warningsOf(lane, policy, proposal.candidate)];
  return warningsOf(lane, policy, candidate).filter((warning) => !named.includes(warning));
}

/** What would run is not what was confirmed: a deployer looks at it, and presses once more. */
export function confirmAgain(
  lane: Lane,
  release: Parameters<typeof proposalOf>[1] & { readonly proposal: Proposal },
  command: Pick<RecordCandidate, 'candidate' | 'standings'>,
  context: Context,
): Decision {
  const { candidate, standings } = command;
  const proposal = proposalOf(
    lane,
    release,
    { round: release.proposal.round + 1, ticks: [], candidate, standings },
    context,
  );
  if (proposal === null) return nothing('Without a workflow file there is nothing to start.');
  const made: LaneEvent = { type: 'ProposalMade', release: release.id, proposal, voided: null };
  const warnings = warningsOf(lane, context.policy, candidate).join(',');
  return accepted([made, readied(release.id, 'rollback-changed', warnings === '' ? null : warnings, context)]);
}

function cannotStart(
  release: Preparing,
  proposal: Proposal,
  { policy }: Context,
): Extract<FactCommand, { type: 'RecordGatherFailure' }> {
  const blocker = proposal.blockers[0];
  const reason =
    blocker?.code === 'not_earlier'
      ? `${shortSha(proposal.candidate.sha)} is newer than what is live and has never run here. Request it instead.`
      : blocker?.code === 'digests_unavailable'
        ? `Nobody knows the digests of ${shortSha(proposal.candidate.sha)} (${blocker.problem.detail}). Choose another version, or deploy a fix.`
        : `The workflow ${proposal.subject.workflow.path} of ${policy.repo} cannot be started as it is. The status says which lines it lacks.`;
  return { type: 'RecordGatherFailure', release: release.id, reason, final: 'passing' };
}
