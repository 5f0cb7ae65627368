import { isObject, type Json, type JsonObject, textOf } from '../../slack/json.ts';
import { type Choice, checks, type Option, optionsIn, radios, select, textIn } from './choices.ts';
import { html, type Piece, type SafeHtml } from './html.ts';
import { plain, type Reading } from './mrkdwn.ts';
import { dateInput, datetimeInput, timeInput } from './pickers.ts';

/** Who and what can be chosen in the selects that list people and channels. */
export type Choices = {
  readonly people: readonly Choice[];
  readonly channels: readonly Choice[];
};

/** What blocks are drawn with. `where` tells the fields of one message or view from those of any other. */
export type Drawing = {
  readonly reading: Reading;
  readonly choices: Choices;
  readonly where: string;
  /** Elements that were pressed and are not answered yet, as `where/block/action`. */
  readonly busy: ReadonlySet<string>;
  /** What is wrong with a field, by block_id. */
  readonly errors: Readonly<Record<string, string>>;
};

/** An element in its block. `live` ones tell the app of every choice; the others wait for the modal's submit. */
export type Placement = { readonly blockId: string; readonly live: 'live' | 'quiet' };

/** One interactive element, or an image. Anything else says that it is not drawn. */
export function drawElement(element: JsonObject, place: Placement, drawing: Drawing): SafeHtml {
  const type = textOf(element['type']);
  if (type === 'image') {
    return html`<img class="block-thumb" src="${imageSource(element['image_url'])}" alt="${textOf(element['alt_text'])}">`;
  }
  if (type === 'button') return button(element, place, drawing);
  if (type === 'overflow') return overflow(element, place);
  const input = inputFor(type, element, place, drawing);
  if (input === null) return html`<span class="block-unknown">This sandbox does not draw “${type}”.</span>`;
  return html`<div class="field" data-field="${input.kind}" data-block="${place.blockId}" data-action="${textOf(element['action_id'])}" data-live="${place.live}"${confirmation(element)}>${input.markup}</div>`;
}

/** The id of the control, for its label. */
export function controlId(element: JsonObject, place: Placement, drawing: Drawing): string {
  return `${drawing.where}-${place.blockId}-${textOf(element['action_id'])}`.replaceAll(/[^\w.-]/g, '_');
}

/** Pictures come from the sandbox itself or are drawn in place; no other host is asked. */
export function imageSource(url: Json | undefined): string {
  const text = textOf(url);
  return /^data:image\/(png|svg\+xml|jpeg|gif)[;,]/.test(text) ||
    /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?\//.test(text)
    ? text
    : '';
}

type Input = { readonly kind: string; readonly markup: SafeHtml };

function inputFor(type: string, element: JsonObject, place: Placement, drawing: Drawing): Input | null {
  const id = controlId(element, place, drawing);
  if (type.startsWith('multi_'))
    return { kind: 'many', markup: checks(listed(type, element, drawing), element, id, drawing.reading) };
  if (type.endsWith('_select'))
    return { kind: 'one', markup: select(listed(type, element, drawing), element, id, place.blockId) };
  switch (type) {
    case 'plain_text_input':
    case 'rich_text_input':
      return { kind: 'text', markup: textBox(element, id, place, drawing) };
    case 'number_input':
    case 'email_text_input':
    case 'url_text_input':
      return { kind: 'text', markup: line(type, element, id, place, drawing) };
    case 'radio_buttons':
      return { kind: 'radio', markup: radios(element, id, drawing.reading) };
    case 'checkboxes':
      return { kind: 'many', markup: checks(optionsIn(element), element, id, drawing.reading) };
    case 'datepicker':
      return { kind: 'date', markup: dateInput(element, id) };
    case 'timepicker':
      return { kind: 'time', markup: timeInput(element, id) };
    case 'datetimepicker':
      return { kind: 'datetime', markup: datetimeInput(element, id) };
    default:
      return null;
  }
}

function button(element: JsonObject, place: Placement, drawing: Drawing): SafeHtml {
  const action = textOf(element['action_id']);
  const style = textOf(element['style']);
  const isBusy = drawing.busy.has(`${drawing.where}/${place.blockId}/${action}`);
  const label = plain(textIn(element['text']));
  const known = html`data-test="action-${action}" data-block="${place.blockId}" data-action="${action}" data-value="${textOf(element['value'])}"`;
  const spoken = textOf(element['accessibility_label']);
  return html`<button type="button" class="button ${style === '' ? 'plain' : style}" data-do="click" ${known}${confirmation(element)} aria-busy="${String(isBusy)}"${spoken === '' ? null : html` aria-label="${spoken}"`}>${label}</button>`;
}

function overflow(element: JsonObject, place: Placement): SafeHtml {
  const action = textOf(element['action_id']);
  const items = optionsIn(element).map(
    (option) =>
      html`<button type="button" role="menuitem" data-do="click" data-block="${place.blockId}" data-action="${action}" data-value="${option.value}" data-test="option-${option.value}"${confirmation(element)}>${plain(option.label)}</button>`,
  );
  return html`<details class="menu" data-test="action-${action}"><summary class="button plain" aria-label="More actions">⋯</summary><div class="menu-items" role="menu">${items}</div></details>`;
}

/** The dialog that the client shows before it sends anything, kept with the element as JSON. */
function confirmation(element: JsonObject): Piece {
  const asked = element['confirm'];
  return isObject(asked) ? html` data-confirm="${JSON.stringify(asked)}"` : null;
}

function textBox(element: JsonObject, id: string, place: Placement, drawing: Drawing): SafeHtml {
  if (element['multiline'] !== true && element['type'] !== 'rich_text_input') {
    return line('plain_text_input', element, id, place, drawing);
  }
  return html`<textarea id="${id}" rows="3" data-test="action-${textOf(element['action_id'])}" placeholder="${textIn(element['placeholder'])}">${'\n'}${textOf(element['initial_value'])}</textarea>`;
}

const lineTypes: Readonly<Record<string, string>> = { email_text_input: 'email', url_text_input: 'url' };

function line(type: string, element: JsonObject, id: string, place: Placement, drawing: Drawing): SafeHtml {
  const hasError = drawing.errors[place.blockId] !== undefined;
  const mode = type === 'number_input' ? html` inputmode="decimal"` : null;
  return html`<input id="${id}" type="${lineTypes[type] ?? 'text'}"${mode} autocomplete="off" data-test="action-${textOf(element['action_id'])}" value="${textOf(element['initial_value'])}" placeholder="${textIn(element['placeholder'])}" aria-invalid="${String(hasError)}">`;
}

function listed(type: string, element: JsonObject, drawing: Drawing): readonly Option[] {
  if (type.includes('users')) return drawing.choices.people.map((choice) => ({ ...choice, description: '' }));
  if (type.includes('channels') || type.includes('conversations')) {
    return drawing.choices.channels.map((choice) => ({ ...choice, description: '' }));
  }
  return optionsIn(element);
}
