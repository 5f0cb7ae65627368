import { type Answer, type Click, type People } from './contract.ts';
import { isObject, parseJson, textOf } from './json.ts';
import { type Outbox } from './outbox.ts';
import { commandFields, payloadBase, personNamed, whereabouts } from './payloads.ts';
import { type Occasion, type ResponseUrls, respond } from './response-urls.ts';
import { nothingSent } from './sending.ts';
import { SlackError } from './slack-error.ts';
import { submitView } from './submitting.ts';
import {
  actionOf,
  blocksOf,
  findElement,
  findTarget,
  type Target,
  valuesOf,
  withEntries,
  withState,
} from './targets.ts';
import { type Triggers } from './triggers.ts';
import { viewPayload } from './view-check.ts';
import { findOpened, replaceView } from './view-stack.ts';
import { wordOfMouth } from './word-of-mouth.ts';
import { type Workspace } from './workspace.ts';

/** What people's actions work with. */
export type Office = {
  readonly workspace: Workspace;
  readonly outbox: Outbox;
  readonly triggers: Triggers;
  readonly responseUrls: ResponseUrls;
};

export function createPeople(office: Office): People {
  return {
    slash: async (user, channel, command, text) => await slash(office, { user, channel }, command, text),
    click: async (user, what) => await click(office, user, what),
    submitView: async (user, viewId, entries = {}) => await submitView(office, user, viewId, entries),
    closeView: async (user, viewId) => await closeView(office, user, viewId),
    ...wordOfMouth(office),
  };
}

async function slash(office: Office, occasion: Occasion, command: string, text: string): Promise<Answer> {
  const { workspace, outbox, triggers, responseUrls } = office;
  const responseUrl = responseUrls.issue(occasion);
  const triggerId = triggers.issue(occasion.user);
  const answer = await outbox.command(commandFields(workspace, { ...occasion, command, text, responseUrl, triggerId }));
  if (answer.trouble !== null || answer.body === '') return answer;
  const said = parseJson(answer.body);
  try {
    respond(workspace, occasion, isObject(said) ? said : { text: answer.body });
    return answer;
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
    return { ...answer, trouble: `${command} failed because the app answered wrongly (invalid_command_response).` };
  }
}

async function click(office: Office, user: string, what: Click): Promise<Answer> {
  const { workspace, outbox, triggers } = office;
  personNamed(workspace, user);
  const target = findTarget(workspace, user, what);
  const placed = findElement(blocksOf(target), what);
  if (isObject(placed.element['confirm']) && what.confirm === 'deny') return nothingSent;
  const action = actionOf(placed, what, workspace.nextTs());
  const entered = withEntries(blocksOf(target), valuesOf(target), what.entries ?? {});
  const isChoice = textOf(action['type']) !== 'button' && textOf(action['type']) !== 'overflow';
  const { action_id: _id, block_id: _block, action_ts: _ts, ...chosen } = action;
  const values = isChoice ? withState(entered, placed, chosen) : entered;
  rememberValues(workspace, user, target, values);
  return await outbox.interaction({
    ...payloadBase(workspace, 'block_actions', user),
    ...whereabouts(workspace, target, values),
    trigger_id: triggers.issue(user),
    ...responseUrlFor(office, user, target),
    actions: [action],
  });
}

/** What was entered in a modal or Home tab stays there until it is closed or its field is gone. */
function rememberValues(workspace: Workspace, user: string, target: Target, values: Values): void {
  if (!('view' in target)) return;
  const view = { ...target.view, state: { values } };
  if (target.kind === 'home') return workspace.putHome(user, view);
  const opened = findOpened(workspace, (one) => one.id === view.id);
  if (opened !== undefined) replaceView(workspace, opened, view);
}

type Values = ReturnType<typeof valuesOf>;

/** A click in a message comes with an address to answer to; one in a view does not. */
function responseUrlFor({ responseUrls }: Office, user: string, target: Target): { readonly response_url?: string } {
  if ('view' in target) return {};
  const { ts, channel, thread_ts: threadTs } = target.message;
  const message = { ts, isEphemeral: target.kind === 'ephemeral' };
  const thread = threadTs === undefined ? {} : { threadTs };
  return { response_url: responseUrls.issue({ user, channel, message, ...thread }) };
}

/** Closes the view; with `clear_on_close` the whole stack. The app hears of it where it asked for that. */
async function closeView({ workspace, outbox }: Office, user: string, viewId: string): Promise<Answer> {
  const opened = findOpened(workspace, (view) => view.id === viewId);
  if (opened?.user !== user) throw new Error(`${user} has no view ${viewId} open.`);
  const { view, index } = opened;
  const stack = workspace.state.views[user] ?? [];
  workspace.putViews(user, view.clear_on_close ? [] : stack.slice(0, index));
  if (!view.notify_on_close) return nothingSent;
  return await outbox.interaction({
    ...payloadBase(workspace, 'view_closed', user),
    view: viewPayload(view),
    is_cleared: view.clear_on_close,
  });
}
