import { type ChannelId, type EnvironmentName, type ReleaseId, type SlackUserId } from '../ids.ts';
import { type CardPlace } from '../release/release.ts';
import { type Instant } from '../time.ts';
import { type Action, type ActionName } from './actions.ts';
import { type Clock } from './clock.ts';
import {
  type Alarm,
  type IncidentRole,
  type IssuePurpose,
  type Origin,
  type Review,
  type Severity,
} from './incident.ts';
import { type LadderStep, type ToldWhen } from './ladder.ts';
import { type Report } from './report.ts';

/** What has happened in an incident. Past tense, plain JSON, each with all that `evolve` needs; due times are decided, not derived. */
export type IncidentEvent =
  | {
      readonly type: 'IncidentOpened';
      readonly origin: Origin;
      readonly severity: Severity;
      readonly title: string;
      readonly environment: EnvironmentName | null;
      readonly release: ReleaseId | null;
      readonly clock: Clock;
    }
  | { readonly type: 'IncidentOpenedAgain'; readonly severity: Severity; readonly clock: Clock }
  | { readonly type: 'AlarmJoined'; readonly alarm: Alarm }
  | { readonly type: 'ReportJoined'; readonly release: ReleaseId; readonly report: Report }
  /** A step of the ladder was taken; `clock` waits for the next one. */
  | { readonly type: 'StepTaken'; readonly step: LadderStep; readonly told: ToldWhen; readonly clock: Clock }
  | { readonly type: 'IncidentAcknowledged'; readonly by: SlackUserId; readonly clock: Clock }
  /** An alarm made a P1 or P2 of what somebody had acknowledged as something milder: `clock` waits for an answer anew. */
  | {
      readonly type: 'AcknowledgementOutgrown';
      readonly to: Severity;
      readonly reason: string;
      readonly clock: Clock;
    }
  | { readonly type: 'AskedForUpdate'; readonly clock: Clock }
  | {
      readonly type: 'SeverityChanged';
      readonly to: Severity;
      /** Null where an alarm raised it. One that wakes people again is an AcknowledgementOutgrown instead. */
      readonly by: SlackUserId | null;
      readonly reason: string;
      readonly clock: Clock;
    }
  | { readonly type: 'RoleTaken'; readonly role: IncidentRole; readonly by: SlackUserId; readonly to: SlackUserId }
  | {
      readonly type: 'NoteAdded';
      readonly by: SlackUserId;
      readonly text: string;
      readonly writtenBy: SlackUserId | null;
    }
  | { readonly type: 'UpdatePosted'; readonly by: SlackUserId; readonly text: string; readonly clock: Clock }
  | { readonly type: 'IncidentResolved'; readonly by: SlackUserId; readonly how: string; readonly clock: Clock }
  | { readonly type: 'ActionsOpened'; readonly actions: readonly Action[]; readonly clock: Clock }
  | {
      readonly type: 'ActionTaken';
      readonly action: ActionName;
      readonly owner: SlackUserId;
      readonly by: SlackUserId;
    }
  | {
      readonly type: 'ActionDone';
      readonly action: ActionName;
      readonly by: SlackUserId;
      readonly note: string;
      readonly clock: Clock;
    }
  | { readonly type: 'ActionsReminded'; readonly actions: readonly ActionName[]; readonly clock: Clock }
  | { readonly type: 'ReviewReminded'; readonly clock: Clock }
  | { readonly type: 'ReviewFilled'; readonly review: Review; readonly clock: Clock }
  | { readonly type: 'IssueAsked'; readonly purpose: IssuePurpose; readonly by: SlackUserId }
  | { readonly type: 'IssueMade'; readonly purpose: IssuePurpose; readonly url: string }
  | { readonly type: 'IssueFailed'; readonly purpose: IssuePurpose; readonly reason: string }
  /** Right before a page goes out: after an acknowledgement of its ladder there is none any more. */
  | { readonly type: 'PageClaimed'; readonly page: string }
  | { readonly type: 'IncidentCardPosted'; readonly card: CardPlace }
  | { readonly type: 'IncidentCardLost'; readonly reason: string }
  | { readonly type: 'IncidentChannelOpened'; readonly channel: ChannelId }
  | { readonly type: 'CommandRefused'; readonly command: string; readonly code: string };

/** Every event type with the version of its shape that this code writes and reads. */
export const incidentEventVersions: Readonly<Record<IncidentEvent['type'], number>> = {
  IncidentOpened: 2,
  IncidentOpenedAgain: 1,
  AlarmJoined: 2,
  ReportJoined: 2,
  StepTaken: 2,
  IncidentAcknowledged: 1,
  AcknowledgementOutgrown: 1,
  AskedForUpdate: 1,
  SeverityChanged: 1,
  RoleTaken: 1,
  NoteAdded: 1,
  UpdatePosted: 1,
  IncidentResolved: 1,
  ActionsOpened: 1,
  ActionTaken: 1,
  ActionDone: 1,
  ActionsReminded: 1,
  ReviewReminded: 1,
  ReviewFilled: 1,
  IssueAsked: 1,
  IssueMade: 1,
  IssueFailed: 1,
  PageClaimed: 1,
  IncidentCardPosted: 1,
  IncidentCardLost: 1,
  IncidentChannelOpened: 1,
  CommandRefused: 1,
};

/** The instant that an event's clock waits for; null for none. */
export function dueOf(clock: Clock): Instant | null {
  return clock.dueAt;
}
