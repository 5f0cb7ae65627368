import { describe, expect, test } from 'vitest';
import { onNextWorkingDay } from '../../../src/domain/incident/working-day.ts';
import { type Calendar } from '../../../src/domain/policy/calendar.ts';
import { instantAt } from '../../../src/domain/time.ts';
import { changesOf, dateOf, dayMs, midnight, momentOf, type Wall, weekdayOf, type Zone, zoneOf } from './wall-clock.ts';

const begin = Date.UTC(2026, 0, 1);
const end = Date.UTC(2029, 0, 1);
const minuteMs = 60_000;
const at = { '16:59': 1019 * minuteMs, '23:59': 1439 * minuteMs };

const names = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
const holidays = ['2026-12-25', '2027-01-01', '2027-03-29', '2028-02-28', '2028-02-29', '2028-12-25', '2028-12-26'];

function calendarOf(zone: Zone, workdays: readonly number[]): Calendar {
  const days = workdays.map((day) => names[day]).filter((day) => day !== undefined);
  return { timezone: zone.name, workdays: days, hours: { from: '09:00', to: '17:00' }, holidays };
}

/** The same asked of Intl and of arithmetic on days alone. */
function expected(zone: Zone, workdays: readonly number[], time: string, opened: number): number {
  let day = midnight(zone.shows(opened)) + dayMs;
  while (!workdays.includes(weekdayOf(day)) || holidays.includes(dateOf(day))) day += dayMs;
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return momentOf(zone, day + (hours * 60 + minutes) * minuteMs);
}

/** Every Friday at 16:59, and around each change of the clocks, leap day, holiday and turn of the year a minute before midnight. */
function openingsIn(zone: Zone): readonly Wall[] {
  const fridays: Wall[] = [];
  for (let day = begin; day < end; day += dayMs) if (weekdayOf(day) === 5) fridays.push(day + at['16:59']);
  const special = [...changesOf(zone, begin, end), ...holidays.map((day) => Date.parse(`${day}T00:00:00Z`))];
  const around = special.flatMap((day) => [-2, -1, 0].map((days) => day + days * dayMs));
  return [...fridays, ...around.map((day) => day + at['23:59'])];
}

const weekend = [1, 2, 3, 4, 5];
const everyDay = [0, 1, 2, 3, 4, 5, 6];

describe('the next working day', () => {
  test('is the same by an independent calendar in every zone, over three years', { timeout: 60_000 }, () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const wrong: string[] = [];
    let asked = 0;
    for (const name of zones) {
      const zone = zoneOf(name);
      const calendar = calendarOf(zone, weekend);
      for (const wall of openingsIn(zone)) {
        const opened = momentOf(zone, wall);
        const due = onNextWorkingDay(calendar, '10:00', instantAt(opened));
        asked += 1;
        if (due !== instantAt(expected(zone, weekend, '10:00', opened))) wrong.push(`${name} ${dateOf(wall)} ${due}`);
      }
    }

    expect(wrong).toEqual([]);
    expect(zones.length).toBeGreaterThan(400);
    expect(asked).toBeGreaterThan(60_000);
  });

  test('is the same at any time of a night in which the clocks change, where every day is a working day', () => {
    const wrong: string[] = [];
    for (const name of Intl.supportedValuesOf('timeZone')) {
      const zone = zoneOf(name);
      const calendar = calendarOf(zone, everyDay);
      for (const day of changesOf(zone, begin, end)) {
        for (const time of ['00:00', '00:30', '01:59', '02:00', '02:30', '03:00', '23:30']) {
          const opened = momentOf(zone, day - dayMs + at['16:59']);
          const due = onNextWorkingDay(calendar, time, instantAt(opened));
          if (due !== instantAt(expected(zone, everyDay, time, opened)))
            wrong.push(`${name} ${dateOf(day)} ${time} ${due}`);
        }
      }
    }

    expect(wrong).toEqual([]);
  });

  test('is the next day where the calendar has none for longer than anybody would wait', () => {
    const all = Array.from({ length: 450 }, (_, day) => dateOf(begin + day * dayMs));
    const calendar: Calendar = { ...calendarOf(zoneOf('UTC'), weekend), holidays: all };

    expect(onNextWorkingDay(calendar, '10:00', instantAt(begin))).toBe('2026-01-02T10:00:00.000Z');
  });
});
