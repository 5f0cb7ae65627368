import {
  adoptRunFields,
  callbackIds,
  type FieldPlace,
  rejectFields,
  requestFields,
  rollBackFields,
  verifyItemFields,
} from '../cards/ids-of-fields.ts';
import { submitAdoptRun } from './adopt-run.ts';
import { submitEmergency } from './emergency-form.ts';
import { type FormAnswer, type FormReply, replies } from './form-answers.ts';
import { incidentForms } from './incident-forms.ts';
import { type HandlerParts } from './parts.ts';
import { type Form } from './payloads.ts';
import { submitReject } from './reject.ts';
import { submitRequest } from './request-form.ts';
import { submitRollback } from './rollback-form.ts';
import { submitVerify } from './verify-item.ts';

export type FormHandler = {
  /** Throws when the ledger does not answer. */
  readonly submit: (parts: HandlerParts, form: Form) => Promise<FormReply>;
  /** Where is said what concerns the form as a whole. */
  readonly first: FieldPlace;
};

/** Every form that can be sent, by its callback id. */
export const forms: Readonly<Record<string, FormHandler>> = {
  [callbackIds.request]: { submit: atOnce(submitRequest), first: requestFields.summary },
  [callbackIds.emergency]: { submit: atOnce(submitEmergency), first: requestFields.summary },
  [callbackIds.reject]: { submit: atOnce(submitReject), first: rejectFields.reason },
  [callbackIds.rollBack]: { submit: submitRollback, first: rollBackFields.reason },
  [callbackIds.adoptRun]: { submit: atOnce(submitAdoptRun), first: adoptRunFields.run },
  [callbackIds.verifyItem]: { submit: atOnce(submitVerify), first: verifyItemFields.note },
  ...incidentForms,
};

function atOnce(submit: (parts: HandlerParts, form: Form) => Promise<FormAnswer>): FormHandler['submit'] {
  return async (parts, form) => replies(await submit(parts, form));
}

const byCallback: ReadonlyMap<string, FormHandler> = new Map(Object.entries(forms));

export function formFor(callbackId: string): FormHandler | null {
  return byCallback.get(callbackId) ?? null;
}
