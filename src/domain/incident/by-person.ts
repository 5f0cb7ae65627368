import { accepted, type Context, type Decision, nothing, refused } from '../decision.ts';
import { type SlackUserId } from '../ids.ts';
import { severityChanged } from './alarm.ts';
import { clockToResolve } from './climb.ts';
import { type PersonIncidentCommand } from './commands.ts';
import { type IncidentEvent } from './events.ts';
import { clockWith } from './follow-up.ts';
import { type Incident } from './incident.ts';
import { longestText } from './limits.ts';
import { type IncidentPolicy } from './policy.ts';

type Of<T extends PersonIncidentCommand['type']> = Extract<PersonIncidentCommand, { type: T }>;
type ByPerson = Of<
  'AcknowledgeIncident' | 'ResolveIncident' | 'ChangeSeverity' | 'GiveRole' | 'AddNote' | 'PostUpdate'
>;
type Decided = Decision<IncidentEvent>;

/** What somebody who may does to an incident while it lasts. */
export function decideByPerson(
  incident: Incident,
  command: ByPerson,
  by: SlackUserId,
  context: Context<IncidentPolicy>,
): Decided {
  switch (command.type) {
    case 'AcknowledgeIncident':
      return acknowledge(incident, by, context);
    case 'ResolveIncident':
      return resolve(incident, command, by, context);
    case 'ChangeSeverity':
      return changeSeverity(incident, command, by, context);
    case 'GiveRole':
      return giveRole(incident, command, by);
    case 'AddNote':
      return addNote(command, by);
    case 'PostUpdate':
      return postUpdate(incident, command, by, context);
  }
}

function acknowledge(incident: Incident, by: SlackUserId, { now }: Context<IncidentPolicy>): Decided {
  if (incident.phase === 'resolved') return refused({ code: 'incident_resolved' });
  if (incident.acknowledged !== null) return refused({ code: 'already_acknowledged', by: incident.acknowledged.by });
  return accepted<IncidentEvent>([{ type: 'IncidentAcknowledged', by, clock: clockToResolve(incident.severity, now) }]);
}

/** Whoever resolves it has seen it, so that acknowledges it as well. */
function resolve(
  incident: Incident,
  command: Of<'ResolveIncident'>,
  by: SlackUserId,
  { now }: Context<IncidentPolicy>,
): Decided {
  if (incident.phase === 'resolved') return refused({ code: 'incident_resolved' });
  const how = words(command.how);
  if (how === '') return refused({ code: 'text_missing' });
  const clock = clockWith({ ...incident, resolved: { by, at: now, how }, reviewReminders: 0 });
  const resolved = { type: 'IncidentResolved', by, how, clock } as const;
  if (incident.phase === 'acknowledged') return accepted<IncidentEvent>([resolved]);
  const seen = clockToResolve(incident.severity, now);
  return accepted<IncidentEvent>([{ type: 'IncidentAcknowledged', by, clock: seen }, resolved]);
}

function changeSeverity(
  incident: Incident,
  { severity, reason }: Of<'ChangeSeverity'>,
  by: SlackUserId,
  context: Context<IncidentPolicy>,
): Decided {
  if (incident.phase === 'resolved') return refused({ code: 'incident_resolved' });
  if (severity === incident.severity) return refused({ code: 'same_severity', severity });
  if (words(reason) === '') return refused({ code: 'text_missing' });
  return accepted<IncidentEvent>(severityChanged(incident, severity, by, reason, context));
}

/** Roles outlast the end: somebody has to see to the review. */
function giveRole({ roles }: Incident, { role, to }: Of<'GiveRole'>, by: SlackUserId): Decided {
  if (roles[role] === to) return nothing('They have this role already.');
  return accepted<IncidentEvent>([{ type: 'RoleTaken', role, by, to }]);
}

function addNote({ text, writtenBy }: Of<'AddNote'>, by: SlackUserId): Decided {
  const note = words(text);
  if (note === '') return refused({ code: 'text_missing' });
  return accepted<IncidentEvent>([{ type: 'NoteAdded', by, text: note, writtenBy }]);
}

/** It restarts the time until the next one is asked for, but it does not stand for an acknowledgement. */
function postUpdate(
  incident: Incident,
  command: Of<'PostUpdate'>,
  by: SlackUserId,
  { now }: Context<IncidentPolicy>,
): Decided {
  if (incident.phase === 'resolved') return refused({ code: 'incident_resolved' });
  const text = words(command.text);
  if (text === '') return refused({ code: 'text_missing' });
  const clock = incident.phase === 'acknowledged' ? clockToResolve(incident.severity, now) : incident.clock;
  return accepted<IncidentEvent>([{ type: 'UpdatePosted', by, text, clock }]);
}

/** What somebody typed, as it is kept. */
export function words(text: string): string {
  return text.trim().slice(0, longestText);
}
