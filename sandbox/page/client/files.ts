import { type StoredFile } from '../../slack/types.ts';
import { imageSource } from './elements.ts';
import { html, type SafeHtml } from './html.ts';
import { icon } from './icons.ts';

/** What was uploaded with a message: a picture is shown, and anything else can be downloaded. */
export function drawFile(file: StoredFile): SafeHtml {
  const source = imageSource(file.url_private);
  if (file.mimetype.startsWith('image/'))
    return html`<img class="file" src="${source}" alt="${file.alt_text === '' ? file.title : file.alt_text}">`;
  return html`<a class="download" href="${source}" download="${file.name}" target="_blank" rel="noopener" data-test="file">${icon('file')}<span><b>${file.title}</b><small>${file.name}, ${sizeOf(file.size)}</small></span></a>`;
}

function sizeOf(bytes: number): string {
  return bytes < 1000 ? `${String(bytes)} bytes` : `${String(Math.round(bytes / 100) / 10)} kB`;
}
