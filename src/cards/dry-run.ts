import { openItems } from '../domain/checklist/checklist.ts';
import { type DryRun } from '../domain/views.ts';
import { type Block, type Message } from './block-kit.ts';
import { blockerList } from './blocker-sentences.ts';
import { context, header, message, section } from './blocks.ts';
import { ruleText } from './card-decision.ts';
import { checklistSummary } from './checklist-card.ts';
import { gatesText } from './evidence-card.ts';
import { laneName, versionName } from './names.ts';
import { executionText } from './policy-facts.ts';
import { riskText } from './risk.ts';
import { targetText } from './rollback-sentences.ts';
import { clause, code, instantText, lines, link, type Markup, md, prose } from './text.ts';

/** The answer to `/release why <service> <sha>` for a commit that nobody has asked for. */
export function dryRunMessage(view: DryRun): Message {
  const { service, environment, candidate } = view;
  const name = `${laneName(service, environment)} ${versionName(candidate.version, candidate.sha)}`;
  const title = `If it were requested: ${name}`;
  const gates = gatesText(view.gates, 'before-start');
  return message(title, [
    header(title),
    section(
      lines(
        md`${link(candidate.url, candidate.sha.slice(0, 7))} ${prose(candidate.title, 120)}`,
        md`*Nothing was created.* This is what a request by you would meet now.`,
      ),
    ),
    section(blockedText(view)),
    ...(gates === null ? [] : [section(gates)]),
    ...checklistBlocks(view),
    section(
      lines(md`*Who would have to approve:*`, ...view.rules.slice(0, 8).map(ruleText), executionText(view.execution)),
    ),
    section(
      lines(
        md`*When it could start:* ${whenText(view)}`,
        md`*Risk:* at least ${riskText(view, null)}`,
        targetText(candidate),
      ),
    ),
    context(
      md`As of ${instantText(view.now)}. Nothing was created. ${code(`/release request ${service} ${candidate.sha.slice(0, 7)} ${environment}`, 120)} asks for it.`,
    ),
  ]);
}

function blockedText({ blockers }: DryRun): Markup {
  if (blockers.length === 0) return md`*What blocks:* nothing. It could be put to the vote as it is.`;
  return lines(md`*What blocks:* nobody could approve it yet.`, blockerList(blockers, 8));
}

function checklistBlocks({ checklist, policy }: DryRun): readonly Block[] {
  return openItems(checklist).length === 0 ? [] : [section(checklistSummary(checklist, policy))];
}

/** The hold, the lane, then the window: in the order in which a release looks at them. */
function whenText({ hold, laneBusyBehind, window }: DryRun): Markup {
  const held =
    hold === null ? null : md`The lane is held (${clause(hold.reason)}): not before a deployer clears the hold.`;
  const busy = laneBusyBehind === null ? null : md`${code(laneBusyBehind)} goes first.`;
  const shut = window.kind === 'open' ? null : shutText(window);
  const all = [held, busy, shut].filter((one) => one !== null);
  return all.length === 0 ? md`at once, after the last go.` : lines(...all);
}

function shutText(window: Extract<DryRun['window'], { kind: 'shut' }>): Markup {
  return window.opensAt === null
    ? md`The deployment window is shut (${clause(window.reason)}), and the configuration does not say when it opens.`
    : md`The deployment window is shut (${clause(window.reason)}). It opens ${instantText(window.opensAt)}.`;
}
