/**
 * What Block Kit allows, as one table: for each block, element and composition object its fields, and how long or how
 * many they may be. Numbers are characters or items. Source: Slack's reference of blocks, elements and composition
 * objects, read in November 2026. A field that is not listed is refused, as Slack refuses it.
 */
export type Rule = { readonly required?: true } & (
  | { readonly kind: 'text'; readonly styles: readonly string[]; readonly max: number }
  | { readonly kind: 'string'; readonly max: number; readonly pattern?: RegExp; readonly says?: string }
  | { readonly kind: 'number' }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'one-of'; readonly values: readonly string[] }
  | { readonly kind: 'list'; readonly of: Rule; readonly max: number; readonly min: number }
  | { readonly kind: 'element'; readonly types: readonly string[] }
  | { readonly kind: 'object'; readonly fields: Fields }
  | { readonly kind: 'anything' }
);
export type Fields = Readonly<Record<string, Rule>>;

export const messageBlocks = 50;
export const viewBlocks = 100;
/** `markdown` blocks together, in one payload. */
export const markdownCharacters = 12_000;
/** The cells of all tables of one message together. */
export const tableCharacters = 10_000;
/**
 * Above this Slack answers `msg_blocks_too_long`; it is not in the reference. Measured in slackapi/bolt-js#2867: 9,597
 * characters in 50 blocks were taken, 11,341 in 45 were not; with 40 for each block's own weight both are explained.
 */
export const blocksWeight = { limit: 13_000, eachBlock: 40 };
/** `chat.postMessage` cuts longer text; we refuse it, since a cut text is never wanted. */
export const postTextCharacters = 40_000;
export const updateTextCharacters = 4_000;
export const viewBytes = 250 * 1024;
export const viewsInStack = 3;
/** Slack names no number for `metadata_too_large`; ours is far above what ids need. */
export const metadataBytes = 16 * 1024;

function plain(max: number): Rule {
  return { kind: 'text', styles: ['plain_text'], max };
}
function anyText(max: number): Rule {
  return { kind: 'text', styles: ['plain_text', 'mrkdwn'], max };
}
function string(max: number): Rule {
  return { kind: 'string', max };
}
function shaped(pattern: RegExp, says: string): Rule {
  return { kind: 'string', max: 255, pattern, says };
}
function list(of: Rule, max: number, min = 1): Rule {
  return { kind: 'list', of, max, min };
}
function object(fields: Fields): Rule {
  return { kind: 'object', fields };
}
function element(...types: readonly string[]): Rule {
  return { kind: 'element', types };
}
function oneOf(...values: readonly string[]): Rule {
  return { kind: 'one-of', values };
}
function need(rule: Rule): Rule {
  return { ...rule, required: true };
}
const boolean: Rule = { kind: 'boolean' };
const number: Rule = { kind: 'number' };
const anything: Rule = { kind: 'anything' };
const url: Rule = { kind: 'string', max: 3000 };
const id = string(255);
const date = shaped(/^\d{4}-\d{2}-\d{2}$/, 'must be a date in the format YYYY-MM-DD');
const time = shaped(/^\d{2}:\d{2}$/, 'must be a time in the format HH:mm');

const confirm = object({
  title: need(plain(100)),
  text: need(anyText(300)),
  confirm: need(plain(30)),
  deny: need(plain(30)),
  style: oneOf('primary', 'danger'),
});
/** Radio buttons and checkboxes take mrkdwn in their options, menus do not. */
function optionOf(text: Rule): Rule {
  return object({ text: need(text), value: need(string(75)), description: text, url });
}
const menuOption = optionOf(plain(75));
const listedOption = optionOf(anyText(75));
const optionGroup = object({ label: need(plain(75)), options: need(list(menuOption, 100)) });
const slackFile = object({ id, url });

const action: Fields = { action_id: id };
const input: Fields = { ...action, focus_on_load: boolean, placeholder: plain(150) };
const menu: Fields = { ...input, confirm };
const manyMenu: Fields = { ...menu, max_selected_items: number };
const dispatch = object({ trigger_actions_on: list(oneOf('on_enter_pressed', 'on_character_entered'), 2) });
const typed: Fields = { ...input, initial_value: string(3000), dispatch_action_config: dispatch };
const staticMenu: Fields = { options: list(menuOption, 100), option_groups: list(optionGroup, 100) };
const conversationFilter: Fields = { default_to_current_conversation: boolean, filter: anything };

