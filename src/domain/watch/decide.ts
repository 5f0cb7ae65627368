import { type FactCommand, type PersonCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing, refused } from '../decision.ts';
import { type Alert, type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { shortSha } from '../ids.ts';
import { type Lane } from '../lane/lane.ts';
import { type WatchPolicy } from '../policy/lane-policy.ts';
import { type VersionSeen } from '../release/candidate.ts';
import { deniedTo, deployersOf } from '../release/dispatch.ts';
import { askAgainEvery, enoughKnown, strangersBelieved, versionWithin } from '../release/limits.ts';
import {
  type Deploying,
  phaseName,
  type Release,
  type Unverified,
  type UnverifiedBecause,
  type Watching,
} from '../release/release.ts';
import { lackingIn } from '../release/required-evidence.ts';
import { after, type Instant, minute, msBetween } from '../time.ts';
import { type HealthReading, type Watch } from './watch.ts';

type Looking = Extract<Watch, { stage: 'looking' }>;
type Awaiting = Extract<Watch, { stage: 'awaiting-version' }>;

/**
 * After a run that succeeded: first the new version has to be seen live, then looks are taken. A lane with
 * neither a version endpoint nor a health check has only the run's word, and its card says so before the vote.
 */
export function beginWatch(release: Deploying, context: Context): readonly LaneEvent[] {
  const { watch } = context.policy;
  if (watch === null || (watch.version === null && watch.health === null)) {
    if (lackingIn(context.policy, release.postDeploy).length > 0) {
      const askAgainAt = after(context.now, askAgainEvery);
      return [{ type: 'VerdictUnverified', release: release.id, because: 'evidence-missing', askAgainAt }];
    }
    return [{ type: 'ReleaseEnded', release: release.id, outcome: { kind: 'succeeded' } }];
  }
  if (watch.version === null) return [looksBegin(release.id, watch, context.now)];
  const until = after(context.now, Math.min(watch.minutes * minute, versionWithin));
  return [{ type: 'WatchAwaitsVersion', release: release.id, until, lookAt: context.now }];
}

function looksBegin(release: Release['id'], watch: WatchPolicy, now: Instant): LaneEvent {
  return {
    type: 'WatchBegun',
    release,
    endsAt: after(now, watch.minutes * minute),
    lookAt: after(now, watch.everyMs),
    total: totalLooks(watch),
  };
}

function totalLooks(watch: WatchPolicy): number {
  return Math.max(1, Math.floor((watch.minutes * minute) / watch.everyMs));
}

/** The version endpoint's answer, while the new version is awaited. */
export function decideVersion(release: Watching, seen: VersionSeen, context: Context): Decision {
  const { watch } = release;
  const policy = context.policy.watch;
  if (watch.stage !== 'awaiting-version') return nothing('The version has been seen.');
  if (policy === null) return unverified(release, 'too-few-looks', 'the config no longer asks for a watch', context);
  if (seen.kind === 'seen' && seen.sha === release.proposal.candidate.sha) {
    return accepted([looksBegin(release.id, policy, context.now)]);
  }
  const strangers = isStranger(release, seen) ? watch.strangers + 1 : 0;
  if (seen.kind === 'seen' && strangers >= strangersBelieved) return wrongVersion(release, seen, context);
  if (context.now >= watch.until) return neverSeen(release, watch, seen, context);
  const lookAt = after(context.now, policy.everyMs);
  return accepted([{ type: 'VersionAwaited', release: release.id, seen: inWords(seen), strangers, lookAt }]);
}

/** A version that is neither the approved one nor the one that was live before. */
function isStranger(release: Watching, seen: VersionSeen): boolean {
  if (seen.kind !== 'seen' || seen.sha === release.proposal.candidate.sha) return false;
  const before = release.proposal.candidate.live;
  return before.kind === 'seen' && before.sha !== seen.sha;
}

function inWords(seen: VersionSeen): string {
  return seen.kind === 'seen' ? seen.sha : seen.reason;
}

function neverSeen(release: Watching, watch: Awaiting, seen: VersionSeen, context: Context): Decision {
  return unverified(release, 'never-seen-live', watch.lastSeen ?? inWords(seen), context);
}

function wrongVersion(release: Watching, seen: Extract<VersionSeen, { kind: 'seen' }>, context: Context): Decision {
  const cause = { code: 'wrong-version', live: seen.sha } as const;
  const alert: Alert = { kind: 'failed', run: release.run, cause, live: seen, ask: deployersOf(context.policy) };
  return accepted(
    [{ type: 'ReleaseEnded', release: release.id, outcome: { kind: 'failed', cause, live: seen } }],
    [{ type: 'Alert', id: `wrong-version-${release.run.id}`, release: release.id, alert }],
  );
}

/**
 * One look. Its number follows from the time that has passed, so looks that a restart or a dead worker left
 * out are counted as missed, and missed is unknown. More than `healthFailures` failures in a row breach the
 * watch; an unknown look neither counts as a failure nor ends a row of them.
 */
export function decideLook(
  release: Watching,
  command: Extract<FactCommand, { type: 'RecordLook' }>,
  context: Context,
): Decision {
  const { watch } = release;
  const policy = context.policy.watch;
  if (watch.stage !== 'looking') return nothing('No looks are taken now.');
  if (policy === null) return unverified(release, 'too-few-looks', 'the config no longer asks for a watch', context);
  if (command.look < watch.next) return nothing('This look has been taken.');
  const passed = Math.floor(msBetween(watch.startedAt, context.now) / policy.everyMs);
  const look = Math.min(Math.max(watch.next, passed), watch.total);
  const lookAt = after(watch.startedAt, (look + 1) * policy.everyMs);
  const strangers = strangersInARow(release, watch, command.seen);
  const reading = readingOf(command.reading, strangers, command.seen);
  const taken = {
    type: 'LookTaken',
    release: release.id,
    look,
    missed: look - watch.next,
    reading,
    strangers,
    lookAt,
  } as const;

  if (command.seen.kind === 'seen' && strangers >= strangersBelieved) {
    const ended = wrongVersion(release, command.seen, context);
    return ended.kind === 'accepted' ? accepted([taken, ...ended.events], ended.effects) : ended;
  }
  const row = reading.kind === 'failed' ? watch.failuresInARow + 1 : reading.kind === 'ok' ? 0 : watch.failuresInARow;
  if (reading.kind === 'failed' && row > policy.triggers.healthFailures)
    return breached(release, taken, reading, row, context);
  if (look < watch.total) return accepted([taken]);
  return verdict(release, taken, row, context);
}

/** A healthy answer of another version says nothing about the approved one. */
function readingOf(reading: HealthReading, strangers: number, seen: VersionSeen): HealthReading {
  if (reading.kind !== 'ok' || seen.kind !== 'seen' || strangers === 0) return reading;
  return { kind: 'unknown', reason: `another version answered (${shortSha(seen.sha)})` };
}

function strangersInARow(release: Watching, watch: Looking, seen: VersionSeen): number {
  if (seen.kind === 'unknown') return watch.strangers;
  return seen.sha === release.proposal.candidate.sha ? 0 : watch.strangers + 1;
}

type Taken = Extract<LaneEvent, { type: 'LookTaken' }>;

function breached(
  release: Watching,
  taken: Taken,
  reading: Extract<HealthReading, { kind: 'failed' }>,
  failures: number,
  context: Context,
): Decision {
  const alert: Alert = {
    kind: 'breached',
    run: release.run,
    sha: release.proposal.candidate.sha,
    failures,
    reason: reading.reason,
    ask: deployersOf(context.policy),
  };
  const outcome = { kind: 'failed', cause: { code: 'watch-breached', trigger: 'health' }, live: null } as const;
  return accepted(
    [taken, { type: 'ReleaseEnded', release: release.id, outcome }],
    [{ type: 'Alert', id: `breached-${release.run.id}`, release: release.id, alert }],
  );
}

/** The time is over. Healthy needs enough known looks and an end that is neither failing nor another version's; anything else is for a person. */
function verdict(release: Watching, taken: Taken, row: number, context: Context): Decision {
  const { watch } = release;
  if (watch.stage !== 'looking') return nothing('No looks are taken now.');
  const known = taken.reading.kind === 'unknown' ? watch.known : watch.known + 1;
  const lacking = lackingIn(context.policy, release.postDeploy);
  const doubt = doubtAbout({ known, total: watch.total, row, strangers: taken.strangers }) ?? doubtFrom(lacking);
  if (doubt === null) {
    return accepted([taken, { type: 'ReleaseEnded', release: release.id, outcome: { kind: 'succeeded' } }]);
  }
  const ended = unverified(release, doubt.because, doubt.detail, context);
  return ended.kind === 'accepted' ? accepted([taken, ...ended.events], ended.effects) : ended;
}

type Doubt = { readonly because: UnverifiedBecause; readonly detail: string };

function doubtAbout(end: {
  readonly known: number;
  readonly total: number;
  readonly row: number;
  readonly strangers: number;
}): Doubt | null {
  if (end.strangers > 0)
    return { because: 'another-version', detail: `the last ${end.strangers} looks showed another version` };
  if (end.known < end.total * enoughKnown)
    return { because: 'too-few-looks', detail: `${end.known} of ${end.total} looks are known` };
  return end.row > 0 ? { because: 'ends-failing', detail: `the last ${end.row} known looks failed` } : null;
}

/** A run that did not leave behind what the lane requires is never a success, however well production looks. */
function doubtFrom(lacking: readonly string[]): Doubt | null {
  return lacking.length === 0 ? null : { because: 'evidence-missing', detail: lacking.join(', ') };
}

function unverified(release: Watching, because: UnverifiedBecause, detail: string, context: Context): Decision {
  const alert: Effect = {
    type: 'Alert',
    id: `unverified-${release.run.id}-${context.now}`,
    release: release.id,
    alert: { kind: 'unverified', because, detail, ask: deployersOf(context.policy) },
  };
  return accepted(
    [{ type: 'VerdictUnverified', release: release.id, because, askAgainAt: after(context.now, askAgainEvery) }],
    [alert],
  );
}

/** `watch.extend`: the whole watch once more, judged by its own looks. No watch makes up for a workflow file that nobody read. */
export function decideExtend(
  lane: Lane,
  release: Release,
  command: Extract<PersonCommand, { type: 'ExtendWatch' }>,
  context: Context,
): Decision {
  const denied = deniedTo(lane, release, 'watch.extend', context);
  if (denied !== null) return denied;
  const { actor } = context;
  const policy = context.policy.watch;
  const isWatchable =
    release.phase === 'unverified' && release.because !== 'workflow-unknown' && release.because !== 'evidence-missing';
  if (!isWatchable || actor.kind !== 'person' || policy === null) {
    return refused({ code: 'wrong_phase', phase: phaseName(release), command: command.type });
  }
  return accepted([extended(release, actor.slack, policy, context.now)]);
}

function extended(
  release: Unverified,
  by: Extract<LaneEvent, { type: 'WatchExtended' }>['by'],
  policy: WatchPolicy,
  now: Instant,
): LaneEvent {
  const looks = release.watch?.stage === 'looking' || policy.version === null;
  const wait = looks ? policy.minutes * minute : Math.min(policy.minutes * minute, versionWithin);
  const lookAt = looks ? after(now, policy.everyMs) : now;
  const stage = looks ? 'looking' : 'awaiting-version';
  return {
    type: 'WatchExtended',
    release: release.id,
    by,
    stage,
    endsAt: after(now, wait),
    lookAt,
    total: totalLooks(policy),
  };
}

/** `watch.accept`: a person takes responsibility for what the watch did not see, or ends it early. */
export function decideAccept(
  lane: Lane,
  release: Release,
  command: Extract<PersonCommand, { type: 'AcceptUnverified' }>,
  context: Context,
): Decision {
  const denied = deniedTo(lane, release, 'watch.accept', context);
  if (denied !== null) return denied;
  const { actor } = context;
  if ((release.phase !== 'unverified' && release.phase !== 'watching') || actor.kind !== 'person') {
    return refused({ code: 'wrong_phase', phase: phaseName(release), command: command.type });
  }
  return accepted([
    { type: 'ReleaseEnded', release: release.id, outcome: { kind: 'accepted-unverified', by: actor.slack } },
  ]);
}
