import { type ReleaseId, type SlackUserId } from '../ids.ts';
import { type Lane, occupant } from '../lane/lane.ts';
import { suspectOf } from '../lane/suspects.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Refusal } from '../refusals.ts';
import { type Instant } from '../time.ts';
import { type RollbackDraft } from '../views.ts';
import { type Blocker } from './blockers.ts';
import { type Candidate } from './candidate.ts';
import { leastRequest } from './dry-run.ts';
import { blockersOf } from './proposal.ts';
import { phaseName } from './release.ts';
import { rollbackUnderWay } from './roll-back.ts';
import { warningsOf } from './rollback-warnings.ts';

export type RollbackAsked = {
  readonly of: ReleaseId | null;
  /** What stands in the reason beforehand. */
  readonly reason: string;
  readonly by: SlackUserId;
};

/** What would be refused whatever it goes back to; null for nothing. */
export function whyNotBack(lane: Pick<Lane, 'open'>, policy: LanePolicy): Refusal | null {
  if (policy.replay === null) return { code: 'no_replay_workflow' };
  const underWay = rollbackUnderWay(lane, null);
  return underWay === null ? null : { code: 'rollback_under_way', release: underWay.id };
}

/** Why this one cannot be put back, such as that nobody has its digests; null when it can. */
export function whyNotBackTo(
  lane: Lane,
  policy: LanePolicy,
  candidate: Candidate,
  { by }: Pick<RollbackAsked, 'by'>,
): Blocker | null {
  const request = leastRequest({ kind: 'sha', sha: candidate.sha });
  const about = { kind: 'rollback', candidate, ticks: [], mandate: 'no', emergency: null, lane } as const;
  return blockersOf({ requestedBy: by, request }, about, {}, policy)[0] ?? null;
}

/** All that somebody should know before production is put back. */
export function rollbackDraftOf(
  lane: Lane,
  policy: LanePolicy,
  candidate: Candidate,
  { of, reason }: Pick<RollbackAsked, 'of' | 'reason'>,
  now: Instant,
): RollbackDraft {
  return {
    service: policy.service,
    environment: policy.environment,
    policy,
    live: lane.live,
    candidate,
    verifiedAt: lane.verified.find(({ sha }) => sha === candidate.sha)?.at ?? null,
    suspect: suspectOf(lane, candidate.sha),
    warnings: warningsOf(lane, policy, candidate),
    tookMs: lane.verified.map(({ tookMs }) => tookMs).filter((ms) => ms !== null),
    occupant: occupantOf(lane),
    of,
    reason,
    now,
  };
}

function occupantOf(lane: Lane): RollbackDraft['occupant'] {
  const release = occupant(lane);
  if (release === null) return null;
  const candidate = release.phase === 'preparing' ? null : release.proposal.candidate;
  return {
    release: release.id,
    phase: phaseName(release),
    sha: candidate?.sha ?? null,
    version: candidate?.version ?? null,
  };
}
