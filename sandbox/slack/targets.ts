import { type Click, type Entries } from './contract.ts';
import { type JsonObject, textOf } from './json.ts';
import { type Block, type EphemeralMessage, type Message, type View, type ViewValues } from './types.ts';
import { elementsIn, enter, initialState, optionsOf, type Placed } from './values.ts';
import { findOpened } from './view-stack.ts';
import { findMessage, type Workspace } from './workspace.ts';

/** What a person has in front of them as they click. */
export type Target =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'ephemeral'; readonly message: EphemeralMessage }
  | { readonly kind: 'modal' | 'home'; readonly view: View };

/** Throws a sentence for the tester when this person does not see such a thing. */
export function findTarget(workspace: Workspace, user: string, click: Click): Target {
  const { channel, ts, viewId } = click;
  if (channel !== undefined && ts !== undefined) return messageTarget(workspace, user, channel, ts);
  const home = workspace.state.homes[user];
  if (home !== undefined && (viewId === undefined || viewId === home.id)) return { kind: 'home', view: home };
  const opened = findOpened(workspace, (view) => view.id === viewId);
  if (opened?.user === user) return { kind: 'modal', view: opened.view };
  throw new Error(
    viewId === undefined
      ? `${user} has no Home tab to click in; name a message by channel and ts, or a view by viewId.`
      : `${user} has no view ${viewId} open.`,
  );
}

export function blocksOf(target: Target): readonly Block[] {
  return 'view' in target ? target.view.blocks : target.message.blocks;
}

/** The one element that is meant. Throws a sentence for the tester when there is none, or more than one. */
export function findElement(blocks: readonly Block[], click: Click): Placed {
  const { actionId, blockId, value } = click;
  const named = elementsIn(blocks).filter(
    (placed) => placed.actionId === actionId && (blockId === undefined || placed.block.block_id === blockId),
  );
  const byValue = named.filter((placed) => placed.element['value'] === value);
  const [found, ...others] = named.length > 1 && value !== undefined && byValue.length > 0 ? byValue : named;
  if (found === undefined) {
    const present = elementsIn(blocks).map((placed) => placed.actionId);
    throw new Error(`There is no element "${actionId}" here; there are: ${listed(present)}.`);
  }
  if (others.length > 0) throw new Error(`There are several elements "${actionId}" here; name the block too.`);
  return found;
}

/** The `actions[0]` of a payload: the element, and what was chosen in it. */
export function actionOf({ block, element, actionId }: Placed, click: Click, actionTs: string): JsonObject {
  const type = textOf(element['type']);
  const base = { action_id: actionId, block_id: block.block_id, type, action_ts: actionTs };
  const { text, value, style, url } = element;
  if (type === 'button') return { ...base, text, value, style, url };
  const chosen = click.value ?? null;
  if (type !== 'overflow') return { ...base, ...enter(element, chosen) };
  const option = optionsOf(element).find((one) => one['value'] === chosen);
  if (option === undefined) throw new Error(`"${String(chosen)}" is not in the menu "${actionId}".`);
  return { ...base, selected_option: option };
}

/** `state.values` with these entries made. Throws a sentence for the tester when a field is not there. */
export function withEntries(blocks: readonly Block[], values: ViewValues, entries: Entries): ViewValues {
  const fields = elementsIn(blocks);
  let next = values;
  for (const [name, entry] of Object.entries(entries)) {
    const inBlock = fields.filter((placed) => placed.block.block_id === name);
    const [field, ...others] = inBlock.length > 0 ? inBlock : fields.filter((placed) => placed.actionId === name);
    if (field === undefined) {
      const present = fields.map((placed) => `${placed.block.block_id} (${placed.actionId})`);
      throw new Error(`There is no field "${name}" here; there are: ${listed(present)}.`);
    }
    if (others.length > 0) throw new Error(`There are several fields "${name}" here; name the block instead.`);
    next = withState(next, field, enter(field.element, entry));
  }
  return next;
}

export function withState(values: ViewValues, { block, actionId }: Placed, state: JsonObject): ViewValues {
  return { ...values, [block.block_id]: { ...values[block.block_id], [actionId]: state } };
}

/** What is entered in the target so far: a message keeps nothing, a view does. */
export function valuesOf(target: Target): ViewValues {
  return 'view' in target ? target.view.state.values : initialState(target.message.blocks);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.join(', ');
}

function messageTarget(workspace: Workspace, user: string, channel: string, ts: string): Target {
  const message = findMessage(workspace, channel, ts);
  if (message !== undefined) return { kind: 'message', message };
  const seen = workspace.state.ephemerals[user]?.find((one) => one.ts === ts && one.channel === channel);
  if (seen !== undefined) return { kind: 'ephemeral', message: seen };
  throw new Error(`${user} sees no message ${ts} in ${channel}.`);
}
