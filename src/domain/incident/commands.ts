import { type ChannelId, type EnvironmentName, type IncidentId, type ReleaseId, type SlackUserId } from '../ids.ts';
import { type CardPlace } from '../release/release.ts';
import { type ActionName } from './actions.ts';
import { type Alarm, type IncidentRole, type IssuePurpose, type Severity } from './incident.ts';
import { type Report } from './report.ts';

/** `groups`: the user groups of the ladder that Slack says the person is in; a fact that the handler has read. */
type ByPerson = { readonly incident: IncidentId; readonly groups: readonly string[] };

/** What people ask for. Each comes from one button, modal, reaction or slash command. */
export type PersonIncidentCommand =
  | (ByPerson & {
      readonly type: 'DeclareIncident';
      readonly severity: Severity;
      readonly title: string;
      readonly environment: EnvironmentName | null;
      readonly release: ReleaseId | null;
    })
  | (ByPerson & { readonly type: 'AcknowledgeIncident' })
  | (ByPerson & { readonly type: 'ResolveIncident'; readonly how: string })
  | (ByPerson & { readonly type: 'ChangeSeverity'; readonly severity: Severity; readonly reason: string })
  /** Takes a role, or hands it over to somebody else. */
  | (ByPerson & { readonly type: 'GiveRole'; readonly role: IncidentRole; readonly to: SlackUserId })
  /** `writtenBy`: who wrote the words, where that is somebody else than who adds them; else null. */
  | (ByPerson & { readonly type: 'AddNote'; readonly text: string; readonly writtenBy: SlackUserId | null })
  | (ByPerson & { readonly type: 'PostUpdate'; readonly text: string })
  | (ByPerson & { readonly type: 'TakeAction'; readonly action: ActionName; readonly owner: SlackUserId })
  | (ByPerson & { readonly type: 'FinishAction'; readonly action: ActionName; readonly note: string })
  | (ByPerson & {
      readonly type: 'FillReview';
      readonly impact: string;
      readonly causes: string;
      readonly followUps: string;
    })
  | (ByPerson & { readonly type: 'AskForIssue'; readonly purpose: IssuePurpose });

/** What was read or has happened. They come late, twice and out of order. */
export type FactIncidentCommand =
  | {
      readonly type: 'RaiseAlarm';
      readonly incident: IncidentId;
      readonly environment: EnvironmentName;
      readonly alarm: Omit<Alarm, 'at'>;
    }
  | {
      readonly type: 'JoinReport';
      readonly incident: IncidentId;
      readonly environment: EnvironmentName;
      readonly release: ReleaseId;
      readonly report: Report;
    }
  | { readonly type: 'AdvanceIncident'; readonly incident: IncidentId }
  | { readonly type: 'ClaimPage'; readonly incident: IncidentId; readonly page: string }
  | { readonly type: 'RecordIncidentCard'; readonly incident: IncidentId; readonly card: CardPlace }
  | { readonly type: 'RecordIncidentCardLost'; readonly incident: IncidentId; readonly reason: string }
  | { readonly type: 'RecordIncidentChannel'; readonly incident: IncidentId; readonly channel: ChannelId }
  | {
      readonly type: 'RecordIssue';
      readonly incident: IncidentId;
      readonly purpose: IssuePurpose;
      readonly made:
        | { readonly kind: 'made'; readonly url: string }
        | { readonly kind: 'failed'; readonly reason: string };
    };

export type IncidentCommand = PersonIncidentCommand | FactIncidentCommand;
