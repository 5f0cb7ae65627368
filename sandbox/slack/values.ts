import { type Entry } from './contract.ts';
import { isObject, type Json, type JsonObject, objectsOf, textOf } from './json.ts';
import { type Block, type ViewValues } from './types.ts';

/** One interactive element and the block that it stands in. */
export type Placed = { readonly block: Block; readonly element: JsonObject; readonly actionId: string };

type Kind = {
  readonly field: string;
  readonly initial: string;
  readonly takes: 'text' | 'number' | 'rich' | 'option' | 'options' | 'ids' | 'files';
};

function single(name: string): Kind {
  return { field: `selected_${name}`, initial: `initial_${name}`, takes: name === 'option' ? 'option' : 'text' };
}
function several(name: string): Kind {
  return { field: `selected_${name}`, initial: `initial_${name}`, takes: name === 'options' ? 'options' : 'ids' };
}
const typed: Kind = { field: 'value', initial: 'initial_value', takes: 'text' };

/** For each element with a state: the payload's field for what is entered, and the element's for what it starts with. */
const kinds: Readonly<Record<string, Kind>> = {
  plain_text_input: typed,
  email_text_input: typed,
  url_text_input: typed,
  number_input: typed,
  rich_text_input: { field: 'rich_text_value', initial: 'initial_value', takes: 'rich' },
  file_input: { field: 'files', initial: 'initial_files', takes: 'files' },
  static_select: single('option'),
  external_select: single('option'),
  radio_buttons: single('option'),
  users_select: single('user'),
  conversations_select: single('conversation'),
  channels_select: single('channel'),
  datepicker: single('date'),
  timepicker: single('time'),
  datetimepicker: { ...single('date_time'), takes: 'number' },
  checkboxes: several('options'),
  multi_static_select: several('options'),
  multi_external_select: several('options'),
  multi_users_select: several('users'),
  multi_conversations_select: several('conversations'),
  multi_channels_select: several('channels'),
};

/** A single line or box without a limit of its own takes 3000 characters. */
const typedCharacters = 3000;

/** Every interactive element of these blocks. */
export function elementsIn(blocks: readonly Block[]): readonly Placed[] {
  return blocks.flatMap((block) =>
    [block['accessory'], block['element'], ...objectsOf(block['elements'])]
      .filter(isObject)
      .filter((element) => typeof element['action_id'] === 'string')
      .map((element) => ({ block, element, actionId: textOf(element['action_id']) })),
  );
}

/** What `state.values` holds before anybody enters anything. */
export function initialState(blocks: readonly Block[]): ViewValues {
  const values: Record<string, Record<string, JsonObject>> = {};
  for (const { block, element, actionId } of elementsIn(blocks)) {
    const kind = kinds[textOf(element['type'])];
    if (kind === undefined) continue;
    const none = kind.takes === 'options' || kind.takes === 'ids' || kind.takes === 'files' ? [] : null;
    const start = { type: textOf(element['type']), [kind.field]: element[kind.initial] ?? none };
    values[block.block_id] = { ...values[block.block_id], [actionId]: start };
  }
  return values;
}

/** The element's state with this entry; throws when a person could not enter it, for then the caller is mistaken. */
export function enter(element: JsonObject, entry: Entry): JsonObject {
  const type = textOf(element['type']);
  const kind = kinds[type];
  if (kind === undefined) throw new Error(`Nothing can be entered into a ${type}.`);
  return { type, [kind.field]: entered(element, kind, entry) };
}

/** What the client says about a required field that is empty or a value that it does not let through; null when fine. */
export function objection({ block, element }: Placed, state: JsonObject): string | null {
  const kind = kinds[textOf(element['type'])];
  if (kind === undefined) return null;
  const value = state[kind.field];
  const isEmpty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (isEmpty) {
    const isRequired = block.type === 'input' && block['optional'] !== true;
    return isRequired ? 'Please complete this required field.' : null;
  }
  return kind === typed ? objectionToText(element, textOf(value)) : null;
}

/** The options that an element offers, in groups or not. */
export function optionsOf(element: JsonObject): readonly JsonObject[] {
  const groups = objectsOf(element['option_groups']);
  return [...objectsOf(element['options']), ...groups.flatMap((group) => objectsOf(group['options']))];
}

function entered(element: JsonObject, kind: Kind, entry: Entry): Json {
  const many = typeof entry === 'object' && entry !== null ? entry : entry === null ? [] : [String(entry)];
  if (kind.takes === 'ids' || kind.takes === 'files') return many;
  if (kind.takes === 'options') return many.map((value) => optionOf(element, value));
  const one = many[0];
  if (one === undefined) return null;
  if (kind.takes === 'option') return optionOf(element, one);
  if (kind.takes === 'number') return Number(one);
  return kind.takes === 'rich' ? richText(one) : one;
}

function optionOf(element: JsonObject, value: string): JsonObject {
  if (textOf(element['type']).includes('external')) return { text: { type: 'plain_text', text: value }, value };
  const option = optionsOf(element).find((one) => one['value'] === value);
  if (option !== undefined) return option;
  const offered = optionsOf(element).map((one) => textOf(one['value']));
  throw new Error(`"${value}" is not offered by ${textOf(element['action_id'])}, which has: ${offered.join(', ')}.`);
}

function richText(text: string): JsonObject {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }] };
}

function objectionToText(element: JsonObject, text: string): string | null {
  const type = textOf(element['type']);
  if (type === 'number_input') return objectionToNumber(element, text);
  if (type === 'email_text_input' && !/^\S+@\S+\.\S+$/.test(text)) return 'Please enter a valid email address.';
  if (type === 'url_text_input' && !URL.canParse(text)) return 'Please enter a valid URL.';
  const least = numberOr(element['min_length'], 0);
  const most = numberOr(element['max_length'], typedCharacters);
  if (text.length < least) return `Please enter at least ${least} characters.`;
  return text.length > most ? `Please enter no more than ${most} characters.` : null;
}

function objectionToNumber(element: JsonObject, text: string): string | null {
  const number = Number(text);
  if (text.trim() === '' || Number.isNaN(number)) return 'Please enter a number.';
  if (element['is_decimal_allowed'] !== true && !Number.isInteger(number)) return 'Please enter a whole number.';
  if (number < numberOr(element['min_value'], -Infinity))
    return `Please enter ${textOf(element['min_value'])} or more.`;
  if (number > numberOr(element['max_value'], Infinity)) return `Please enter ${textOf(element['max_value'])} or less.`;
  return null;
}

function numberOr(value: Json | undefined, otherwise: number): number {
  return value === undefined || value === null ? otherwise : Number(value);
}
