import { readInstant } from './cli-backtest-instant.ts';
import { suggest } from './domain/suggest.ts';
import { emptyReading, type Health, inOrder, numericFields, type Reading } from './domain/watch/readings.ts';

export type ReadReadings =
  /** `note`: a sentence about fields that are none of a reading's; null where there are none. */
  | { readonly kind: 'read'; readonly readings: readonly Reading[]; readonly note: string | null }
  /** Sentences that name the line and the field. */
  | { readonly kind: 'bad'; readonly problem: string };

type Read<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'bad'; readonly problem: string };

const fieldNames: readonly string[] = ['at', ...numericFields, 'health', 'sha'];

/**
 * One JSON object a line, in any order; empty lines are skipped. What is absent or null is unknown; whatever else is no
 * proper value is an error, because a recording is not mended by guessing. A field that is none of a reading's is no
 * error, for exports bring columns of their own; but a misspelt one would be unknown in silence, so it is noted.
 */
export function readReadings(input: string): ReadReadings {
  const readings: Reading[] = [];
  const strangers: (readonly string[])[] = [];
  const lines = input.replace(/^\uFEFF/, '').split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const read = readLine(line);
    if (read.kind === 'bad') return { kind: 'bad', problem: `Line ${index + 1}: ${read.problem}` };
    readings.push(read.value.reading);
    strangers.push(read.value.strangers);
  }
  if (readings.length === 0) return bad('There is not one line in them.');
  return { kind: 'read', readings: inOrder(readings), note: noteOf(strangers) };
}

function bad(problem: string): { readonly kind: 'bad'; readonly problem: string } {
  return { kind: 'bad', problem };
}

const mostNamed = 5;

/** `strangers`: of each line, the fields that are not known. */
function noteOf(strangers: readonly (readonly string[])[]): string | null {
  const lines = strangers.filter((names) => names.length > 0).length;
  if (lines === 0) return null;
  const names = [...new Set(strangers.flat())];
  const shown = names.slice(0, mostNamed).map((name) => {
    const meant = suggest(name, fieldNames);
    return meant === null ? plain(name) : `${plain(name)} (did you mean ${meant}?)`;
  });
  const others = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  const fields = names.length === 1 ? 'a field that is not known' : 'fields that are not known';
  return `${lines === 1 ? '1 line has' : `${lines} lines have`} ${fields}, and so not used: ${shown.join(', ')}${others}.`;
}

/** Nothing of a file reaches a terminal as anything but letters. */
function plain(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) ? name : JSON.stringify(name.slice(0, 40));
}

type Line = { readonly reading: Reading; readonly strangers: readonly string[] };

function readLine(line: string): Read<Line> {
  const fields = objectIn(line);
  if (fields === null) return bad('this is no JSON object.');
  const { at } = fields;
  const instant = typeof at === 'string' ? readInstant(at) : null;
  if (instant === null) return bad(`at has to be an instant in UTC, such as "2026-11-20T14:00:00Z"${found(at)}.`);
  const numbers: Partial<Record<(typeof numericFields)[number], number>> = {};
  for (const field of numericFields) {
    const value = fields[field] ?? null;
    if (value === null) continue;
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0)
      return bad(`${field} has to be a number from 0 up, or null${found(value)}.`);
    numbers[field] = value;
  }
  const health = fields['health'] ?? 'unknown';
  if (!isHealth(health)) return bad(`health has to be "ok", "failed" or "unknown"${found(health)}.`);
  const sha = fields['sha'] ?? null;
  if (sha !== null && typeof sha !== 'string') return bad(`sha has to be text, or null${found(sha)}.`);
  const strangers = Object.keys(fields).filter((name) => !fieldNames.includes(name));
  return { kind: 'read', value: { reading: { ...emptyReading(instant), ...numbers, health, sha }, strangers } };
}

function objectIn(line: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

function isHealth(value: unknown): value is Health {
  return value === 'ok' || value === 'failed' || value === 'unknown';
}

function found(value: unknown): string {
  return value === undefined ? '; it is missing' : `, and is ${(JSON.stringify(value) ?? 'nothing').slice(0, 60)}`;
}
