import { shortSha } from '../domain/ids.ts';
import { type Proposal } from '../domain/release/release.ts';
import { hashPrefix } from '../domain/release/subject.ts';
import { type ReleaseView, type RuleProgress } from '../domain/views.ts';
import { type Block } from './block-kit.ts';
import { blockerLines, blockerText } from './blocker-sentences.ts';
import { section } from './blocks.ts';
import { changeList } from './change-sentences.ts';
import { executionText } from './policy-facts.ts';
import { code, count, instantText, joined, lines, type Markup, md, people } from './text.ts';

/** What the go covers, what is needed from whom, and what stands in the way. */
export function decisionBlocks(view: ReleaseView): readonly Block[] {
  const { release } = view;
  if (release.phase !== 'awaiting-decision') return [];
  const { proposal, voided } = release;
  const blocks: Block[] = [];
  if (voided !== null && voided.changes.length > 0) {
    const who = people(voided.voters);
    const said =
      who === null
        ? md`*This changed since it was posted:*`
        : md`*The votes of ${who} are void, because this changed:*`;
    blocks.push(section(lines(said, changeList(voided.changes))));
  }
  if (proposal.blockers.length > 0) {
    blocks.push(section(lines(md`*Nobody can approve this yet:*`, ...blockedLines(view))));
  }
  blocks.push(section(needed(view, proposal)));
  return blocks;
}

const mostBlockers = 4;

/** Each with those who are asked to settle it; the checklist names them for each of its items. */
function blockedLines({ conditions }: ReleaseView): readonly (Markup | null)[] {
  const blocked = conditions.filter((condition) => condition.code === 'blocked');
  return blocked.slice(0, mostBlockers).flatMap(({ blocker, who }) => {
    const asked = blocker.code === 'checklist_open' ? null : people(who, 'or');
    const line = md`• ${blockerText(blocker)}`;
    return [asked === null ? line : md`${line} Asked to see to it: ${asked}.`, blockerLines(blocker)];
  });
}

function needed(view: ReleaseView, proposal: Proposal): Markup {
  return lines(
    md`*Needed until ${instantText(proposal.subject.expiresAt)}:*`,
    ...view.rules.slice(0, 8).map(ruleText),
    md`One no-go from anybody with a role stops it. ${executionText(view.execution)}`,
  );
}

/** "`approver`: 1 of 2, from Ana. Can still decide: Ben or Cara." */
export function ruleText(rule: RuleProgress): Markup {
  const given = people(rule.given);
  const progress = md`• ${code(rule.role, 40)}: ${rule.given.length} of ${rule.min}`;
  const so = given === null ? progress : md`${progress}, from ${given}`;
  if (rule.given.length >= rule.min) return md`${so}. Met.`;
  const possible = people(rule.possible, 'or');
  return possible === null
    ? md`${so}. Nobody who has this role may vote on it.`
    : md`${so}. Can still decide: ${possible}.`;
}

/** What exactly a go covers. Any change of it voids the votes. */
export function subjectText(proposal: Proposal): Markup {
  const { subject, hash } = proposal;
  const inputs = Object.entries(subject.inputs)
    .slice(0, 8)
    .map(([name, value]) =>
      value === subject.sha ? md`${code(name, 60)} (this commit)` : code(`${name}=${value}`, 90),
    );
  const covers = subject.kind === 'rollback' ? 'What the confirm covers' : 'What a go covers';
  const rest =
    subject.kind === 'rollback'
      ? md`it has to be confirmed again`
      : md`the votes are void and this card says what changed`;
  return lines(
    md`*${covers}:* commit ${code(shortSha(subject.sha))}, workflow ${code(subject.workflow.path)} on ${code(subject.workflow.ref)} (file ${code(subject.workflow.blobSha.slice(0, 7))}), rules ${code(subject.policyVersion.slice(0, 7))}${evidenceCovered(subject)}`,
    inputs.length === 0 ? null : md`Inputs: ${joined(inputs, ', ')}`,
    md`Subject ${code(hashPrefix(hash))}. If any of this changes, ${rest}.`,
  );
}

/** What of the evidence stands in the subject too. */
function evidenceCovered({ images, gates, checklist }: Proposal['subject']): Markup {
  const parts = [
    ...(images.length === 0 ? [] : [count(images.length, 'image')]),
    ...(gates.length === 0 ? [] : [count(gates.length, 'gate')]),
    ...(checklist.length === 0 ? [] : ['the checklist']),
  ];
  return parts.length === 0 ? md`` : md`, ${parts.join(', ')} as shown`;
}

/** Who approved, once it was. */
export function approvedText(proposal: Proposal): Markup | null {
  const who = people(proposal.votes.map((vote) => vote.by));
  const did = proposal.subject.kind === 'rollback' ? 'Confirmed by' : 'Approved by';
  return who === null ? null : md`*${did}* ${who}, for subject ${code(hashPrefix(proposal.hash))}.`;
}
