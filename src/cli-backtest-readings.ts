import { readInstant } from './cli-backtest-instant.ts';
import { emptyReading, type Health, inOrder, numericFields, type Reading } from './domain/watch/readings.ts';

export type ReadReadings =
  | { readonly kind: 'read'; readonly readings: readonly Reading[] }
  /** Sentences that name the line and the field. */
  | { readonly kind: 'bad'; readonly problem: string };

type Read<Value> =
  | { readonly kind: 'read'; readonly value: Value }
  | { readonly kind: 'bad'; readonly problem: string };

/**
 * One JSON object a line, in any order; empty lines are skipped, and so are fields that are none of a reading's. What is
 * absent or null is unknown; whatever else is no proper value is an error, because a recording is not mended by guessing.
 */
export function readReadings(input: string): ReadReadings {
  const readings: Reading[] = [];
  const lines = input.replace(/^\uFEFF/, '').split('\n');
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const read = readLine(line);
    if (read.kind === 'bad') return { kind: 'bad', problem: `Line ${index + 1}: ${read.problem}` };
    readings.push(read.value);
  }
  if (readings.length === 0) return bad('There is not one line in them.');
  return { kind: 'read', readings: inOrder(readings) };
}

function bad(problem: string): { readonly kind: 'bad'; readonly problem: string } {
  return { kind: 'bad', problem };
}

function readLine(line: string): Read<Reading> {
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
  return { kind: 'read', value: { ...emptyReading(instant), ...numbers, health, sha } };
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
