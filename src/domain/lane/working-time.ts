import { Temporal } from 'temporal-polyfill';
import { type Calendar, type Weekday } from '../policy/calendar.ts';
import { after, epochMs, type Instant, instantAt } from '../time.ts';

const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** A calendar whose next working day is further away than this has none that we would wait for. */
const horizonDays = 400;

/**
 * The instant at which `milliseconds` of working time have passed since `start`. Working time is what lies
 * between the calendar's hours on its workdays, holidays left out, by the zone's own clock: on the day of a
 * change to or from daylight saving the hours are as long as they really are.
 */
export function afterWorkingTime(calendar: Calendar, start: Instant, milliseconds: number): Instant {
  let left = milliseconds;
  let day = Temporal.Instant.from(start).toZonedDateTimeISO(calendar.timezone).toPlainDate();
  for (let days = 0; days < horizonDays; days += 1) {
    const span = workingSpan(calendar, day);
    if (span !== null) {
      const from = Math.max(span.from, epochMs(start));
      const available = span.to - from;
      if (available > 0 && left <= available) return instantAt(from + left);
      left -= Math.max(available, 0);
    }
    day = day.add({ days: 1 });
  }
  return after(start, milliseconds);
}

function workingSpan(
  calendar: Calendar,
  day: Temporal.PlainDate,
): { readonly from: number; readonly to: number } | null {
  const weekday = weekdays[day.dayOfWeek - 1];
  if (weekday === undefined || !calendar.workdays.includes(weekday) || calendar.holidays.includes(day.toString()))
    return null;
  return { from: onDay(calendar, day, calendar.hours.from), to: onDay(calendar, day, calendar.hours.to) };
}

function onDay(calendar: Calendar, day: Temporal.PlainDate, time: string): number {
  return day.toZonedDateTime({ timeZone: calendar.timezone, plainTime: Temporal.PlainTime.from(time) })
    .epochMilliseconds;
}
