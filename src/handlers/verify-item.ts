import { type Message, type Modal } from '../cards/block-kit.ts';
import { type ButtonValue, parseButtonValue } from '../cards/button-value.ts';
import { callbackIds, verifyItemFields } from '../cards/ids-of-fields.ts';
import { proposalOf, titleText } from '../cards/names.ts';
import { verifyModal } from '../cards/verify-modal.ts';
import { whyNotTickable } from '../domain/checklist/ticks.ts';
import { type PersonActor } from '../domain/people/actor.ts';
import { type Refusal } from '../domain/refusals.ts';
import { type ReleaseView } from '../domain/views.ts';
import { checklistOf } from './checklist.ts';
import { answerFor, complain, type FormAnswer, showInstead } from './form-answers.ts';
import { noCommit } from './no-commit.ts';
import { openForm } from './open-form.ts';
import { type HandlerParts } from './parts.ts';
import { type Click, type Form, typed } from './payloads.ts';
import { currentView } from './release-views.ts';
import { noteMissingInForm, unknownButton } from './sentences.ts';
import { submitForm } from './submit-form.ts';

const name = { title: 'Verify an item', callbackId: callbackIds.verifyItem } as const;

type Item = Extract<ButtonValue, { readonly kind: 'item' }>;

/** A form also where no note is wanted: whoever verifies says so with their name, and reads first what that means. */
export async function openVerify(parts: HandlerParts, click: Click): Promise<Message | null> {
  const value = parseButtonValue(click.value);
  if (value?.kind !== 'item') return unknownButton;
  return await openForm(parts, click, {
    action: 'checklist.verify',
    about: 'item',
    modalFor: (view, person) => formOrRefusal(view, person, value),
    // What it names is no commit, so it settles nothing for somebody who was given the role in the meantime either.
    attempt: (release) => ({ type: 'VerifyItem', release, item: value.item, sha: noCommit, note: '' }),
  });
}

function formOrRefusal(view: ReleaseView, person: PersonActor, { item: id, sha }: Item): Modal | Refusal {
  const { release, policy, checklist } = view;
  if (proposalOf(release)?.candidate.sha !== sha) return { code: 'subject_changed', changes: [] };
  const item = checklist.find((one) => one.id === id);
  if (item === undefined) return { code: 'not_verifiable', item: id, because: 'no-such-item' };
  const because = whyNotTickable(checklist, { item: id, by: person.slack, note: 'still to be written' }, policy);
  if (because !== null) return { code: 'not_verifiable', item: id, because };
  return verifyModal({ release: release.id, sha, title: titleText(view), item });
}

/** Afterwards the checklist as it stands then takes the form's place, for the next item. */
export async function submitVerify(parts: HandlerParts, form: Form): Promise<FormAnswer> {
  const value = parseButtonValue(form.metadata);
  if (value?.kind !== 'item') return answerFor({ kind: 'unknown-lane' }, name, verifyItemFields.note);
  const { item, sha, release } = value;
  const note = typed(form, verifyItemFields.note);
  const sent = await submitForm(parts, form, () => ({ type: 'VerifyItem', release, item, sha, note }));
  const lacksNote =
    sent.kind === 'refused' && sent.refusal.code === 'not_verifiable' && sent.refusal.because === 'note-missing';
  if (lacksNote) return complain([verifyItemFields.note, noteMissingInForm]);
  const view = sent.kind === 'accepted' ? await viewAfter(parts, form, value) : null;
  const candidate = view === null ? null : (proposalOf(view.release)?.candidate ?? null);
  if (view === null || candidate === null) return answerFor(sent, name, verifyItemFields.note);
  return showInstead(checklistOf(view, candidate));
}

/** The tick is recorded, whatever becomes of reading it again. */
async function viewAfter(parts: HandlerParts, { input }: Form, { release }: Item): Promise<ReleaseView | null> {
  try {
    return await currentView(parts, release);
  } catch (error) {
    parts.log.warn({ err: error, release, input }, 'The checklist could not be read again after an item was verified.');
    return null;
  }
}
