import { isObject, type JsonObject, objectsOf, textOf } from '../../slack/json.ts';
import { emojiFor } from './emoji.ts';
import { html, type SafeHtml } from './html.ts';
import { link, type Reading } from './mrkdwn.ts';
import { slackDate } from './slack-date.ts';

/** A `rich_text` block: sections, lists, quotes and preformatted text, each holding styled runs. */
export function richText(block: JsonObject, reading: Reading): SafeHtml {
  return html`<div class="rich-text">${objectsOf(block['elements']).map((part) => section(part, reading))}</div>`;
}

function section(part: JsonObject, reading: Reading): SafeHtml {
  const inside = objectsOf(part['elements']);
  switch (textOf(part['type'])) {
    case 'rich_text_list': {
      const items = inside.map((item) => html`<li>${section(item, reading)}</li>`);
      return part['style'] === 'ordered' ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
    case 'rich_text_quote':
      return html`<blockquote>${inside.map((run) => drawRun(run, reading))}</blockquote>`;
    case 'rich_text_preformatted':
      return html`<pre><code>${inside.map((run) => drawRun(run, reading))}</code></pre>`;
    default:
      return html`<div>${inside.map((run) => drawRun(run, reading))}</div>`;
  }
}

function drawRun(run: JsonObject, reading: Reading): SafeHtml {
  switch (textOf(run['type'])) {
    case 'text':
      return styled(run, broken(textOf(run['text'])));
    case 'link': {
      const label = textOf(run['text']);
      return styled(run, link(textOf(run['url']), html`${label === '' ? textOf(run['url']) : label}`));
    }
    case 'emoji':
      return html`${emojiFor(textOf(run['name']))}`;
    case 'user':
      return html`<span class="mention mention-person">@${reading.nameOf(textOf(run['user_id'])) ?? 'somebody'}</span>`;
    case 'channel':
      return html`<span class="mention mention-channel">#${reading.nameOf(textOf(run['channel_id'])) ?? 'a-channel'}</span>`;
    case 'broadcast':
      return html`<span class="mention mention-broadcast">@${textOf(run['range'])}</span>`;
    case 'date': {
      const seconds = typeof run['timestamp'] === 'number' ? run['timestamp'] : 0;
      return html`<time>${slackDate(seconds, textOf(run['format']), reading)}</time>`;
    }
    default:
      return html``;
  }
}

function broken(text: string): SafeHtml {
  return html`${text.split('\n').map((line, index) => [index > 0 ? html`<br>` : null, line])}`;
}

function styled(run: JsonObject, inside: SafeHtml): SafeHtml {
  const style = isObject(run['style']) ? run['style'] : {};
  const coded = style['code'] === true ? html`<code>${inside}</code>` : inside;
  const struck = style['strike'] === true ? html`<s>${coded}</s>` : coded;
  const leaning = style['italic'] === true ? html`<em>${struck}</em>` : struck;
  return style['bold'] === true ? html`<strong>${leaning}</strong>` : leaning;
}
