import { shortSha } from '../domain/ids.ts';
import { type Proposal, type Release, type Vote } from '../domain/release/release.ts';
import { hashPrefix } from '../domain/release/subject.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Block } from './block-kit.ts';
import { section, sectionsOf } from './blocks.ts';
import { candidateText, momentOf } from './candidate-facts.ts';
import { checklistSummary } from './checklist-card.ts';
import { gatesText, imagesText } from './evidence-card.ts';
import { proposalOf } from './names.ts';
import { postDeployText } from './post-deploy.ts';
import { code, count, instantText, joined, lines, type Markup, md, mention } from './text.ts';

/** What the page of record tells of what is put to the vote: the change, who has approved exactly what, and its evidence. */

const mostVotes = 12;

export function proposalBlocks(view: ReleaseView): readonly Block[] {
  const { release, gates, checklist, policy } = view;
  const proposal = proposalOf(release);
  if (proposal === null) return [section(neverPut(release))];
  const { candidate, subject } = proposal;
  const found = 'postDeploy' in release ? postDeployText(release.postDeploy, subject, policy) : null;
  const rules =
    subject.policyVersion === policy.version
      ? null
      : md`The rules of this lane have changed since. What is said of gates and checklist follows the rules of today.`;
  return [
    ...(release.kind === 'rollback' ? [] : [section(candidateText(candidate, momentOf(release)))]),
    section(lines(votesText(release, proposal), coveredText(release, proposal))),
    ...sectionsOf(
      gatesText(gates, 'before-start'),
      checklist.length === 0 ? null : checklistSummary(checklist, policy),
      rules,
    ),
    section(imagesText(candidate.evidence.manifest)),
    ...(found === null ? [] : [section(found)]),
  ];
}

/** Nothing that is still to come is told as if it had not happened. */
function neverPut({ phase, kind }: Release): Markup {
  if (phase === 'ended') return md`Its facts were never read in full, so nothing was put to the vote.`;
  return kind === 'rollback'
    ? md`Nothing was started yet: what it goes back to is read first.`
    : md`Nothing is put to the vote yet: that follows by itself once its facts are read.`;
}

/** Of a decision that is awaited, what it needs stands above. */
function votesText(release: Release, { votes, subject }: Proposal): Markup | null {
  const isAwaited = release.phase === 'awaiting-decision';
  const kind = subject.kind === 'rollback' ? 'Confirmed' : isAwaited ? 'Approved so far' : 'Approved';
  if (votes.length === 0) return release.phase === 'ended' ? md`*${kind}* by nobody.` : null;
  const more = votes.length - mostVotes;
  return lines(md`*${kind} by:*`, ...votes.slice(0, mostVotes).map(voteText), more > 0 ? md`and ${more} more` : null);
}

function voteText({ by, github, roles, at }: Vote): Markup {
  const account = github === null ? md`` : md`, at GitHub ${code(github)}`;
  const as = roles.length === 0 ? md`` : md` as ${roles.slice(0, 6).join(', ')}`;
  return md`• ${mention(by)}${as}${account}, ${instantText(at)}`;
}

/** Exactly what is approved, by the names that the votes are for. */
function coveredText(release: Release, { subject, hash }: Proposal): Markup {
  const go = subject.kind === 'rollback' ? 'the confirm' : release.phase === 'awaiting-decision' ? 'a go' : 'the go';
  const did = momentOf(release) === 'before-start' ? `What ${go} covers` : 'What was covered';
  const { sha, workflow, inputs, policyVersion, images, gates, checklist } = subject;
  const parts = [
    md`commit ${code(shortSha(sha))}`,
    md`workflow ${code(workflow.path)} on ${code(workflow.ref)} (file ${code(workflow.blobSha.slice(0, 7))})`,
    md`rules ${code(policyVersion.slice(0, 7))}`,
    ...(images.length === 0 ? [] : [md`${count(images.length, 'image')}`]),
    ...(gates.length === 0 ? [] : [md`${count(gates.length, 'gate')}`]),
    ...(checklist.length === 0 ? [] : [md`the checklist`]),
    ...Object.entries(inputs)
      .slice(0, 8)
      .map(([name, value]) => md`input ${code(`${name}=${value}`, 60)}`),
  ];
  return md`*${did}:* ${joined(parts, ', ')}. Subject ${code(hashPrefix(hash))}.`;
}
