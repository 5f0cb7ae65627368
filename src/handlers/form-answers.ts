import { type Modal } from '../cards/block-kit.ts';
import { type FieldPlace } from '../cards/ids-of-fields.ts';
import { refusalText } from '../cards/refusal-sentences.ts';
import { type Markup, md } from '../cards/text.ts';
import { type Kind } from '../domain/aggregate.ts';
import { type FlowAnswer } from '../flow.ts';
import {
  type FormName,
  reasonMissingInForm,
  refusedModal,
  standingUnknownInForm,
  textMissingInForm,
} from './sentences.ts';

/** What Slack is told about a form that was sent: close it, show a sentence at a field, or show something else. */
export type FormAnswer =
  | { readonly response_action: 'clear' }
  | { readonly response_action: 'errors'; readonly errors: Readonly<Record<string, string>> }
  | { readonly response_action: 'update'; readonly view: Modal };

/** The answer, and the work that goes on after Slack has it: Slack waits three seconds. */
export type FormReply = { readonly answer: FormAnswer; readonly after: (() => Promise<void>) | null };

export function replies(answer: FormAnswer): FormReply {
  return { answer, after: null };
}

export const done: FormAnswer = { response_action: 'clear' };

/** A sentence and the field at which it stands. */
export type Complaint = readonly [FieldPlace, string];

/** Each sentence stands at its field, and what was typed stays. */
export function complain(...complaints: readonly Complaint[]): FormAnswer {
  return {
    response_action: 'errors',
    errors: Object.fromEntries(complaints.map(([place, sentence]) => [place.block, sentence])),
  };
}

export function showInstead(view: Modal): FormAnswer {
  return { response_action: 'update', view };
}

/**
 * What became of the command that a form brought. A refusal that passes by itself, or that a word mends, keeps the form;
 * any other takes its place, for its sentence may hold names and times that a field's error cannot show.
 */
export function answerFor(answer: FlowAnswer<Kind>, form: FormName, place: FieldPlace): FormAnswer {
  switch (answer.kind) {
    case 'accepted':
    case 'nothing':
    case 'replayed':
      return done;
    case 'refused': {
      const { refusal } = answer;
      if (refusal.code === 'reason_missing') return complain([place, reasonMissingInForm]);
      if (refusal.code === 'text_missing') return complain([place, textMissingInForm]);
      const passes = refusal.code === 'not_allowed' && refusal.because === 'standing_unknown';
      return passes ? complain([place, standingUnknownInForm]) : instead(form, refusalText(refusal));
    }
    case 'unknown-lane':
      return instead(form, md`The config has no such lane any more. Ask whoever keeps it.`);
    case 'fenced':
      return instead(form, md`Somebody else was faster. The card shows how it stands now.`);
  }
}

function instead(form: FormName, text: Markup): FormAnswer {
  return showInstead(refusedModal(form, text));
}
