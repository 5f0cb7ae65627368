import { type FactCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Alert, type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { shortSha } from '../ids.ts';
import { type Lane } from '../lane/lane.ts';
import { type WatchPolicy } from '../policy/lane-policy.ts';
import { type Trigger } from '../policy/watch.ts';
import { type VersionSeen } from '../release/candidate.ts';
import { deployersOf } from '../release/dispatch.ts';
import { trailAfter } from '../release/evolve-watch.ts';
import { strangersBelieved } from '../release/limits.ts';
import { type Watching } from '../release/release.ts';
import { backByMandate } from '../release/spend-mandate.ts';
import { after, msBetween } from '../time.ts';
import { unverified, verdict, wrongVersion } from './conclude.ts';
import { type Finding } from './finding.ts';
import { type Breach, type JudgeSetup, type JudgeState } from './judge.ts';
import { longerLags } from './lag.ts';
import { blindLooks, countsAsKnown } from './looked-at.ts';
import { newMinutes, withMinutes } from './minutes.ts';
import {
  blindTo,
  breachIn,
  doubtsAtEnd,
  judgeSignals,
  recordedIn,
  type Signals,
  signalSetup,
  stillToCome,
} from './signals.ts';
import { type LookReading, type Watch } from './watch.ts';

type Looking = Extract<Watch, { stage: 'looking' }>;

type Taken = Extract<LaneEvent, { type: 'LookTaken' }>;

/**
 * One look. Its number follows from the time that has passed, so looks that a restart or a dead worker left
 * out are counted as missed, and missed is unknown. More than `healthFailures` failures in a row breach the
 * watch; an unknown look neither counts as a failure nor ends a row of them. What telemetry brought is judged with it.
 */
export function decideLook(
  lane: Lane,
  release: Watching,
  command: Extract<FactCommand, { type: 'RecordLook' }>,
  context: Context,
): Decision {
  const { watch } = release;
  const policy = context.policy.watch;
  if (watch.stage !== 'looking') return nothing('No looks are taken now.');
  if (policy === null) return unverified(release, 'too-few-looks', 'the config no longer asks for a watch', context);
  if (command.look < watch.next) return nothing('This look has been taken.');
  const setup = signalSetup(policy, watch.startedAt, release.baseline);
  const minutes = minutesBrought(watch, command, setup);
  const state = judgeSignals(setup, withMinutes(watch.minutes, minutes), context.now);
  const lags = longerLags(watch, minutes, command.telemetry, context.now);
  const signals = { state, lags: { ...watch.lags, ...lags } };
  const taken = lookTaken(release, watch, policy, command, { minutes, lags, setup, signals }, context);
  if (command.seen.kind === 'seen' && taken.strangers >= strangersBelieved) {
    const ended = wrongVersion(release, command.seen, context);
    return ended.kind === 'accepted' ? accepted([taken, ...ended.events], ended.effects) : ended;
  }
  const before = judgeSignals(setup, watch.minutes, watch.lookAt);
  const health = healthBreach(watch, taken, policy);
  const isTriedOut = policy.advisory.includes('health');
  const isFirst = isTriedOut && watch.failuresInARow === policy.triggers.healthFailures;
  const tried = [...recordedSince(before, state), ...(isFirst && health !== null ? [health] : [])];
  const effects = tried.map((each) => toldAsTriedOut(release, each));
  const breach = (isTriedOut ? null : health) ?? signalBreach(state);
  const decision =
    breach !== null
      ? breached(lane, release, { taken, seen: command.seen }, breach, context)
      : isOver(watch, taken, setup, signals, context)
        ? verdict(release, taken, doubtsAtEnd(setup, state), context)
        : accepted([taken]);
  return withTold(decision, toldOf(release, watch, taken, context), effects);
}

/** Of what is blind people are told while the watch goes on: its end says what it lacked. */
function withTold(decision: Decision, blind: readonly Effect[], tried: readonly Effect[]): Decision {
  if (decision.kind !== 'accepted') return decision;
  const goesOn = decision.events.every(({ type }) => type === 'LookTaken');
  return accepted(decision.events, [...decision.effects, ...(goesOn ? blind : []), ...tried]);
}

function minutesBrought(
  { minutes, endsAt }: Looking,
  { telemetry }: Extract<FactCommand, { type: 'RecordLook' }>,
  { startedAt }: JudgeSetup,
): Taken['minutes'] {
  return telemetry === null ? [] : newMinutes(minutes, telemetry.readings, { from: startedAt, until: endsAt });
}

function lookTaken(
  release: Watching,
  watch: Looking,
  policy: WatchPolicy,
  { seen, reading, telemetry }: Extract<FactCommand, { type: 'RecordLook' }>,
  brought: Pick<Taken, 'minutes' | 'lags'> & { readonly setup: JudgeSetup; readonly signals: Signals },
  { now }: Context,
): Taken {
  const { minutes, lags, setup, signals } = brought;
  const passed = Math.floor(msBetween(watch.startedAt, now) / policy.everyMs);
  const look = Math.max(watch.next, Math.min(passed, watch.total));
  const strangers = strangersInARow(release, watch, seen);
  const shown = readingOf(reading, strangers, seen);
  const missed = Math.max(0, Math.min(look, watch.total) - watch.next);
  const unseen = blindLooks(policy, trailAfter(watch.trail, { missed, reading: shown }));
  const problems = telemetry?.problems.map(({ reason }) => reason) ?? watch.problems;
  return {
    type: 'LookTaken',
    release: release.id,
    look,
    missed,
    reading: shown,
    counts: countsAsKnown(policy, { reading: shown, seen, strangers }),
    strangers,
    lookAt: after(watch.startedAt, (Math.max(look, passed) + 1) * policy.everyMs),
    minutes,
    lags,
    blind: [...new Set([...watch.blind, ...unseen, ...blindTo(policy, setup, signals, now)])],
    problems: problems.slice(0, 3),
  };
}

/** A healthy answer of another version says nothing about the approved one. */
function readingOf(reading: LookReading, strangers: number, seen: VersionSeen): LookReading {
  if (reading.kind !== 'ok' || seen.kind !== 'seen' || strangers === 0) return reading;
  return { kind: 'unknown', reason: `another version answered (${shortSha(seen.sha)})` };
}

function strangersInARow(release: Watching, watch: Looking, seen: VersionSeen): number {
  if (seen.kind === 'unknown') return watch.strangers;
  return seen.sha === release.proposal.candidate.sha ? 0 : watch.strangers + 1;
}

/** People are told once of each signal that has gone silent. */
function toldOf(release: Watching, watch: Looking, taken: Taken, { policy }: Context): readonly Effect[] {
  const triggers = taken.blind.filter((trigger) => !watch.blind.includes(trigger));
  if (triggers.length === 0) return [];
  const isByLooks = triggers.includes('health') || triggers.includes('version');
  const why = isByLooks && taken.reading.kind === 'unknown' ? [taken.reading.reason] : [];
  const alert: Alert = { kind: 'blind', triggers, problems: [...why, ...taken.problems], ask: deployersOf(policy) };
  return [{ type: 'Alert', id: `blind-${release.run.id}-${triggers.join('-')}`, release: release.id, alert }];
}

/** A trigger that the lane only tries out is told in the thread, and acts on nothing. */
function recordedSince(before: JudgeState, now: JudgeState): readonly Breach[] {
  const known = recordedIn(before).map(({ trigger }) => trigger);
  return recordedIn(now).filter(({ trigger }) => !known.includes(trigger));
}

function toldAsTriedOut(release: Watching, { trigger, finding }: Pick<Breached, 'trigger' | 'finding'>): Effect {
  const note = { kind: 'advisory-breach', trigger, finding } as const;
  return { type: 'Reply', id: `advisory-${release.run.id}-${trigger}`, release: release.id, note };
}

type Breached = { readonly trigger: Trigger; readonly finding: Finding; readonly reason: string };

function healthBreach(watch: Looking, { reading }: Taken, { triggers }: WatchPolicy): Breached | null {
  if (reading.kind !== 'failed') return null;
  const row = watch.failuresInARow + 1;
  if (row <= triggers.healthFailures) return null;
  const threshold = triggers.healthFailures + 1;
  const finding: Finding = {
    state: 'breached',
    measure: 'failures in a row',
    value: row,
    threshold,
    baseline: null,
    row,
  };
  return { trigger: 'health', finding, reason: reading.reason };
}

function signalBreach(state: JudgeState): Breached | null {
  const breach = breachIn(state);
  return breach === null ? null : { trigger: breach.trigger, finding: breach.finding, reason: '' };
}

/** All looks are taken, and telemetry has come as far as it will. */
function isOver(watch: Looking, taken: Taken, setup: JudgeSetup, signals: Signals, { now, policy }: Context): boolean {
  const awaited = policy.watch === null ? [] : stillToCome(policy.watch, setup, signals, watch.endsAt, now);
  return taken.look >= watch.total && awaited.length === 0;
}

/** What this look showed, or where it showed nothing what the looks before it did. */
function liveAt({ proposal: { candidate } }: Watching, { strangers }: Taken, seen: VersionSeen): VersionSeen {
  const approved = { kind: 'seen', sha: candidate.sha, version: candidate.version } as const;
  if (seen.kind === 'seen') return seen.sha === candidate.sha ? approved : seen;
  return strangers === 0 ? approved : seen;
}

/** Production is worse than it was: with a mandate it is put back, once; without one people are asked. */
function breached(
  lane: Lane,
  release: Watching,
  { taken, seen }: { readonly taken: Taken; readonly seen: VersionSeen },
  found: Breached,
  context: Context,
): Decision {
  const { trigger, finding, reason } = found;
  const back = backByMandate(lane, release, found, context);
  const alert: Alert = {
    kind: 'breached',
    run: release.run,
    sha: release.proposal.candidate.sha,
    trigger,
    finding,
    reason,
    next: back.next,
    ask: deployersOf(context.policy),
  };
  const hasVersion = (context.policy.watch?.version ?? null) !== null;
  const live = hasVersion ? liveAt(release, taken, seen) : null;
  const cause = {
    code: 'watch-breached',
    trigger,
    finding,
    rollback: back.next.kind === 'rollback' ? back.next.release : null,
  } as const;
  return accepted(
    [taken, { type: 'ReleaseEnded', release: release.id, outcome: { kind: 'failed', cause, live } }, ...back.events],
    [{ type: 'Alert', id: `breached-${release.run.id}`, release: release.id, alert }],
  );
}
