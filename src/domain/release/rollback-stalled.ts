import { accepted, type Context, type Decision } from '../decision.ts';
import { type Alert, type ByHand, type Effect, type RollbackStall } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type Lane } from '../lane/lane.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { after } from '../time.ts';
import { deployersOf } from './dispatch.ts';
import { askAgainEvery } from './limits.ts';
import { type OpenRelease } from './release.ts';
import { inputName, workflowOf } from './subject.ts';

/** Null while there is nothing to tell: it is no rollback, it has started, or its time has not come. */
export function decideStalled(release: OpenRelease, context: Context): Decision | null {
  const { now, policy } = context;
  const because = release.alarmAt === null || now < release.alarmAt ? null : whatItWaitsFor(release);
  if (because === null) return null;
  const alert: Alert = {
    kind: 'rollback-stalled',
    because,
    byHand: byHand(release, policy),
    ask: deployersOf(policy),
  };
  return accepted(
    [{ type: 'RollbackStalled', release: release.id, alarmAt: after(now, askAgainEvery) }],
    [{ type: 'Alert', id: `rollback-stalled-${now}`, release: release.id, alert }],
  );
}

/**
 * A rollback that began by itself and now waits for a person. Whoever was told that production is being put back has to
 * hear at once that it is not.
 */
export function heldUp(lane: Lane, events: readonly LaneEvent[], context: Context): readonly Effect[] {
  return events.flatMap((event): readonly Effect[] => {
    // That none started is said by a person, who is at it.
    if (event.type !== 'ReleaseReadied' || event.because === 'not-started') return [];
    const release = lane.open[event.release];
    if (release === undefined || release.cause === null || release.cause.mandate === null) return [];
    const because: RollbackStall = { code: 'person', because: event.because, detail: event.detail };
    const { policy } = context;
    const ask = deployersOf(policy);
    const alert: Alert = { kind: 'rollback-stalled', because, byHand: byHand(release, policy), ask };
    return [{ type: 'Alert', id: `waits-for-person-${event.lapsesAt}`, release: release.id, alert }];
  });
}

/** Null once a run is known, and while it is a person that it waits for. */
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
    case 'awaiting-decision':
    case 'ready':
    case 'deploying':
    case 'watching':
    case 'unverified':
      return null;
  }
}

/** Workflows require the id of the dispatch. What a person starts has none of ours, and nobody searches for this one. */
const requestId = 'by-hand';

export function byHand(release: OpenRelease, policy: LanePolicy): ByHand {
  const { workflow, ref } = workflowOf(policy, 'rollback') ?? policy.deploy;
  const inputs = { ...inputsOf(release, policy), [inputName(policy, 'gonogo_request_id')]: requestId };
  return { repo: policy.repo, workflow, ref, inputs };
}

/** Before it has been read, only the commit is known. */
function inputsOf(release: OpenRelease, policy: LanePolicy): ByHand['inputs'] {
  if (release.phase !== 'preparing') return release.proposal.subject.inputs;
  const asked = release.request.ref;
  return { [inputName(policy, 'release_sha')]: asked.kind === 'sha' ? asked.sha : asked.name };
}
