import { html, type SafeHtml } from './html.ts';

/** Line drawings of 20 by 20, in the colour of the text around them. */
const paths = {
  menu: html`<path d="M3 5h14M3 10h14M3 15h14"/>`,
  close: html`<path d="M5 5l10 10M15 5L5 15"/>`,
  thread: html`<path d="M3 4.5h14v9H9l-4 3v-3H3z"/>`,
  trash: html`<path d="M4 6h12M8 6V4h4v2M6 6l.7 10h6.6L14 6"/>`,
  send: html`<path d="M4 4l13 6-13 6 2-6z"/>`,
  sun: html`<circle cx="10" cy="10" r="3.4"/><path d="M10 2v2M10 16v2M2 10h2M16 10h2M4.4 4.4l1.4 1.4M14.2 14.2l1.4 1.4M4.4 15.6l1.4-1.4M14.2 5.8l1.4-1.4"/>`,
  moon: html`<path d="M16 12.2A6.8 6.8 0 0 1 7.8 4 6.8 6.8 0 1 0 16 12.2z"/>`,
  system: html`<circle cx="10" cy="10" r="6.6"/><path d="M10 3.4v13.2"/><path d="M10 3.4a6.6 6.6 0 0 1 0 13.2z" fill="currentColor"/>`,
  eye: html`<path d="M2 10s3-5 8-5 8 5 8 5-3 5-8 5-8-5-8-5z"/><circle cx="10" cy="10" r="2.2"/>`,
  chat: html`<path d="M3 4h14v10h-8l-4 3v-3H3z"/>`,
  file: html`<path d="M5 3h6.5L15 6.5V17H5zM11.5 3v3.5H15M7.5 10.5h5M7.5 13.5h5"/>`,
  pin: html`<path d="M7 3h6l-1 5 3 3H5l3-3zM10 11v6"/>`,
  gauge: html`<path d="M3 14a7 7 0 1 1 14 0M10 14l3.5-4.5"/>`,
  back: html`<path d="M12 4l-6 6 6 6"/>`,
  route: html`<circle cx="5" cy="15" r="2"/><circle cx="15" cy="5" r="2"/><path d="M7 15h5a3 3 0 0 0 0-6H9a3 3 0 0 1 0-6h4"/>`,
} as const;

export type IconName = keyof typeof paths;

export function icon(name: IconName): SafeHtml {
  return html`<svg class="icon" viewBox="0 0 20 20" aria-hidden="true" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">${paths[name]}</svg>`;
}
