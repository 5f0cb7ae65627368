import { z } from 'zod';
import { duration, formatDuration } from './durations.ts';
import { IncidentRules } from './escalation.ts';
import { type Finding, fault } from './finding.ts';
import { skeletonOf } from './skeleton.ts';

/** Null stands for a time that is wrong in itself, of which nothing more can be said. */
const Time = duration('1m').nullable().catch(null);
const Clocked = z.object({ nudges: z.array(Time).optional(), breach: Time.optional() });
const usual = IncidentRules.parse({});

/**
 * What can only be said of the rules of a severity as a whole. They are read leniently, so that it is told at once with
 * whatever else is wrong with the file.
 */
export function incidentFindings(file: unknown): readonly Finding[] {
  const { incidents } = skeletonOf(file);
  return (['P2', 'P3'] as const).flatMap((severity) => {
    const written = Clocked.safeParse(incidents[severity] ?? {});
    if (!written.success) return [];
    const { nudges = usual[severity].nudges, breach = usual[severity].breach } = written.data;
    if (breach === null) return [];
    return nudges.flatMap((nudge, index) =>
      nudge === null || nudge < breach
        ? []
        : [
            fault(
              ['incidents', severity, 'nudges', index],
              `is no earlier than the breach at ${formatDuration(breach)}, so nobody would be asked again in time`,
              'Use a shorter time, or a longer breach.',
            ),
          ],
    );
  });
}
