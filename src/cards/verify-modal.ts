import { type ChecklistItem } from '../domain/checklist/item.ts';
import { standingOf } from '../domain/checklist/ticks.ts';
import { type CommitSha, type ReleaseId, shortSha } from '../domain/ids.ts';
import { type Modal } from './block-kit.ts';
import { context, modal, section } from './blocks.ts';
import { itemButtonValue } from './button-value.ts';
import { itemText, sectionTitles } from './checklist-sentences.ts';
import { callbackIds, verifyItemFields } from './ids-of-fields.ts';
import { textField } from './inputs.ts';
import { code, lines, type Markup, md } from './text.ts';

export type VerifyShown = {
  readonly release: ReleaseId;
  readonly sha: CommitSha;
  readonly title: Markup;
  readonly item: ChecklistItem;
};

/** Asks a person for their word on one item. Its private metadata is the button's value. */
export function verifyModal({ release, sha, title, item }: VerifyShown): Modal {
  const wanted = item.state.kind === 'open' && item.state.needs.note === 'wanted';
  const stands =
    standingOf(item.id) === 'standing'
      ? md`It stands for later releases of this lane too, with your name and the date.`
      : md`It counts for commit ${code(shortSha(sha))} alone. If another commit takes its place, it is asked again.`;
  return modal(
    {
      callbackId: callbackIds.verifyItem,
      title: 'Verify an item',
      submit: 'Verify',
      metadata: itemButtonValue(release, item.id, sha),
    },
    [
      section(lines(title, md`*${sectionTitles[item.section]}:* ${itemText(item.text)}`)),
      textField(verifyItemFields.note, {
        label: wanted ? 'How do you know?' : 'Anything to add?',
        hint: 'Everybody who reads the checklist sees this, and it stays in the record.',
        lines: 'many',
        answer: wanted ? 'required' : 'optional',
        most: 500,
      }),
      context(md`You say with your name that this is so. ${stands}`),
    ],
  );
}
