import { type ReleaseId, serviceOfIncident } from '../ids.ts';
import { type Instant } from '../time.ts';
import { type IncidentEvent } from './events.ts';
import { evolveAfterwards } from './evolve-afterwards.ts';
import { happenedWith } from './happened.ts';
import { type Incident, type IncidentState } from './incident.ts';
import { mostAlarms, mostClaimed, mostLines } from './limits.ts';

type Opened = Extract<IncidentEvent, { type: 'IncidentOpened' }>;

/** One more event in the life of an incident. What does not fit changes nothing: the log keeps it all the same. */
export function evolveIncident(state: IncidentState, event: IncidentEvent, at: Instant): IncidentState {
  const { incident } = state;
  if (event.type === 'IncidentOpened')
    return incident === null ? { ...state, incident: withLine(opened(state, event, at), null, event, at) } : state;
  if (incident === null) return state;
  const changed = evolveOpened(incident, event, at);
  const after = withLine(changed, incident, event, at);
  return after === incident ? state : { ...state, incident: after };
}

function opened({ id }: IncidentState, event: Opened, at: Instant): Incident {
  const { origin, severity, title, environment, release, clock } = event;
  return {
    id,
    service: serviceOfIncident(id),
    environment,
    title,
    origin,
    severity,
    openedAt: at,
    since: at,
    openings: 1,
    ladders: 1,
    told: 0,
    claimed: [],
    phase: 'open',
    clock,
    breachedAt: null,
    acknowledged: null,
    outgrown: null,
    resolved: null,
    roles: { lead: null, communications: null, scribe: null },
    releases: release === null ? [] : [release],
    alarms: [],
    timeline: [],
    happened: 0,
    update: null,
    actions: [],
    review: null,
    reviewReminders: 0,
    issues: { task: null, review: null },
    issuesAsked: { task: null, review: null },
    card: null,
    channel: null,
  };
}

function evolveOpened(incident: Incident, event: Exclude<IncidentEvent, Opened>, at: Instant): Incident {
  switch (event.type) {
    case 'IncidentOpenedAgain': {
      const { severity, clock } = event;
      const over = { outgrown: null, resolved: null, reviewReminders: 0 } as const;
      return { ...incident, ...unanswered(incident, at), ...over, severity, clock };
    }
    case 'AlarmJoined': {
      const { release, alert } = event.alarm;
      const alarms = within(mostAlarms, [...incident.alarms, event.alarm]);
      const releases = withRelease(incident.releases, release);
      const begun = alert.kind === 'breached' && alert.next.kind === 'rollback' ? alert.next.release : null;
      return { ...incident, alarms, releases: withRelease(releases, begun) };
    }
    case 'ReportJoined': {
      const undone = event.report.kind === 'rollback-begun' ? event.report.of : null;
      const releases = withRelease(incident.releases, undone ?? event.release);
      return { ...incident, releases: withRelease(releases, event.release) };
    }
    case 'StepTaken': {
      const { step, clock } = event;
      return { ...incident, clock, told: Math.max(incident.told, step.level), breachedAt: breach(incident, step.at) };
    }
    case 'SeverityChanged': {
      const { to: severity, clock } = event;
      return { ...incident, severity, clock, ladders: incident.ladders + 1, breachedAt: breach(incident, at) };
    }
    case 'IncidentAcknowledged': {
      const roles = { ...incident.roles, lead: incident.roles.lead ?? event.by };
      const { by, clock } = event;
      const breachedAt = breach(incident, at);
      return { ...incident, phase: 'acknowledged', acknowledged: { by, at }, clock, roles, breachedAt, claimed: [] };
    }
    case 'AcknowledgementOutgrown': {
      const { to: severity, clock } = event;
      const { acknowledged } = incident;
      const outgrown = acknowledged === null ? null : { ...acknowledged, severity: incident.severity };
      return { ...incident, ...unanswered(incident, at), outgrown, severity, clock };
    }
    case 'AskedForUpdate':
      return { ...incident, clock: event.clock };
    case 'IncidentResolved': {
      const { by, how, clock } = event;
      return { ...incident, phase: 'resolved', resolved: { by, at, how }, clock, reviewReminders: 0 };
    }
    case 'RoleTaken':
      return { ...incident, roles: { ...incident.roles, [event.role]: event.to } };
    case 'UpdatePosted': {
      const { by, text, clock } = event;
      return { ...incident, update: { by, at, text }, clock };
    }
    case 'PageClaimed':
      return withClaimed(incident, event.page);
    case 'NoteAdded':
    case 'CommandRefused':
      return incident;
    default:
      return evolveAfterwards(incident, event, at);
  }
}

function withClaimed(incident: Incident, page: string): Incident {
  const { claimed } = incident;
  return claimed.includes(page) ? incident : { ...incident, claimed: [...claimed, page].slice(-mostClaimed) };
}

/** From now on nobody has answered, and the ladder is climbed from its foot. */
function unanswered(
  { openings, ladders }: Incident,
  at: Instant,
): Pick<Incident, 'phase' | 'acknowledged' | 'since' | 'openings' | 'ladders' | 'told' | 'claimed'> {
  const again = { openings: openings + 1, ladders: ladders + 1, told: 0, claimed: [] };
  return { phase: 'open', acknowledged: null, since: at, ...again };
}

/** The time to respond was over by then, unless somebody had responded; nothing unsays it. */
function breach({ breachedAt, clock }: Incident, by: Instant): Instant | null {
  if (breachedAt !== null || clock.waitsFor !== 'acknowledgement') return breachedAt;
  return by >= clock.respondBy ? clock.respondBy : null;
}

function withRelease(releases: readonly ReleaseId[], release: ReleaseId | null): readonly ReleaseId[] {
  return release === null || releases.includes(release) ? releases : [...releases, release];
}

/** `before` is the incident that the event met; null where the event opened it. */
function withLine(incident: Incident, before: Incident | null, event: IncidentEvent, at: Instant): Incident {
  const what = happenedWith(before, event);
  if (what === null) return incident;
  const timeline = within(mostLines, [...incident.timeline, { at, what }]);
  return { ...incident, timeline, happened: incident.happened + 1 };
}

/** The first one and the last ones. */
function within<T>(most: number, all: readonly T[]): readonly T[] {
  return all.length <= most ? all : [...all.slice(0, 1), ...all.slice(all.length - most + 1)];
}
