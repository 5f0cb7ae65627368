import {
  type FieldPlace,
  finishActionFields,
  resolveFields,
  reviewFields,
  roleFields,
  severityFields,
  takeActionFields,
  textFields,
} from '../cards/ids-of-fields.ts';
import { actionIds } from '../domain/incident/actions.ts';
import { type PersonIncidentCommand } from '../domain/incident/commands.ts';
import { incidentRoles, severities } from '../domain/incident/incident.ts';
import { type Complaint } from './form-answers.ts';
import { type By } from './incident-people.ts';
import { nobodyChosenInForm, noRoleInForm, noSeverityInForm } from './incident-sentences.ts';
import { chosen, type Form, pickedPerson, typed } from './payloads.ts';
import { textMissingInForm } from './sentences.ts';

/** What a form says, read: a command, or what is to be said at its fields; null where it names what there is not. */
export type Asked = { readonly command: PersonIncidentCommand } | { readonly complaint: Complaint } | null;
export type Reading = (form: Form, by: By, detail: string | null) => Asked;

export function readResolve(form: Form, by: By): Asked {
  return withWords(form, resolveFields.how, (how) => ({ ...by, type: 'ResolveIncident', how }));
}

export function readSeverity(form: Form, by: By): Asked {
  const severity = severities.find((one) => one === chosen(form, severityFields.severity));
  if (severity === undefined) return { complaint: [severityFields.severity, noSeverityInForm] };
  return withWords(form, severityFields.reason, (reason) => ({ ...by, type: 'ChangeSeverity', severity, reason }));
}

export function readRole(form: Form, by: By): Asked {
  const role = incidentRoles.find((one) => one === chosen(form, roleFields.role));
  const to = pickedPerson(form, roleFields.to);
  if (role === undefined) return { complaint: [roleFields.role, noRoleInForm] };
  if (to === null) return { complaint: [roleFields.to, nobodyChosenInForm] };
  return { command: { ...by, type: 'GiveRole', role, to } };
}

export function readNote(form: Form, by: By): Asked {
  return withWords(form, textFields.text, (text) => ({ ...by, type: 'AddNote', text, writtenBy: null }));
}

export function readUpdate(form: Form, by: By): Asked {
  return withWords(form, textFields.text, (text) => ({ ...by, type: 'PostUpdate', text }));
}

export function readTakeAction(form: Form, by: By, detail: string | null): Asked {
  const action = actionIds.find((one) => one === detail);
  const owner = pickedPerson(form, takeActionFields.owner);
  if (action === undefined) return null;
  if (owner === null) return { complaint: [takeActionFields.owner, nobodyChosenInForm] };
  return { command: { ...by, type: 'TakeAction', action, owner } };
}

export function readFinishAction(form: Form, by: By, detail: string | null): Asked {
  const action = actionIds.find((one) => one === detail);
  const note = typed(form, finishActionFields.note);
  return action === undefined ? null : { command: { ...by, type: 'FinishAction', action, note } };
}

export function readReview(form: Form, by: By): Asked {
  const followUps = typed(form, reviewFields.followUps);
  const causes = typed(form, reviewFields.causes);
  if (causes === '') return { complaint: [reviewFields.causes, textMissingInForm] };
  return withWords(form, reviewFields.impact, (impact) => ({ ...by, type: 'FillReview', impact, causes, followUps }));
}

function withWords(form: Form, place: FieldPlace, commandFor: (words: string) => PersonIncidentCommand): Asked {
  const words = typed(form, place);
  return words === '' ? { complaint: [place, textMissingInForm] } : { command: commandFor(words) };
}
