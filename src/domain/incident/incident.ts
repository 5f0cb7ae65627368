import { type Alert } from '../effects.ts';
import {
  type ChannelId,
  type CommitSha,
  type EnvironmentName,
  type IncidentId,
  type ReleaseId,
  type ServiceId,
  type SlackUserId,
} from '../ids.ts';
import { type CardPlace } from '../release/release.ts';
import { type ReleaseKind } from '../release/terms.ts';
import { type Instant } from '../time.ts';
import { type Action } from './actions.ts';
import { type Clock } from './clock.ts';
import { type TimelineEntry } from './timeline.ts';

/** P1: complete outage. P2: a major feature is broken. P3: a minor feature is affected. P4: cosmetic. */
export type Severity = 'P1' | 'P2' | 'P3' | 'P4';
export const severities: readonly Severity[] = ['P1', 'P2', 'P3', 'P4'];

/** Below zero when `one` is worse than `other`. */
export function compareSeverity(one: Severity, other: Severity): number {
  return severities.indexOf(one) - severities.indexOf(other);
}

/** The state of an incident's chain. `incident` is null until something has opened it. */
export type IncidentState = { readonly id: IncidentId; readonly incident: Incident | null };

/**
 *   open ─▶ acknowledged ─▶ resolved
 *     ▲            │            │  an alarm that comes after it was resolved opens it again; so does one that makes a
 *     └────────────┴────────────┘  P1 or P2 of what was acknowledged as something milder
 *
 * Only a person's acknowledgement stops the clock; resolving an open incident acknowledges it as well. What has been
 * resolved is kept: the review and the actions after a rollback are still to be done then.
 */
export type Incident = {
  readonly id: IncidentId;
  readonly service: ServiceId | null;
  readonly environment: EnvironmentName | null;
  /** One line, as whoever declared it put it; for one born from a release what happened, in words. */
  readonly title: string;
  readonly origin: Origin;
  readonly severity: Severity;
  readonly openedAt: Instant;
  /** When it began last to wait for an answer: `openedAt`, or when an alarm opened it again or outgrew the answer. */
  readonly since: Instant;
  /** How often it has begun to wait for an answer: 1, unless an alarm opened it again or outgrew the answer. */
  readonly openings: number;
  /** How often a ladder was begun: with each opening and each change of severity. */
  readonly ladders: number;
  /** The highest level of the ladder that has been told since `since`; 0 for the channel alone. */
  readonly told: number;
  /** Pages of this opening that were claimed while nobody had it, by name; the newest are kept. */
  readonly claimed: readonly string[];
  readonly phase: 'open' | 'acknowledged' | 'resolved';
  readonly clock: Clock;
  /** When the time to respond ran out; nothing unsays it. */
  readonly breachedAt: Instant | null;
  /** The first acknowledgement since `since`. */
  readonly acknowledged: Said | null;
  /** The acknowledgement before `since`, and as how severe; null where nobody had acknowledged what this was opened for. */
  readonly outgrown: (Said & { readonly severity: Severity }) | null;
  readonly resolved: (Said & { readonly how: string }) | null;
  readonly roles: Readonly<Record<IncidentRole, SlackUserId | null>>;
  /** The releases that it is about, the first one first. */
  readonly releases: readonly ReleaseId[];
  /** What alarmed, oldest first; at most twenty, of which the first is always kept. */
  readonly alarms: readonly Alarm[];
  readonly timeline: readonly TimelineEntry[];
  /** How many lines the timeline has had, with those that are kept no more. */
  readonly happened: number;
  /** The newest status update; null before the first. */
  readonly update: (Said & { readonly text: string }) | null;
  /** What is to be done after a rollback; empty where there was none. */
  readonly actions: readonly Action[];
  /** What people filled in; null until then. */
  readonly review: Review | null;
  /** How often the review has been reminded of since it was resolved last. */
  readonly reviewReminders: number;
  /** Issues made from it at GitHub. */
  readonly issues: Readonly<Record<IssuePurpose, { readonly url: string } | null>>;
  /** Who asked last for an issue that is not made yet. */
  readonly issuesAsked: Readonly<Record<IssuePurpose, SlackUserId | null>>;
  /** The live message; null until it is known to be posted. */
  readonly card: CardPlace | null;
  /** A channel of its own; null where there is none. */
  readonly channel: ChannelId | null;
};

export type Origin =
  | { readonly kind: 'declared'; readonly by: SlackUserId }
  | {
      readonly kind: 'release';
      readonly release: ReleaseId;
      /** Who began the rollback that opened it; absent where an alarm did, and in what was recorded before this was. */
      readonly by?: SlackUserId;
    }
  /** A run that was started past Gonogo. */
  | { readonly kind: 'run' };

export type Said = { readonly by: SlackUserId; readonly at: Instant };

export const incidentRoles = ['lead', 'communications', 'scribe'] as const;
export type IncidentRole = (typeof incidentRoles)[number];

export type IssuePurpose = 'task' | 'review';

export type Review = Said & {
  readonly impact: string;
  readonly causes: string;
  /** What will be done so that it does not happen again. */
  readonly followUps: string;
};

/** Something about a release that needs people, as its lane said it. */
export type Alarm = {
  readonly at: Instant;
  /** Names this alarm among all; the same one twice is one. */
  readonly key: string;
  /** Null for a run that belongs to none. */
  readonly release: ReleaseId | null;
  readonly kind: ReleaseKind | null;
  readonly sha: CommitSha | null;
  readonly version: string | null;
  readonly alert: Alert;
};
