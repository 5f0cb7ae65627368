import {
  type ChannelId,
  type EnvironmentName,
  type IncidentId,
  type ReleaseId,
  type ServiceId,
  type SlackUserId,
} from '../ids.ts';
import { type CardPlace } from '../release/release.ts';
import { type Instant } from '../time.ts';
import { type ReleaseView } from '../views.ts';
import { type Incident, type Severity } from './incident.ts';
import { type IncidentPolicy } from './policy.ts';

/** Everything that the live message of an incident shows. */
export type IncidentView = {
  readonly incident: Incident;
  readonly policy: IncidentPolicy;
  /** The release that alarmed last, as it stands now; null where it is about none. */
  readonly release: ReleaseView | null;
  /** What Roll back would undo, as it stands now: that release, or where it is a rollback, the one that this was to undo. */
  readonly toUndo: ReleaseView | null;
  readonly now: Instant;
};

/** A line of `/incident list`, of `/release status` and of Home. */
export type IncidentRow = {
  readonly incident: IncidentId;
  readonly service: ServiceId | null;
  readonly environment: EnvironmentName | null;
  readonly severity: Severity;
  readonly title: string;
  readonly phase: Incident['phase'];
  readonly openedAt: Instant;
  readonly lead: SlackUserId | null;
  /** By when somebody has to respond; null once somebody has. */
  readonly respondBy: Instant | null;
  readonly breached: 'yes' | 'no';
  readonly releases: readonly ReleaseId[];
  /** People whom it waits for now: those it has told so far, its lead, or the owners of what is still to be done. */
  readonly waitsFor: readonly SlackUserId[];
  /** Actions after a rollback that are not done, with their owners. */
  readonly actions: readonly { readonly id: string; readonly owner: SlackUserId | null; readonly dueAt: Instant }[];
  /** Resolved, and nobody has filled in the review yet. */
  readonly reviewMissing: 'yes' | 'no';
  readonly card: CardPlace | null;
  /** A channel of its own; null where there is none. */
  readonly channel: ChannelId | null;
};
