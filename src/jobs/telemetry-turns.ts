import { type ReleaseId } from '../domain/ids.ts';
import { type Instant, msBetween, second } from '../domain/time.ts';

/**
 * Which look may ask telemetry. It has something new once a minute, so a release asks once in each minute: with its
 * first look in it, as long as few do. Thousands that watch at once would all ask in the seconds after the minute, and
 * keep looks and sources waiting; so many of them ask with a later look of the same minute. Each asks about more minutes
 * than one, so what is asked later is known later and never lost. Kept in this process only: after a restart each asks.
 */
export type TelemetryTurns = {
  /** Whether this look may ask; if so, its release does not ask again in this minute. */
  take(release: ReleaseId, now: Instant): boolean;
};

/** So many may ask at once, and so many in a second after that: 6,000 and more in each minute. */
const atOnce = 100;
const perSecond = 100;

export function createTelemetryTurns(): TelemetryTurns {
  let minute = '';
  let last: Instant | null = null;
  let left = atOnce;
  const asked = new Set<ReleaseId>();

  return {
    take(release, now) {
      if (minuteOf(now) !== minute) asked.clear();
      minute = minuteOf(now);
      left = Math.min(atOnce, left + (last === null ? 0 : (Math.abs(msBetween(last, now)) * perSecond) / second));
      last = now;
      if (left < 1 || asked.has(release)) return false;
      left -= 1;
      asked.add(release);
      return true;
    },
  };
}

function minuteOf(instant: Instant): string {
  return instant.slice(0, 'yyyy-mm-ddThh:mm'.length);
}
