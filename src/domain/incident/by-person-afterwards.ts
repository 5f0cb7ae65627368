import { accepted, type Context, type Decision, nothing, refused } from '../decision.ts';
import { type SlackUserId } from '../ids.ts';
import { type ActionName } from './actions.ts';
import { words } from './by-person.ts';
import { type PersonIncidentCommand } from './commands.ts';
import { type IncidentEvent } from './events.ts';
import { clockWith } from './follow-up.ts';
import { type Incident, type Review } from './incident.ts';
import { type IncidentPolicy } from './policy.ts';

type Of<T extends PersonIncidentCommand['type']> = Extract<PersonIncidentCommand, { type: T }>;
type Afterwards = Of<'TakeAction' | 'FinishAction' | 'FillReview' | 'AskForIssue'>;
type Decided = Decision<IncidentEvent>;

/** What somebody who may does about an incident when the worst is over. */
export function decideAfterwards(
  incident: Incident,
  command: Afterwards,
  by: SlackUserId,
  context: Context<IncidentPolicy>,
): Decided {
  switch (command.type) {
    case 'TakeAction':
      return takeAction(incident, command, by);
    case 'FinishAction':
      return finishAction(incident, command, by, context);
    case 'FillReview':
      return fillReview(incident, command, by, context);
    case 'AskForIssue':
      return askForIssue(incident, command, by, context);
  }
}

function takeAction(incident: Incident, { action, owner }: Of<'TakeAction'>, by: SlackUserId): Decided {
  const known = incident.actions.find(({ id }) => id === action);
  if (known === undefined) return nothing('This action was not opened.');
  if (known.done !== null) return refused({ code: 'action_done', by: known.done.by });
  if (known.owner === owner) return nothing('They have this action already.');
  return accepted<IncidentEvent>([{ type: 'ActionTaken', action, owner, by }]);
}

function finishAction(
  incident: Incident,
  { action, note }: Of<'FinishAction'>,
  by: SlackUserId,
  { now }: Context<IncidentPolicy>,
): Decided {
  const known = incident.actions.find(({ id }) => id === action);
  if (known === undefined) return nothing('This action was not opened.');
  if (known.done !== null) return refused({ code: 'action_done', by: known.done.by });
  return accepted<IncidentEvent>([actionDone(incident, action, by, words(note), now)]);
}

/** Done, with the clock that waits for what is still left. */
export function actionDone(
  incident: Incident,
  name: ActionName,
  by: SlackUserId,
  note: string,
  now: Context['now'],
): IncidentEvent {
  const done = { by, at: now, note };
  const actions = incident.actions.map((action) => (action.id === name ? { ...action, done } : action));
  return { type: 'ActionDone', action: name, by, note, clock: clockWith({ ...incident, actions }) };
}

/** It may be filled in again: what people learn later belongs into it, too. */
function fillReview(
  incident: Incident,
  command: Of<'FillReview'>,
  by: SlackUserId,
  { now }: Context<IncidentPolicy>,
): Decided {
  if (incident.phase !== 'resolved') return refused({ code: 'not_resolved_yet' });
  const [impact, causes, followUps] = [command.impact, command.causes, command.followUps].map((text) => words(text));
  if (impact === undefined || causes === undefined || impact === '' || causes === '')
    return refused({ code: 'text_missing' });
  const review: Review = { by, at: now, impact, causes, followUps: followUps ?? '' };
  return accepted<IncidentEvent>([{ type: 'ReviewFilled', review, clock: clockWith({ ...incident, review }) }]);
}

/** Asking again is harmless: the issue is found by its marker before another one is made. */
function askForIssue(
  incident: Incident,
  { purpose }: Of<'AskForIssue'>,
  by: SlackUserId,
  { policy }: Context<IncidentPolicy>,
): Decided {
  const made = incident.issues[purpose];
  if (made !== null) return refused({ code: 'issue_made', url: made.url });
  if (purpose === 'review' && incident.phase !== 'resolved') return refused({ code: 'not_resolved_yet' });
  const asked = { type: 'IssueAsked', purpose, by } as const;
  if (policy.repo !== null) return accepted<IncidentEvent>([asked]);
  const reason = 'This incident is about no one service, so there is no repository to make it in.';
  return accepted<IncidentEvent>([{ type: 'IssueFailed', purpose, reason }]);
}
