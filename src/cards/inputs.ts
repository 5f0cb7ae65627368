import { type SlackUserId } from '../domain/ids.ts';
import {
  type Checkboxes,
  type InputBlock,
  type Option,
  type RadioButtons,
  type StaticSelect,
  type TextInput,
  type UsersSelect,
} from './block-kit.ts';
import { plainText } from './blocks.ts';
import { type FieldPlace } from './ids-of-fields.ts';
import { cut, limits } from './limits.ts';
import { clean } from './text.ts';

export type TextFieldWords = {
  readonly label: string;
  readonly hint?: string;
  readonly placeholder?: string;
  readonly initial?: string;
  readonly lines: 'one' | 'many';
  readonly answer: 'required' | 'optional';
  /** The most characters that a person may type. */
  readonly most: number;
};

export function textField(place: FieldPlace, words: TextFieldWords): InputBlock {
  const most = Math.min(words.most, limits.inputText);
  const initial = cut(clean(words.initial ?? '').trim(), most);
  const element: TextInput = {
    type: 'plain_text_input',
    action_id: place.action,
    multiline: words.lines === 'many',
    max_length: most,
    ...(initial === '' ? {} : { initial_value: words.lines === 'many' ? initial : initial.replaceAll('\n', ' ') }),
    ...(words.placeholder === undefined ? {} : { placeholder: plainText(words.placeholder, limits.placeholder) }),
  };
  return input(place, words, element, words.answer);
}

export type Choice = { readonly value: string; readonly label: string; readonly description: string };

/** Always has one chosen, so that the form can be sent as it opens. */
export function choiceField(
  place: FieldPlace,
  words: { readonly label: string; readonly hint?: string },
  initial: Choice,
  others: { readonly before: readonly Choice[]; readonly after: readonly Choice[] },
): InputBlock {
  const options = [...others.before, initial, ...others.after].slice(0, limits.radioOptions).map(option);
  const element: RadioButtons = {
    type: 'radio_buttons',
    action_id: place.action,
    options,
    initial_option: option(initial),
  };
  return input(place, words, element, 'required');
}

/** One box that has to be ticked before the form can be sent. */
export function consentField(place: FieldPlace, words: { readonly label: string }, choice: Choice): InputBlock {
  const element: Checkboxes = { type: 'checkboxes', action_id: place.action, options: [option(choice)] };
  return input(place, words, element, 'required');
}

/** One box that may be ticked, and is beforehand where that is proposed. */
export function offerField(
  place: FieldPlace,
  words: { readonly label: string; readonly hint?: string },
  choice: Choice,
  beforehand: 'ticked' | 'open',
): InputBlock {
  const options = [option(choice)];
  const element: Checkboxes = {
    type: 'checkboxes',
    action_id: place.action,
    options,
    ...(beforehand === 'ticked' ? { initial_options: options } : {}),
  };
  return input(place, words, element, 'optional');
}

/** One of many, and none beforehand unless it is named, as one of the first that a select shows. */
export function selectField(
  place: FieldPlace,
  words: { readonly label: string; readonly hint?: string },
  choices: readonly Choice[],
  beforehand: string | null = null,
): InputBlock {
  const options = choices.slice(0, limits.selectOptions).map(option);
  const initial = options.find(({ value }) => value === beforehand);
  const element: StaticSelect = {
    type: 'static_select',
    action_id: place.action,
    options,
    ...(initial === undefined ? {} : { initial_option: initial }),
  };
  return input(place, words, element, 'required');
}

/** One person of the workspace. */
export function personField(
  place: FieldPlace,
  words: { readonly label: string; readonly hint?: string },
  beforehand: SlackUserId | null,
): InputBlock {
  const initial = beforehand === null ? {} : { initial_user: beforehand };
  const element: UsersSelect = { type: 'users_select', action_id: place.action, ...initial };
  return input(place, words, element, 'required');
}

export function timeField(place: FieldPlace, words: { readonly label: string; readonly hint?: string }): InputBlock {
  return input(place, words, { type: 'datetimepicker', action_id: place.action }, 'optional');
}

function option(choice: Choice): Option {
  return {
    text: plainText(choice.label, limits.optionText),
    value: choice.value,
    description: plainText(choice.description, limits.optionDescription),
  };
}

function input(
  place: FieldPlace,
  words: { readonly label: string; readonly hint?: string },
  element: InputBlock['element'],
  answer: 'required' | 'optional',
): InputBlock {
  return {
    type: 'input',
    block_id: place.block,
    label: plainText(words.label, limits.inputLabel),
    ...(words.hint === undefined ? {} : { hint: plainText(words.hint, limits.inputHint) }),
    optional: answer === 'optional',
    element,
  };
}
