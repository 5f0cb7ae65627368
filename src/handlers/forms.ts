import { adoptRunFields, callbackIds, type FieldPlace, rejectFields, requestFields } from '../cards/ids-of-fields.ts';
import { submitAdoptRun } from './adopt-run.ts';
import { type FormAnswer } from './form-answers.ts';
import { type HandlerParts } from './parts.ts';
import { type Form } from './payloads.ts';
import { submitReject } from './reject.ts';
import { submitRequest } from './request-form.ts';

export type FormHandler = {
  /** Throws when the ledger does not answer. */
  readonly submit: (parts: HandlerParts, form: Form) => Promise<FormAnswer>;
  /** Where is said what concerns the form as a whole. */
  readonly first: FieldPlace;
};

/** Every form that can be sent, by its callback id. */
export const forms: Readonly<Record<string, FormHandler>> = {
  [callbackIds.request]: { submit: submitRequest, first: requestFields.summary },
  [callbackIds.reject]: { submit: submitReject, first: rejectFields.reason },
  [callbackIds.adoptRun]: { submit: submitAdoptRun, first: adoptRunFields.run },
};

const byCallback: ReadonlyMap<string, FormHandler> = new Map(Object.entries(forms));

export function formFor(callbackId: string): FormHandler | null {
  return byCallback.get(callbackId) ?? null;
}
