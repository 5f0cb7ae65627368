import { Cron } from 'croner';
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/** A named zone of the IANA database. Offsets are refused, for they would lose an hour twice a year. */
export const Timezone = z
  .string()
  .refine(isTimezone, 'use a named time zone such as Europe/Berlin or UTC')
  .meta({ description: 'A named time zone of the IANA database, such as Europe/Berlin.' });

/** Five fields: minute, hour, day of month, month, day of week. */
export const CronExpression = z
  .string()
  .refine(isCron, 'use five fields: minute (0-59), hour (0-23), day of month, month, day of week, as in "0 16 * * fri"')
  .meta({ description: 'Five fields: minute, hour, day of month, month, day of week.' });

function isTimezone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(name);
    return true;
  } catch {
    return false;
  }
}

function isCron(expression: string): boolean {
  if (expression.trim().split(/\s+/).length !== 5) return false;
  try {
    return new Cron(expression, { mode: '5-part', paused: true }).getPattern() !== undefined;
  } catch {
    return false;
  }
}
