import { type Trigger } from '../policy/watch.ts';
import { type Instant } from '../time.ts';
import { type Finding } from './finding.ts';
import { type Lags } from './lag.ts';
import { type Reading } from './readings.ts';

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
      /** Health checks that failed in a row until now; null where the last known one did not. */
      readonly failures: Failures | null;
    }
  | {
      readonly stage: 'looking';
      /** When these looks began: with the new version being live, or with an extension. */
      readonly startedAt: Instant;
      /** When the new version was first seen live; an extension does not move it. */
      readonly liveSince: Instant;
      readonly endsAt: Instant;
      readonly lookAt: Instant;
      /** The number of the next look; look n is due at startedAt + n × interval. */
      readonly next: number;
      readonly total: number;
      /** Looks that showed what a verdict of health needs (looked-at.ts). */
      readonly known: number;
      readonly failuresInARow: number;
      /** Looks in a row that showed another version than the approved one. */
      readonly strangers: number;
      readonly last: LookReading | null;
      /** One letter for each look, newest last, of the last 600: `o` healthy, `f` failed, `u` not known. Empty where looks ask nothing. */
      readonly trail: string;
      /** What telemetry brought, minute by minute, in order. */
      readonly minutes: readonly Reading[];
      /** How late it was at most. */
      readonly lags: Lags;
      /** Signals of which people were told that nothing is known. */
      readonly blind: readonly Unseen[];
      /** What kept telemetry from answering last, in words. */
      readonly problems: readonly string[];
      /** Set when the verdict is given while minutes may still come: from when on, and how long they are read. */
      readonly late: { readonly readAt: Instant; readonly until: Instant } | null;
      /** What they have made of the verdict; null while it stands. */
      readonly turned: Turned | null;
    };

/** What minutes that came after the verdict showed. `minute`: the one that completed the breach. */
export type Turned =
  | { readonly kind: 'healthy' }
  | { readonly kind: 'breached'; readonly trigger: Trigger; readonly finding: Finding; readonly minute: Instant };

export type HealthReading =
  | { readonly kind: 'ok'; readonly ms: number }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

/** `not-asked`: the lane has neither a health check nor a version address, so the look itself asks production nothing. */
export type LookReading = HealthReading | { readonly kind: 'not-asked' };

/** What a watch may be blind to. `version`: in a lane where nothing but the version endpoint is asked. */
export type Unseen = Trigger | 'version';

/** `told`: people have heard that production is down. */
export type Failures = { readonly row: number; readonly since: Instant; readonly told: 'yes' | 'no' };
