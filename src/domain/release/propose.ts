import { type FactCommand, type Standings } from '../commands.ts';
import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { hashOf } from '../hash.ts';
import { possibleVoters } from '../people/eligibility.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { after, minute } from '../time.ts';
import { type Blocker } from './blockers.ts';
import { type Candidate } from './candidate.ts';
import { gatherAgainAfter } from './limits.ts';
import {
  type AwaitingDecision,
  type OpenRelease,
  type Proposal,
  type Ready,
  type Release,
  type Scheduled,
} from './release.ts';
import { expiryOf } from './request.ts';
import { type SubjectChange, subjectChanges, subjectHash, subjectOf } from './subject.ts';

type RecordCandidate = Extract<FactCommand, { type: 'RecordCandidate' }>;
type RecordGatherFailure = Extract<FactCommand, { type: 'RecordGatherFailure' }>;

/** A release whose subject is voted on, or was approved and has not started. */
type Votable = AwaitingDecision | Scheduled | Ready;

/**
 * New facts about a candidate. For a new request they become the proposal that people vote on; for one that
 * is being voted on, or waits to start, any change of the subject voids the votes and puts it to the vote again.
 */
export function decideCandidate(release: Release, command: RecordCandidate, context: Context): Decision {
  switch (release.phase) {
    case 'preparing':
      return firstProposal(release, command, context);
    case 'awaiting-decision':
    case 'scheduled':
    case 'ready':
      return refreshed(release, command, context);
    case 'dispatching':
    case 'deploying':
    case 'watching':
    case 'unverified':
    case 'ended':
      return nothing('The candidate is past its vote.');
  }
}

export function decideGatherFailure(release: Release, command: RecordGatherFailure, context: Context): Decision {
  if (release.phase !== 'preparing') return nothing('What is known already stands.');
  const wait =
    command.final === 'final' ? minute : Math.min(gatherAgainAfter * 2 ** Math.min(release.attempts, 4), minute);
  return accepted([
    { type: 'GatherFailed', release: release.id, reason: command.reason, gatherAt: after(context.now, wait) },
  ]);
}

function firstProposal(
  release: Extract<Release, { phase: 'preparing' }>,
  command: RecordCandidate,
  context: Context,
): Decision {
  const proposal = proposalOf(release, release.round + 1, command, context);
  if (proposal === null) {
    const { workflow } = command.candidate;
    const reason = `There is no ${workflow.path} at ${context.policy.deploy.ref} of ${context.policy.repo}. Add the workflow there, or correct deploy.workflow in gonogo.yaml.`;
    return decideGatherFailure(
      release,
      { type: 'RecordGatherFailure', release: release.id, reason, final: 'final' },
      context,
    );
  }
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
  return accepted([{ type: 'ProposalMade', release: release.id, proposal, voided: null }], effects);
}

function refreshed(release: Votable, command: RecordCandidate, context: Context): Decision {
  const { proposal } = release;
  if (release.phase === 'awaiting-decision' && context.now > proposal.subject.expiresAt)
    return nothing('The time to vote is over.');
  const changes = changesSince(release, command.candidate, context);
  if (changes === null) return nothing('Without a workflow file there is no new subject; the dispatch checks again.');
  if (changes.length > 0) return putToVoteAgain(release, changes, command, context);
  const blockers = blockersOf(release, command.candidate, command.standings, context.policy);
  const outsiders = outsidersIn(command.standings, context.policy);
  const known = { candidate: proposal.candidate, blockers: proposal.blockers, outsiders: proposal.outsiders };
  const news = { candidate: command.candidate, blockers, outsiders };
  if (hashOf(known) === hashOf(news)) return nothing('Nothing has changed.');
  return accepted([{ type: 'ProposalRefreshed', release: release.id, ...news }]);
}

/** What differs from the subject that stands; null when there is no subject any more. */
export function changesSince(
  release: { readonly proposal: Proposal; readonly request: OpenRelease['request'] },
  candidate: Candidate,
  context: Context,
): readonly SubjectChange[] | null {
  const { subject } = release.proposal;
  const now = subjectOf(context.policy, candidate, subject.expiresAt);
  if (now === null) return null;
  const { ref } = release.request;
  return subjectChanges(subject, now, ref.kind === 'ref' ? ref.name : null);
}

/** The votes were for another subject: they are void, and the new one is put to the vote. */
export function putToVoteAgain(
  release: OpenRelease & { readonly proposal: Proposal },
  changes: readonly SubjectChange[],
  facts: { readonly candidate: Candidate; readonly standings: Standings },
  context: Context,
): Decision {
  const proposal = proposalOf(release, release.proposal.round + 1, facts, context);
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

function proposalOf(
  release: OpenRelease,
  round: number,
  facts: { readonly candidate: Candidate; readonly standings: Standings },
  context: Context,
): Proposal | null {
  const subject = subjectOf(context.policy, facts.candidate, expiryOf(context.policy, context.now));
  if (subject === null) return null;
  const blockers = blockersOf(release, facts.candidate, facts.standings, context.policy);
  return {
    round,
    candidate: facts.candidate,
    subject,
    hash: subjectHash(subject),
    blockers,
    votes: [],
    outsiders: outsidersIn(facts.standings, context.policy),
    freshAt: context.now,
  };
}

/** Whoever could not be asked about may well be a member: only a positive answer takes somebody off the list. */
function outsidersIn(standings: Standings, policy: LanePolicy): Standings {
  const told = policy.people.map((person) => [person.slack, standings[person.slack]] as const);
  return Object.fromEntries(
    told.flatMap(([slack, standing]) =>
      standing === undefined || standing.kind === 'member' || standing.kind === 'unknown' ? [] : [[slack, standing]],
    ),
  );
}

/** Fails closed: what the config asks for and nobody evaluates keeps the Approve button away. */
export function blockersOf(
  release: Pick<OpenRelease, 'requestedBy' | 'request'>,
  candidate: Candidate,
  standings: Standings,
  policy: LanePolicy,
): readonly Blocker[] {
  const blockers: Blocker[] = [];
  const { workflow } = candidate;
  if (policy.blockingNotEvaluated.length > 0)
    blockers.push({ code: 'gates_not_evaluated', gates: policy.blockingNotEvaluated });
  if (candidate.within === null) {
    const { ref } = release.request;
    blockers.push({ code: 'ref_not_allowed', ref: ref.kind === 'ref' ? ref.name : ref.sha, allowed: policy.refs });
  }
  if (workflow.kind === 'missing') blockers.push({ code: 'workflow_missing', path: workflow.path, ref: workflow.ref });
  if (workflow.kind === 'found' && workflow.lacks.length > 0) {
    blockers.push({ code: 'workflow_lacks', path: workflow.path, lacks: workflow.lacks });
  }
  for (const { role, min } of policy.approval.rules) {
    const possible = possibleVoters(role, release.requestedBy, candidate, standings, policy).length;
    if (possible < min) blockers.push({ code: 'rules_cannot_be_met', role, needed: min, possible });
  }
  return blockers;
}
