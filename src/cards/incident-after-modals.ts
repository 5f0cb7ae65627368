import { type Action } from '../domain/incident/actions.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type Block, type InputBlock, type Modal } from './block-kit.ts';
import { modal, section } from './blocks.ts';
import { incidentButtonValue } from './button-value.ts';
import { callbackIds, type FieldPlace, finishActionFields, reviewFields, takeActionFields } from './ids-of-fields.ts';
import { actionText } from './incident-actions.ts';
import { type FormWords, form, most } from './incident-modals.ts';
import { afterText } from './incident-times.ts';
import { incidentName } from './incident-words.ts';
import { personField, textField } from './inputs.ts';
import { lines, type Markup, md } from './text.ts';

/** Forms about what is left to do when an incident is over. */

export function takeActionModal(view: IncidentView, action: Action): Modal {
  return formOfAction(view, action, { callbackId: callbackIds.takeAction, title: 'Who does it?', submit: 'Give' }, [
    personField(
      takeActionFields.owner,
      { label: 'Who does it?', hint: 'They are reminded when it is due.' },
      action.owner,
    ),
  ]);
}

export function finishActionModal(view: IncidentView, action: Action): Modal {
  return formOfAction(
    view,
    action,
    { callbackId: callbackIds.finishAction, title: 'Finish the action', submit: 'Done' },
    [
      textField(finishActionFields.note, {
        label: 'What came of it?',
        hint: 'A sentence, or a link to where it stands.',
        lines: 'many',
        answer: 'required',
        most: most.words,
      }),
    ],
  );
}

export function reviewModal(view: IncidentView): Modal {
  const { incident } = view;
  const { review } = incident;
  return form(view, { callbackId: callbackIds.review, title: 'Fill in the review', submit: 'Save' }, [
    section(
      lines(
        incidentName(incident),
        timesText(view),
        md`Timeline, times, what the watch saw and who decided what are in the draft already. It is about what let this happen, not about who did.`,
      ),
    ),
    reviewField(reviewFields.impact, 'Impact', 'Who noticed what, and for how long?', review?.impact),
    reviewField(reviewFields.causes, 'Causes', 'Why did it happen, and why was it not caught before?', review?.causes),
    reviewField(
      reviewFields.followUps,
      'What follows',
      'What is done so that it does not happen again, and who does it?',
      review?.followUps,
    ),
  ]);
}

function reviewField(place: FieldPlace, label: string, hint: string, initial: string | undefined): InputBlock {
  return textField(place, {
    label,
    hint,
    initial: initial ?? '',
    lines: 'many',
    answer: 'required',
    most: most.report,
  });
}

function timesText({ incident }: IncidentView): Markup | null {
  const { acknowledged, resolved } = incident;
  if (resolved === null) return null;
  const first = acknowledged === null ? md`` : md`Acknowledged ${afterText(incident, acknowledged.at)}, `;
  return md`${first}${acknowledged === null ? 'Resolved' : 'resolved'} ${afterText(incident, resolved.at)}.`;
}

function formOfAction(
  { incident, now }: IncidentView,
  action: Action,
  words: FormWords,
  blocks: readonly Block[],
): Modal {
  const about = section(lines(incidentName(incident), actionText(action, now)));
  return modal({ ...words, metadata: incidentButtonValue(incident.id, action.id) }, [about, ...blocks]);
}
