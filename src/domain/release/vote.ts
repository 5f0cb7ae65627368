import { type PersonCommand } from '../commands.ts';
import { accepted, type Context, type Decision, refused } from '../decision.ts';
import { type LaneEvent } from '../events.ts';
import { type SlackUserId } from '../ids.ts';
import { evolve } from '../lane/evolve.ts';
import { type Lane } from '../lane/lane.ts';
import { type PersonActor } from '../people/actor.ts';
import { mayTry } from '../people/authority.ts';
import { ineligibility } from '../people/eligibility.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type AwaitingDecision, phaseName, type Release, type Vote } from './release.ts';
import { afterTheGo } from './start.ts';
import { hashPrefix } from './subject.ts';

type Approve = Extract<PersonCommand, { type: 'Approve' }>;

/**
 * One go for one subject. Fails closed at every step: the card that was clicked must show the subject that
 * stands, the rules in force must be those in it, the time to vote must not be over (whether or not a job has
 * said so), and the voter must be somebody whose go counts.
 */
export function decideApprove(lane: Lane, release: Release, command: Approve, context: Context): Decision {
  const { actor, now, policy } = context;
  if (actor.kind !== 'person')
    return refused({ code: 'not_allowed', action: 'release.approve', because: 'agent', needs: 'a person' });
  if (release.phase !== 'awaiting-decision') {
    if (hasVoted(release, actor)) return refused({ code: 'already_voted' });
    return refused({ code: 'wrong_phase', phase: phaseName(release), command: command.type });
  }
  const { proposal } = release;
  if (command.shown !== hashPrefix(proposal.hash)) {
    return refused({ code: 'subject_changed', changes: release.voided?.changes ?? [] });
  }
  if (policy.version !== proposal.subject.policyVersion) {
    const change = { what: 'config', from: proposal.subject.policyVersion, to: policy.version } as const;
    return refused({ code: 'subject_changed', changes: [change] });
  }
  if (now > proposal.subject.expiresAt) return refused({ code: 'voting_over', expiresAt: proposal.subject.expiresAt });
  if (hasVoted(release, actor)) return refused({ code: 'already_voted' });
  const why = ineligibility(actor, release.requestedBy, proposal.candidate, policy);
  if (why !== null) return refused({ code: 'not_eligible', why });
  const authority = mayTry(actor, 'release.approve', lane.environment, release.requestedBy);
  if (!authority.allowed) {
    return refused({
      code: 'not_allowed',
      action: 'release.approve',
      because: authority.because,
      needs: authority.needs,
    });
  }
  if (proposal.blockers.length > 0) return refused({ code: 'not_approvable', blockers: proposal.blockers });
  return accepted(withItsConsequence(lane, release, actor, context));
}

function withItsConsequence(
  lane: Lane,
  release: AwaitingDecision,
  actor: PersonActor,
  context: Context,
): readonly LaneEvent[] {
  const vote = { by: actor.slack, github: actor.github, roles: actor.roles, at: context.now };
  const cast: LaneEvent = { type: 'VoteCast', release: release.id, vote };
  const votes = [...release.proposal.votes, vote];
  if (!rulesAreMet(context.policy, votes)) return [cast];
  const voted = { ...release, proposal: { ...release.proposal, votes } };
  return [cast, ...afterTheGo(evolve(lane, cast, context.now), voted, context)];
}

/** Every rule counts its own voters: somebody with two roles satisfies a rule of each. */
export function rulesAreMet(policy: LanePolicy, votes: readonly Vote[]): boolean {
  return policy.approval.rules.every(({ role, min }) => votersUnder(role, votes).length >= min);
}

/** Those who gave their go under one rule, in the order in which they did. */
export function votersUnder(role: string, votes: readonly Vote[]): readonly SlackUserId[] {
  const voters: SlackUserId[] = [];
  for (const { by, roles } of votes) if (roles.includes(role)) voters.push(by);
  return voters;
}

function hasVoted(release: Release, actor: PersonActor): boolean {
  const proposal = 'proposal' in release ? release.proposal : null;
  if (proposal === null) return false;
  return proposal.votes.some(
    (vote) => vote.by === actor.slack || (vote.github !== null && vote.github === actor.github),
  );
}
