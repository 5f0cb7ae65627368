import { createBoundedMap } from './slack/bounded-map.ts';

/**
 * What this process has put into a queue and what nobody has begun since. Putting it in once more would change nothing
 * and cost a durable write; a busy minute brings the same card and the same waking up a thousand times.
 */
export type HandedOver = {
  /** Whether it has to be put in; if so, it counts as put in from now on. */
  take(name: string): boolean;
  begun(name: string): void;
};

const remembered = 10_000;

/**
 * Forgets after `forMs`: a job may be lost, and another process may have begun it without our knowing. No more than
 * `most` wait at a time; the others are left where they are, to be asked about again.
 */
export function createHandedOver(forMs: number, nowMs: () => number, most = Number.POSITIVE_INFINITY): HandedOver {
  const since = createBoundedMap<string, number>(remembered);

  function hasRoom(): boolean {
    for (let oldest = since.oldest(); oldest !== null && nowMs() - oldest[1] >= forMs; oldest = since.oldest())
      since.delete(oldest[0]);
    return since.size() < most;
  }

  return {
    take(name) {
      const at = since.get(name);
      if (at !== undefined && nowMs() - at < forMs) return false;
      if (at === undefined && !hasRoom()) return false;
      since.set(name, nowMs());
      return true;
    },
    begun(name) {
      since.delete(name);
    },
  };
}
