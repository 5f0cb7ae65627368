import { type Instant } from '../time.ts';

/**
 * The post-deploy watch: first the new version has to be seen live, then production is looked at on the
 * interval until the time is over. A look that did not happen is unknown, like one that could not be read.
 */
export type Watch =
  | {
      readonly stage: 'awaiting-version';
      readonly since: Instant;
      /** When we stop expecting the new version. */
      readonly until: Instant;
      readonly lookAt: Instant;
      /** What was seen last, in words. */
      readonly lastSeen: string | null;
      /** Looks in a row that showed a version which is neither the approved one nor the one before. */
      readonly strangers: number;
    }
  | {
      readonly stage: 'looking';
      readonly startedAt: Instant;
      readonly endsAt: Instant;
      readonly lookAt: Instant;
      /** The number of the next look; look n is due at startedAt + n × interval. */
      readonly next: number;
      readonly total: number;
      readonly known: number;
      readonly failuresInARow: number;
      /** Looks in a row that showed another version than the approved one. */
      readonly strangers: number;
      readonly last: HealthReading | null;
    };

export type HealthReading =
  | { readonly kind: 'ok'; readonly ms: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };
