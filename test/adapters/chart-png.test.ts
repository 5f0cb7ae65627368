import { renderAsync } from '@resvg/resvg-js';
import { describe, expect, test } from 'vitest';
import { chartPng } from '../../src/adapters/chart-png.ts';
import { chartSvg } from '../../src/cards/chart.ts';
import { breached, samples } from '../cards/chart-samples.ts';

/** Width and height out of the first chunk (PNG 1.2, 11.2.2). */
function sizeOf(png: Uint8Array): readonly [number, number] {
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  return [view.getUint32(16), view.getUint32(20)];
}

describe('a chart as a PNG', () => {
  test.each(Object.entries(samples))('has its size and is no empty sheet: %s', async (_, facts) => {
    const png = await chartPng(chartSvg(facts).svg);

    expect([...png.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(sizeOf(png)).toEqual([1200, 640]);
    expect(png.length).toBeGreaterThan(15_000);
  });

  test('has its text drawn, with the fonts that are bundled', async () => {
    const { svg } = chartSvg(breached);
    const withoutFonts = await renderAsync(svg, { font: { loadSystemFonts: false } });
    const withoutText = await renderAsync(svg.replace(/<text.*<\/text>/g, ''), { font: { loadSystemFonts: false } });

    const png = await chartPng(svg);

    // Without a font the renderer leaves text out and says nothing.
    expect(withoutFonts.pixels.equals(withoutText.pixels)).toBe(true);
    expect(png.length).toBeGreaterThan(withoutFonts.asPng().length + 10_000);
  });

  test('draws bold text with the bold font', async () => {
    function text(weight: number): string {
      return `<svg xmlns="http://www.w3.org/2000/svg" width="300" height="60"><text x="5" y="45" font-family="Open Sans" font-size="40" font-weight="${weight}">Breach</text></svg>`;
    }

    expect(await chartPng(text(700))).not.toEqual(await chartPng(text(400)));
  });

  test('has a glyph for every sign that its words use', async () => {
    const title = 'checkout → production v2.14.0 (9da91ad) ≥ – … ×';
    const svgs = Object.values(samples).map((facts) => chartSvg({ ...facts, title }).svg);
    const signs = new Set(
      svgs.flatMap((svg) => [...svg.matchAll(/>([^<>]*)</g)].flatMap(([, text = '']) => Array.from(text))),
    );

    function sheet(sign: string): string {
      return `<svg xmlns="http://www.w3.org/2000/svg" width="60" height="60"><text x="5" y="45" font-family="Open Sans" font-size="40">${sign}</text></svg>`;
    }
    const missing = await chartPng(sheet('\u{e000}'));
    const without: string[] = [];
    for (const sign of signs) {
      if (/\s|[&;]/.test(sign)) continue;
      if (Buffer.from(missing).equals(await chartPng(sheet(sign)))) without.push(sign);
    }

    expect(signs).toContain('›');
    expect(await chartPng(sheet('→'))).toEqual(missing);
    expect(without).toEqual([]);
  });

  test('is the same for the same chart', async () => {
    const { svg } = chartSvg(breached);

    expect(await chartPng(svg)).toEqual(await chartPng(svg));
  });

  test('leaves room for every word at the right edge', async () => {
    const { svg } = chartSvg({
      ...breached,
      measure: 'p95 ms',
      baseline: { low: 12_345, high: 23_456 },
      threshold: 46_912,
    });
    const { pixels, width, height } = await renderAsync(Buffer.from(await pngAsSvg(svg)));
    const edge = Array.from({ length: height }, (_, row) =>
      pixels.subarray((row * width + width - 4) * 4, (row + 1) * width * 4),
    );

    expect(edge.every((pixel) => pixel.equals(edge[0] ?? pixel))).toBe(true);
  });

  test('rejects what is no SVG', async () => {
    await expect(chartPng('<svg')).rejects.toThrow('SVG');
  });
});

/** The finished image once more as a document, to look at its pixels. */
async function pngAsSvg(svg: string): Promise<string> {
  const png = Buffer.from(await chartPng(svg)).toString('base64');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="640"><image width="1200" height="640" href="data:image/png;base64,${png}"/></svg>`;
}
