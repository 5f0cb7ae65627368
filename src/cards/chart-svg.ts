import { plain } from './text.ts';

/**
 * SVG as text. Everything that is not ours becomes character data through this file, and nothing is ever a reference to
 * something outside.
 */
export type Svg = { readonly svg: string };

/** A template whose texts are made inert, except those that are `Svg` already. Numbers are pixels, to a tenth. */
export function svg(words: TemplateStringsArray, ...values: readonly (string | number | Svg | readonly Svg[])[]): Svg {
  let text = '';
  words.forEach((word, index) => {
    const value = values[index];
    text += word + (value === undefined ? '' : written(value));
  });
  return { svg: text };
}

export const empty: Svg = { svg: '' };

function written(value: string | number | Svg | readonly Svg[]): string {
  if (typeof value === 'number') return String(Math.round(value * 10) / 10);
  if (typeof value === 'string') return escaped(value);
  return 'svg' in value ? value.svg : value.map((part) => part.svg).join('\n');
}

/**
 * XML has no way to write most control characters, so they are left out with all that is invisible. The font has no
 * arrow, which stands between a service and its environment.
 */
function escaped(text: string): string {
  return plain(text, text.length)
    .replaceAll('→', '›')
    .replace(/[\ufffe\uffff]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;');
}

/** The widths of Open Sans Bold, in parts of the font size and rather too wide. Regular is narrower. */
const widths: readonly (readonly [RegExp, number])[] = [
  [/[iljI.,:;'|! ]/u, 0.33],
  [/[fjrt()[\]{}/\\"-]/u, 0.46],
  [/[a-z0-9–_*+=<>~^?$]/u, 0.62],
  [/[MWmw%@&#…]/u, 0.98],
  [/[\u00c0-\u024f\u0370-\u052fA-Z·°]/u, 0.78],
];
const widest = 1.1;

/** An estimate, never much too small, of how wide a text is drawn. */
export function widthOf(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) width += widths.find(([some]) => some.test(character))?.[1] ?? widest;
  return width * fontSize;
}

/** As much of the text as is sure to fit into `width` pixels, with an ellipsis where it does not all fit. */
export function cutToWidth(text: string, fontSize: number, width: number): string {
  const whole = plain(text, 500);
  if (widthOf(whole, fontSize) <= width) return whole;
  let kept = '';
  for (const character of whole) {
    if (widthOf(`${kept}${character}…`, fontSize) > width) break;
    kept += character;
  }
  return `${kept.trimEnd()}…`;
}
