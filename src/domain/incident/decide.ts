import { accepted, type Context, type Decision, nothing, refused } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type Action, mayTry } from '../people/authority.ts';
import { decideAlarm } from './alarm.ts';
import { decideByPerson } from './by-person.ts';
import { decideAfterwards } from './by-person-afterwards.ts';
import { clockFrom, dueSteps } from './climb.ts';
import { type IncidentCommand, type PersonIncidentCommand } from './commands.ts';
import { effectsOf } from './effects-of.ts';
import { type IncidentEvent } from './events.ts';
import { evolveIncident } from './evolve.ts';
import { decideFact } from './facts.ts';
import { type IncidentState } from './incident.ts';
import { type IncidentPolicy, listedAs } from './policy.ts';
import { decideReport } from './report-joins.ts';
import { oneLine } from './title.ts';

/**
 * Everything that can happen to an incident. What it wants of the world follows from its events alone, so that an event
 * has the same consequences whoever caused it. Answering a page fails open (see authority.ts), everything else closed.
 */
export function decideIncident(
  state: IncidentState,
  command: IncidentCommand,
  context: Context<IncidentPolicy>,
): Decision<IncidentEvent> {
  const decision = decided(state, command, context);
  return decision.kind === 'accepted'
    ? accepted(decision.events, effectsOfAll(state, decision.events, context))
    : decision;
}

function decided(
  state: IncidentState,
  command: IncidentCommand,
  context: Context<IncidentPolicy>,
): Decision<IncidentEvent> {
  switch (command.type) {
    case 'RaiseAlarm':
      return decideAlarm(state, command, context);
    case 'JoinReport':
      return decideReport(state, command, context);
    case 'AdvanceIncident':
    case 'ClaimPage':
    case 'RecordIncidentCard':
    case 'RecordIncidentCardLost':
    case 'RecordIncidentChannel':
    case 'RecordIssue':
      return state.incident === null
        ? nothing('Nothing has opened this incident.')
        : decideFact(state.incident, command, context);
    default:
      return decidePerson(state, command, context);
  }
}

const actionOf: Readonly<Record<PersonIncidentCommand['type'], Action>> = {
  DeclareIncident: 'incident.declare',
  AcknowledgeIncident: 'incident.acknowledge',
  ResolveIncident: 'incident.resolve',
  ChangeSeverity: 'incident.change-severity',
  GiveRole: 'incident.take-role',
  AddNote: 'incident.note',
  PostUpdate: 'incident.update',
  TakeAction: 'incident.action',
  FinishAction: 'incident.action',
  FillReview: 'incident.review',
  AskForIssue: 'incident.issue',
};

/** Who may try is asked before anything else, so that the record says who tried what may not be done by them. */
function decidePerson(
  { incident }: IncidentState,
  command: PersonIncidentCommand,
  context: Context<IncidentPolicy>,
): Decision<IncidentEvent> {
  const { actor, policy } = context;
  const action = actionOf[command.type];
  const listed = actor.kind === 'person' ? listedAs(policy, actor.slack, command.groups) : 'not-listed';
  const authority = mayTry(actor, action, incident?.environment ?? null, null, listed);
  if (!authority.allowed)
    return refused({ code: 'not_allowed', action, because: authority.because, needs: authority.needs });
  if (actor.kind !== 'person') return refused({ code: 'not_allowed', action, because: 'agent', needs: 'a person' });
  const by = actor.slack;
  if (command.type === 'DeclareIncident')
    return incident === null ? declared(command, by, context) : nothing('This incident is there already.');
  if (incident === null) return refused({ code: 'incident_unknown' });
  switch (command.type) {
    case 'AcknowledgeIncident':
    case 'ResolveIncident':
    case 'ChangeSeverity':
    case 'GiveRole':
    case 'AddNote':
    case 'PostUpdate':
      return decideByPerson(incident, command, by, context);
    case 'TakeAction':
    case 'FinishAction':
    case 'FillReview':
    case 'AskForIssue':
      return decideAfterwards(incident, command, by, context);
  }
}

function declared(
  { severity, title, environment, release }: Extract<PersonIncidentCommand, { type: 'DeclareIncident' }>,
  by: Extract<IncidentEvent, { type: 'IncidentAcknowledged' }>['by'],
  { now, policy }: Context<IncidentPolicy>,
): Decision<IncidentEvent> {
  const line = oneLine(title);
  if (line === '') return refused({ code: 'text_missing' });
  const clock = clockFrom(severity, now, policy);
  const origin = { kind: 'declared', by } as const;
  return accepted<IncidentEvent>([
    { type: 'IncidentOpened', origin, severity, title: line, environment, release, clock },
    ...dueSteps(clock, now, policy),
  ]);
}

function effectsOfAll(
  before: IncidentState,
  events: readonly IncidentEvent[],
  { now, policy }: Context<IncidentPolicy>,
): readonly Effect[] {
  let state = before;
  const effects: Effect[] = [];
  for (const event of events) {
    const after = evolveIncident(state, event, now);
    if (after.incident !== null) effects.push(...effectsOf(state.incident, event, after.incident, policy, now));
    state = after;
  }
  return effects;
}
