import { type ChannelId, type IncidentId, type ReleaseId, type SlackUserId } from '../ids.ts';
import { type Verdict } from '../watch/charts.ts';
import { type ActionName } from './actions.ts';
import { type IssuePurpose } from './incident.ts';
import { type LadderStep } from './ladder.ts';
import { type Happened } from './timeline.ts';

/** What an incident wants of the world. */
export type IncidentEffect =
  /** Shows the incident's live message as the state is when it is performed. */
  | { readonly type: 'ShowIncident'; readonly incident: IncidentId }
  /** Says something in the incident's thread; `broadcast` shows it in the channel as well. */
  | {
      readonly type: 'IncidentReply';
      readonly id: string;
      readonly incident: IncidentId;
      readonly entry: Happened;
      readonly heard: 'in-thread' | 'broadcast';
    }
  /** Draws what the watch of a release saw, in the incident's thread as well. */
  | {
      readonly type: 'IncidentChart';
      readonly id: string;
      readonly incident: IncidentId;
      readonly release: ReleaseId;
      readonly verdict: Verdict;
    }
  /** Pages one person by direct message. Claimed first: after an acknowledgement nobody is paged by that ladder any more. */
  | {
      readonly type: 'PagePerson';
      readonly incident: IncidentId;
      readonly page: string;
      readonly user: SlackUserId;
      readonly step: LadderStep;
    }
  /** Pages by webhook. Claimed first, like the page of a person. */
  | { readonly type: 'PageOut'; readonly incident: IncidentId; readonly page: string; readonly step: LadderStep }
  /** Tells the pager that somebody has it, or that it is over. */
  | {
      readonly type: 'SettlePager';
      readonly incident: IncidentId;
      readonly id: string;
      readonly as: 'acknowledge' | 'resolve';
    }
  /** Tells one person something about an incident, by direct message. */
  | {
      readonly type: 'Remind';
      readonly id: string;
      readonly incident: IncidentId;
      readonly user: SlackUserId;
      readonly of: Reminder;
    }
  | { readonly type: 'MakeIssue'; readonly incident: IncidentId; readonly purpose: IssuePurpose }
  | { readonly type: 'OpenIncidentChannel'; readonly incident: IncidentId }
  /** Says once in a channel of its own what it is for. What comes later is said in the thread of the live message alone. */
  | { readonly type: 'WelcomeToChannel'; readonly incident: IncidentId; readonly channel: ChannelId }
  /** Tells the lane of a release that the review which an emergency owed has been filled in. */
  | {
      readonly type: 'SettleDebt';
      readonly incident: IncidentId;
      readonly release: ReleaseId;
      readonly by: SlackUserId;
    };

/** What a person is reminded of about an incident. */
export type Reminder =
  | { readonly kind: 'update' }
  | { readonly kind: 'actions'; readonly actions: readonly ActionName[] }
  | { readonly kind: 'review' };

/** The stable name of an effect. Job ids allow no colon. */
export function incidentEffectId(effect: IncidentEffect): string {
  switch (effect.type) {
    case 'ShowIncident':
      return `show-${effect.incident}`;
    case 'IncidentReply':
      return `reply-${effect.incident}-${effect.id}`;
    case 'IncidentChart':
      return `chart-${effect.incident}-${effect.id}`;
    case 'PagePerson':
      return `page-${effect.incident}-${effect.page}`;
    case 'PageOut':
      return `page-${effect.incident}-${effect.page}`;
    case 'SettlePager':
      return `pager-${effect.incident}-${effect.id}`;
    case 'Remind':
      return `remind-${effect.incident}-${effect.id}`;
    case 'MakeIssue':
      return `issue-${effect.incident}-${effect.purpose}`;
    case 'OpenIncidentChannel':
      return `channel-${effect.incident}`;
    case 'WelcomeToChannel':
      return `welcome-${effect.incident}`;
    case 'SettleDebt':
      return `debt-${effect.release}`;
  }
}
