import { type Context } from '../decision.ts';
import { type Alert, type Effect } from '../effects.ts';
import { deployersOf } from '../release/dispatch.ts';
import { restartWithin } from '../release/limits.ts';
import { type Watching } from '../release/release.ts';
import { msBetween } from '../time.ts';
import { healthActs } from './looked-at.ts';
import { type Failures, type HealthReading, type Watch } from './watch.ts';

type Awaiting = Extract<Watch, { stage: 'awaiting-version' }>;

/**
 * The health check while the new version is awaited. As many failures in a row as would breach the watch wake people,
 * once for each row, unless they are over as soon as a restart would be. Whether the new version did this is not known,
 * for it was never seen; so nothing ends and nothing is put back by itself. Unknown neither counts nor ends a row.
 */
export function failuresAfter(
  release: Watching,
  { failures }: Awaiting,
  health: HealthReading | undefined,
  { now, policy }: Context,
): { readonly failures: Failures | null; readonly told: readonly Effect[] } {
  const { watch } = policy;
  if (watch === null || !healthActs(watch) || health?.kind === 'ok') return { failures: null, told: [] };
  if (health?.kind !== 'failed') return { failures, told: [] };
  const before = failures ?? { row: 0, since: now, told: 'no' };
  const row = before.row + 1;
  const isDown = row > watch.triggers.healthFailures && msBetween(before.since, now) >= restartWithin;
  if (!isDown || before.told === 'yes') return { failures: { ...before, row }, told: [] };
  const { run, proposal } = release;
  const alert: Alert = {
    kind: 'down',
    run,
    sha: proposal.candidate.sha,
    failures: row,
    reason: health.reason,
    ask: deployersOf(policy),
  };
  return {
    failures: { ...before, row, told: 'yes' },
    told: [{ type: 'Alert', id: `down-${run.id}-${before.since}`, release: release.id, alert }],
  };
}
