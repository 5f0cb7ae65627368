import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type SlackUserId } from '../ids.ts';
import { type Instant } from '../time.ts';
import { clockFrom, clockToResolve } from './climb.ts';
import { type FactIncidentCommand } from './commands.ts';
import { type IncidentEvent } from './events.ts';
import { actionsAfterRollback, clockWith } from './follow-up.ts';
import { type Incident, type IncidentState, type Severity } from './incident.ts';
import { type IncidentPolicy } from './policy.ts';
import { type Report } from './report.ts';
import { titleOfRollback } from './title.ts';

type JoinReport = Extract<FactIncidentCommand, { type: 'JoinReport' }>;
type Begun = Extract<Report, { kind: 'rollback-begun' }>;

/** Nobody has said what is wrong, but it was bad enough to put production back. */
const severityOfRollback: Severity = 'P2';

/**
 * What became of a release joins its incident, where there is one. A person who puts production back without an alarm
 * opens one, and has responded to it. Reports never open a resolved one again; an alarm that comes with them does.
 */
export function decideReport(
  { incident }: IncidentState,
  command: JoinReport,
  context: Context<IncidentPolicy>,
): Decision<IncidentEvent> {
  const { release, report } = command;
  const joined = { type: 'ReportJoined', release, report } as const;
  if (incident === null) {
    const by = report.kind === 'rollback-begun' && report.by.kind === 'person' ? report.by.user : null;
    if (report.kind !== 'rollback-begun' || by === null) return nothing('There is no incident that it belongs to.');
    return openedByRollback(command, report, by, context);
  }
  if (isKnown(incident, joined)) return nothing('This has been reported already.');
  const events: IncidentEvent[] = [joined];
  if (report.kind === 'put-back' && incident.actions.length === 0) events.push(actionsOpened(incident, context.now));
  return accepted<IncidentEvent>(events);
}

function openedByRollback(
  { release, environment, report }: JoinReport,
  begun: Begun,
  by: SlackUserId,
  { now, policy }: Context<IncidentPolicy>,
): Decision<IncidentEvent> {
  const severity = severityOfRollback;
  const about = begun.of ?? release;
  const origin = { kind: 'release', release: about, by } as const;
  const clock = clockFrom(severity, now, policy);
  const title = titleOfRollback(begun);
  return accepted<IncidentEvent>([
    { type: 'IncidentOpened', origin, severity, title, environment, release: about, clock },
    { type: 'ReportJoined', release, report },
    { type: 'IncidentAcknowledged', by, clock: clockToResolve(severity, now) },
  ]);
}

function actionsOpened(incident: Incident, now: Instant): IncidentEvent {
  const actions = actionsAfterRollback(now, incident.roles.lead ?? whoRolledBack(incident));
  return { type: 'ActionsOpened', actions, clock: clockWith({ ...incident, actions }) };
}

/** The person who began the last rollback; null where a mandate did. */
function whoRolledBack({ timeline }: Incident): SlackUserId | null {
  const last = timeline.findLast(({ what }) => what.kind === 'report' && what.report.kind === 'rollback-begun')?.what;
  if (last?.kind !== 'report' || last.report.kind !== 'rollback-begun') return null;
  return last.report.by.kind === 'person' ? last.report.by.user : null;
}

/** A report is performed at least once, so the very same one may come again. */
function isKnown(
  { timeline }: Incident,
  { release, report }: { readonly release: string; readonly report: Report },
): boolean {
  const text = JSON.stringify(report);
  return timeline.some(
    ({ what }) => what.kind === 'report' && what.release === release && JSON.stringify(what.report) === text,
  );
}
