import { type SlackUserId } from '../domain/ids.ts';
import { type ActionName, actionIds as actionNames } from '../domain/incident/actions.ts';
import { type IncidentRow } from '../domain/incident/views.ts';
import { type Instant } from '../domain/time.ts';
import { type Block, type Button, type Message } from './block-kit.ts';
import { asManyAsFit, context, divider, header, message, section } from './blocks.ts';
import { acknowledgeButton, reviewButton } from './incident-buttons.ts';
import { actionWords, incidentName } from './incident-words.ts';
import {
  cardLink,
  code,
  count,
  instantText,
  joined,
  lines,
  type Markup,
  md,
  mention,
  nothing,
  people,
} from './text.ts';

export type IncidentList = {
  readonly open: readonly IncidentRow[];
  readonly recent: readonly IncidentRow[];
  readonly now: Instant;
};

const mostRecent = 8;
/** Of the message's characters, for the open ones. */
const roomForOpen = 7_500;

/** The answer to `/incident list`: what somebody has to do something about, then what was resolved lately. */
export function incidentList({ open, recent, now }: IncidentList): Message {
  const unresolved = open.filter(({ phase }) => phase !== 'resolved');
  const left = open.filter(({ phase }) => phase === 'resolved');
  const done = recent.filter(({ incident }) => open.every((row) => row.incident !== incident));
  return message(`Incidents: ${unresolved.length} open`, [
    header('Incidents'),
    ...openBlocks(unresolved, now),
    ...leftBlocks(left, now),
    ...(done.length === 0
      ? []
      : [divider, section(lines(md`*Resolved lately*`, ...done.slice(0, mostRecent).map(lineOf)))]),
    context(
      md`As of ${instantText(now)}. ${code('/incident declare P2 what is wrong')} declares one, ${code('/incident help')} says what else there is.`,
    ),
  ]);
}

function openBlocks(rows: readonly IncidentRow[], now: Instant): readonly Block[] {
  if (rows.length === 0) return [section(md`No incident is open.`)];
  const shown = asManyAsFit(
    rows.map((row) => incidentBlock(row, now)),
    roomForOpen,
  );
  const more = rows.length - shown.length;
  return more > 0 ? [...shown, context(md`and ${count(more, 'more', 'more')}.`)] : shown;
}

function leftBlocks(rows: readonly IncidentRow[], now: Instant): readonly Block[] {
  if (rows.length === 0) return [];
  const shown = asManyAsFit(
    rows.map((row) => incidentBlock(row, now)),
    2_500,
  );
  return [divider, section(md`*Resolved, with something left to do*`), ...shown];
}

/** A line of the list, of the status and of Home, with the button that it waits for. */
export function incidentBlock(row: IncidentRow, now: Instant): Block {
  return section(lines(lineOf(row), standText(row, now), idText(row)), mainButton(row));
}

function lineOf(row: IncidentRow): Markup {
  const name = incidentName(row);
  return row.card === null ? name : md`${name} · ${cardLink(row.card, 'Message')}`;
}

function standText(row: IncidentRow, now: Instant): Markup {
  switch (row.phase) {
    case 'open':
      return md`*Nobody has it yet*, opened ${instantText(row.openedAt)}.${respondText(row, now)}${waitsText(row)}`;
    case 'acknowledged':
      return row.lead === null
        ? md`Somebody has it, opened ${instantText(row.openedAt)}.${waitsText(row)}`
        : md`${mention(row.lead)} has it, opened ${instantText(row.openedAt)}.`;
    case 'resolved':
      return leftText(row, now);
  }
}

function respondText({ respondBy, breached }: IncidentRow, now: Instant): Markup {
  if (breached === 'yes') return md` △ The time to respond is over.`;
  if (respondBy === null || respondBy <= now) return nothing;
  return md` Respond by ${instantText(respondBy)}.`;
}

function waitsText({ waitsFor }: IncidentRow): Markup {
  const who = people(waitsFor, 'or');
  return who === null ? nothing : md` It waits for ${who}.`;
}

function leftText({ actions, reviewMissing }: IncidentRow, now: Instant): Markup {
  const parts = [
    ...(reviewMissing === 'yes' ? [md`the review is missing`] : []),
    ...actions.map((action) => actionLine(action, now)),
  ];
  return parts.length === 0 ? md`Resolved.` : md`Resolved; ${joined(parts, '; ')}.`;
}

type OpenAction = IncidentRow['actions'][number];

/** "find the root cause (<@U0ANA>, due …)". */
export function actionLine({ id, owner, dueAt }: OpenAction, now: Instant): Markup {
  const who = owner === null ? md`nobody yet` : mention(owner);
  const due = now > dueAt ? md`△ was due ${instantText(dueAt)}` : md`due ${instantText(dueAt)}`;
  return md`${nameOfAction(id).toLowerCase()} (${who}, ${due})`;
}

/** A row may have been written by another version, which knows other actions. */
export function nameOfAction(id: string): string {
  return isAction(id) ? actionWords[id].name : id;
}

export function isAction(id: string): id is ActionName {
  return actionNames.some((each) => each === id);
}

function idText({ incident, releases }: IncidentRow): Markup {
  const [first, ...others] = releases;
  if (first === undefined) return code(incident);
  const more = others.length === 0 ? nothing : md` and ${count(others.length, 'more', 'more')}`;
  return md`${code(incident)} · release ${code(first)}${more}`;
}

function mainButton({ incident, phase, reviewMissing }: IncidentRow): Button | null {
  if (phase === 'open') return acknowledgeButton({ id: incident });
  return phase === 'resolved' && reviewMissing === 'yes' ? reviewButton({ id: incident, review: null }) : null;
}

/** Whether it waits for this person: to answer it, to lead it, or to do what is theirs. */
export function waitsForUser({ waitsFor, actions }: IncidentRow, user: SlackUserId): boolean {
  return waitsFor.includes(user) || actions.some(({ owner }) => owner === user);
}
