import { type Release } from '../domain/release/release.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Block, type Message } from './block-kit.ts';
import { context, fields, header, message, section } from './blocks.ts';
import { candidateText } from './candidate-facts.ts';
import { cardButtons } from './card-buttons.ts';
import { approvedText, decisionBlocks, subjectText } from './card-decision.ts';
import { progressText } from './card-progress.ts';
import { laneName, proposalOf } from './names.ts';
import { headline } from './phase-headlines.ts';
import { blackoutText, decidesText, droppedExclusionsText, notEvaluatedText } from './policy-facts.ts';
import { clause, code, instantText, lines, type Markup, md, mention, prose, quoted } from './text.ts';

/**
 * The one live message of a release, from the first fact to the end. From top to bottom it answers: how does
 * it stand, what happens now, what would be deployed, what does a go cover, who has to do something, and what
 * does nobody look at.
 */
export function releaseCard(view: ReleaseView): Message {
  const title = headline(view);
  return message(title, [
    header(title),
    context(originText(view.release)),
    ...progressBlocks(view),
    ...holdBlocks(view),
    ...requestBlocks(view),
    ...candidateBlocks(view),
    ...decisionBlocks(view),
    ...fineprint(view),
    ...cardButtons(view),
  ]);
}

function originText(release: Release): Markup {
  const again = release.again === null ? md`` : md`, asking ${code(release.again)} again`;
  const ref = release.request.ref;
  const asked = ref.kind === 'ref' ? md` as ${code(ref.name)}` : md``;
  return md`Requested by ${mention(release.requestedBy)} ${instantText(release.requestedAt)}${asked}${again}. Release ${code(release.id)}`;
}

function progressBlocks(view: ReleaseView): readonly Block[] {
  const text = progressText(view);
  return text.mrkdwn === '' ? [] : [section(text)];
}

function holdBlocks(view: ReleaseView): readonly Block[] {
  const { hold } = view;
  const said = view.conditions.some((condition) => condition.code === 'lane_held');
  if (hold === null || said) return [];
  return [
    section(
      md`*The lane is held* since ${instantText(hold.since)}: ${clause(hold.reason)}. Nothing new starts until a deployer clears the hold.`,
    ),
  ];
}

function requestBlocks(view: ReleaseView): readonly Block[] {
  const { release } = view;
  const { request } = release;
  const summary = request.summary.trim() === '' ? [] : [section(quoted(request.summary, 800))];
  if (release.phase === 'ended') return summary;
  const { level, impact, mitigation } = request.risk;
  return [
    ...summary,
    fields(
      md`*Urgency*\n${request.urgency}`,
      md`*Window*\n${windowText(view)}`,
      md`*Risk*\n${level}. Impact: ${said(impact)}`,
      md`*Mitigation*\n${said(mitigation)}`,
    ),
  ];
}

function said(text: string): Markup {
  return text.trim() === '' ? md`not said` : prose(text, 400);
}

function windowText(view: ReleaseView): Markup {
  const { preferred, alternative } = view.release.request;
  const blackouts = blackoutText(view.policy, view.now);
  return lines(
    preferred === null ? md`As soon as it is approved` : md`Not before ${instantText(preferred)}`,
    alternative.trim() === '' ? null : md`Otherwise: ${prose(alternative, 200)}`,
    blackouts === null ? null : md`Lane: ${blackouts}`,
  );
}

function candidateBlocks(view: ReleaseView): readonly Block[] {
  const { release } = view;
  const proposal = proposalOf(release);
  if (proposal === null) return [];
  const approved = release.phase === 'awaiting-decision' ? null : approvedText(proposal);
  const covers = isStarted(release) ? approved : lines(approved, subjectText(proposal));
  return [
    section(candidateText(proposal.candidate, isStarted(release) ? 'after-start' : 'before-start')),
    ...(covers === null ? [] : [section(covers)]),
  ];
}

/** From the start on, what happens matters more than what was asked. */
function isStarted(release: Release): boolean {
  switch (release.phase) {
    case 'preparing':
    case 'awaiting-decision':
    case 'scheduled':
    case 'ready':
      return false;
    case 'dispatching':
    case 'deploying':
    case 'watching':
    case 'unverified':
    case 'ended':
      return true;
  }
}

/** What this card cannot promise. It stays until the release is over, when it is history. */
function fineprint(view: ReleaseView): readonly Block[] {
  const { policy, release } = view;
  if (release.phase === 'ended') return [];
  const facts = [decidesText(policy), notEvaluatedText(policy), droppedExclusionsText(policy), liveText(view)];
  return [context(...facts.filter((fact) => fact !== null))];
}

function liveText(view: ReleaseView): Markup | null {
  if (view.live.kind === 'known') return null;
  return md`What is live in ${laneName(view.release.service, view.release.environment)} is not recorded yet. A deployer can record it; nothing waits for that.`;
}
