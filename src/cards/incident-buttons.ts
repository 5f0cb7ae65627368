import { type Incident } from '../domain/incident/incident.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type Block, type Button } from './block-kit.ts';
import { actions, button } from './blocks.ts';
import { incidentButtonValue } from './button-value.ts';
import { type ActionId, actionIds } from './ids-of-fields.ts';
import { rollBack } from './rollback-buttons.ts';

/** What helps at once. Who may press is decided when somebody presses. */
export function urgentButtons(view: IncidentView): readonly Block[] {
  const { incident } = view;
  if (incident.phase === 'resolved') return [];
  return actions('incident', [
    ...(incident.phase === 'open' ? [acknowledgeButton(incident)] : []),
    ...rollBackOf(view),
    resolveButton(incident),
    plain(incident, actionIds.changeSeverity, 'Change severity'),
  ]);
}

/** Exactly as on the release's card, where it stands there. */
export function rollBackOf({ toUndo }: IncidentView): readonly Button[] {
  return toUndo === null ? [] : rollBack(toUndo);
}

/** What keeps others informed; once it is resolved, what is learned of it. */
export function furtherButtons({ incident }: IncidentView): readonly Block[] {
  if (incident.phase !== 'resolved') {
    return actions('incident-people', [
      updateButton(incident),
      plain(incident, actionIds.note, 'Add a note'),
      plain(incident, actionIds.giveRole, 'Take or give a role'),
    ]);
  }
  return actions('incident-review', [
    reviewButton(incident),
    exportButton(incident),
    ...(incident.service === null || incident.issues.review !== null
      ? []
      : [
          button(actionIds.makeIssue, incidentButtonValue(incident.id, 'review'), {
            label: 'Make a GitHub issue of it',
          }),
        ]),
    plain(incident, actionIds.note, 'Add a note'),
  ]);
}

export function acknowledgeButton({ id }: Pick<Incident, 'id'>): Button {
  return button(actionIds.acknowledge, incidentButtonValue(id), { label: 'Acknowledge', style: 'primary' });
}

export function resolveButton(incident: Pick<Incident, 'id'>): Button {
  return plain(incident, actionIds.resolve, 'Resolve');
}

export function updateButton(incident: Pick<Incident, 'id'>): Button {
  return plain(incident, actionIds.update, 'Say how it stands');
}

export function reviewButton({ id, review }: Pick<Incident, 'id' | 'review'>): Button {
  return button(
    actionIds.review,
    incidentButtonValue(id),
    review === null ? { label: 'Fill in the review', style: 'primary' } : { label: 'Change the review' },
  );
}

export function exportButton(incident: Pick<Incident, 'id'>): Button {
  return plain(incident, actionIds.exportReview, 'Download the review');
}

function plain({ id }: Pick<Incident, 'id'>, action: ActionId, label: string): Button {
  return button(action, incidentButtonValue(id), { label });
}
