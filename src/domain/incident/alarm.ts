import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Instant } from '../time.ts';
import { clockAtSeverity, clockFrom, clockToResolve, dueSteps } from './climb.ts';
import { type FactIncidentCommand } from './commands.ts';
import { type IncidentEvent } from './events.ts';
import {
  type Alarm,
  compareSeverity,
  type Incident,
  type IncidentState,
  type Origin,
  type Severity,
} from './incident.ts';
import { type IncidentPolicy } from './policy.ts';
import { severityOfAlarm } from './severity-of-alarm.ts';
import { oneLine, titleOfAlarm } from './title.ts';

type RaiseAlarm = Extract<FactIncidentCommand, { type: 'RaiseAlarm' }>;

/**
 * The first alarm of a release opens its incident, later ones join it. One that is worse raises the severity; none ever
 * lowers it, which is for people. One that makes a P1 or P2 of what somebody has as something milder has to be answered
 * anew: they may have gone back to sleep. An alarm that comes after it was resolved opens it again: it is not over.
 */
export function decideAlarm(
  { incident }: IncidentState,
  command: RaiseAlarm,
  { now, policy }: Context<IncidentPolicy>,
): Decision<IncidentEvent> {
  const alarm: Alarm = { ...command.alarm, at: now };
  const severity = severityOfAlarm(alarm, policy.severities);
  const joined = { type: 'AlarmJoined', alarm } as const;
  if (incident === null) {
    const clock = clockFrom(severity, now, policy);
    const { release } = alarm;
    const origin: Origin = release === null ? { kind: 'run' } : { kind: 'release', release };
    const title = titleOfAlarm(alarm);
    const { environment } = command;
    return accepted<IncidentEvent>([
      { type: 'IncidentOpened', origin, severity, title, environment, release, clock },
      joined,
      ...dueSteps(clock, now, policy),
    ]);
  }
  if (incident.alarms.some(({ key }) => key === alarm.key)) return nothing('This alarm has joined already.');
  if (incident.phase === 'resolved') {
    const clock = clockFrom(severity, now, policy);
    return accepted<IncidentEvent>([
      { type: 'IncidentOpenedAgain', severity, clock },
      joined,
      ...dueSteps(clock, now, policy),
    ]);
  }
  if (compareSeverity(severity, incident.severity) >= 0) return accepted<IncidentEvent>([joined]);
  const reason = titleOfAlarm(alarm);
  if (incident.phase === 'acknowledged' && wakesAgain.includes(severity)) {
    const clock = clockFrom(severity, now, policy);
    return accepted<IncidentEvent>([
      joined,
      { type: 'AcknowledgementOutgrown', to: severity, reason, clock },
      ...dueSteps(clock, now, policy),
    ]);
  }
  const raised = severityChanged(incident, severity, null, reason, { now, policy });
  return accepted<IncidentEvent>([joined, ...raised, ...askedOfWhoHasIt(incident, severity, now)]);
}

/** Those that people are woken for. */
const wakesAgain: readonly Severity[] = ['P1', 'P2'];

/** Nobody is woken for a P3, but whoever has it is asked at once. */
function askedOfWhoHasIt({ phase }: Incident, severity: Severity, now: Instant): readonly IncidentEvent[] {
  return phase === 'acknowledged' ? [{ type: 'AskedForUpdate', clock: clockToResolve(severity, now) }] : [];
}

/** The change, and the steps of the new ladder that are due at once. */
export function severityChanged(
  incident: Incident,
  to: Severity,
  by: Extract<IncidentEvent, { type: 'SeverityChanged' }>['by'],
  reason: string,
  { now, policy }: Pick<Context<IncidentPolicy>, 'now' | 'policy'>,
): readonly IncidentEvent[] {
  const clock = clockAtSeverity(incident, to, now, policy);
  const steps = clock.waitsFor === 'acknowledgement' ? dueSteps(clock, now, policy) : [];
  return [{ type: 'SeverityChanged', to, by, reason: oneLine(reason), clock }, ...steps];
}
