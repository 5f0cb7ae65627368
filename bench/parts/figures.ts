import { parseArgs } from 'node:util';

/** What the benches have in common: arguments, figures, and how they are shown. */

export type Arguments = { readonly seed: number; readonly seconds: number };

/** Reads `--seed` and `--seconds`. Throws a TypeError that names an argument which does not exist. */
export function readArguments(usual: Arguments): Arguments {
  const { values } = parseArgs({ options: { seed: { type: 'string' }, seconds: { type: 'string' } } });
  return {
    seed: positive('seed', values.seed, usual.seed),
    seconds: positive('seconds', values.seconds, usual.seconds),
  };
}

function positive(name: string, text: string | undefined, usual: number): number {
  const value = text === undefined ? usual : Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new TypeError(`--${name} takes a number above 0.`);
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

/** The nearest rank: a value that was measured. NaN without values, so that a figure nobody measured cannot pass. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** `digits` after the point, as a number. */
export function rounded(value: number, digits = 2): number {
  return Number(value.toFixed(digits));
}

/** Random numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = Math.floor(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A table for people, its columns as wide as what stands in them. */
export function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  for (const row of rows) {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    say(`  ${cells.join('   ')}`);
  }
}

export type Limit = {
  readonly name: string;
  readonly value: number;
  readonly at: 'least' | 'most';
  readonly limit: number;
};

/** The limits as sentences; sets the exit code to 1 when one is missed, also by a figure that is not a number. */
export function judge(limits: readonly Limit[]): void {
  say('');
  for (const { name, value, at, limit } of limits) {
    const isKept = at === 'least' ? value >= limit : value <= limit;
    say(`  ${isKept ? 'kept  ' : 'MISSED'}  ${name} is ${value}; at ${at} ${limit}`);
    if (!isKept) process.exitCode = 1;
  }
  say('');
}

/** The last line of every bench. */
export function finish(figures: Readonly<Record<string, unknown>>): void {
  say(JSON.stringify(figures));
}
