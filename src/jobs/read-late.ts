import { findRelease } from '../domain/lane/evolve.ts';
import { policyUnder } from '../domain/release/emergency.ts';
import { firstMissing, overdueOf, spanOf } from '../domain/watch/late.ts';
import { type At, type JobParts, type WorkOf } from './parts.ts';
import { submitFact } from './submit-fact.ts';

/**
 * Minutes of a watch whose verdict was given before they came, from the first that is missing. Asked up to now, for some
 * sources tell only by what came later that a minute is whole; what is after the watch is not judged.
 */
export async function readLate(
  parts: Pick<JobParts, 'telemetry' | 'flow' | 'now'>,
  { chain, lane, policy }: At,
  { release: id }: WorkOf<'read-late'>,
): Promise<void> {
  const release = findRelease(lane, id);
  const overdue = release === null ? null : overdueOf(lane, release);
  if (release === null || overdue === null) return;
  const { watch } = policyUnder(policy, release.request);
  const from = watch === null ? null : firstMissing(watch, overdue.watch.minutes, spanOf(overdue));
  const telemetry =
    watch === null || from === null
      ? null
      : await parts.telemetry.readings({
          watch,
          sha: overdue.release.proposal?.candidate.sha ?? null,
          from,
          to: parts.now(),
        });
  await submitFact(parts, chain, { type: 'RecordLateMinutes', release: id, telemetry });
}
