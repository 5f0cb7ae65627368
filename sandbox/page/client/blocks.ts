import { isObject, type Json, type JsonObject, objectsOf, textOf } from '../../slack/json.ts';
import { textIn } from './choices.ts';
import { controlId, type Drawing, drawElement, imageSource, type Placement } from './elements.ts';
import { html, nothing, type SafeHtml } from './html.ts';
import { mrkdwn, plain } from './mrkdwn.ts';
import { richText } from './rich-text.ts';

/** Block Kit as inert HTML. A block that is not known is named, so that nobody takes a part for the whole. */
export function drawBlocks(blocks: readonly JsonObject[], drawing: Drawing): SafeHtml {
  return html`${blocks.map((block) => drawBlock(block, drawing))}`;
}

function drawBlock(block: JsonObject, drawing: Drawing): SafeHtml {
  const id = textOf(block['block_id']);
  const live: Placement = { blockId: id, live: 'live' };
  switch (textOf(block['type'])) {
    case 'header':
      return html`<h3 class="block-header">${plain(textIn(block['text']))}</h3>`;
    case 'divider':
      return html`<hr class="block-divider">`;
    case 'section':
      return section(block, live, drawing);
    case 'context':
      return html`<div class="block-context">${objectsOf(block['elements']).map((element) => contextPart(element, live, drawing))}</div>`;
    case 'actions':
      return html`<div class="block-actions">${objectsOf(block['elements']).map((element) => drawElement(element, live, drawing))}</div>`;
    case 'input':
      return input(block, id, drawing);
    case 'image':
      return html`<figure class="block-image"><figcaption>${plain(textIn(block['title']))}</figcaption><img src="${imageSource(block['image_url'])}" alt="${textOf(block['alt_text'])}"></figure>`;
    case 'rich_text':
      return richText(block, drawing.reading);
    case 'markdown':
      return html`<div class="block-section">${mrkdwn(asMrkdwn(textOf(block['text'])), drawing.reading)}</div>`;
    case 'table':
      return table(block, drawing);
    default:
      return html`<p class="block-unknown">This sandbox does not draw “${textOf(block['type'])}” blocks.</p>`;
  }
}

function section(block: JsonObject, place: Placement, drawing: Drawing): SafeHtml {
  const fields = objectsOf(block['fields']).map((field) => html`<div>${textObject(field, drawing)}</div>`);
  const accessory = block['accessory'];
  const text = isObject(block['text']) ? sectionText(block, block['text'], drawing) : nothing;
  const grid = fields.length > 0 ? html`<div class="block-fields">${fields}</div>` : nothing;
  const beside = isObject(accessory)
    ? html`<div class="block-accessory">${drawElement(accessory, place, drawing)}</div>`
    : nothing;
  return html`<div class="block-section"><div class="block-main">${text}${grid}</div>${beside}</div>`;
}

/** As in Slack: a longer text is folded in a message, unless its sender wants it whole. What fits is never folded. */
const foldedFromLines = 9;

function sectionText(block: JsonObject, text: JsonObject, drawing: Drawing): SafeHtml {
  const drawn = textObject(text, drawing);
  const lines = textOf(text['text']).split('\n').length;
  if (block['expand'] === true || lines < foldedFromLines) return html`<div class="block-text">${drawn}</div>`;
  return html`
    <div class="block-text long">${drawn}</div>
    <label class="see-more"><input type="checkbox"><span class="more">See more</span><span class="less">See less</span></label>`;
}

function contextPart(element: JsonObject, place: Placement, drawing: Drawing): SafeHtml {
  return element['type'] === 'image'
    ? drawElement(element, place, drawing)
    : html`<span>${textObject(element, drawing)}</span>`;
}

function input(block: JsonObject, id: string, drawing: Drawing): SafeHtml {
  const element = isObject(block['element']) ? block['element'] : {};
  const place: Placement = { blockId: id, live: block['dispatch_action'] === true ? 'live' : 'quiet' };
  const hint = textIn(block['hint']);
  const optional = block['optional'] === true ? html` <span class="optional">(optional)</span>` : nothing;
  const problem = drawing.errors[id];
  const error = problem === undefined ? nothing : html`<p class="field-error" role="alert">${problem}</p>`;
  const hinted = hint === '' ? nothing : html`<p class="field-hint">${plain(hint)}</p>`;
  return html`<div class="block-input" data-test="field-${id}"><label for="${controlId(element, place, drawing)}">${plain(textIn(block['label']))}${optional}</label>${drawElement(element, place, drawing)}${error}${hinted}</div>`;
}

function table(block: JsonObject, drawing: Drawing): SafeHtml {
  const rows = Array.isArray(block['rows']) ? (block['rows'] as readonly Json[]) : [];
  const drawn = rows.map((row, index) => {
    const cells = objectsOf(row).map((cell) => {
      const inside = cell['type'] === 'rich_text' ? richText(cell, drawing.reading) : html`${textOf(cell['text'])}`;
      return index === 0 ? html`<th scope="col">${inside}</th>` : html`<td>${inside}</td>`;
    });
    return html`<tr>${cells}</tr>`;
  });
  return html`<div class="block-table"><table>${drawn}</table></div>`;
}

function textObject(value: JsonObject, drawing: Drawing): SafeHtml {
  return value['type'] === 'mrkdwn' ? mrkdwn(textOf(value['text']), drawing.reading) : plain(textOf(value['text']));
}

/** The part of standard Markdown that differs from Slack's own: bold, links and headings. */
function asMrkdwn(markdown: string): string {
  return markdown
    .replace(/^#{1,6} +(.+)$/gm, '*$1*')
    .replace(/\*\*([^*\n]+)\*\*/g, '*$1*')
    .replace(/\[([^\]\n]+)\]\((https?:[^)\s]+)\)/g, '<$2|$1>');
}
