import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type Report } from '../incident/report.ts';
import { findRelease } from '../lane/evolve.ts';
import { type Lane } from '../lane/lane.ts';
import { type Outcome } from './outcome.ts';
import { type Release } from './release.ts';

type Ended = Extract<LaneEvent, { type: 'ReleaseEnded' }>;
type Tell = Extract<Effect, { type: 'TellIncident' }>;

/**
 * What the incident of a release hears of it: that production is put back, that an emergency was declared for it, and
 * how each ended. `lane` is the lane before the events. A release without an incident is told of as well: only the
 * incident's own chain knows that there is none, and then nothing is recorded.
 */
export function reportsOf(lane: Lane, events: readonly LaneEvent[], effects: readonly Effect[]): readonly Tell[] {
  return events.flatMap((event): readonly Tell[] => {
    switch (event.type) {
      case 'ReleaseRequested':
        return begun(event);
      case 'RunAdopted': {
        const release = findRelease(lane, event.release);
        if (release === null || (release.kind !== 'rollback' && release.request.emergency === null)) return [];
        return [tell(event, `run-${event.run.id}`, { kind: 'run-started', run: event.run })];
      }
      case 'ReleaseEnded': {
        const release = findRelease(lane, event.release);
        const report = release === null ? null : endOf(release, event.outcome, isAlarmed(event, effects));
        const attempt = release !== null && 'attempt' in release ? release.attempt : 1;
        return report === null ? [] : [tell(event, `${report.kind}-${attempt}`, report)];
      }
      default:
        return [];
    }
  });
}

function begun(event: Extract<LaneEvent, { type: 'ReleaseRequested' }>): readonly Tell[] {
  const { cause, request } = event;
  const { ref, emergency } = request;
  if (ref.kind !== 'sha') return [];
  if (emergency !== null) return [tell(event, 'emergency', { kind: 'emergency', sha: ref.sha, by: emergency.by })];
  if (cause === null) return [];
  const by = cause.mandate === null ? ({ kind: 'person', user: cause.by } as const) : ({ kind: 'mandate' } as const);
  const { of, reason } = cause;
  return [tell(event, 'rollback-begun', { kind: 'rollback-begun', to: ref.sha, by, reason, of })];
}

/** Null for an end that the incident hears of in another way, or that changed nothing in production. */
function endOf(release: Release, outcome: Outcome, alarmed: 'yes' | 'no'): Report | null {
  if (release.kind === 'rollback') return endOfRollback(release, outcome, alarmed);
  if (outcome.kind === 'rolled-back' || alarmed === 'yes') return null;
  const wasSent = release.phase === 'dispatching' || ('dispatch' in release && release.dispatch !== null);
  return wasSent || release.request.emergency !== null ? ended(outcome) : null;
}

function endOfRollback(release: Release, outcome: Outcome, alarmed: 'yes' | 'no'): Report | null {
  const candidate = 'proposal' in release ? (release.proposal?.candidate ?? null) : null;
  const isBack = outcome.kind === 'succeeded' || outcome.kind === 'accepted-unverified';
  if (isBack && candidate !== null) return { kind: 'put-back', to: candidate.sha, version: candidate.version };
  if (alarmed === 'yes') return null;
  if (outcome.kind === 'expired') return { kind: 'rollback-failed', cause: { code: 'expired' } };
  return outcome.kind === 'failed' ? { kind: 'rollback-failed', cause: outcome.cause } : ended(outcome);
}

function ended(outcome: Outcome): Report {
  const by = 'by' in outcome && isPerson(outcome) ? outcome.by : null;
  return { kind: 'ended', outcome: outcome.kind, by };
}

/** Other outcomes name the release that took its place. */
function isPerson(
  outcome: Outcome,
): outcome is Extract<Outcome, { kind: 'rejected' | 'withdrawn' | 'accepted-unverified' }> {
  return outcome.kind === 'rejected' || outcome.kind === 'withdrawn' || outcome.kind === 'accepted-unverified';
}

/** The alarm that goes out with an end says how it ended. */
function isAlarmed({ release }: Ended, effects: readonly Effect[]): 'yes' | 'no' {
  const said = effects.some((effect) => effect.type === 'Alert' && effect.release === release);
  return said ? 'yes' : 'no';
}

function tell({ release }: { readonly release: Tell['release'] }, id: string, report: Report): Tell {
  return { type: 'TellIncident', id, release, report };
}
