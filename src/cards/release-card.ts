import { openItems } from '../domain/checklist/checklist.ts';
import { mandateFor } from '../domain/release/mandate.ts';
import { type Release } from '../domain/release/release.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Block, type Message } from './block-kit.ts';
import { context, fields, header, message, section } from './blocks.ts';
import { candidateText, momentOf } from './candidate-facts.ts';
import { cardButtons } from './card-buttons.ts';
import { approvedText, decisionBlocks, subjectText } from './card-decision.ts';
import { progressText } from './card-progress.ts';
import { checklistBlocks } from './checklist-card.ts';
import { emergencyBlocks } from './emergency-card.ts';
import { evidenceBlocks } from './evidence-card.ts';
import { mandateText } from './mandate-sentences.ts';
import { laneName, proposalOf } from './names.ts';
import { headline } from './phase-headlines.ts';
import { blackoutText, decidesText, droppedExclusionsText, notEvaluatedText } from './policy-facts.ts';
import { riskText } from './risk.ts';
import { kindBlocks } from './rollback-card.ts';
import { tellsOfRecording } from './rollback-sentences.ts';
import { clause, code, instantText, lines, type Markup, md, mention, people, prose, quoted } from './text.ts';
import { sightText } from './watch-sight.ts';

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
    ...kindBlocks(view),
    ...emergencyBlocks(view),
    ...requestBlocks(view),
    ...candidateBlocks(view),
    ...evidenceBlocks(view, momentOf(view.release)),
    ...checklistOf(view),
    ...watchBlocks(view),
    ...decisionBlocks(view),
    ...fineprint(view),
    ...cardButtons(view),
  ]);
}

function originText(release: Release): Markup {
  const again = release.again === null ? md`` : md`, asking ${code(release.again)} again`;
  const ref = release.request.ref;
  const asked = ref.kind === 'ref' ? md` as ${code(ref.name)}` : md``;
  const mandate = release.cause?.mandate ?? null;
  if (mandate !== null) {
    const granted = people(mandate.grantedBy);
    const by = granted === null ? md`a go` : md`the go of ${granted}`;
    return md`Started by itself ${instantText(release.requestedAt)}, as ${by} had authorised. Release ${code(release.id)}`;
  }
  const did = release.kind === 'rollback' ? 'Rollback confirmed' : 'Requested';
  return md`${did} by ${mention(release.requestedBy)} ${instantText(release.requestedAt)}${asked}${again}. Release ${code(release.id)}`;
}

function progressBlocks(view: ReleaseView): readonly Block[] {
  const text = progressText(view);
  return text.mrkdwn === '' ? [] : [section(text)];
}

export function holdBlocks(view: ReleaseView): readonly Block[] {
  const { hold } = view;
  const said = view.conditions.some((condition) => condition.code === 'lane_held');
  const isPassed = view.release.request.emergency !== null && hold?.kind === 'rollback';
  if (hold === null || said || isPassed) return [];
  return [
    section(
      md`*The lane is held* since ${instantText(hold.since)}: ${clause(hold.reason)}. Nothing new starts until a deployer clears the hold.`,
    ),
  ];
}

function requestBlocks(view: ReleaseView): readonly Block[] {
  const { release } = view;
  const { request } = release;
  if (release.kind === 'rollback') return [];
  const summary = request.summary.trim() === '' ? [] : [section(quoted(request.summary, 800))];
  // When it may start, and how risky it is, was for the decision; the page of record keeps it.
  if (momentOf(release) === 'after-start') return summary;
  const { emergency, risk } = request;
  const { level, impact, mitigation } = risk;
  const candidate = proposalOf(release)?.candidate ?? null;
  return [
    ...summary,
    fields(
      md`*Urgency*\n${request.urgency}`,
      md`*Window*\n${windowText(view)}`,
      md`*Risk*\n${riskText({ risk: view.risk, candidate }, emergency === null ? level : 'High')}. Impact: ${said(impact)}`,
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
  const approved = release.phase === 'awaiting-decision' || isByItself(release) ? null : approvedText(proposal);
  const covers = momentOf(release) === 'after-start' ? approved : lines(approved, subjectText(proposal));
  return [
    ...(release.kind === 'rollback' ? [] : [section(candidateText(proposal.candidate, momentOf(release)))]),
    ...(covers === null ? [] : [section(covers)]),
  ];
}

/** Nobody pressed for it: what authorised it stands at the top. */
function isByItself({ cause }: Release): boolean {
  return cause !== null && cause.mandate !== null;
}

/** While it is decided, and afterwards where everything on it was settled. */
function checklistOf({ release, checklist, policy }: ReleaseView): readonly Block[] {
  const isDecided = momentOf(release) === 'after-start';
  return isDecided && openItems(checklist).length > 0 ? [] : checklistBlocks(release.id, checklist, policy);
}

/** What the go authorises besides the deployment, and what the watch behind it can see. Before the start, when it is decided. */
function watchBlocks({ release, policy }: ReleaseView): readonly Block[] {
  const proposal = proposalOf(release);
  if (proposal === null || release.kind === 'rollback' || momentOf(release) === 'after-start') return [];
  const { candidate } = proposal;
  const terms = mandateFor(policy, release.kind, release.request.mandate, candidate);
  const texts = [mandateText(terms), sightText(policy, candidate)].filter((text) => text !== null);
  return texts.length === 0 ? [] : [section(lines(...texts))];
}

/** What this card cannot promise. It stays until the release is over, when it is history. */
function fineprint(view: ReleaseView): readonly Block[] {
  const { policy, release } = view;
  if (release.phase === 'ended') return [];
  const facts = [decidesText(policy), notEvaluatedText(policy), droppedExclusionsText(policy), liveText(view)];
  return [context(...facts.filter((fact) => fact !== null))];
}

/** Before the start, and why where its button does not stand: what runs at the end of a deployment is recorded by its watch. */
function liveText(view: ReleaseView): Markup | null {
  if (view.live.kind === 'known' || momentOf(view.release) === 'after-start') return null;
  const lane = laneName(view.release.service, view.release.environment);
  const candidate = proposalOf(view.release)?.candidate ?? null;
  switch (view.recording) {
    case 'offered':
      if (candidate !== null && tellsOfRecording(candidate)) return null;
      return md`What is live in ${lane} is not recorded yet. A deployer can record it; nothing waits for that.`;
    case 'in-lane':
      return md`What is live in ${lane} is not recorded yet. Once the release in the lane is verified or accepted, that is recorded by itself.`;
    case 'breached':
      return md`What is live in ${lane} failed its watch, so it is not recorded. The next release that is verified or accepted is; nothing waits for that.`;
  }
}
