import { type Message, type Modal } from '../cards/block-kit.ts';
import { parseButtonValue } from '../cards/button-value.ts';
import { type ActionId, actionIds } from '../cards/ids-of-fields.ts';
import { finishActionModal, reviewModal, takeActionModal } from '../cards/incident-after-modals.ts';
import { noteModal, resolveModal, roleModal, severityModal, updateModal } from '../cards/incident-modals.ts';
import { type IncidentId } from '../domain/ids.ts';
import { type Action } from '../domain/incident/actions.ts';
import { type PersonIncidentCommand } from '../domain/incident/commands.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type Refusal } from '../domain/refusals.ts';
import { type Answer, says } from './answers.ts';
import { type IncidentForm, openIncidentForm } from './incident-open-form.ts';
import { type By, submitIncident } from './incident-people.ts';
import { downloadReview } from './incident-review.ts';
import { acknowledgedHere } from './incident-sentences.ts';
import { type HandlerParts } from './parts.ts';
import { type Click } from './payloads.ts';
import { unknownButton } from './sentences.ts';

type Press = (parts: HandlerParts, click: Click) => Promise<Answer>;

/** Without words nothing is ever resolved. */
export const resolveForm: IncidentForm = {
  action: 'incident.resolve',
  modalFor: whileOpen(resolveModal),
  attempt: (by) => ({ ...by, type: 'ResolveIncident', how: '' }),
};

const severityForm: IncidentForm = {
  action: 'incident.change-severity',
  modalFor: whileOpen(severityModal),
  attempt: (by, view) => ({ ...by, type: 'ChangeSeverity', severity: view.incident.severity, reason: '' }),
};

/** Roles outlast the end: somebody has to see to the review. */
const roleForm: IncidentForm = { action: 'incident.take-role', modalFor: roleModal, attempt: null };

const noteForm: IncidentForm = {
  action: 'incident.note',
  modalFor: noteModal,
  attempt: (by) => ({ ...by, type: 'AddNote', text: '', writtenBy: null }),
};

const updateForm: IncidentForm = {
  action: 'incident.update',
  modalFor: whileOpen(updateModal),
  attempt: (by) => ({ ...by, type: 'PostUpdate', text: '' }),
};

const takeActionForm: IncidentForm = {
  action: 'incident.action',
  modalFor: aboutAction(takeActionModal),
  attempt: null,
};

const finishActionForm: IncidentForm = {
  action: 'incident.action',
  modalFor: aboutAction(finishActionModal),
  attempt: null,
};

const reviewForm: IncidentForm = {
  action: 'incident.review',
  modalFor: (view) => (view.incident.phase === 'resolved' ? reviewModal(view) : { code: 'not_resolved_yet' }),
  attempt: (by) => ({ ...by, type: 'FillReview', impact: '', causes: '', followUps: '' }),
};

type IncidentAction = Extract<ActionId, `incident.${string}`>;

/** Every button of an incident. Who may press it is decided in the domain. */
export const incidentButtons: Readonly<Record<IncidentAction, Press>> = {
  [actionIds.acknowledge]: atOnce((by) => ({ ...by, type: 'AcknowledgeIncident' }), youHaveIt),
  [actionIds.resolve]: opens(resolveForm),
  [actionIds.changeSeverity]: opens(severityForm),
  [actionIds.giveRole]: opens(roleForm),
  [actionIds.note]: opens(noteForm),
  [actionIds.update]: opens(updateForm),
  [actionIds.takeAction]: opens(takeActionForm),
  [actionIds.finishAction]: opens(finishActionForm),
  [actionIds.makeIssue]: atOnce((by, detail) =>
    detail === 'task' || detail === 'review' ? { ...by, type: 'AskForIssue', purpose: detail } : null,
  ),
  [actionIds.review]: opens(reviewForm),
  [actionIds.exportReview]: downloadReview,
};

/** A page in direct messages stays as it was sent, so whoever acknowledges there is told that it counted. */
function youHaveIt({ channel }: Click, incident: IncidentId): Message | null {
  return channel?.startsWith('D') === true ? acknowledgedHere(incident) : null;
}

function atOnce(
  commandFor: (by: By, detail: string | null) => PersonIncidentCommand | null,
  afterwards: (click: Click, incident: IncidentId) => Message | null = () => null,
): Press {
  return async function submitForIncident(parts, click) {
    const value = parseButtonValue(click.value);
    if (value?.kind !== 'incident') return says(unknownButton);
    const { incident, detail } = value;
    const known = commandFor({ incident, groups: [] }, detail);
    if (known === null) return says(unknownButton);
    const { who, channel, input } = click;
    const answerIn = { kind: 'channel', user: who.user, channel } as const;
    const asked = { incident, who, input, answerIn };
    const answer = await submitIncident(parts, asked, ({ groups }) => ({ ...known, groups }));
    return says(answer.kind === 'accepted' ? afterwards(click, incident) : null);
  };
}

function opens(form: IncidentForm): Press {
  return async function openForIncident(parts, click) {
    const value = parseButtonValue(click.value);
    if (value?.kind !== 'incident') return says(unknownButton);
    const { who, channel, input, triggerId } = click;
    const { incident, detail } = value;
    const answerIn = { kind: 'channel', user: who.user, channel } as const;
    return says(await openIncidentForm(parts, { incident, detail, who, triggerId, input, answerIn }, form));
  };
}

function whileOpen(modalFor: (view: IncidentView) => Modal): IncidentForm['modalFor'] {
  return (view) => (view.incident.phase === 'resolved' ? { code: 'incident_resolved' } : modalFor(view));
}

function aboutAction(modalFor: (view: IncidentView, action: Action) => Modal): IncidentForm['modalFor'] {
  return function modalOfAction({ incident, ...view }, detail): Modal | Refusal | null {
    const action = incident.actions.find(({ id }) => id === detail);
    if (action === undefined) return null;
    return action.done === null ? modalFor({ incident, ...view }, action) : { code: 'action_done', by: action.done.by };
  };
}
