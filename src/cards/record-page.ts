import { type ReleaseId } from '../domain/ids.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type Release } from '../domain/release/release.ts';
import { type HistoryRow, type ReleaseView } from '../domain/views.ts';
import { type Block, type Message } from './block-kit.ts';
import { actions, button, context, header, message, sectionsOf } from './blocks.ts';
import { buttonValue } from './button-value.ts';
import { decisionBlocks } from './card-decision.ts';
import { progressText } from './card-progress.ts';
import { chartControl } from './chart-control.ts';
import { versionCell } from './history-cells.ts';
import { actionIds } from './ids-of-fields.ts';
import { laneName, proposalOf, titleOf } from './names.ts';
import { headline } from './phase-headlines.ts';
import { proposalBlocks } from './record-proposal.ts';
import { watchResult } from './record-watch.ts';
import { holdBlocks } from './release-card.ts';
import { riskText } from './risk.ts';
import { kindBlocks } from './rollback-card.ts';
import { cardLink, clause, code, instantText, joined, lines, type Markup, md, mention, quoted } from './text.ts';
import { nobodyAwaited } from './who-settles.ts';

export type RecordShown = {
  readonly view: ReleaseView;
  /** The one that it is part of; null for none. */
  readonly incident: IncidentView | null;
  /** The rollback that put production back from it, and what it undid itself; null for none. */
  readonly undoneBy: HistoryRow | null;
  readonly undid: HistoryRow | null;
  /** More releases that may be meant, newest first. */
  readonly others: readonly ReleaseId[];
};

const mostOthers = 5;

/**
 * The page of record of one release: everything that is known of it, with links to where each of it stands. Of one that
 * is open it says how it stands, what is awaited and from whom.
 */
export function recordPage(shown: RecordShown): Message {
  const { view } = shown;
  const isOver = view.release.phase === 'ended';
  return message(isOver ? `The record of ${titleOf(view)}` : `${titleOf(view)} as it stands now`, [
    header(headline(view)),
    context(beginningText(view.release)),
    ...requestBlocks(view),
    ...sectionsOf(progressText(view), nobodyAwaited(view), linkedText(shown)),
    ...(isOver ? [] : holdBlocks(view)),
    ...decisionBlocks(view),
    ...kindBlocks(view),
    ...proposalBlocks(view),
    ...runBlocks(view.release),
    ...othersBlocks(shown),
    ...(isOver ? [] : [context(md`As of ${instantText(view.now)}. This message does not follow it; its card does.`)]),
    ...recordButtons(view),
    ...chartControl(view),
  ]);
}

function beginningText(release: Release): Markup {
  const { requestedBy, requestedAt, request, again, card, id, service, environment } = release;
  const ref = request.ref.kind === 'ref' ? md` as ${code(request.ref.name)}` : md``;
  const mandate = release.cause?.mandate ?? null;
  const by =
    mandate === null
      ? md`${release.kind === 'rollback' ? 'Confirmed' : 'Requested'} by ${mention(requestedBy)}${ref}`
      : md`Started by itself, as the go had authorised,`;
  return lines(
    md`${by} ${instantText(requestedAt)} for ${laneName(service, environment)}.${again === null ? md`` : md` It asks ${code(again)} again.`}`,
    md`Release ${code(id)}${card === null ? md`, whose card is gone` : md` · ${cardLink(card, 'Card and thread')}`}`,
  );
}

function requestBlocks({ release, risk }: ReleaseView): readonly Block[] {
  if (release.kind === 'rollback') return [];
  const { summary, urgency, risk: said } = release.request;
  const candidate = proposalOf(release)?.candidate ?? null;
  const impact = said.impact.trim() === '' ? md`` : md` Impact: ${clause(said.impact)}.`;
  const mitigation = said.mitigation.trim() === '' ? md`` : md` Mitigation: ${clause(said.mitigation)}.`;
  return sectionsOf(
    summary.trim() === '' ? null : quoted(summary, 400),
    md`*Request:* ${urgency}, risk ${riskText({ risk, candidate }, said.level)}.${impact}${mitigation}`,
  );
}

/** What other records tell of this one. */
function linkedText({ undoneBy, undid, incident }: RecordShown): Markup | null {
  const parts = [
    undoneBy === null ? null : md`*Rolled back* ${instantText(undoneBy.endedAt)} to ${rowText(undoneBy)}.`,
    undid === null ? null : md`*It undid* ${rowText(undid)}.`,
    incident === null ? null : incidentText(incident),
  ].filter((part) => part !== null);
  return parts.length === 0 ? null : joined(parts, '\n');
}

/** "`v2.13.0`, release `checkout.production.…` · Card". */
function rowText(row: HistoryRow): Markup {
  const card = row.card === null ? md`` : md` (${cardLink(row.card, 'card')})`;
  return md`${code(versionCell(row), 40)}, release ${code(row.release)}${card}`;
}

function incidentText({ incident }: IncidentView): Markup {
  const { severity, phase, title, card, roles, resolved } = incident;
  const lead = roles.lead === null ? md`` : md`, led by ${mention(roles.lead)}`;
  const how = resolved === null ? md`` : md` Resolved ${instantText(resolved.at)}: ${clause(resolved.how)}.`;
  const where = card === null ? code(incident.id) : cardLink(card, `${severity} incident`);
  return md`*Incident:* ${where}, ${phase}${lead}: ${clause(title)}.${how}`;
}

/** The run is linked where the outcome is told. */
function runBlocks(release: Release): readonly Block[] {
  if (!('dispatch' in release) || release.dispatch === null) return [];
  const dispatched = md`*Dispatch:* ${code(release.dispatch)}.`;
  const isWatched = release.phase === 'ended' || (release.phase === 'unverified' && release.watch !== null);
  return sectionsOf(dispatched, isWatched ? watchResult(release.watch) : null);
}

function othersBlocks({ others }: RecordShown): readonly Block[] {
  if (others.length === 0) return [];
  const named = joined(
    others.slice(0, mostOthers).map((id) => code(id)),
    ', ',
  );
  const more = others.length - mostOthers;
  return [context(md`This is the newest that may be meant. Others: ${named}${more > 0 ? ` and ${more} more` : ''}.`)];
}

function recordButtons({ release, checklist }: ReleaseView): readonly Block[] {
  const value = buttonValue(release.id, proposalOf(release)?.hash ?? null);
  const hasRun = release.phase === 'ended' && release.dispatch !== null;
  return actions('record', [
    ...(hasRun ? [button(actionIds.bundle, value, { label: 'Download bundle' })] : []),
    ...(checklist.length > 0 ? [button(actionIds.showChecklist, buttonValue(release.id), { label: 'Checklist' })] : []),
  ]);
}
