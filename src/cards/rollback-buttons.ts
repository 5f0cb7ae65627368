import { type Ready } from '../domain/release/release.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Button } from './block-kit.ts';
import { button } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { actionIds } from './ids-of-fields.ts';
import { laneName, proposalOf, whatOf } from './names.ts';
import { rollbackOffer } from './rollback-offer.ts';
import { warningsIn, warningsInShort } from './rollback-sentences.ts';

/** The second press: the dialog names what a person had not been warned about. */
export function confirmRollback(view: ReleaseView, { because, detail }: Ready): Button {
  const known = because === 'rollback-changed' ? warningsInShort(warningsIn(detail)) : '';
  const warned = known === '' ? '' : ` Note: ${known}.`;
  return button(actionIds.deploy, valueOf(view), {
    label: 'Roll back',
    style: 'danger',
    confirm: {
      title: `Roll back ${laneName(view.release.service, view.release.environment)}`,
      text: `Back to ${whatOf(view.release)}: what is in the lane is ended or cancelled, then the replay starts.${warned}`,
      yes: 'Roll back',
      style: 'danger',
    },
  });
}

/** Opens a form, which shows what that undoes and asks for a reason. */
export function rollBack(view: ReleaseView): readonly Button[] {
  return rollbackOffer(view) === null
    ? []
    : [button(actionIds.rollBack, valueOf(view), { label: 'Roll back', style: 'danger' })];
}

function valueOf({ release }: ReleaseView): string {
  return buttonValue(release.id, proposalOf(release)?.hash ?? null);
}
