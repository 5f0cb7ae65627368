import { parseButtonValue } from '../cards/button-value.ts';
import {
  type CallbackId,
  callbackIds,
  declareFields,
  type FieldPlace,
  finishActionFields,
  resolveFields,
  reviewFields,
  roleFields,
  severityFields,
  takeActionFields,
  textFields,
} from '../cards/ids-of-fields.ts';
import { type SlackUserId } from '../domain/ids.ts';
import { type PersonIncidentCommand } from '../domain/incident/commands.ts';
import { answerFor, complain, type FormAnswer, type FormReply, replies, showInstead } from './form-answers.ts';
import { submitDeclare } from './incident-declare.ts';
import {
  type Reading,
  readFinishAction,
  readNote,
  readResolve,
  readReview,
  readRole,
  readSeverity,
  readTakeAction,
  readUpdate,
} from './incident-form-readings.ts';
import { submitIncident } from './incident-people.ts';
import { notAMemberInForm, sameSeverityInForm } from './incident-sentences.ts';
import { type HandlerParts } from './parts.ts';
import { type Form } from './payloads.ts';
import { type FormName, unknownFormModal } from './sentences.ts';

type FormHandler = {
  readonly submit: (parts: HandlerParts, form: Form) => Promise<FormReply>;
  readonly first: FieldPlace;
};

/** Every form about an incident, by its callback id. */
export const incidentForms: Readonly<Record<string, FormHandler>> = {
  [callbackIds.declare]: {
    submit: async (parts, form) => replies(await submitDeclare(parts, form)),
    first: declareFields.title,
  },
  [callbackIds.resolve]: handler('Resolve the incident', callbackIds.resolve, resolveFields.how, readResolve),
  [callbackIds.changeSeverity]: handler(
    'Change the severity',
    callbackIds.changeSeverity,
    severityFields.reason,
    readSeverity,
  ),
  [callbackIds.giveRole]: handler('Give a role', callbackIds.giveRole, roleFields.to, readRole),
  [callbackIds.note]: handler('Add a note', callbackIds.note, textFields.text, readNote),
  [callbackIds.update]: handler('Say how it stands', callbackIds.update, textFields.text, readUpdate),
  [callbackIds.takeAction]: handler('Take the action', callbackIds.takeAction, takeActionFields.owner, readTakeAction),
  [callbackIds.finishAction]: handler(
    'Finish the action',
    callbackIds.finishAction,
    finishActionFields.note,
    readFinishAction,
  ),
  [callbackIds.review]: handler('Fill in the review', callbackIds.review, reviewFields.impact, readReview),
};

function handler(title: string, callbackId: CallbackId, first: FieldPlace, read: Reading): FormHandler {
  const name = { title, callbackId };
  return { first, submit: async (parts, form) => replies(await submitRead(parts, form, { name, first, read })) };
}

type About = { readonly name: FormName; readonly first: FieldPlace; readonly read: Reading };

/** The form itself shows what became of it, so a refusal is recorded and told by nobody else. */
async function submitRead(parts: HandlerParts, form: Form, { name, first, read }: About): Promise<FormAnswer> {
  const value = parseButtonValue(form.metadata);
  if (value?.kind !== 'incident') return showInstead(unknownFormModal);
  const { incident, detail } = value;
  const asked = read(form, { incident, groups: [] }, detail);
  if (asked === null) return showInstead(unknownFormModal);
  if ('complaint' in asked) return complain(asked.complaint);
  const named = whomItNames(asked.command);
  if (named !== null && !(await mayBeNamed(parts, named))) return complain([first, notAMemberInForm]);

  const { who, input } = form;
  const answer = await submitIncident(parts, { incident, who, input, answerIn: { kind: 'caller' } }, ({ groups }) => ({
    ...asked.command,
    groups,
  }));
  const isSame = answer.kind === 'refused' && answer.refusal.code === 'same_severity';
  return isSame ? complain([severityFields.severity, sameSeverityInForm]) : answerFor(answer, name, first);
}

function whomItNames(command: PersonIncidentCommand): SlackUserId | null {
  switch (command.type) {
    case 'GiveRole':
      return command.to;
    case 'TakeAction':
      return command.owner;
    default:
      return null;
  }
}

/** Nobody is made responsible who cannot press a button. Fails open: Slack may not answer while it is being repaired. */
async function mayBeNamed(parts: Pick<HandlerParts, 'standing'>, user: SlackUserId): Promise<boolean> {
  const { kind } = await parts.standing(user);
  return kind === 'member' || kind === 'unknown';
}
