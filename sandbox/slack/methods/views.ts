import { type Api, type Args, findUser, jsonArgument, type Methods, optional, required } from '../api.ts';
import { type JsonObject } from '../json.ts';
import { SlackError } from '../slack-error.ts';
import { type View } from '../types.ts';
import { makeView, readView, type ViewContent, viewPayload } from '../view-check.ts';
import { changeModal, findOpened, openModal, pushModal } from '../view-stack.ts';

export const viewMethods: Methods = {
  'views.open': { scopes: [], pace: 100, run: open },
  'views.push': { scopes: [], pace: 100, run: push },
  'views.update': { scopes: [], pace: 100, run: update },
  'views.publish': { scopes: [], pace: 100, run: publish },
};

/** The view is judged before the trigger is spent, so that a corrected one can still be opened with it. */
function open(api: Api, args: Args): JsonObject {
  const content = modalContent(api, args);
  const user = api.triggers.exchange(required(args, 'trigger_id'));
  return { view: viewPayload(openModal(api.workspace, user, content)) };
}

function push(api: Api, args: Args): JsonObject {
  const content = modalContent(api, args);
  const user = api.triggers.exchange(required(args, 'trigger_id'));
  return { view: viewPayload(pushModal(api.workspace, user, content)) };
}

function update(api: Api, args: Args): JsonObject {
  const viewId = optional(args, 'view_id');
  const externalId = optional(args, 'external_id');
  if (viewId === undefined && externalId === undefined) required(args, 'view_id');
  const opened = findOpened(api.workspace, (view) =>
    viewId === undefined ? view.external_id === externalId : view.id === viewId,
  );
  if (opened === undefined) throw new SlackError('not_found');
  refuseOldHash(args, opened.view);
  return { view: viewPayload(changeModal(api.workspace, opened, modalContent(api, args))) };
}

function publish(api: Api, args: Args): JsonObject {
  const { workspace } = api;
  const user = findUser(api, required(args, 'user_id'));
  const before = workspace.state.homes[user.id] ?? null;
  if (before !== null) refuseOldHash(args, before);
  const view = makeView(workspace, readView(workspace, jsonArgument(args, 'view', 'invalid_json'), 'home'), before);
  workspace.putHome(user.id, view);
  return { view: viewPayload(view) };
}

function modalContent(api: Api, args: Args): ViewContent {
  return readView(api.workspace, jsonArgument(args, 'view', 'invalid_json'), 'modal');
}

function refuseOldHash(args: Args, view: View): void {
  const hash = optional(args, 'hash');
  if (hash !== undefined && hash !== view.hash) throw new SlackError('hash_conflict');
}
