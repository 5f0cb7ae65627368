import { openItems } from '../domain/checklist/checklist.ts';
import { type ReleaseKind } from '../domain/release/terms.ts';
import { type Condition, type ReleaseView } from '../domain/views.ts';
import { type Block, type Message } from './block-kit.ts';
import { blockerLines } from './blocker-sentences.ts';
import { context, header, message, section } from './blocks.ts';
import { ruleText } from './card-decision.ts';
import { readyLines } from './card-progress.ts';
import { checklistSummary } from './checklist-card.ts';
import { conditionText } from './condition-sentences.ts';
import { openGateText } from './evidence-card.ts';
import { mandateGiven } from './mandate-sentences.ts';
import { titleOf } from './names.ts';
import { outcomeText } from './outcome-sentences.ts';
import { headline } from './phase-headlines.ts';
import { cardLink, code, count, instantText, lines, type Markup, md } from './text.ts';
import { whoSettlesText } from './who-settles.ts';

const mostConditions = 20;
/** A lane has a dozen kinds of gates. */
const mostGates = 14;

/** The answer to `/release why`: each open condition as a code, a sentence, and who can settle it. */
export function whyMessage(view: ReleaseView): Message {
  const { conditions, release } = view;
  const shown = conditions
    .slice(0, mostConditions)
    .map((condition) => section(conditionBlock(condition, release.kind)));
  const more = conditions.length - shown.length;
  return message(`${titleOf(view)}: ${count(conditions.length, 'open condition')}`, [
    header(headline(view)),
    ...(shown.length === 0 ? [section(nothingOpen(view))] : shown),
    ...(more > 0 ? [context(md`and ${more} more.`)] : []),
    ...(release.phase === 'ready' ? [section(lines(...readyLines(release)))] : []),
    ...evidenceBlocks(view),
    ...ruleBlocks(view),
    ...mandateBlocks(view),
    context(
      lines(
        md`Release ${code(release.id)} as of ${instantText(view.now)}`,
        release.card === null ? null : cardLink(release.card, 'The card'),
      ),
    ),
  ]);
}

function conditionBlock(condition: Condition, kind: ReleaseKind): Markup {
  return lines(
    md`${code(condition.code)} ${conditionText(condition, kind)}`,
    condition.code === 'blocked' ? blockerLines(condition.blocker) : null,
    whoSettlesText(condition),
  );
}

function nothingOpen(view: ReleaseView): Markup {
  const { release } = view;
  if (release.phase === 'ended') return md`It is over, so nothing is open. ${outcomeText(release, view.policy)}`;
  return md`Nothing stands in its way. It goes on by itself.`;
}

/** Each gate that does not pass with the way to settle it, and each open item with those who can. */
function evidenceBlocks({ release, gates, waived, checklist, policy }: ReleaseView): readonly Block[] {
  if (release.phase !== 'awaiting-decision') return [];
  const open = gates.filter((gate) => gate.outcome !== 'pass');
  return [
    ...(open.length === 0 ? [] : [section(md`*Evidence*`)]),
    ...open.slice(0, mostGates).map((gate) => section(openGateText(gate, waived))),
    ...(openItems(checklist).length === 0 ? [] : [section(checklistSummary(checklist, policy))]),
  ];
}

function mandateBlocks(view: ReleaseView): readonly Block[] {
  const text = mandateGiven(view);
  return text === null ? [] : [section(text)];
}

function ruleBlocks(view: ReleaseView): readonly Block[] {
  if (view.release.phase !== 'awaiting-decision' || view.rules.length === 0) return [];
  return [section(lines(md`*Rules*`, ...view.rules.slice(0, 8).map(ruleText)))];
}
