import { isObject, type Json, type JsonObject, objectsOf, textOf } from '../../slack/json.ts';
import { flag, html, nothing, type SafeHtml } from './html.ts';
import { mrkdwn, plain, type Reading } from './mrkdwn.ts';

export type Choice = { readonly value: string; readonly label: string };
export type Option = Choice & { readonly description: string };

export function optionsIn(element: JsonObject): readonly Option[] {
  const groups = objectsOf(element['option_groups']);
  return [...objectsOf(element['options']), ...groups.flatMap((group) => objectsOf(group['options']))].map(
    (option) => ({
      value: textOf(option['value']),
      label: textIn(option['text']),
      description: textIn(option['description']),
    }),
  );
}

export function select(options: readonly Choice[], element: JsonObject, id: string, blockId: string): SafeHtml {
  const placeholder = textIn(element['placeholder']);
  const first = initialValues(element)[0] ?? '';
  const choices = options.map(
    (option) =>
      html`<option value="${option.value}"${flag('selected', option.value === first)}>${plain(option.label)}</option>`,
  );
  const empty = html`<option value=""${flag('selected', first === '')}>${plain(placeholder === '' ? 'Choose one' : placeholder)}</option>`;
  return html`<select id="${id}" class="select" data-test="action-${textOf(element['action_id'])}" aria-label="${labelFor(element, blockId)}">${empty}${choices}</select>`;
}

export function radios(element: JsonObject, id: string, reading: Reading): SafeHtml {
  const first = initialValues(element)[0];
  const items = optionsIn(element).map(
    (option, index) =>
      html`<label class="choice"><input type="radio" name="${id}" id="${index === 0 ? id : `${id}-${index}`}" value="${option.value}"${flag('checked', option.value === first)}><span>${mrkdwn(option.label, reading)}${described(option.description)}</span></label>`,
  );
  return html`<div role="radiogroup">${items}</div>`;
}

export function checks(options: readonly Option[], element: JsonObject, id: string, reading: Reading): SafeHtml {
  const chosen = new Set(initialValues(element));
  const items = options.map(
    (option, index) =>
      html`<label class="choice"><input type="checkbox" name="${id}" id="${index === 0 ? id : `${id}-${index}`}" value="${option.value}"${flag('checked', chosen.has(option.value))}><span>${mrkdwn(option.label, reading)}${described(option.description)}</span></label>`,
  );
  return html`<div class="choices">${items}</div>`;
}

function described(description: string): SafeHtml {
  return description === '' ? nothing : html`<small>${plain(description)}</small>`;
}

/** What the app chose beforehand, whatever the element calls it. */
function initialValues(element: JsonObject): readonly string[] {
  const one = element['initial_option'];
  if (isObject(one)) return [textOf(one['value'])];
  const several = objectsOf(element['initial_options']).map((option) => textOf(option['value']));
  const id = ['initial_user', 'initial_channel', 'initial_conversation']
    .map((name) => textOf(element[name]))
    .find((text) => text !== '');
  const lists = ['initial_users', 'initial_channels', 'initial_conversations'].flatMap((name) => {
    const list = element[name];
    return Array.isArray(list) ? list.filter((item) => typeof item === 'string') : [];
  });
  return [...several, ...lists, ...(id === undefined ? [] : [id])];
}

/** The text of a text object. */
export function textIn(value: Json | undefined): string {
  return isObject(value) ? textOf(value['text']) : '';
}

function labelFor(element: JsonObject, blockId: string): string {
  const placeholder = textIn(element['placeholder']);
  return placeholder === '' ? blockId.replaceAll(/[-_.]/g, ' ') : placeholder;
}
