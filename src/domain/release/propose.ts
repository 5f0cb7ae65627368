import { onCallOf } from '../checklist/monitoring.ts';
import { type FactCommand, type Standings } from '../commands.ts';
import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { hashOf } from '../hash.ts';
import { type Lane } from '../lane/lane.ts';
import { type Candidate } from './candidate.ts';
import { decideGatherFailure, workflowMissing } from './gather.ts';
import { aboutOf, blockersOf, changesSince, outsidersIn, proposalOf } from './proposal.ts';
import {
  type AwaitingDecision,
  type OpenRelease,
  type Preparing,
  type Proposal,
  type Ready,
  type Release,
  type Scheduled,
} from './release.ts';
import { beginRollback, refreshRollback } from './roll-back.ts';
import { withWhatWasKnown } from './still-known.ts';
import { type SubjectChange } from './subject-changes.ts';

type RecordCandidate = Extract<FactCommand, { type: 'RecordCandidate' }>;

/** A release whose subject is voted on, or was approved and has not started. */
type Votable = AwaitingDecision | Scheduled | Ready;

/**
 * New facts about a candidate. For a new request they become the proposal that people vote on; for one that
 * is being voted on, or waits to start, any change of the subject voids the votes and puts it to the vote again.
 */
export function decideCandidate(lane: Lane, release: Release, command: RecordCandidate, context: Context): Decision {
  switch (release.phase) {
    case 'preparing':
      return release.cause === null
        ? firstProposal(lane, release, command, context)
        : beginRollback(lane, release, release.cause, command, context);
    case 'awaiting-decision':
    case 'scheduled':
    case 'ready':
      return release.cause === null
        ? refreshed(lane, release, command, context)
        : refreshRollback(lane, release, command, context);
    case 'dispatching':
    case 'deploying':
    case 'watching':
    case 'unverified':
    case 'ended':
      return nothing('The candidate is past its vote.');
  }
}

function firstProposal(lane: Lane, release: Preparing, command: RecordCandidate, context: Context): Decision {
  const proposal = proposalOf(lane, release, { round: release.round + 1, ticks: [], ...command }, context);
  if (proposal === null) return decideGatherFailure(release, workflowMissing(release, command, context), context);
  const effects: Effect[] = [];
  for (const blocker of proposal.blockers) {
    if (blocker.code !== 'rules_cannot_be_met') continue;
    const { role, needed, possible } = blocker;
    effects.push({
      type: 'Tell',
      id: `${release.id}-rules-${role}`,
      user: release.requestedBy,
      channel: context.policy.channels.releases,
      say: { kind: 'rules-cannot-be-met', release: release.id, role, needed, possible },
    });
  }
  const { who, groups } = onCallOf(context.policy);
  if (who.length + groups.length > 0) {
    const note = { kind: 'on-call-told', who, groups } as const;
    effects.push({ type: 'Reply', id: 'on-call', release: release.id, note });
  }
  return accepted([{ type: 'ProposalMade', release: release.id, proposal, voided: null }], effects);
}

function refreshed(lane: Lane, release: Votable, command: RecordCandidate, context: Context): Decision {
  const { proposal } = release;
  if (release.phase === 'awaiting-decision' && context.now > proposal.subject.expiresAt)
    return nothing('The time to vote is over.');
  const candidate = withWhatWasKnown(proposal.candidate, command.candidate);
  const changes = changesSince(lane, release, candidate, context);
  if (changes === null) return nothing('Without a workflow file there is no new subject; the dispatch checks again.');
  const facts = { candidate, standings: command.standings };
  if (changes.length > 0) return putToVoteAgain(lane, release, changes, facts, context);
  const blockers = blockersOf(release, aboutOf(lane, release, candidate), command.standings, context.policy);
  const outsiders = outsidersIn(command.standings, context.policy);
  const known = { candidate: proposal.candidate, blockers: proposal.blockers, outsiders: proposal.outsiders };
  const news = { candidate, blockers, outsiders };
  if (hashOf(known) === hashOf(news)) return nothing('Nothing has changed.');
  return accepted([{ type: 'ProposalRefreshed', release: release.id, ...news }]);
}

/** The votes were for another subject: they are void, and the new one is put to the vote. */
export function putToVoteAgain(
  lane: Lane,
  release: OpenRelease & { readonly proposal: Proposal },
  changes: readonly SubjectChange[],
  facts: { readonly candidate: Candidate; readonly standings: Standings },
  context: Context,
): Decision {
  const { ticks } = release.proposal;
  const round = release.proposal.round + 1;
  const proposal = proposalOf(lane, release, { round, ticks, ...facts }, context);
  if (proposal === null) return nothing('Without a workflow file there is no new subject.');
  const voters = release.proposal.votes.map((vote) => vote.by);
  const voided = { changes, voters };
  const effects: Effect[] =
    voters.length > 0
      ? [
          {
            type: 'Reply',
            id: `voided-${proposal.round}`,
            release: release.id,
            note: { kind: 'votes-voided', changes, voters },
          },
        ]
      : [];
  return accepted([{ type: 'ProposalMade', release: release.id, proposal, voided }], effects);
}
