import { type ReleaseView } from '../domain/views.ts';
import { type Modal } from './block-kit.ts';
import { modal, section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { adoptRunFields, callbackIds, rejectFields } from './ids-of-fields.ts';
import { textField } from './inputs.ts';
import { proposalOf, titleText } from './names.ts';
import { runLinks } from './outcome-sentences.ts';
import { lines, md } from './text.ts';

/** Modals that a button on the card opens. Their private metadata is the button's value. */

export function rejectModal(view: ReleaseView): Modal {
  return modal(
    { callbackId: callbackIds.reject, title: 'Reject the release', submit: 'Reject', metadata: valueOf(view) },
    [
      section(
        lines(titleText(view), md`One no-go ends the request, and nothing is deployed. It can be requested again.`),
      ),
      textField(rejectFields.reason, {
        label: 'Why not?',
        hint: 'The requester sees this, and it stays in the record.',
        lines: 'many',
        answer: 'required',
        most: 500,
      }),
    ],
  );
}

export function adoptRunModal(view: ReleaseView): Modal {
  const { release } = view;
  const two = release.phase === 'dispatching' && release.step.at === 'two-runs' ? release.step.runs : [];
  return modal({ callbackId: callbackIds.adoptRun, title: 'Link the run', submit: 'Link', metadata: valueOf(view) }, [
    section(
      lines(
        titleText(view),
        md`Which run at GitHub belongs to this release? From then on its end decides.`,
        two.length === 0 ? null : md`Found: ${runLinks(two)}. Cancel the other one at GitHub first.`,
      ),
    ),
    textField(adoptRunFields.run, {
      label: 'Link to the run, or its number',
      placeholder: 'https://github.com/owner/name/actions/runs/1234567890',
      lines: 'one',
      answer: 'required',
      most: 400,
    }),
  ]);
}

function valueOf(view: ReleaseView): string {
  return buttonValue(view.release.id, proposalOf(view.release)?.hash ?? null);
}
