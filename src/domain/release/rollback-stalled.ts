import { accepted, type Context, type Decision } from '../decision.ts';
import { type Alert, type Effect, type RollbackStall } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { evolve } from '../lane/evolve.ts';
import { type Lane } from '../lane/lane.ts';
import { after } from '../time.ts';
import { byHand } from './by-hand.ts';
import { deployersOf } from './dispatch.ts';
import { askAgainEvery, rollbackSilence } from './limits.ts';
import { type OpenRelease, type Ready } from './release.ts';

/** Null while there is nothing to tell: it is no rollback, it has started, its time has not come, or is over. */
export function decideStalled(release: OpenRelease, context: Context): Decision | null {
  if (release.phase === 'ready' && context.now >= release.lapsesAt) return null;
  const because = release.alarmAt === null || context.now < release.alarmAt ? null : whatItWaitsFor(release);
  if (because === null) return null;
  const { event, alert } = stalled(release, because, context);
  return accepted([event], [alert]);
}

type Stalled = { readonly event: LaneEvent; readonly alert: Effect };

function stalled(release: OpenRelease, because: RollbackStall, { now, policy }: Context): Stalled {
  const alert: Alert = {
    kind: 'rollback-stalled',
    because,
    byHand: byHand(release, policy),
    ask: deployersOf(policy),
  };
  // It may come to a stand by something else at the very instant at which an alarm falls due.
  const round = 'proposal' in release ? release.proposal.round : release.round;
  return {
    event: { type: 'RollbackStalled', release: release.id, alarmAt: after(now, askAgainEvery) },
    alert: { type: 'Alert', id: `rollback-stalled-${because.code}-${round}-${now}`, release: release.id, alert },
  };
}

/**
 * A rollback that waits for a press from now on, and nobody pressed anything that led to it. `lane` is the lane before the
 * events. People are told at once; only somebody who confirmed it within the last two minutes, and is asked once more, has
 * those two minutes to answer.
 */
export function stalledAtOnce(lane: Lane, events: readonly LaneEvent[], context: Context): readonly Stalled[] {
  if (context.actor.kind === 'person') return [];
  if (!events.some(({ type }) => type === 'ReleaseReadied')) return [];
  const then = events.reduce((known, event) => evolve(known, event, context.now), lane);
  return Object.values(then.open).flatMap((release) => {
    const isNew = release.phase === 'ready' && lane.open[release.id]?.phase !== 'ready';
    if (!isNew || release.cause === null || mayStillAnswer(release, context)) return [];
    const because = whatItWaitsFor(release);
    return because === null ? [] : [stalled(release, because, context)];
  });
}

function mayStillAnswer({ because, cause, requestedAt }: Ready, { now }: Context): boolean {
  return because !== 'dispatch-refused' && cause?.mandate === null && now < after(requestedAt, rollbackSilence);
}

/** Null once a run is known, and where people are asked in another way. */
export function whatItWaitsFor(release: OpenRelease): RollbackStall | null {
  switch (release.phase) {
    case 'preparing':
      return { code: 'not-read', problem: release.problem };
    case 'scheduled':
      return release.waiting.for === 'cancelled' ? { code: 'behind', release: release.waiting.behind } : null;
    case 'dispatching': {
      const { step } = release;
      if (step.at === 'asking-person' || step.at === 'two-runs') return null;
      if (step.at !== 'rechecking') return { code: 'calling' };
      return { code: 'rechecking', said: step.waitingFor?.for === 'github' ? step.waitingFor.said : null };
    }
    case 'ready':
      return release.because === 'dispatch-refused'
        ? { code: 'refused', said: release.detail }
        : { code: 'waits-for-confirm', because: release.because, detail: release.detail };
    case 'awaiting-decision':
    case 'deploying':
    case 'watching':
    case 'unverified':
      return null;
  }
}
