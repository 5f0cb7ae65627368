import { openItems } from '../domain/checklist/checklist.ts';
import { type ChecklistItem, type Section, sections } from '../domain/checklist/item.ts';
import { isTickable } from '../domain/checklist/ticks.ts';
import { type ReleaseId, type SlackUserId } from '../domain/ids.ts';
import { partOf } from '../domain/people/eligibility.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Candidate } from '../domain/release/candidate.ts';
import { type Block, type Modal } from './block-kit.ts';
import { actions, button, context, modal, section } from './blocks.ts';
import { buttonValue, itemButtonValue } from './button-value.ts';
import { settlersText } from './checklist-card.ts';
import { itemText, sectionTitles } from './checklist-sentences.ts';
import { markOf, settledText } from './checklist-state.ts';
import { actionIds, callbackIds } from './ids-of-fields.ts';
import { count, lines, type Markup, md, nothing } from './text.ts';

export type ChecklistShown = {
  readonly release: ReleaseId;
  readonly requestedBy: SlackUserId;
  /** What the items are about; a tick names its commit. */
  readonly candidate: Pick<Candidate, 'sha' | 'authors' | 'coAuthors' | 'lastPusher'>;
  /** How people call the release. */
  readonly title: Markup;
  readonly items: readonly ChecklistItem[];
  readonly policy: LanePolicy;
  /** Only while a decision is awaited can anything be verified. */
  readonly verifying: 'open' | 'closed';
};

/** The whole checklist by its sections. Its private metadata names the release, so that it can be drawn again. */
export function checklistModal(shown: ChecklistShown): Modal {
  const { release, title, items } = shown;
  const open = openItems(items).length;
  const said =
    open === 0
      ? md`Nothing on it waits for anybody.`
      : md`${count(open, 'item waits', 'items wait')} for a person. Nobody can approve before.`;
  return modal(
    {
      callbackId: callbackIds.checklist,
      title: 'Deployment checklist',
      submit: null,
      metadata: buttonValue(release),
    },
    [
      section(lines(title, said)),
      ...sections.flatMap((name) => sectionBlocks(name, shown)),
      context(
        md`☑ settled by evidence or by a person · ☐ waits for a person, who is anybody with a role unless it says whom it takes · • only for your information`,
        md`The export comes as a direct message.`,
      ),
      ...actions('checklist', [
        button(actionIds.exportChecklist, buttonValue(release), { label: 'Export as Markdown' }),
      ]),
    ],
  );
}

/** How much of a section's lines stands in one block, in characters; Slack takes 3,000. */
const blockRoom = 2_400;

/** Lines follow each other in one block; one with a button stands alone, below the title at most, so that it is seen whose the button is. */
function sectionBlocks(name: Section, shown: ChecklistShown): readonly Block[] {
  const items = shown.items.filter((item) => item.section === name);
  if (items.length === 0) return [];
  const blocks: Block[] = [];
  const title = md`*${sectionTitles[name]}*`;
  let text: Markup = title;
  for (const item of items) {
    const line = lineOf(item, shown);
    const isFull = text.mrkdwn.length + line.mrkdwn.length > blockRoom;
    if (isFull || (isVerifiable(item, shown) && text !== title && text !== nothing)) {
      blocks.push(section(text));
      text = nothing;
    }
    text = lines(text, line);
    if (!isVerifiable(item, shown)) continue;
    const value = itemButtonValue(shown.release, item.id, shown.candidate.sha);
    blocks.push(section(text, button(actionIds.verifyItem, value, { label: 'Verify' })));
    text = nothing;
  }
  return text.mrkdwn === '' ? blocks : [...blocks, section(text)];
}

function isVerifiable(item: ChecklistItem, { verifying }: ChecklistShown): boolean {
  return verifying === 'open' && isTickable(item);
}

function lineOf(item: ChecklistItem, { policy, requestedBy, candidate }: ChecklistShown): Markup {
  const settled = settledText(item, (who) => partOf(who, requestedBy, candidate, policy));
  return md`${markOf(item)} ${itemText(item.text)}${settled}${settlersText(item, policy)}`;
}
