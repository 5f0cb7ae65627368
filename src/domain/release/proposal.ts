import { openItems } from '../checklist/checklist.ts';
import { type Tick } from '../checklist/item.ts';
import { type Standings } from '../commands.ts';
import { type Context } from '../decision.ts';
import { judgeGates } from '../gates/judge.ts';
import { type Lane } from '../lane/lane.ts';
import { possibleVoters } from '../people/eligibility.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Blocker } from './blockers.ts';
import { type Candidate } from './candidate.ts';
import { type OpenRelease, type Proposal } from './release.ts';
import { expiryOf } from './request.ts';
import { type About, itemsOf, subjectHash, subjectOf, workflowOf } from './subject.ts';
import { type SubjectChange, subjectChanges } from './subject-changes.ts';
import { type ReleaseKind } from './terms.ts';

type Facts = {
  readonly round: number;
  readonly ticks: readonly Tick[];
  readonly candidate: Candidate;
  readonly standings: Standings;
};

export function proposalOf(lane: Lane, release: OpenRelease, facts: Facts, context: Context): Proposal | null {
  const { round, ticks, candidate, standings } = facts;
  const { mandate, emergency } = release.request;
  const about: About = { kind: release.kind, candidate, ticks, mandate, emergency, lane };
  const subject = subjectOf(context.policy, about, expiryOf(context.policy, context.now));
  if (subject === null) return null;
  return {
    round,
    candidate,
    subject,
    hash: subjectHash(subject),
    blockers: blockersOf(release, about, standings, context.policy),
    votes: [],
    ticks,
    outsiders: outsidersIn(standings, context.policy),
    freshAt: context.now,
  };
}

/** Whoever could not be asked about may well be a member: only a positive answer takes somebody off the list. */
export function outsidersIn(standings: Standings, policy: LanePolicy): Standings {
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
  about: About,
  standings: Standings,
  policy: LanePolicy,
): readonly Blocker[] {
  const { candidate, kind } = about;
  const blockers: Blocker[] = [...workflowBlockers(policy, kind, candidate)];
  if (kind === 'rollback') {
    const isEarlier = about.lane.ran.includes(candidate.sha) || candidate.ahead === null || candidate.ahead === 0;
    return isEarlier ? blockers : [{ code: 'not_earlier', ahead: candidate.ahead }, ...blockers];
  }
  if (policy.blockingNotEvaluated.length > 0)
    blockers.push({ code: 'gates_not_evaluated', gates: policy.blockingNotEvaluated });
  if (candidate.within === null) {
    const { ref } = release.request;
    blockers.push({ code: 'ref_not_allowed', ref: ref.kind === 'ref' ? ref.name : ref.sha, allowed: policy.refs });
  }
  const gates = judgeGates(policy, candidate).filter((gate) => gate.mode === 'blocking' && gate.outcome !== 'pass');
  if (gates.length > 0) blockers.push({ code: 'gates_not_passed', gates: gates.map(({ id }) => id) });
  const items = openItems(itemsOf(policy, about));
  if (items.length > 0) blockers.push({ code: 'checklist_open', items: items.map(({ id }) => id) });
  for (const { role, min } of policy.approval.rules) {
    const possible = possibleVoters(role, release.requestedBy, candidate, standings, policy).length;
    if (possible < min) blockers.push({ code: 'rules_cannot_be_met', role, needed: min, possible });
  }
  return blockers;
}

/** What nobody can start. A replay without the manifest of what was built would build something else. */
function workflowBlockers(policy: LanePolicy, kind: ReleaseKind, candidate: Candidate): readonly Blocker[] {
  const { workflow, evidence } = candidate;
  const blockers: Blocker[] = [];
  if (workflowOf(policy, kind) === null) blockers.push({ code: 'no_replay_workflow' });
  if (workflow.kind === 'missing') blockers.push({ code: 'workflow_missing', path: workflow.path, ref: workflow.ref });
  if (workflow.kind === 'found' && workflow.lacks.length > 0)
    blockers.push({ code: 'workflow_lacks', path: workflow.path, lacks: workflow.lacks });
  if (kind !== 'deploy' && evidence.manifest.state !== 'present') {
    const { state, code, detail } = evidence.manifest;
    const problem = state === 'missing' ? { state, code, detail } : { state, code, detail };
    blockers.push({ code: 'digests_unavailable', problem });
  }
  return blockers;
}

type Proposed = Pick<OpenRelease, 'kind' | 'request'> & { readonly proposal: Proposal };

export function aboutOf(lane: Lane, release: Proposed, candidate: Candidate): About {
  const { mandate, emergency } = release.request;
  return { kind: release.kind, candidate, ticks: release.proposal.ticks, mandate, emergency, lane };
}

/** What differs from the subject that stands; null when there is no subject any more. */
export function changesSince(
  lane: Lane,
  release: Proposed,
  candidate: Candidate,
  context: Context,
): readonly SubjectChange[] | null {
  const { subject } = release.proposal;
  const now = subjectOf(context.policy, aboutOf(lane, release, candidate), subject.expiresAt);
  if (now === null) return null;
  const { ref } = release.request;
  return subjectChanges(subject, now, ref.kind === 'ref' ? ref.name : null);
}
