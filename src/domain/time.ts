import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';

/**
 * An instant as it is stored: UTC, always with milliseconds, so that comparing the text compares the time.
 * This is the one file of the domain that does arithmetic on instants; nobody in the domain reads a clock.
 */
export type Instant = string & { readonly brand: 'Instant' };
export const Instant = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/)
  .transform((text) => text as Instant);

/** The instant that lies `milliseconds` after the Unix epoch. */
export function instantAt(milliseconds: number): Instant {
  const ms = Math.trunc(milliseconds);
  const day = Math.floor(ms / dayMs);
  const ofDay = ms - day * dayMs;
  if (day < firstDay || day > lastDay) return written(ms);
  const clock = `${two(ofDay / hour)}:${two((ofDay / minute) % 60)}:${two((ofDay / second) % 60)}`;
  return `${dateOf(day)}T${clock}.${String(ofDay % second).padStart(3, '0')}Z` as Instant;
}

/** Milliseconds since the Unix epoch. */
export function epochMs(instant: Instant): number {
  const day = dayOf(Number(instant.slice(0, 4)), Number(instant.slice(5, 7)), Number(instant.slice(8, 10)));
  const ofDay =
    Number(instant.slice(11, 13)) * hour +
    Number(instant.slice(14, 16)) * minute +
    Number(instant.slice(17, 23)) * second;
  return day * dayMs + Math.round(ofDay);
}

/** The instant `milliseconds` after `start` (before it, when negative). */
export function after(start: Instant, milliseconds: number): Instant {
  return instantAt(epochMs(start) + milliseconds);
}

/** Milliseconds from `start` to `end`; negative when `end` is earlier. */
export function msBetween(start: Instant, end: Instant): number {
  return epochMs(end) - epochMs(start);
}

/** The earliest of some instants; null when there are none. */
export function earliest(instants: readonly (Instant | null)[]): Instant | null {
  let first: Instant | null = null;
  for (const instant of instants) {
    if (instant !== null && (first === null || instant < first)) first = instant;
  }
  return first;
}

export const second = 1000;
export const minute = 60 * second;
export const hour = 60 * minute;
const dayMs = 24 * hour;
/** The years 1970 to 9999, which is what the text has room for without a sign. */
const firstDay = 0;
const lastDay = 2_932_896;
/** Days from 0000-03-01, where a year of the reckoning begins, to 1970-01-01. */
const epochDay = 719_468;
const daysInEra = 146_097;

function written(ms: number): Instant {
  return Temporal.Instant.fromEpochMilliseconds(ms).toString({ fractionalSecondDigits: 3 }) as Instant;
}

/** Days since the epoch; years begin in March here, so that a leap day is the last one of its year. */
function dayOf(year: number, month: number, day: number): number {
  const y = month > 2 ? year : year - 1;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * daysInEra + dayOfEra - epochDay;
}

function dateOf(daysSinceEpoch: number): string {
  const days = daysSinceEpoch + epochDay;
  const era = Math.floor(days / daysInEra);
  const dayOfEra = days - era * daysInEra;
  const leaps = Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const march = Math.floor((5 * dayOfYear + 2) / 153);
  const month = march < 10 ? march + 3 : march - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(dayOfYear - Math.floor((153 * march + 2) / 5) + 1)}`;
}

function two(value: number): string {
  const whole = Math.floor(value);
  return whole < 10 ? `0${whole}` : String(whole);
}
