import { type Context } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type ReleaseId } from '../ids.ts';
import { hasRun, type Lane, occupant } from '../lane/lane.ts';
import { after } from '../time.ts';
import { type Run } from './dispatch-step.ts';
import { cancelEvery, lateRunFor } from './limits.ts';
import { type Deploying, type Dispatching } from './release.ts';
import { type RollbackCause } from './terms.ts';

/** What a rollback does to whatever occupies its lane. `behind` is what it has to wait for; null when the lane is free now. */
export type Preemption = {
  readonly events: readonly LaneEvent[];
  readonly effects: readonly Effect[];
  readonly behind: ReleaseId | null;
};

const nothing: Preemption = { events: [], effects: [], behind: null };

/**
 * A rollback waits for nobody's turn. What has sent nothing yet ends; a run that may be changing production is cancelled,
 * and its end is awaited, so that two never deploy at a time. What has run, and is being read or watched, goes on being watched until the rollback is
 * about to start: it is what production runs, and the rollback may still be refused.
 */
export function preempt(lane: Lane, rollback: ReleaseId, cause: RollbackCause, context: Context): Preemption {
  const inLane = occupant(lane);
  if (inLane === null || inLane.id === rollback) return nothing;
  switch (inLane.phase) {
    case 'dispatching':
      return preemptDispatch(inLane, rollback, cause, context);
    case 'deploying':
      return inLane.ended === null ? cancelled(inLane, [inLane.run], cause, context) : nothing;
    case 'watching':
    case 'unverified':
    case 'preparing':
    case 'awaiting-decision':
    case 'scheduled':
    case 'ready':
      return nothing;
  }
}

/**
 * What was called and not found by a search does not keep the rollback waiting, but may exist: it is looked for beside
 * the rollback.
 */
function preemptDispatch(
  release: Dispatching,
  rollback: ReleaseId,
  cause: RollbackCause,
  context: Context,
): Preemption {
  const { step, id } = release;
  switch (step.at) {
    case 'rechecking':
    case 'intended':
      return ended(id, { kind: 'superseded', by: rollback });
    case 'asking-person': {
      if (step.looked === 0) return cancelled(release, [], cause, context);
      const { dispatch, intendedAt } = step;
      const { path: workflow } = release.proposal.subject.workflow;
      const { events } = ended(id, { kind: 'superseded', by: rollback, called: dispatch });
      const until = after(context.now, lateRunFor);
      const awaited = { type: 'LateRunAwaited', release: id, rollback, dispatch, workflow, intendedAt, until } as const;
      return { events: [...events, awaited], effects: [], behind: null };
    }
    case 'calling':
    case 'searching':
      return cancelled(release, [], cause, context);
    case 'two-runs':
      return cancelled(release, step.runs, cause, context);
  }
}

function ended(release: ReleaseId, outcome: Extract<LaneEvent, { type: 'ReleaseEnded' }>['outcome']): Preemption {
  return { events: [{ type: 'ReleaseEnded', release, outcome }], effects: [], behind: null };
}

/** What has run ends with the very commit that starts the rollback: from then on something else is being put live. */
export function undone(lane: Lane, rollback: ReleaseId): readonly LaneEvent[] {
  const inLane = occupant(lane);
  if (inLane === null || inLane.id === rollback || !hasRun(inLane)) return [];
  return ended(inLane.id, { kind: 'rolled-back', by: rollback }).events;
}

function cancelled(
  release: Dispatching | Deploying,
  running: readonly Run[],
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
  const effects = running.map(
    ({ id: run }): Effect => ({ type: 'CancelRun', release: release.id, repo: policy.repo, run }),
  );
  return { events: [{ type: 'StopRequested', release: release.id, stop }], effects, behind: release.id };
}
