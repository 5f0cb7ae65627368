import { openItems } from '../domain/checklist/checklist.ts';
import { type ChecklistItem } from '../domain/checklist/item.ts';
import { whoCanSettle } from '../domain/checklist/ticks.ts';
import { type ReleaseId } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Block } from './block-kit.ts';
import { button, section } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { itemText } from './checklist-sentences.ts';
import { actionIds } from './ids-of-fields.ts';
import { code, count, lines, type Markup, md, nothing, people } from './text.ts';

/** Open items beyond these are counted; the full list is one click away. */
const mostNamed = 8;

/** For the card: how many are settled, and each one that keeps the Approve button away. No items, no block. */
export function checklistBlocks(
  release: ReleaseId,
  items: readonly ChecklistItem[],
  policy: LanePolicy,
): readonly Block[] {
  if (items.length === 0) return [];
  const show = button(actionIds.showChecklist, buttonValue(release), { label: 'Checklist' });
  return [section(checklistSummary(items, policy), show)];
}

/** "Checklist: 9 settled, 2 open", and the open ones with who can settle each. */
export function checklistSummary(items: readonly ChecklistItem[], policy: LanePolicy): Markup {
  const settled = items.filter(({ state }) => state.kind === 'settled').length;
  const open = openItems(items);
  if (open.length === 0) return md`*Checklist:* ${settled} settled, none open.`;
  const shown = open.slice(0, mostNamed).map((item) => md`☐ ${itemText(item.text)}${settlersText(item, policy)}`);
  const more = open.length - shown.length;
  return lines(
    md`*Checklist:* ${settled} settled, ${open.length} open. Nobody can approve before these are verified, by anybody with a role unless it says whom it takes:`,
    ...shown,
    more > 0 ? md`and ${count(more, 'more', 'more')}.` : null,
  );
}

/** Whom an open item takes, where it is not just anybody with a role: " (takes the role `qa`: Ana or Ben)". */
export function settlersText(item: ChecklistItem, policy: LanePolicy): Markup {
  if (item.state.kind !== 'open') return nothing;
  const { role } = item.state.needs;
  const who = people(whoCanSettle(item, policy), 'or');
  if (role === null) return who === null ? md` (${code('gonogo.yaml')} gives nobody a role)` : nothing;
  return md` (takes the role ${code(role)}: ${who ?? md`${code('gonogo.yaml')} gives it to nobody`})`;
}
