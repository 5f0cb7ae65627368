import { type Context } from '../decision.ts';
import { type Alert, type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { findRelease } from '../lane/evolve.ts';
import { type Lane } from '../lane/lane.ts';
import { type WatchPolicy } from '../policy/lane-policy.ts';
import { type Trigger } from '../policy/watch.ts';
import { type Outcome } from '../release/outcome.ts';
import { type UnverifiedBecause } from '../release/release.ts';
import { epochMs } from '../time.ts';
import { telemetryTriggers } from './signals.ts';

type ShowChart = Extract<Effect, { type: 'ShowChart' }>;

/**
 * One picture with each verdict of a watch: a breach, an end that is healthy or not known, another version than the
 * approved one, and a person who accepts before the end. A release that nobody watched has none, and neither has a lane
 * that looks at the version alone. `lane` is the lane before the events.
 */
export function chartsOf(lane: Lane, events: readonly LaneEvent[], { policy, now }: Context): readonly ShowChart[] {
  return events.flatMap((event) => {
    if (event.type !== 'ReleaseEnded' && event.type !== 'VerdictUnverified') return [];
    const release = findRelease(lane, event.release);
    if (release?.phase !== 'watching') return [];
    const said = event.type === 'VerdictUnverified' ? { because: event.because } : verdictIn(event.outcome);
    const signal = said === null ? null : verdictSignal(policy.watch, said);
    if (signal === null) return [];
    // An extended watch ends with a verdict of its own.
    const id = `verdict-${release.run.id}-${epochMs(now)}`;
    return [{ type: 'ShowChart', id, release: release.id, signal }];
  });
}

export type Verdict = { readonly because: UnverifiedBecause } | { readonly breached: Trigger } | 'another';

/** Null for an end that says nothing of what the watch saw, such as a rollback that came before it. */
function verdictIn(outcome: Outcome): Verdict | null {
  if (outcome.kind === 'succeeded' || outcome.kind === 'accepted-unverified') return 'another';
  if (outcome.kind !== 'failed') return null;
  const { cause } = outcome;
  if (cause.code === 'watch-breached') return { breached: cause.trigger };
  return cause.code === 'wrong-version' ? 'another' : null;
}

/** The verdict that an alarm tells of; null for an alarm that comes from elsewhere, or before there is one. */
export function verdictToldBy(alert: Alert): Verdict | null {
  if (alert.kind === 'breached') return { breached: alert.trigger };
  if (alert.kind === 'unverified') return { because: alert.because };
  return alert.kind === 'failed' && alert.cause.code === 'wrong-version' ? 'another' : null;
}

/** What a chart can be drawn of: each signal that the lane has a source for. */
export function chartSignals(watch: WatchPolicy | null): readonly Trigger[] {
  return watch === null ? [] : watch.sources;
}

/**
 * The one signal that tells most about a verdict: what breached; health where it is about the looks; else errors, or the
 * first of telemetry, and health where there is nothing else. Null where nothing is measured.
 */
export function verdictSignal(watch: WatchPolicy | null, verdict: Verdict): Trigger | null {
  const signals = chartSignals(watch);
  if (watch === null || signals.length === 0) return null;
  if (verdict !== 'another' && 'breached' in verdict) return verdict.breached;
  const isAboutLooks = verdict !== 'another' && verdict.because === 'too-few-looks';
  if (isAboutLooks && signals.includes('health')) return 'health';
  if (signals.includes('errors')) return 'errors';
  return telemetryTriggers(watch)[0] ?? 'health';
}
