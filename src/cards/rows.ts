import { type CommitSha } from '../domain/ids.ts';
import { type Live } from '../domain/lane/lane.ts';
import { type Instant } from '../domain/time.ts';
import { type HistoryRow, type LaneRow, type OpenRow } from '../domain/views.ts';
import { type Block } from './block-kit.ts';
import { section } from './blocks.ts';
import { conditionText } from './condition-sentences.ts';
import { debtsText } from './emergency-card.ts';
import { adoptLiveButton, clearHoldButton } from './lane-buttons.ts';
import { laneName, notesOf, phaseText, versionText } from './names.ts';
import { cardLink, clause, code, instantText, joined, lines, type Markup, md, mention, people, prose } from './text.ts';

/** Lines of the status and of Home. */

export function laneBlock(row: LaneRow, now: Instant): Block {
  const lane = md`*${laneName(row.service, row.environment)}* ${liveText(row.live)}`;
  const name = lines(lane, debtsText(row.debts ?? [], now));
  if (row.hold !== null) {
    const held = md`Held since ${instantText(row.hold.since)}: ${clause(row.hold.reason)}. A deployer can clear it.`;
    return section(lines(name, held), clearHoldButton(row.service, row.environment, row.hold.reason));
  }
  return row.live.kind === 'unknown' ? section(name, adoptLiveButton(row.service, row.environment)) : section(name);
}

function liveText(live: Live): Markup {
  if (live.kind === 'unknown') return md`What is live is not recorded. A deployer can record it.`;
  const how =
    live.how.kind === 'verified' ? md`verified by ${code(live.how.release)}` : md`recorded by ${mention(live.how.by)}`;
  return md`${versionText(live.version, live.sha)} is live since ${instantText(live.since)}, ${how}.`;
}

export function openBlock(row: OpenRow): Block {
  const name = md`*${laneName(row.service, row.environment)}*${whatText(row)}: ${phaseText(row.phase)} since ${instantText(row.since)}`;
  const urgent = row.urgency === 'Routine' ? md`` : md` · ${prose(row.urgency, 20)}`;
  const card = row.card === null ? md`` : md` · ${cardLink(row.card, 'Card')}`;
  const who = awaited(row);
  return section(
    lines(
      md`${name}${urgent}${card}`,
      row.summary.trim() === '' ? null : prose(row.summary, 160),
      row.next === null ? null : conditionText(row.next),
      md`Requested by ${mention(row.requestedBy)}${who === null ? md`` : md`; waits for ${who}`}. Release ${code(row.release)}`,
    ),
  );
}

export function recentText(row: HistoryRow): Markup {
  const what = md`*${laneName(row.service, row.environment)}*${whatText(row)}: ${phaseText(row.outcome)} ${instantText(row.endedAt)}`;
  const notes = notesOf(row);
  const line = notes === '' ? what : md`${what}. ${prose(notes, 120)}`;
  return row.card === null ? md`• ${line}` : md`• ${line} · ${cardLink(row.card, 'Card')}`;
}

function awaited(row: OpenRow): Markup | null {
  const roles = row.waitsForRoles.map((role) => md`anybody with the role ${code(role)}`);
  const named = people(row.waitsFor, 'or');
  const all = named === null ? roles : [named, ...roles];
  return all.length === 0 ? null : joined(all, ' or ');
}

function whatText(row: { readonly sha: CommitSha | null; readonly version: string | null }): Markup {
  return row.sha === null ? md`` : md` ${versionText(row.version, row.sha)}`;
}
