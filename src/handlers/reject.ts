import { rejectModal } from '../cards/answer-modals.ts';
import { type Message } from '../cards/block-kit.ts';
import { callbackIds, rejectFields } from '../cards/ids-of-fields.ts';
import { answerFor, type FormAnswer } from './form-answers.ts';
import { openForm } from './open-form.ts';
import { type HandlerParts } from './parts.ts';
import { type Click, type Form, typed } from './payloads.ts';
import { submitForm } from './submit-form.ts';

const name = { title: 'Reject the release', callbackId: callbackIds.reject } as const;

/** A no-go wants a reason, so the button opens a form. */
export async function openReject(parts: HandlerParts, click: Click): Promise<Message | null> {
  return await openForm(parts, click, {
    action: 'release.reject',
    about: 'release',
    modalFor: rejectModal,
    // Without a reason nothing is ever rejected.
    attempt: (release) => ({ type: 'Reject', release, reason: '' }),
  });
}

export async function submitReject(parts: HandlerParts, form: Form): Promise<FormAnswer> {
  const reason = typed(form, rejectFields.reason);
  const sent = await submitForm(parts, form, (release) => ({ type: 'Reject', release, reason }));
  return answerFor(sent, name, rejectFields.reason);
}
