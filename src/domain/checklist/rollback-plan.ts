import { shortSha } from '../ids.ts';
import { minute } from '../time.ts';
import { type Entry, type Facts, proven, said } from './entry.ts';

/**
 * The plan follows from what is known, so nobody has to write or tick it. The time is shown and is no part of what
 * is approved: another release of the lane that ends meanwhile must not void a vote.
 */
export function rollbackItems({ candidate, policy, target, took }: Facts): readonly Entry[] {
  if (target === null) return [said('rollback.no-target', { code: 'no-rollback-target' })];
  const short = shortSha(target.sha);
  const command = `/rollback ${short} ${policy.service}`;
  const { migrations } = candidate.changes;
  const hasMigrations = migrations.kind === 'known' && migrations.value.count > 0;
  const plan = proven('rollback.command', { code: 'rollback-command', command, to: target.version ?? short }, null);
  if (!hasMigrations) return [plan, timeItem(took)];
  const migration =
    migrations.value.reversible === 'all'
      ? proven('rollback.migration', { code: 'rollback-migration', kept: 'reversible' }, null)
      : said('rollback.migration', { code: 'rollback-migration', kept: 'schema-stays' });
  return [plan, migration, timeItem(took)];
}

function timeItem(took: readonly number[]): Entry {
  const minutes = usualMinutes(took);
  return minutes === null
    ? said('rollback.minutes', { code: 'rollback-not-measured' })
    : said('rollback.minutes', { code: 'rollback-minutes', minutes, measuredFrom: took.filter((ms) => ms > 0).length });
}

/**
 * The median of what earlier releases took, from milliseconds to whole minutes, rounded up: a plan that is too short
 * helps nobody. Null when nothing was measured.
 */
export function usualMinutes(took: readonly number[]): number | null {
  const measured = took.filter((ms) => ms > 0);
  const median = medianOf(measured);
  return median === null ? null : Math.max(1, Math.ceil(median / minute));
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (upper + lower) / 2;
}
