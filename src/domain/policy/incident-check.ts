import { formatDuration } from './durations.ts';
import { type Finding, fault } from './finding.ts';
import { type Policy } from './policy.ts';

/** What can only be said of the rules of a severity as a whole. */
export function incidentFindings({ incidents }: Pick<Policy, 'incidents'>): readonly Finding[] {
  return (['P2', 'P3'] as const).flatMap((severity) => {
    const { nudges, breach } = incidents[severity];
    return nudges.flatMap((nudge, index) =>
      nudge < breach
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
