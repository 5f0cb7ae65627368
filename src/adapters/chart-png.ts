import { access } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const fontFiles = ['OpenSans-Regular.ttf', 'OpenSans-Bold.ttf'].map((name) =>
  fileURLToPath(new URL(`../../assets/fonts/${name}`, import.meta.url)),
);

/**
 * Draws an SVG document as a PNG of its own size, with the fonts that Gonogo brings and no others, so that a chart looks
 * the same on every machine. The renderer has native parts and is loaded with the first chart.
 *
 * Rejects when the renderer or a font is missing: the renderer itself leaves text out without a font, and says nothing.
 */
export async function chartPng(svg: string): Promise<Uint8Array> {
  await Promise.all(fontFiles.map(async (file) => await access(file)));
  const { renderAsync } = await import('@resvg/resvg-js');
  const image = await renderAsync(svg, {
    font: { loadSystemFonts: false, fontFiles: [...fontFiles], defaultFontFamily: 'Open Sans' },
    fitTo: { mode: 'original' },
    logLevel: 'off',
  });
  return image.asPng();
}
