import { type Answer, type Entries } from './contract.ts';
import { isObject, type JsonObject, parseJson, textOf } from './json.ts';
import { payloadBase } from './payloads.ts';
import { type Office } from './people.ts';
import { nothingSent } from './sending.ts';
import { SlackError } from './slack-error.ts';
import { withEntries } from './targets.ts';
import { type View } from './types.ts';
import { elementsIn, objection } from './values.ts';
import { readView, viewPayload } from './view-check.ts';
import { changeModal, findOpened, type Opened, pushModal, replaceView } from './view-stack.ts';
import { type Workspace } from './workspace.ts';

/** What the client says when it could not make sense of the app's answer. The modal stays open. */
const trouble = 'We had some trouble connecting. Try again?';

/**
 * Fills in the fields and presses the modal's submit button. What the client itself objects to is not sent. Then the
 * app's answer decides: nothing closes the modal, `response_action` shows errors, changes, pushes or clears.
 */
export async function submitView(office: Office, user: string, viewId: string, entries: Entries): Promise<Answer> {
  const { workspace, outbox, triggers } = office;
  const opened = findOpened(workspace, (view) => view.id === viewId);
  if (opened?.user !== user) throw new Error(`${user} has no view ${viewId} open.`);
  if (opened.view.submit === null) throw new Error('This view has no submit button.');
  const values = withEntries(opened.view.blocks, opened.view.state.values, entries);
  const view: View = { ...opened.view, state: { values }, errors: objections(opened.view, values), trouble: null };
  replaceView(workspace, opened, view);
  if (Object.keys(view.errors).length > 0) return { ...nothingSent, errors: view.errors };
  const answer = await outbox.interaction({
    ...payloadBase(workspace, 'view_submission', user),
    trigger_id: triggers.issue(user),
    view: viewPayload(view),
    response_urls: [],
  });
  const still = findOpened(workspace, (one) => one.id === viewId);
  return still === undefined ? answer : settle(workspace, still, answer);
}

function objections(view: View, values: View['state']['values']): Readonly<Record<string, string>> {
  const found = elementsIn(view.blocks).flatMap((placed) => {
    const state = values[placed.block.block_id]?.[placed.actionId];
    const said = state === undefined ? null : objection(placed, state);
    return said === null ? [] : [[placed.block.block_id, said] as const];
  });
  return Object.fromEntries(found);
}

function settle(workspace: Workspace, opened: Opened, answer: Answer): Answer {
  if (answer.trouble !== null) return inTrouble(workspace, opened, answer, answer.trouble);
  const said = answer.body === '' ? {} : parseJson(answer.body);
  if (!isObject(said)) return inTrouble(workspace, opened, answer, 'The answer to a submission must be empty or JSON.');
  try {
    return follow(workspace, opened, answer, said);
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return inTrouble(workspace, opened, answer, `${error.code} ${JSON.stringify(error.details)}`);
  }
}

function follow(workspace: Workspace, opened: Opened, answer: Answer, said: JsonObject): Answer {
  const { user, index, view } = opened;
  const stack = workspace.state.views[user] ?? [];
  switch (textOf(said['response_action'])) {
    case '':
      workspace.putViews(user, stack.slice(0, index));
      return answer;
    case 'clear':
      workspace.putViews(user, []);
      return answer;
    case 'update':
      changeModal(workspace, opened, readView(workspace, said['view'], 'modal'));
      return answer;
    case 'push':
      pushModal(workspace, user, readView(workspace, said['view'], 'modal'));
      return answer;
    case 'errors':
      return showErrors(workspace, opened, answer, said['errors']);
    default:
      return inTrouble(workspace, { user, index, view }, answer, 'Slack knows no such response_action.');
  }
}

/** Errors belong to input blocks of the view; with any other the client shows none of them. */
function showErrors(workspace: Workspace, opened: Opened, answer: Answer, said: unknown): Answer {
  const entries = isObject(said) ? Object.entries(said) : [];
  const inputs = opened.view.blocks.filter((block) => block.type === 'input').map((block) => block.block_id);
  const strange = entries.filter(([blockId, text]) => !inputs.includes(blockId) || textOf(text) === '');
  if (entries.length === 0 || strange.length > 0) {
    const names = strange.map(([blockId]) => blockId).join(', ');
    return inTrouble(workspace, opened, answer, `Errors must belong to input blocks: ${names}.`);
  }
  const errors = Object.fromEntries(entries.map(([blockId, text]) => [blockId, textOf(text)]));
  replaceView(workspace, opened, { ...opened.view, errors });
  return { ...answer, errors };
}

function inTrouble(workspace: Workspace, opened: Opened, answer: Answer, why: string): Answer {
  replaceView(workspace, opened, { ...opened.view, trouble });
  return { ...answer, trouble: `${trouble} (${why})` };
}
