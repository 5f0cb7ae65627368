import { type Complaint, checkBlocks, checkFields } from './block-check.ts';
import { isObject, type Json, type JsonObject, objectsOf, textOf } from './json.ts';
import { viewBytes, viewFields } from './limits.ts';
import { SlackError } from './slack-error.ts';
import { type Block, type View, type ViewValues } from './types.ts';
import { initialState } from './values.ts';
import { type Workspace } from './workspace.ts';

/** What an app gives for a view, taken apart and complete; everything else of a `View` is Slack's. */
export type ViewContent = Pick<
  View,
  | 'type'
  | 'title'
  | 'submit'
  | 'close'
  | 'blocks'
  | 'private_metadata'
  | 'callback_id'
  | 'external_id'
  | 'clear_on_close'
  | 'notify_on_close'
  | 'submit_disabled'
>;

/** Throws `invalid_arguments` with Slack's complaints, or `view_too_large`, when Slack would not take this view. */
export function readView(workspace: Workspace, value: Json | undefined, type: 'modal' | 'home'): ViewContent {
  if (!isObject(value)) throw new SlackError('invalid_arguments', messages(['missing required field: view']));
  if (Buffer.byteLength(JSON.stringify(value)) > viewBytes) throw new SlackError('view_too_large');
  const complaints = workspace.strict ? complaintsAbout(value, type) : [];
  if (complaints.length > 0) {
    throw new SlackError(
      'invalid_arguments',
      messages(['failed to match all allowed schemas [json-pointer:/view]', ...complaints]),
    );
  }
  return {
    type,
    title: isObject(value['title']) ? value['title'] : {},
    submit: isObject(value['submit']) ? value['submit'] : null,
    close: isObject(value['close']) ? value['close'] : null,
    blocks: workspace.blocks(objectsOf(value['blocks'])),
    private_metadata: textOf(value['private_metadata']),
    callback_id: textOf(value['callback_id']),
    external_id: textOf(value['external_id']),
    clear_on_close: value['clear_on_close'] === true,
    notify_on_close: value['notify_on_close'] === true,
    submit_disabled: value['submit_disabled'] === true,
  };
}

/** A new view with this content; what was entered into the view before stays in the fields that both have. */
export function makeView(workspace: Workspace, content: ViewContent, before: View | null): View {
  const { team, app } = workspace.state;
  const id = before?.id ?? workspace.nextId('V');
  return {
    id,
    team_id: team.id,
    app_id: app.id,
    bot_id: app.botId,
    app_installed_team_id: team.id,
    root_view_id: before?.root_view_id ?? id,
    previous_view_id: before?.previous_view_id ?? null,
    ...content,
    hash: `${Math.floor(workspace.now() / 1000)}.${workspace.nextId('')}`,
    state: { values: keptValues(content.blocks, before) },
    errors: {},
    trouble: null,
  };
}

/** The view as payloads and answers show it. */
export function viewPayload(view: View): JsonObject {
  const { errors: _errors, trouble: _trouble, ...shown } = view;
  return shown;
}

function complaintsAbout(view: JsonObject, type: 'modal' | 'home'): readonly Complaint[] {
  if (view['type'] !== type) return [`must be one of ${type} [json-pointer:/view/type]`];
  const blocks = objectsOf(view['blocks']);
  const needsSubmit = type === 'modal' && !isObject(view['submit']) && blocks.some((one) => one['type'] === 'input');
  return [
    ...checkFields(view, viewFields[type], '/view'),
    ...checkBlocks(view['blocks'], type, '/view/blocks'),
    ...(needsSubmit ? ['missing required field: submit, for there is an input block [json-pointer:/view]'] : []),
  ];
}

function keptValues(blocks: readonly Block[], before: View | null): ViewValues {
  const fresh = initialState(blocks);
  if (before === null) return fresh;
  return Object.fromEntries(
    Object.entries(fresh).map(([blockId, actions]) => [
      blockId,
      Object.fromEntries(
        Object.entries(actions).map(([actionId, value]) => {
          const kept = before.state.values[blockId]?.[actionId];
          return [actionId, kept !== undefined && kept['type'] === value['type'] ? kept : value];
        }),
      ),
    ]),
  );
}

function messages(complaints: readonly Complaint[]): JsonObject {
  return { response_metadata: { messages: complaints.map((complaint) => `[ERROR] ${complaint}`) } };
}
