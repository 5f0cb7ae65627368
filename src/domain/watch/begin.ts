import { type FactCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type WatchPolicy } from '../policy/lane-policy.ts';
import { type VersionSeen } from '../release/candidate.ts';
import { askAgainEvery, strangersBelieved, versionWithin } from '../release/limits.ts';
import { type Deploying, type Release, type Watching } from '../release/release.ts';
import { lackingIn } from '../release/required-evidence.ts';
import { after, type Instant, minute } from '../time.ts';
import { totalLooks } from './by-person.ts';
import { unverified, wrongVersion } from './conclude.ts';
import { failuresAfter } from './down.ts';
import { isWatched } from './looked-at.ts';
import { type Watch } from './watch.ts';

type Awaiting = Extract<Watch, { stage: 'awaiting-version' }>;

/**
 * After a run that succeeded: first the new version has to be seen live, then looks are taken. A lane with neither a
 * version endpoint nor a health check nor telemetry has only the run's word, and its card says so before the vote.
 */
export function beginWatch(release: Deploying, context: Context): readonly LaneEvent[] {
  const { watch } = context.policy;
  if (!isWatched(watch)) {
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

/**
 * The version endpoint's answer, while the new version is awaited. Health is asked with it: the watch and its mandate
 * begin only with the new version, but people are woken when production is down before that.
 */
export function decideVersion(
  release: Watching,
  { seen, health }: Pick<Extract<FactCommand, { type: 'RecordVersion' }>, 'seen' | 'health'>,
  context: Context,
): Decision {
  const { watch } = release;
  const policy = context.policy.watch;
  if (watch.stage !== 'awaiting-version') return nothing('The version has been seen.');
  if (policy === null) return unverified(release, 'too-few-looks', 'the config no longer asks for a watch', context);
  if (seen.kind === 'seen' && seen.sha === release.proposal.candidate.sha) {
    return accepted([looksBegin(release.id, policy, context.now)]);
  }
  const strangers = isStranger(release, seen) ? watch.strangers + 1 : 0;
  if (seen.kind === 'seen' && strangers >= strangersBelieved) return wrongVersion(release, seen, context);
  const { failures, told } = failuresAfter(release, watch, health, context);
  if (context.now >= watch.until) return alsoTold(neverSeen(release, watch, seen, context), told);
  const lookAt = after(context.now, policy.everyMs);
  return accepted(
    [{ type: 'VersionAwaited', release: release.id, seen: inWords(seen), strangers, failures, lookAt }],
    told,
  );
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

function alsoTold(decision: Decision, told: readonly Effect[]): Decision {
  return decision.kind === 'accepted' ? accepted(decision.events, [...decision.effects, ...told]) : decision;
}
