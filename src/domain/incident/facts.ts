import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { actionDone } from './by-person-afterwards.ts';
import { clockToResolve, dueSteps } from './climb.ts';
import { type FactIncidentCommand } from './commands.ts';
import { type IncidentEvent } from './events.ts';
import { dueReminders } from './follow-up.ts';
import { type Incident } from './incident.ts';
import { isOfOpening, isStillMeant } from './pages.ts';
import { type IncidentPolicy } from './policy.ts';

type Of<T extends FactIncidentCommand['type']> = Extract<FactIncidentCommand, { type: T }>;
type Fact = Exclude<FactIncidentCommand, Of<'RaiseAlarm' | 'JoinReport'>>;
type Decided = Decision<IncidentEvent>;

/** Time that passed, and what performers found. Whatever comes twice or late changes nothing. */
export function decideFact(incident: Incident, command: Fact, context: Context<IncidentPolicy>): Decided {
  switch (command.type) {
    case 'AdvanceIncident':
      return advance(incident, context);
    case 'ClaimPage':
      return claimPage(incident, command, context);
    case 'RecordIncidentCard': {
      const { card } = command;
      const isKnown = incident.card?.ts === card.ts && incident.card.channel === card.channel;
      return isKnown
        ? nothing('The message is known.')
        : accepted<IncidentEvent>([{ type: 'IncidentCardPosted', card }]);
    }
    case 'RecordIncidentCardLost':
      return incident.card === null
        ? nothing('There is no message.')
        : accepted<IncidentEvent>([{ type: 'IncidentCardLost', reason: command.reason }]);
    case 'RecordIncidentChannel':
      return incident.channel === command.channel
        ? nothing('The channel is known.')
        : accepted<IncidentEvent>([{ type: 'IncidentChannelOpened', channel: command.channel }]);
    case 'RecordIssue':
      return recordIssue(incident, command, context);
  }
}

function advance(incident: Incident, { now, policy }: Context<IncidentPolicy>): Decided {
  const { clock } = incident;
  if (clock.dueAt === null || clock.dueAt > now) return nothing('Nothing is due.');
  switch (clock.waitsFor) {
    case 'acknowledgement':
      return accepted<IncidentEvent>(dueSteps(clock, now, policy));
    case 'resolution':
      return accepted<IncidentEvent>([{ type: 'AskedForUpdate', clock: clockToResolve(incident.severity, now) }]);
    case 'follow-up':
      return accepted<IncidentEvent>(dueReminders(incident, now));
  }
}

/**
 * Fails closed: a page goes out only while nobody has acknowledged its ladder. A page is claimed again for each attempt, for as
 * long as Slack is away or after a performer died. That is written down once: what makes it safe is the commit, which
 * has the performer's claim in it and so is made without an event too, and fails where anything was appended meanwhile.
 */
function claimPage(incident: Incident, { page }: Of<'ClaimPage'>, { policy }: Context<IncidentPolicy>): Decided {
  if (incident.phase !== 'open') return nothing('Somebody has acknowledged it.');
  if (!isOfOpening(page, incident)) return nothing('This page is from before it waited for an answer anew.');
  if (!isStillMeant(page, incident, policy)) return nothing('It was lowered since, and they would not be told yet.');
  if (incident.claimed.includes(page)) return accepted<IncidentEvent>([]);
  return accepted<IncidentEvent>([{ type: 'PageClaimed', page }]);
}

/** The fix task is done when its issue is made: that is what it asks for. */
function recordIssue(
  incident: Incident,
  { purpose, made }: Of<'RecordIssue'>,
  { now }: Context<IncidentPolicy>,
): Decided {
  if (incident.issues[purpose] !== null) return nothing('The issue is known.');
  if (made.kind === 'failed')
    return incident.issuesAsked[purpose] === null
      ? nothing('Nobody waits for this issue.')
      : accepted<IncidentEvent>([{ type: 'IssueFailed', purpose, reason: made.reason }]);
  const by = incident.issuesAsked[purpose];
  const isOpen = incident.actions.some(({ id, done }) => id === 'fix-task' && done === null);
  const issue = { type: 'IssueMade', purpose, url: made.url } as const;
  if (purpose !== 'task' || by === null || !isOpen) return accepted<IncidentEvent>([issue]);
  return accepted<IncidentEvent>([issue, actionDone(incident, 'fix-task', by, made.url, now)]);
}
