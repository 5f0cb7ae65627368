import { Temporal } from 'temporal-polyfill';
import { type Calendar, type Weekday } from '../policy/calendar.ts';
import { type Instant, instantAt } from '../time.ts';

const weekdays: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** A calendar without a working day for longer than this has none that we would wait for: then it is the next day. */
const horizonDays = 400;

/**
 * That time of day, by the zone's own clock, on the first working day after the day that `from` lies in. Where the clocks
 * are put forward over that time it is as much later; where they are put back over it, it is the first of the two.
 */
export function onNextWorkingDay(calendar: Calendar, time: string, from: Instant): Instant {
  const today = Temporal.Instant.from(from).toZonedDateTimeISO(calendar.timezone).toPlainDate();
  let day = today.add({ days: 1 });
  for (let days = 0; days < horizonDays && !isWorkingDay(calendar, day); days += 1) day = day.add({ days: 1 });
  const reached = isWorkingDay(calendar, day) ? day : today.add({ days: 1 });
  const plainTime = Temporal.PlainTime.from(time);
  return instantAt(reached.toZonedDateTime({ timeZone: calendar.timezone, plainTime }).epochMilliseconds);
}

function isWorkingDay({ workdays, holidays }: Calendar, day: Temporal.PlainDate): boolean {
  const weekday = weekdays[day.dayOfWeek - 1];
  return weekday !== undefined && workdays.includes(weekday) && !holidays.includes(day.toString());
}
