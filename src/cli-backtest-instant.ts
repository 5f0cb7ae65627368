import { epochMs, Instant, instantAt } from './domain/time.ts';

const form = /^(\d{4}-\d{2}-\d{2}T\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?:Z|\+00:?00)$/;

/** An instant in UTC as people and exporters write it, with or without seconds or parts of them; null when it is none. */
export function readInstant(text: string): Instant | null {
  const match = form.exec(text.trim());
  if (match === null) return null;
  const [, upToMinutes = '', seconds = '00', parts = ''] = match;
  const parsed = Instant.safeParse(`${upToMinutes}:${seconds}.${parts.slice(0, 3).padEnd(3, '0')}Z`);
  // A 31st of February would come back as another day.
  return parsed.success && instantAt(epochMs(parsed.data)) === parsed.data ? parsed.data : null;
}
