import { type Instant } from '../time.ts';
import { type Action, type ActionName } from './actions.ts';
import { type IncidentEvent } from './events.ts';
import { reviewRemindersBy, withActionsReminded } from './follow-up.ts';
import { type Incident } from './incident.ts';

/** What is done about an incident when the worst is over, and where it is shown. */
type Afterwards = Extract<
  IncidentEvent,
  {
    type:
      | 'ActionsOpened'
      | 'ActionTaken'
      | 'ActionDone'
      | 'ActionsReminded'
      | 'ReviewReminded'
      | 'ReviewFilled'
      | 'IssueAsked'
      | 'IssueMade'
      | 'IssueFailed'
      | 'IncidentCardPosted'
      | 'IncidentCardLost'
      | 'IncidentChannelOpened';
  }
>;

export function evolveAfterwards(incident: Incident, event: Afterwards, at: Instant): Incident {
  switch (event.type) {
    case 'ActionsOpened':
      return { ...incident, actions: event.actions, clock: event.clock };
    case 'ActionTaken':
      return { ...incident, actions: changed(incident, event.action, { owner: event.owner }) };
    case 'ActionDone': {
      const done = { by: event.by, at, note: event.note };
      return { ...incident, actions: changed(incident, event.action, { done }), clock: event.clock };
    }
    case 'ActionsReminded':
      return {
        ...incident,
        actions: withActionsReminded(incident.actions, event.actions, at),
        clock: event.clock,
      };
    case 'ReviewReminded':
      return { ...incident, reviewReminders: reviewRemindersBy(incident, at), clock: event.clock };
    case 'ReviewFilled':
      return { ...incident, review: event.review, clock: event.clock };
    case 'IssueAsked':
      return { ...incident, issuesAsked: { ...incident.issuesAsked, [event.purpose]: event.by } };
    case 'IssueFailed':
      return { ...incident, issuesAsked: { ...incident.issuesAsked, [event.purpose]: null } };
    case 'IssueMade': {
      const { purpose, url } = event;
      const issuesAsked = { ...incident.issuesAsked, [purpose]: null };
      return { ...incident, issues: { ...incident.issues, [purpose]: { url } }, issuesAsked };
    }
    case 'IncidentCardPosted':
      return { ...incident, card: event.card };
    case 'IncidentCardLost':
      return { ...incident, card: null };
    case 'IncidentChannelOpened':
      return { ...incident, channel: event.channel };
  }
}

function changed({ actions }: Incident, name: ActionName, change: Partial<Action>): readonly Action[] {
  return actions.map((action) => (action.id === name ? { ...action, ...change } : action));
}
