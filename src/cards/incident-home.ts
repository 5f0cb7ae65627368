import { type IncidentRow } from '../domain/incident/views.ts';
import { type HomeView } from '../domain/views.ts';
import { type Block } from './block-kit.ts';
import { context, section } from './blocks.ts';
import { finishButton } from './incident-actions.ts';
import { actionLine, incidentBlock, isAction, waitsForUser } from './incident-list.ts';
import { incidentName } from './incident-words.ts';
import { cardLink, code, count, lines, md } from './text.ts';

const mostIncidents = 8;
const mostActions = 10;

/** Incidents that wait for this person, then what they still have to do after a rollback. */
export function homeIncidents(view: HomeView): readonly Block[] {
  const mine = view.incidents.filter((row) => isWaiting(row, view));
  const actions = mine.flatMap((row) =>
    row.actions.filter(({ owner }) => owner === view.user).map((action) => ({ row, action })),
  );
  const urgent = mine.filter((row) => row.phase !== 'resolved' || row.reviewMissing === 'yes');
  return [
    ...urgent.slice(0, mostIncidents).map((row) => incidentBlock(row, view.now)),
    ...more(urgent.length - mostIncidents),
    ...actions.slice(0, mostActions).map(({ row, action }) => actionBlock(row, action, view)),
    ...more(actions.length - mostActions),
  ];
}

/** Everything else that is not done with. */
export function otherIncidents(view: HomeView): readonly Block[] {
  const others = view.incidents.filter((row) => !isWaiting(row, view));
  return [
    ...others.slice(0, mostIncidents).map((row) => incidentBlock(row, view.now)),
    ...more(others.length - mostIncidents),
  ];
}

function isWaiting(row: IncidentRow, { user }: HomeView): boolean {
  return waitsForUser(row, user);
}

function actionBlock(row: IncidentRow, action: IncidentRow['actions'][number], { now }: HomeView): Block {
  const { id } = action;
  const link = row.card === null ? md`` : md` · ${cardLink(row.card, 'Message')}`;
  const text = lines(md`*Yours after a rollback:* ${actionLine(action, now)}`, md`${incidentName(row)}${link}`);
  return isAction(id) ? section(text, finishButton({ id: row.incident }, { id })) : section(text);
}

function more(number: number): readonly Block[] {
  return number <= 0 ? [] : [context(md`and ${count(number, 'more', 'more')}. ${code('/incident list')} shows them.`)];
}
