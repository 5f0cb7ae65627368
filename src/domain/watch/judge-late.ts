import { type FactCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type AfterBreach, type Alert, type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type Lane } from '../lane/lane.ts';
import { type WatchPolicy } from '../policy/lane-policy.ts';
import { type VersionSeen } from '../release/candidate.ts';
import { deployersOf } from '../release/dispatch.ts';
import { type Ended, type Release, type Unverified } from '../release/release.ts';
import { type Instant } from '../time.ts';
import { doubtAfter } from './conclude.ts';
import { type Breach } from './judge.ts';
import { firstMissing, type Overdue, overdueOf, spanOf } from './late.ts';
import { newMinutes, withMinutes } from './minutes.ts';
import { breachIn, doubtsAtEnd, judgeSignals, signalSetup } from './signals.ts';

/**
 * Minutes that came after the verdict. They are judged like all others, with all others. Where they make a breach it is
 * told as one, with what the release had been called; nothing is put back by itself, for the mandate ended with the
 * watch. What was called good stays on record as that, beside what was found later: an end is never taken back. A
 * release that still waits for a person ends as failed, as its watch would have made it.
 */
export function decideLateMinutes(
  lane: Lane,
  release: Release,
  { telemetry }: Extract<FactCommand, { type: 'RecordLateMinutes' }>,
  context: Context,
): Decision {
  const overdue = overdueOf(lane, release);
  if (overdue === null) return nothing('No late minutes are awaited.');
  const { watch } = overdue;
  const { policy, now } = context;
  const isOver = now >= watch.late.until;
  if (policy.watch === null) return accepted([minutesRead(overdue, [], 'over')]);
  const setup = signalSetup(policy.watch, watch.startedAt, overdue.release.baseline);
  const span = spanOf(overdue);
  const brought = telemetry === null ? [] : newMinutes(watch.minutes, telemetry.readings, span);
  const minutes = withMinutes(watch.minutes, brought);
  const state = judgeSignals(setup, minutes, now);
  const breach = breachIn(state);
  if (breach !== null) return turnedBad(overdue, breach, minutesRead(overdue, brought, 'over'), context);
  const isWhole = firstMissing(policy.watch, minutes, span) === null;
  const well = turnedWell(overdue, doubtsAtEnd(setup, state).length, context);
  if (brought.length === 0 && !isOver && !isWhole && well === null) return nothing('No late minute has come.');
  const read = minutesRead(overdue, brought, isOver || isWhole ? 'over' : 'awaited');
  return well === null ? accepted([read]) : accepted([read, well.event], [well.effect]);
}

type Read = Extract<LaneEvent, { type: 'LateMinutesRead' }>;

function minutesRead({ release }: Overdue, minutes: Read['minutes'], rest: Read['rest']): Read {
  return { type: 'LateMinutesRead', release: release.id, minutes, rest };
}

/** Whatever kept it from being healthy was that too little had come. Told once, and a person still decides. */
function turnedWell(
  { release, watch }: Overdue,
  doubts: number,
  { policy }: Context,
): { readonly event: LaneEvent; readonly effect: Effect } | null {
  if (release.phase !== 'unverified' || watch.turned !== null || doubts > 0) return null;
  if (doubtAfter(release, watch, policy) !== null) return null;
  const { id, run } = release;
  return {
    event: { type: 'VerdictTurned', release: id, found: { kind: 'healthy' } },
    effect: { type: 'Reply', id: `turned-${run.id}-${watch.startedAt}`, release: id, note: { kind: 'turned-healthy' } },
  };
}

function turnedBad({ release, watch }: Overdue, breach: Breach, read: Read, context: Context): Decision {
  const { id, run, proposal } = release;
  const { trigger, finding } = breach;
  if (proposal === null || run === null) return accepted([read]);
  const next = afterLateBreach(release, breach.at);
  const alert: Alert = {
    kind: 'breached',
    run,
    sha: proposal.candidate.sha,
    trigger,
    finding,
    reason: '',
    next,
    ask: deployersOf(context.policy),
  };
  const effects: readonly Effect[] = [
    { type: 'Alert', id: `turned-${run.id}-${watch.startedAt}`, release: id, alert },
    { type: 'ShowChart', id: `turned-${run.id}-${watch.startedAt}`, release: id, signal: trigger },
  ];
  if (release.phase === 'ended') {
    const found = { kind: 'breached', trigger, finding, minute: breach.at } as const;
    return accepted([read, { type: 'VerdictTurned', release: id, found }], effects);
  }
  const cause = { code: 'watch-breached', trigger, finding, rollback: null } as const;
  const live = liveAtEnd(proposal.candidate, watch, context.policy.watch);
  return accepted([read, { type: 'ReleaseEnded', release: id, outcome: { kind: 'failed', cause, live } }], effects);
}

function afterLateBreach({ phase, since, proposal, ...release }: Unverified | Ended, at: Instant): AfterBreach {
  const isAccepted = 'outcome' in release && release.outcome.kind === 'accepted-unverified';
  const called = phase === 'unverified' ? 'unverified' : isAccepted ? 'accepted' : 'healthy';
  const mandate = (proposal?.subject.mandate ?? null) === null ? 'none' : 'ended';
  return { kind: 'late', called, calledAt: since, minute: at, mandate };
}

/** The last looks of the watch tell; nobody has asked since. */
function liveAtEnd(
  { sha, version }: { readonly sha: Extract<VersionSeen, { kind: 'seen' }>['sha']; readonly version: string | null },
  { strangers }: Overdue['watch'],
  policy: WatchPolicy | null,
): VersionSeen | null {
  if (policy === null || policy.version === null) return null;
  return strangers === 0
    ? { kind: 'seen', sha, version }
    : { kind: 'unknown', reason: 'the last looks showed another version' };
}
