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
  return Temporal.Instant.fromEpochMilliseconds(milliseconds).toString({ fractionalSecondDigits: 3 }) as Instant;
}

/** Milliseconds since the Unix epoch. */
export function epochMs(instant: Instant): number {
  return Temporal.Instant.from(instant).epochMilliseconds;
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