export const elementFields: Readonly<Record<string, Fields>> = {
  button: {
    ...action,
    text: need(plain(75)),
    url,
    value: string(2000),
    style: oneOf('primary', 'danger'),
    confirm,
    accessibility_label: string(75),
  },
  image: { image_url: url, slack_file: slackFile, alt_text: need(string(2000)) },
  overflow: { ...action, options: need(list(menuOption, 5)), confirm },
  static_select: { ...menu, ...staticMenu, initial_option: menuOption },
  external_select: { ...menu, initial_option: menuOption, min_query_length: number },
  users_select: { ...menu, initial_user: id },
  conversations_select: { ...menu, ...conversationFilter, initial_conversation: id, response_url_enabled: boolean },
  channels_select: { ...menu, initial_channel: id, response_url_enabled: boolean },
  multi_static_select: { ...manyMenu, ...staticMenu, initial_options: list(menuOption, 100) },
  multi_external_select: { ...manyMenu, initial_options: list(menuOption, 100), min_query_length: number },
  multi_users_select: { ...manyMenu, initial_users: list(id, 100) },
  multi_conversations_select: { ...manyMenu, ...conversationFilter, initial_conversations: list(id, 100) },
  multi_channels_select: { ...manyMenu, initial_channels: list(id, 100) },
  radio_buttons: {
    ...action,
    options: need(list(listedOption, 10)),
    initial_option: listedOption,
    confirm,
    focus_on_load: boolean,
  },
  checkboxes: {
    ...action,
    options: need(list(listedOption, 10)),
    initial_options: list(listedOption, 10),
    confirm,
    focus_on_load: boolean,
  },
  datepicker: { ...menu, initial_date: date },
  timepicker: { ...menu, initial_time: time, timezone: id },
  datetimepicker: { ...action, initial_date_time: number, confirm, focus_on_load: boolean },
  plain_text_input: { ...typed, multiline: boolean, min_length: number, max_length: number },
  number_input: { ...typed, is_decimal_allowed: need(boolean), min_value: string(255), max_value: string(255) },
  email_text_input: typed,
  url_text_input: typed,
  rich_text_input: { ...input, initial_value: anything, dispatch_action_config: dispatch },
  file_input: { ...action, filetypes: list(id, 100), max_files: number },
  plain_text: { text: need(string(2000)), emoji: boolean },
  mrkdwn: { text: need(string(2000)), verbatim: boolean },
};

const anyMenu = Object.keys(elementFields).filter((type) => type.endsWith('_select'));
const pickers = ['button', 'overflow', 'radio_buttons', 'checkboxes', 'datepicker', 'timepicker', ...anyMenu];
const typing = ['plain_text_input', 'number_input', 'email_text_input', 'url_text_input', 'rich_text_input'];
const inputs = [...pickers.filter((type) => type !== 'button' && type !== 'overflow'), ...typing];

const block: Fields = { block_id: id };
const picture: Fields = { image_url: url, slack_file: slackFile, alt_text: need(string(2000)) };

export const blockFields: Readonly<Record<string, Fields>> = {
  section: {
    ...block,
    text: anyText(3000),
    fields: list(anyText(2000), 10),
    accessory: element('image', ...pickers),
    expand: boolean,
  },
  divider: block,
  header: { ...block, text: need(plain(150)), level: number },
  image: { ...block, ...picture, title: plain(2000) },
  context: { ...block, elements: need(list(element('image', 'plain_text', 'mrkdwn'), 10)) },
  actions: { ...block, elements: need(list(element(...pickers, 'datetimepicker'), 25)) },
  input: {
    ...block,
    label: need(plain(2000)),
    element: need(element(...inputs, 'datetimepicker', 'file_input')),
    hint: plain(2000),
    optional: boolean,
    dispatch_action: boolean,
  },
  rich_text: { ...block, elements: need(list(anything, 1000, 0)) },
  markdown: { ...block, text: need(string(markdownCharacters)) },
  table: { ...block, rows: need(list(list(anything, 20), 100)), column_settings: list(anything, 20) },
};

const everywhere = ['section', 'divider', 'header', 'image', 'context', 'actions', 'input', 'rich_text'];
/** Which blocks a surface takes. Newer ones than these are shown unevenly by the clients and are not known here. */
export const surfaceBlocks = {
  message: [...everywhere, 'markdown', 'table'],
  modal: everywhere,
  home: everywhere,
} as const;
export type Surface = keyof typeof surfaceBlocks;

const view: Fields = {
  type: need(oneOf('modal', 'home')),
  blocks: need(anything),
  private_metadata: string(3000),
  callback_id: id,
  external_id: id,
};

export const viewFields: Readonly<Record<'modal' | 'home', Fields>> = {
  modal: {
    ...view,
    title: need(plain(24)),
    submit: plain(24),
    close: plain(24),
    clear_on_close: boolean,
    notify_on_close: boolean,
    submit_disabled: boolean,
  },
  home: view,
};
