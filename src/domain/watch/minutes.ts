import { type Instant } from '../time.ts';
import { numericFields, type Reading } from './readings.ts';

/** What is kept of telemetry in a watch: one reading for each minute, in order. */

/** Minutes of the watch, from `from` on and before `until`. */
export type Span = { readonly from: Instant; readonly until: Instant };

/**
 * Of what was just read, the minutes that are new or that it completes: a newer reading of a minute counts, for late
 * data only ever completes it, and what it does not know leaves what was known.
 */
export function newMinutes(
  known: readonly Reading[],
  read: readonly Reading[],
  { from, until }: Span,
): readonly Reading[] {
  if (read.length === 0) return [];
  const byMinute = new Map(known.map((reading) => [reading.at, reading]));
  const brought: Reading[] = [];
  for (const reading of read) {
    if (reading.at < from || reading.at >= until) continue;
    const before = byMinute.get(reading.at);
    const after = before === undefined ? reading : completed(before, reading);
    if (after !== before && isKnown(after)) brought.push(after);
  }
  return brought;
}

/** The minutes with those that were brought. The very same list where nothing was. */
export function withMinutes(known: readonly Reading[], brought: readonly Reading[]): readonly Reading[] {
  if (brought.length === 0) return known;
  const byMinute = new Map(known.map((reading) => [reading.at, reading]));
  for (const reading of brought) byMinute.set(reading.at, reading);
  return [...byMinute.values()].toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

/** The very same reading where nothing is new. */
function completed(before: Reading, now: Reading): Reading {
  let reading = before;
  for (const field of numericFields) {
    const value = now[field];
    if (value !== null && value !== before[field]) reading = { ...reading, [field]: value };
  }
  return reading;
}

function isKnown(reading: Reading): boolean {
  return numericFields.some((field) => reading[field] !== null);
}
