import { type ChecklistItem } from '../checklist/item.ts';
import { type Standings } from '../commands.ts';
import { judgeGates } from '../gates/judge.ts';
import { type GateResult } from '../gates/result.ts';
import { type CommitSha, type IncidentId, type SlackUserId } from '../ids.ts';
import { type Lane, occupant, queue } from '../lane/lane.ts';
import { windowAt } from '../lane/windows.ts';
import { possibleVoters } from '../people/eligibility.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Instant } from '../time.ts';
import { type DryRun } from '../views.ts';
import { type Candidate } from './candidate.ts';
import { blockersOf } from './proposal.ts';
import { executionOf, riskOf } from './start.ts';
import { itemsOf } from './subject.ts';
import { type ReleaseKind, type ReleaseRequest } from './terms.ts';

/** Who asks, and by which name. Whoever Slack was not asked about counts as somebody who could vote. */
export type DryRunAsked = {
  readonly ref: ReleaseRequest['ref'];
  readonly requester: SlackUserId;
  readonly standings: Standings;
};

/**
 * What a request for this would meet now, by the very rules that a request meets. It is asked as the least of all
 * requests, routine and of low risk, so that what it finds comes from the commit and the lane alone. Creates nothing.
 */
export function dryRunOf(
  lane: Lane,
  policy: LanePolicy,
  candidate: Candidate,
  { ref, requester, standings }: DryRunAsked,
  now: Instant,
): DryRun {
  const request = leastRequest(ref);
  const about = { kind: 'deploy', candidate, ticks: [], mandate: 'yes', emergency: null, lane } as const;
  const goesLast = queue(lane).at(-1) ?? occupant(lane);
  return {
    service: policy.service,
    environment: policy.environment,
    policy,
    candidate,
    rules: policy.approval.rules.map(({ role, min }) => ({
      role,
      min,
      given: [],
      possible: possibleVoters(role, requester, candidate, standings, policy),
    })),
    blockers: blockersOf({ requestedBy: requester, request }, about, standings, policy),
    ...foreseen(lane, policy, 'deploy', candidate),
    window: windowAt(policy, now),
    hold: lane.hold,
    laneBusyBehind: goesLast?.id ?? null,
    execution: executionOf(policy, request, candidate),
    risk: riskOf(request, candidate),
    now,
  };
}

/** What the gates say and what the checklist would ask for, before anybody has verified anything for it. */
export function foreseen(
  lane: Pick<Lane, 'standing' | 'verified' | 'ran'>,
  policy: LanePolicy,
  kind: ReleaseKind,
  candidate: Candidate,
): { readonly gates: readonly GateResult[]; readonly checklist: readonly ChecklistItem[] } {
  return {
    gates: kind === 'rollback' ? [] : judgeGates(policy, candidate),
    checklist: itemsOf(policy, { kind, candidate, ticks: [], lane }),
  };
}

/** Asks for nothing but the commit. */
export function leastRequest(ref: ReleaseRequest['ref']): ReleaseRequest {
  return {
    ref,
    summary: '',
    urgency: 'Routine',
    emergency: null,
    risk: { level: 'Low', impact: '', mitigation: '' },
    mandate: 'no',
    preferred: null,
    alternative: '',
  };
}

/** An emergency for exactly this commit, as bad as can be; what is refused to it is refused to any. */
export function leastEmergency(sha: CommitSha, incident: IncidentId, by: SlackUserId): ReleaseRequest {
  return {
    ...leastRequest({ kind: 'sha', sha }),
    urgency: 'Emergency',
    emergency: { incident, severity: 'P1', skipStaging: 'no', by },
  };
}
