import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { type Parsed } from './parsed.ts';
import { Timezone } from './schedule.ts';

export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
export type Weekday = z.infer<typeof Weekday>;

/** Two times of one day, the earlier first. */
const Hours = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/, 'write hours like "09:00-17:00"')
  .transform((text) => ({ from: text.slice(0, 5), to: text.slice(6) }))
  .refine(({ from, to }) => from < to, 'the first time has to be earlier than the second');

const Day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'write a day like "2026-12-25"')
  .refine(isDay, 'there is no such day');

export const Calendar = z.strictObject({
  timezone: Timezone.default('UTC'),
  workdays: z.array(Weekday).min(1).default(['mon', 'tue', 'wed', 'thu', 'fri']),
  hours: Hours.prefault('09:00-17:00').meta({ description: 'Working hours of a working day, local time.' }),
  holidays: z.array(Day).default([]).meta({ description: 'Days that are no working days.' }),
});
export type Calendar = Parsed<typeof Calendar>;

function isDay(text: string): boolean {
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' }).toString() === text;
  } catch {
    return false;
  }
}
