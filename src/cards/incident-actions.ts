import { type Action } from '../domain/incident/actions.ts';
import { type Incident } from '../domain/incident/incident.ts';
import { type Instant } from '../domain/time.ts';
import { type Block, type Button } from './block-kit.ts';
import { actions, button, section } from './blocks.ts';
import { incidentButtonValue } from './button-value.ts';
import { actionIds } from './ids-of-fields.ts';
import { actionWords } from './incident-words.ts';
import { clause, instantText, lines, link, type Markup, md, mention, nothing } from './text.ts';

/** What is to be done after a rollback: one line each, with its owner, when it is due, and its buttons. */
export function actionBlocks(incident: Incident, now: Instant): readonly Block[] {
  if (incident.actions.length === 0) return [];
  const open = incident.actions.filter(({ done }) => done === null);
  const finished = incident.actions.filter(({ done }) => done !== null);
  return [
    section(
      lines(
        md`*After the rollback:* ${finished.length} of ${incident.actions.length} done.`,
        ...finished.map((action) => actionText(action, now)),
      ),
    ),
    ...open.flatMap((action) => openAction(incident, action, now)),
  ];
}

/** "*Find the root cause* (<@U0ANA>, due …): say why it happened." */
export function actionText(action: Action, now: Instant): Markup {
  const { name, asks } = actionWords[action.id];
  if (action.done !== null) {
    const { by, at, note } = action.done;
    const said = note.trim() === '' ? nothing : md`: ${clause(note, 200)}`;
    return md`✓ *${name}*, done by ${mention(by)} ${instantText(at)}${said}.`;
  }
  const owner = action.owner === null ? md`nobody has it yet` : mention(action.owner);
  const due = now > action.dueAt ? md`△ was due ${instantText(action.dueAt)}` : md`due ${instantText(action.dueAt)}`;
  return md`*${name}* (${owner}, ${due}): ${asks}`;
}

/** One that is open. Each has a row of its own: Slack takes no two buttons of one kind in a row. */
export function openAction(incident: Incident, action: Action, now: Instant): readonly Block[] {
  const { id, owner } = action;
  const take = button(actionIds.takeAction, incidentButtonValue(incident.id, id), {
    label: owner === null ? 'Who does it?' : 'Hand over',
  });
  const row = isMadeByClick(incident, action)
    ? [makeTaskButton(incident), finishButton(incident, action, 'It is there already'), take]
    : [finishButton(incident, action), take];
  return [section(actionText(action, now)), ...actions(`action-${id}`, row)];
}

/** The task for the fix, where its service has a repository. */
function isMadeByClick({ service, issues }: Incident, { id }: Action): boolean {
  return id === 'fix-task' && service !== null && issues.task === null;
}

function makeTaskButton({ id }: Incident): Button {
  return button(actionIds.makeIssue, incidentButtonValue(id, 'task'), { label: 'Make the GitHub issue' });
}

export function finishButton({ id }: Pick<Incident, 'id'>, action: Pick<Action, 'id'>, label = 'Done'): Button {
  return button(actionIds.finishAction, incidentButtonValue(id, action.id), { label });
}

/** The issues that were made; null for none. */
export function issuesText({ issues }: Incident): Markup | null {
  const parts = [
    issues.task === null ? null : md`${link(issues.task.url, 'the task for the fix')}`,
    issues.review === null ? null : md`${link(issues.review.url, 'the review')}`,
  ].filter((part) => part !== null);
  const [first, second] = parts;
  if (first === undefined) return null;
  return second === undefined ? md`*At GitHub:* ${first}` : md`*At GitHub:* ${first} and ${second}`;
}
