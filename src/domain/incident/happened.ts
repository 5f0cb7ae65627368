import { type IncidentEvent } from './events.ts';
import { type Incident } from './incident.ts';
import { type Happened } from './timeline.ts';

/** The line of the timeline that an event adds; null for what is no news. `incident` is null when it is opened only now. */
export function happenedWith(incident: Incident | null, event: IncidentEvent): Happened | null {
  switch (event.type) {
    case 'IncidentOpened':
      return opened(event);
    case 'IncidentOpenedAgain':
      return { kind: 'opened-again', severity: event.severity };
    case 'AlarmJoined':
      return { kind: 'alarm', release: event.alarm.release, alert: event.alarm.alert };
    case 'ReportJoined':
      return { kind: 'report', release: event.release, report: event.report };
    case 'StepTaken':
      return { kind: 'step', step: event.step, told: event.told };
    case 'IncidentAcknowledged':
      return { kind: 'acknowledged', by: event.by };
    case 'AcknowledgementOutgrown':
      return outgrown(incident, event);
    case 'AskedForUpdate':
      return { kind: 'asked-again' };
    case 'SeverityChanged':
      return {
        kind: 'severity',
        from: incident?.severity ?? event.to,
        to: event.to,
        by: event.by,
        reason: event.reason,
      };
    case 'RoleTaken':
      return { kind: 'role', role: event.role, by: event.by, to: event.to };
    case 'NoteAdded':
      return { kind: 'note', by: event.by, text: event.text, writtenBy: event.writtenBy };
    case 'UpdatePosted':
      return { kind: 'update', by: event.by, text: event.text };
    case 'IncidentResolved':
      return { kind: 'resolved', by: event.by, how: event.how };
    case 'ActionDone':
      return { kind: 'action-done', action: event.action, by: event.by };
    case 'ReviewFilled':
      return { kind: 'reviewed', by: event.review.by };
    case 'IssueMade':
      return { kind: 'issue', purpose: event.purpose, url: event.url };
    case 'IssueFailed':
      return { kind: 'issue-failed', purpose: event.purpose, reason: event.reason };
    case 'ActionsOpened':
    case 'ActionTaken':
    case 'ActionsReminded':
    case 'ReviewReminded':
    case 'IssueAsked':
    case 'PageClaimed':
    case 'IncidentCardPosted':
    case 'IncidentCardLost':
    case 'IncidentChannelOpened':
    case 'CommandRefused':
      return null;
  }
}

function outgrown(
  incident: Incident | null,
  { to, reason }: Extract<IncidentEvent, { type: 'AcknowledgementOutgrown' }>,
): Happened {
  return { kind: 'outgrown', from: incident?.severity ?? to, to, by: incident?.acknowledged?.by ?? null, reason };
}

function opened({ origin, severity }: Extract<IncidentEvent, { type: 'IncidentOpened' }>): Happened {
  if (origin.kind === 'declared') return { kind: 'opened', severity, by: origin.by };
  if (origin.kind === 'run') return { kind: 'opened', severity, by: null };
  const { by: rollbackBy } = origin;
  return { kind: 'opened', severity, by: null, ...(rollbackBy === undefined ? {} : { rollbackBy }) };
}
