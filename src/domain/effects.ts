import {
  type ChannelId,
  type DispatchId,
  type EnvironmentName,
  type ReleaseId,
  type RepoName,
  type RunId,
  type ServiceId,
  type SlackUserId,
} from './ids.ts';
import { type IncidentEffect, incidentEffectId } from './incident/effects.ts';
import { type Report } from './incident/report.ts';
import { type Trigger } from './policy/watch.ts';
import { type Alert, type Note, type Saying } from './said.ts';

export { type IncidentEffect, type Reminder } from './incident/effects.ts';
export {
  type AfterBreach,
  type Alert,
  type ByHand,
  type Note,
  type RollbackStall,
  type Saying,
} from './said.ts';

/**
 * What the world must do because of a decision. Recorded with the events that caused it, performed after.
 * Each id makes a second performance harmless; adapters/perform.ts says for each how.
 */
export type Effect =
  /** Shows the release's live message as the state is when it is performed; a newer one replaces a waiting one. */
  | { readonly type: 'ShowCard'; readonly release: ReleaseId }
  /** Says something in the release's thread. */
  | { readonly type: 'Reply'; readonly id: string; readonly release: ReleaseId; readonly note: Note }
  /** Says something bad, or something that needs a person, in the incidents channel. */
  | { readonly type: 'Alert'; readonly id: string; readonly release: ReleaseId; readonly alert: Alert }
  /** Draws what the watch saw of one signal, in the release's thread. */
  | { readonly type: 'ShowChart'; readonly id: string; readonly release: ReleaseId; readonly signal: Trigger }
  /** Tells one person something that only they see. */
  | {
      readonly type: 'Tell';
      readonly id: string;
      readonly user: SlackUserId;
      readonly channel: ChannelId | null;
      readonly say: Saying;
    }
  /** The dangerous one: starts a workflow run. Called once, never retried; only after its claim was appended. */
  | {
      readonly type: 'StartRun';
      readonly release: ReleaseId;
      readonly dispatch: DispatchId;
      readonly repo: RepoName;
      readonly workflow: string;
      readonly ref: string;
      readonly inputs: Readonly<Record<string, string>>;
    }
  | { readonly type: 'CancelRun'; readonly release: ReleaseId; readonly repo: RepoName; readonly run: RunId }
  /** Tells the incident that the release belongs to, if there is one, what became of it. */
  | { readonly type: 'TellIncident'; readonly id: string; readonly release: ReleaseId; readonly report: Report }
  /** Tells of a run that was started past Gonogo: in the incident of what it was started for by hand, else in one of its own. */
  | {
      readonly type: 'TellOfRun';
      readonly service: ServiceId;
      readonly environment: EnvironmentName;
      readonly byHandFor: ReleaseId | null;
      readonly alert: Extract<Alert, { kind: 'unapproved-run' }>;
    }
  | IncidentEffect;

export type Effects = readonly Effect[];

/** The stable name of an effect. Job ids allow no colon. */
export function effectId(effect: Effect): string {
  switch (effect.type) {
    case 'ShowCard':
      return `card-${effect.release}`;
    case 'Reply':
      return `reply-${effect.release}-${effect.id}`;
    case 'ShowChart':
      return `chart-${effect.release}-${effect.id}`;
    case 'Alert':
      return `alert-${effect.release}-${effect.id}`;
    case 'Tell':
      return `tell-${effect.id}`;
    case 'StartRun':
      return `start-${effect.dispatch}`;
    case 'CancelRun':
      return `cancel-${effect.release}-${effect.run}`;
    case 'TellOfRun':
      return `run-${effect.service}.${effect.environment}-${effect.alert.run.id}-${effect.alert.ended === null ? 'seen' : 'ended'}`;
    case 'TellIncident':
      return `report-${effect.release}-${effect.id}`;
    default:
      return incidentEffectId(effect);
  }
}

/** 0 goes first. What stops or warns comes before what informs. */
export function priorityOf(effect: Effect): number {
  switch (effect.type) {
    case 'CancelRun':
    case 'Alert':
    case 'TellIncident':
    case 'TellOfRun':
    case 'PageOut':
    case 'PagePerson':
    case 'ShowIncident':
    case 'SettlePager':
      return 0;
    case 'StartRun':
      return 1;
    case 'Tell':
    case 'IncidentReply':
    case 'OpenIncidentChannel':
    case 'WelcomeToChannel':
    case 'SettleDebt':
      return 2;
    case 'ShowCard':
      return 3;
    case 'Reply':
    case 'ShowChart':
    case 'IncidentChart':
    case 'Remind':
    case 'MakeIssue':
      return 4;
  }
}

/** Whose answer an effect waits for: what waits for Slack must never keep a page by webhook or a rollback from its turn. */
export function isSaidInSlack({ type }: Pick<Effect, 'type'>): boolean {
  switch (type) {
    case 'ShowCard':
    case 'Reply':
    case 'ShowChart':
    case 'Tell':
    case 'ShowIncident':
    case 'IncidentReply':
    case 'IncidentChart':
    case 'PagePerson':
    case 'Remind':
    case 'OpenIncidentChannel':
    case 'WelcomeToChannel':
      return true;
    case 'Alert':
    case 'TellIncident':
    case 'TellOfRun':
    case 'StartRun':
    case 'CancelRun':
    case 'PageOut':
    case 'SettlePager':
    case 'MakeIssue':
    case 'SettleDebt':
      return false;
  }
}
