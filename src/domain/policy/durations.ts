import { z } from 'zod';

/** Milliseconds in each unit that people may write. A day is 24 hours, whatever the clock on the wall does. */
const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 };

const form = /^(?=\d)(?:\d{1,4}d)?(?:\d{1,5}h)?(?:\d{1,6}m)?(?:\d{1,8}s)?$/;

const howToWrite = 'write a duration like 90s, 30m, 4h or 1h30m';

/** `90s`, `1h30m`, `2d` in milliseconds; null when the text is no duration. */
export function parseDuration(text: string): number | null {
  if (!form.test(text)) return null;
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)([dhms])/g)) {
    total += Number(amount) * (unitMs[unit ?? ''] ?? 0);
  }
  return total;
}

/** The duration as people write it, in the largest units that divide it: 5400000 is `1h30m`. */
export function formatDuration(milliseconds: number): string {
  let rest = milliseconds;
  let text = '';
  for (const [unit, size] of Object.entries(unitMs)) {
    const amount = Math.floor(rest / size);
    rest -= amount * size;
    if (amount > 0) text += `${amount}${unit}`;
  }
  return text === '' ? '0s' : text;
}

/** A duration of at least `shortest`, written like `30m`; parsed to milliseconds. */
export function duration(shortest: string): z.ZodType<number, string> {
  const least = parseDuration(shortest) ?? 0;
  return z
    .string(howToWrite)
    .regex(form, howToWrite)
    .transform((text) => parseDuration(text) ?? 0)
    .refine((milliseconds) => milliseconds >= least, `the shortest value here is ${shortest}`);
}
