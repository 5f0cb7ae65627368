import { type WatchPolicy } from '../policy/lane-policy.ts';
import { type VersionSeen } from '../release/candidate.ts';
import { unseenFor } from '../release/limits.ts';
import { minute } from '../time.ts';
import { telemetryTriggers } from './signals.ts';
import { type LookReading, type Unseen } from './watch.ts';

/** Whether anything is looked at after the run; where nothing is, its word is all there is. */
export function isWatched(watch: WatchPolicy | null): watch is WatchPolicy {
  if (watch === null) return false;
  return watch.version !== null || watch.health !== null || telemetryTriggers(watch).length > 0;
}

/** Whether a failing health check speaks against a release here. */
export function healthActs({ health, advisory }: Pick<WatchPolicy, 'health' | 'advisory'>): boolean {
  return health !== null && !advisory.includes('health');
}

/**
 * Whether a look counts among those of which four in five have to be known: by the health check where it acts, else by
 * the version. Where neither is asked, telemetry alone says how production is, by minutes of its own: then a look
 * counts when it was taken at all, so that a watch in which nobody looked never ends well.
 */
export function countsAsKnown(
  watch: WatchPolicy,
  {
    reading,
    seen,
    strangers,
  }: { readonly reading: LookReading; readonly seen: VersionSeen; readonly strangers: number },
): 'yes' | 'no' {
  if (healthActs(watch)) return reading.kind === 'ok' || reading.kind === 'failed' ? 'yes' : 'no';
  if (watch.version !== null) return seen.kind === 'seen' && strangers === 0 ? 'yes' : 'no';
  return 'yes';
}

/**
 * What the looks are blind to: everything in a row at the end of the trail was unknown for the lesser of ten minutes and
 * a third of the watch. Missed looks are unknown as well. A health check that does not act is not required to be seen.
 */
export function blindLooks(watch: WatchPolicy, trail: string): readonly Unseen[] {
  const asked = healthActs(watch) ? 'health' : watch.health === null && watch.version !== null ? 'version' : null;
  if (asked === null) return [];
  const unseenMs = (trail.length - trail.replace(/u+$/, '').length) * watch.everyMs;
  return unseenMs >= Math.min(unseenFor, (watch.minutes * minute) / 3) ? [asked] : [];
}
