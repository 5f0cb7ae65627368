import { type PersonCommand } from '../commands.ts';
import { accepted, type Context, type Decision, refused } from '../decision.ts';
import { type LaneEvent } from '../events.ts';
import { type Lane } from '../lane/lane.ts';
import { type WatchPolicy } from '../policy/lane-policy.ts';
import { deniedTo } from '../release/dispatch.ts';
import { versionWithin } from '../release/limits.ts';
import { phaseName, type Release, type Unverified } from '../release/release.ts';
import { after, type Instant, minute } from '../time.ts';
import { minutesAwaited } from './late.ts';

export function totalLooks(watch: WatchPolicy): number {
  return Math.max(1, Math.floor((watch.minutes * minute) / watch.everyMs));
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
  const ended: LaneEvent = {
    type: 'ReleaseEnded',
    release: release.id,
    outcome: { kind: 'accepted-unverified', by: actor.slack },
  };
  if (release.phase === 'unverified' || release.watch.stage !== 'looking') return accepted([ended]);
  return accepted([ended, ...minutesAwaited(release.id, release.watch, context)]);
}
