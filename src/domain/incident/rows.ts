import { type SlackUserId } from '../ids.ts';
import { type Projection } from '../ledger/commit.ts';
import { isReviewMissing } from './follow-up.ts';
import { type Incident, type IncidentState } from './incident.ts';
import { type IncidentPolicy, toldUpTo } from './policy.ts';
import { type IncidentRow } from './views.ts';

/** What readers are to find after a change: the row, and where it was resolved, its line among the latest. */
export function incidentProjections(
  before: IncidentState,
  { incident }: IncidentState,
  policy: IncidentPolicy,
): readonly Projection[] {
  if (incident === null || incident === before.incident) return [];
  const row = incidentRow(incident, policy);
  const known = before.incident === null ? null : incidentRow(before.incident, policy);
  if (JSON.stringify(row) === JSON.stringify(known)) return [];
  const { id, resolved } = incident;
  const open: Projection = { kind: 'incident-row', incident: id, row: isSomethingLeft(incident) ? row : null };
  return resolved === null ? [open] : [open, { kind: 'incident-resolved', incident: id, at: resolved.at, row }];
}

/**
 * Until then it stands in the lists of what somebody still has to do something about. A review of which nobody is
 * reminded any more leaves them: there is another such incident every few weeks, and the lists are read whole.
 */
export function isSomethingLeft(incident: Incident): boolean {
  if (incident.phase !== 'resolved') return true;
  const isReminded = incident.clock.dueAt !== null;
  return incident.actions.some(({ done }) => done === null) || (isReviewMissing(incident) && isReminded);
}

export function incidentRow(incident: Incident, policy: Pick<IncidentPolicy, 'escalation'>): IncidentRow {
  const { id, service, environment, severity, title, phase, openedAt, clock } = incident;
  return {
    incident: id,
    service,
    environment,
    severity,
    title,
    phase,
    openedAt,
    lead: incident.roles.lead,
    respondBy: clock.waitsFor === 'acknowledgement' ? clock.respondBy : null,
    breached: incident.breachedAt === null ? 'no' : 'yes',
    releases: incident.releases,
    waitsFor: waitsFor(incident, policy),
    actions: incident.actions.filter(({ done }) => done === null).map((each) => pick(each)),
    reviewMissing: isReviewMissing(incident) ? 'yes' : 'no',
    card: incident.card,
    channel: incident.channel,
  };
}

function pick({ id, owner, dueAt }: Incident['actions'][number]): IncidentRow['actions'][number] {
  return { id, owner, dueAt };
}

function waitsFor(incident: Incident, policy: Pick<IncidentPolicy, 'escalation'>): readonly SlackUserId[] {
  const has = whoHasIt(incident);
  switch (incident.phase) {
    case 'open':
      return toldUpTo(policy, incident.told).people;
    case 'acknowledged':
      return has === null ? [] : [has];
    case 'resolved': {
      const owners = incident.actions.filter(({ done }) => done === null).map(({ owner }) => owner ?? has);
      const all = isReviewMissing(incident) ? [...owners, has] : owners;
      return [...new Set(all.filter((user) => user !== null))];
    }
  }
}

/** Its lead, else who acknowledged it; null while nobody has it. */
export function whoHasIt({ roles, acknowledged }: Pick<Incident, 'roles' | 'acknowledged'>): SlackUserId | null {
  return roles.lead ?? acknowledged?.by ?? null;
}
