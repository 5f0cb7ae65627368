import { riskFloor } from '../checklist/checklist.ts';
import { type Context } from '../decision.ts';
import { type LaneEvent } from '../events.ts';
import { type ReleaseId } from '../ids.ts';
import { hasRun, type Lane, occupant, queue } from '../lane/lane.ts';
import { windowAt } from '../lane/windows.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Refusal } from '../refusals.ts';
import { after, earliest, type Instant } from '../time.ts';
import { type Candidate } from './candidate.ts';
import { scheduledForAtMost } from './limits.ts';
import { type AwaitingDecision, type ReadyBecause, type Release, type Waiting } from './release.ts';
import { type ReleaseRequest, type RiskLevel } from './terms.ts';

/**
 * What keeps an approved release from starting now; null when nothing does. Fails closed: a hold, another
 * release in the lane, a shut window and a time that has not come each hold it back, in this order.
 */
export function obstacle(
  lane: Lane,
  release: Pick<Release, 'id' | 'kind' | 'request'>,
  policy: LanePolicy,
  now: Instant,
): Waiting | null {
  if (release.kind === 'rollback') return whatIsCancelled(lane, release.id);
  if (isHeld(lane, release)) return { for: 'hold', reason: lane.hold.reason };
  const before = whoGoesFirst(lane, release.id);
  if (before !== null) return { for: 'lane', behind: before };
  const window = windowAt(policy, now);
  if (window.kind === 'shut') return { for: 'window', reason: window.reason, opensAt: window.opensAt };
  const { preferred } = release.request;
  if (preferred !== null && preferred > now) return { for: 'preferred-time', opensAt: preferred };
  return null;
}

/** After a rollback the fix of an emergency may follow at once. Where what is live is in doubt, not even that may. */
export function isHeld(
  lane: Lane,
  { request }: Pick<Release, 'request'>,
): lane is Lane & { readonly hold: NonNullable<Lane['hold']> } {
  if (lane.hold === null) return false;
  return request.emergency === null || lane.hold.kind === 'doubt';
}

/** A rollback is kept back by nothing but the end of what it has cancelled. */
function whatIsCancelled(lane: Lane, id: ReleaseId): Waiting | null {
  const inLane = occupant(lane);
  if (inLane === null || inLane.id === id || hasRun(inLane)) return null;
  return { for: 'cancelled', behind: inLane.id };
}

/** Whoever occupies the lane, else the one who is ahead in the queue; null when it is this release's turn. */
function whoGoesFirst(lane: Lane, id: ReleaseId): ReleaseId | null {
  const inLane = occupant(lane);
  if (inLane !== null) return inLane.id === id ? null : inLane.id;
  const waiting = queue(lane).filter((other) => isInLine(other) || other.id === id);
  const place = waiting.findIndex((other) => other.id === id);
  if (place === -1) return waiting[0]?.id ?? null;
  return waiting[place - 1]?.id ?? null;
}

function isInLine({ waiting }: { readonly waiting: Waiting }): boolean {
  return waiting.for === 'lane' || waiting.for === 'cancelled';
}

/** What the requester says, and never less than what the change itself says: migrations, breaking changes and emergencies are High. */
export function riskOf(request: ReleaseRequest, candidate: Candidate | null): RiskLevel {
  if (request.emergency !== null) return 'High';
  return candidate !== null && riskFloor(candidate) === 'High' ? 'High' : request.risk.level;
}

/** Whether the go that completes the rules deploys at once. High risk never does. */
export function executionOf(
  policy: LanePolicy,
  request: ReleaseRequest,
  candidate: Candidate | null,
): 'on-go' | 'separate' {
  return policy.approval.execute === 'separate' || riskOf(request, candidate) === 'High' ? 'separate' : 'on-go';
}

/** What follows when the last rule is met. */
export function afterTheGo(
  lane: Lane,
  release: Pick<AwaitingDecision, 'id' | 'kind' | 'request' | 'proposal'>,
  context: Context,
): readonly LaneEvent[] {
  const { policy, now } = context;
  if (executionOf(policy, release.request, release.proposal.candidate) === 'separate') {
    return [readied(release.id, policy.approval.execute === 'separate' ? 'separate' : 'high-risk', null, context)];
  }
  const waiting = obstacle(lane, release, policy, now);
  if (waiting === null) return [{ type: 'RecheckBegun', release: release.id, attempt: 1, deployer: null }];
  return [scheduled(lane, release.id, waiting, now)];
}

export function scheduled(lane: Lane, id: ReleaseId, waiting: Waiting, now: Instant): LaneEvent {
  const inLane = occupant(lane);
  const ahead = queue(lane).filter((other) => other.id !== id);
  const follows = ahead.at(-1)?.id ?? inLane?.id ?? null;
  const expects = [lane.last?.id, inLane?.id, ...ahead.map((other) => other.id)].filter((known) => known !== undefined);
  return { type: 'ReleaseScheduled', release: id, waiting, follows, expects, checkAt: checkAgainAt(waiting, now, now) };
}

/**
 * The next moment at which a waiting release looks again: its opening, and at the latest the end of its wait. One that
 * waits for what it has cancelled looks all the time.
 */
export function checkAgainAt(waiting: Waiting, since: Instant, now: Instant): Instant {
  if (waiting.for === 'cancelled') return now;
  const giveUp = after(since, scheduledForAtMost);
  const opens = waiting.for === 'window' || waiting.for === 'preferred-time' ? waiting.opensAt : null;
  return earliest([giveUp, opens !== null && opens > now ? opens : null]) ?? giveUp;
}

export function readied(id: ReleaseId, because: ReadyBecause, detail: string | null, context: Context): LaneEvent {
  const lapsesAt = after(context.now, context.policy.approval.expiresMs);
  return { type: 'ReleaseReadied', release: id, because, detail, lapsesAt };
}

/** The same obstacle, told to somebody who pressed Deploy. */
export function refusalFor(waiting: Waiting): Refusal {
  switch (waiting.for) {
    case 'lane':
    case 'cancelled':
      return { code: 'lane_busy', behind: waiting.behind };
    case 'hold':
      return { code: 'lane_held', reason: waiting.reason };
    case 'window':
      return { code: 'window_shut', reason: waiting.reason, opensAt: waiting.opensAt };
    case 'preferred-time':
      return { code: 'not_before', opensAt: waiting.opensAt };
  }
}
