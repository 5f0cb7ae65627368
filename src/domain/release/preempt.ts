import { type Context } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type ReleaseId } from '../ids.ts';
import { type Lane, occupant } from '../lane/lane.ts';
import { after } from '../time.ts';
import { cancelEvery } from './limits.ts';
import { type Deploying, type Dispatching, type RollbackCause } from './release.ts';

/** What a rollback does to whatever occupies its lane. `behind` is what it has to wait for; null when the lane is free now. */
export type Preemption = {
  readonly events: readonly LaneEvent[];
  readonly effects: readonly Effect[];
  readonly behind: ReleaseId | null;
};

const nothing: Preemption = { events: [], effects: [], behind: null };

/**
 * A rollback waits for nobody's turn. What has sent nothing yet ends; what is watched ends, for it is being undone; a
 * run that may be changing production is cancelled, and its end is awaited, so that two never deploy at a time.
 */
export function preempt(lane: Lane, rollback: ReleaseId, cause: RollbackCause, context: Context): Preemption {
  const inLane = occupant(lane);
  if (inLane === null || inLane.id === rollback) return nothing;
  switch (inLane.phase) {
    case 'watching':
    case 'unverified':
      return ended(inLane.id, { kind: 'rolled-back', by: rollback });
    case 'dispatching':
      return isUnsent(inLane)
        ? ended(inLane.id, { kind: 'superseded', by: rollback })
        : cancelled(inLane, null, cause, context);
    case 'deploying':
      return cancelled(inLane, inLane, cause, context);
    case 'preparing':
    case 'awaiting-decision':
    case 'scheduled':
    case 'ready':
      return nothing;
  }
}

/** Nothing was called yet, or GitHub was searched and a person was asked because no run was found. */
function isUnsent({ step }: Dispatching): boolean {
  return step.at === 'rechecking' || step.at === 'intended' || (step.at === 'asking-person' && step.looked > 0);
}

function ended(release: ReleaseId, outcome: Extract<LaneEvent, { type: 'ReleaseEnded' }>['outcome']): Preemption {
  return { events: [{ type: 'ReleaseEnded', release, outcome }], effects: [], behind: null };
}

function cancelled(
  release: Dispatching | Deploying,
  running: Deploying | null,
  cause: RollbackCause,
  { now, policy }: Context,
): Preemption {
  if (release.stop?.wants === 'cancel') return { events: [], effects: [], behind: release.id };
  const stop = {
    by: cause.by,
    at: now,
    reason: cause.reason,
    wants: 'cancel',
    asked: 1,
    askAgainAt: after(now, cancelEvery),
  } as const;
  const effects: Effect[] =
    running === null || running.ended !== null
      ? []
      : [{ type: 'CancelRun', release: release.id, repo: policy.repo, run: running.run.id }];
  return { events: [{ type: 'StopRequested', release: release.id, stop }], effects, behind: release.id };
}
