import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterWorkingTime } from '../../src/domain/lane/working-time.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Instant } from '../../src/domain/time.ts';
import { hour, minute } from '../support/lane.ts';
import { policyWith } from '../support/policy.ts';

type Calendar = LanePolicy['calendar'];

const office: Calendar = policyWith().calendar;

function hoursAfter(start: string, hours: number, calendar = office): string {
  return afterWorkingTime(calendar, start as Instant, hours * hour);
}

describe('four working hours, Monday to Friday from 9 to 17 in Berlin', () => {
  test.each([
    ['from Wednesday 10:00', '2026-11-18T09:00:00.000Z', '2026-11-18T13:00:00.000Z'],
    ['from Wednesday 13:00: to the very end of the day', '2026-11-18T12:00:00.000Z', '2026-11-18T16:00:00.000Z'],
    ['from Wednesday 15:00: two more on Thursday', '2026-11-18T14:00:00.000Z', '2026-11-19T10:00:00.000Z'],
    ['from Friday 16:59: one minute, and the rest on Monday', '2026-11-20T15:59:00.000Z', '2026-11-23T11:59:00.000Z'],
    ['from Friday 17:00: all of it on Monday', '2026-11-20T16:00:00.000Z', '2026-11-23T12:00:00.000Z'],
    ['from Saturday noon', '2026-11-21T11:00:00.000Z', '2026-11-23T12:00:00.000Z'],
    ['from Monday 07:00: from nine on', '2026-11-23T06:00:00.000Z', '2026-11-23T12:00:00.000Z'],
    ['over a holiday and the weekend behind it', '2026-12-24T15:00:00.000Z', '2026-12-28T11:00:00.000Z'],
    ['over the weekend on which the clocks go back', '2026-10-23T14:00:00.000Z', '2026-10-26T11:00:00.000Z'],
    ['over the weekend on which the clocks go forward', '2026-03-27T15:00:00.000Z', '2026-03-30T10:00:00.000Z'],
    ['on a leap day', '2028-02-29T14:00:00.000Z', '2028-03-01T10:00:00.000Z'],
  ])('%s', (_, start, end) => {
    expect(hoursAfter(start, 4)).toBe(end);
  });
});

describe('working hours in the night of a change of the clocks', () => {
  const nights: Calendar = {
    timezone: 'Europe/Berlin',
    workdays: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'],
    hours: { from: '00:00', to: '05:00' },
    holidays: [],
  };

  test('are four when an hour is left out', () => {
    expect(hoursAfter('2026-03-28T23:00:00.000Z', 4, nights)).toBe('2026-03-29T03:00:00.000Z');
    expect(hoursAfter('2026-03-28T23:00:00.000Z', 5, nights)).toBe('2026-03-29T23:00:00.000Z');
  });

  test('are six when an hour comes twice', () => {
    expect(hoursAfter('2026-10-24T22:00:00.000Z', 6, nights)).toBe('2026-10-25T04:00:00.000Z');
  });
});

describe('any working time', () => {
  const anyStart = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2028, 11, 1) });

  test('has just so many working minutes in it', () => {
    const isWorking = officeOf('Europe/Berlin');
    fc.assert(
      fc.property(anyStart, fc.integer({ min: 1, max: 24 * 60 }), (moment, minutes) => {
        const start = Math.floor(moment / minute) * minute;
        const end = Date.parse(afterWorkingTime(office, new Date(start).toISOString() as Instant, minutes * minute));
        let worked = 0;
        for (let time = start; time < end; time += minute) if (isWorking(time)) worked += 1;
        expect(worked).toBe(minutes);
      }),
      { numRuns: 12 },
    );
  });

  test('has just so many working quarters of an hour in it, in every zone over three years', {
    timeout: 60_000,
  }, () => {
    const zones = Intl.supportedValuesOf('timeZone');
    const wrong = zones.flatMap((timezone, index) => {
      const [begin, worked] = [
        Date.UTC(2026, 0, 1) + ((index * 7919) % (3 * 365 * 96)) * quarter,
        1 + ((index * 31) % 48),
      ];
      const calendar = { ...office, timezone };
      const end = Date.parse(afterWorkingTime(calendar, new Date(begin).toISOString() as Instant, worked * quarter));
      const isWorking = officeOf(timezone);
      let counted = 0;
      for (let time = begin; time < end; time += quarter) if (isWorking(time)) counted += 1;
      return counted === worked ? [] : [`${timezone} from ${new Date(begin).toISOString()}: ${counted}, not ${worked}`];
    });

    expect(wrong).toEqual([]);
  });

  test('is over later when it began later, and later when it is longer', () => {
    fc.assert(
      fc.property(anyStart, fc.nat({ max: 100 * hour }), fc.nat({ max: 100 * hour }), (start, wait, more) => {
        const begin = new Date(start).toISOString() as Instant;
        const later = new Date(start + more).toISOString() as Instant;
        expect(afterWorkingTime(office, later, wait) >= afterWorkingTime(office, begin, wait)).toBe(true);
        expect(afterWorkingTime(office, begin, wait + more) >= afterWorkingTime(office, begin, wait)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test('of a calendar that has no working day in sight ends all the same', () => {
    const holidays = Array.from({ length: 500 }, (_, day) =>
      new Date(Date.UTC(2026, 10, 1 + day)).toISOString().slice(0, 10),
    );

    expect(hoursAfter('2026-11-18T09:00:00.000Z', 4, { ...office, holidays })).toBe('2026-11-18T13:00:00.000Z');
  });
});

/** Every offset and every change of the clocks since 2026 is a multiple of this. */
const quarter = 15 * minute;

/** Monday to Friday, 9 to 17 by a clock that the test reads from Intl, without the code's own arithmetic. */
function officeOf(timeZone: string): (time: number) => boolean {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return function isWorking(time) {
    const read = Object.fromEntries(format.formatToParts(time).map(({ type, value }) => [type, value]));
    const isHoliday = office.holidays.includes(`${read['year']}-${read['month']}-${read['day']}`);
    const clock = Number(read['hour']);
    return !['Sat', 'Sun'].includes(read['weekday'] ?? '') && !isHoliday && clock >= 9 && clock < 17;
  };
}
