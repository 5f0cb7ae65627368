import { Resvg } from '@resvg/resvg-js';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chartSvg } from '../../src/cards/chart.ts';
import { ink, size } from '../../src/cards/chart-look.ts';
import { timelineOf } from '../../src/cards/chart-runs.ts';
import { timeTicks, valueTicks } from '../../src/cards/chart-scale.ts';
import { type Measure } from '../../src/domain/watch/finding.ts';
import { atMinute, breached, deployedAt, nothingKnown, points, quiet, same, samples } from './chart-samples.ts';

/** What stands between the tags, as the reader sees it. */
function textsIn(svg: string): readonly string[] {
  return [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text = '']) => text);
}

function hatchedIn(svg: string): number {
  return [...svg.matchAll(/fill="url\(#unknown\)"/g)].length;
}

/** Throws where XML or SVG is broken: the renderer reads strictly. */
function assertDrawable(svg: string): void {
  const drawn = new Resvg(svg, { font: { loadSystemFonts: false } });
  expect([drawn.width, drawn.height]).toEqual([1200, 640]);
}

describe('a chart', () => {
  test.each(Object.entries(samples))('is a whole document: %s', (_, facts) => {
    assertDrawable(chartSvg(facts).svg);
  });

  test('names the deployment, the breach, the limit and what was usual', () => {
    const texts = textsIn(chartSvg(breached).svg);

    expect(texts).toEqual(
      expect.arrayContaining([
        'checkout · production · 3f9c2ab',
        'Failed requests, % over five minutes',
        'Deployed 14:02',
        'Breach 14:06',
        'limit 5.8 %',
        'usual 0.4–1.2 %',
        '20 Nov, UTC',
      ]),
    );
  });

  test.each([
    ['seen-live', 'Seen live 14:02'],
    ['extended', 'Extended 14:02'],
    ['awaited', 'Awaited from 14:02'],
  ] as const)('calls deployed only what was: %s', (begins, label) => {
    const texts = textsIn(chartSvg({ ...quiet, begins }).svg);

    expect(texts).toContain(label);
    expect(texts).not.toContain('Deployed 14:02');
  });

  test('marks no breach where there was none', () => {
    expect(textsIn(chartSvg(quiet).svg).filter((text) => text.startsWith('Breach'))).toEqual([]);
  });

  test('hatches what is unknown, and says what hatching means only then', () => {
    const holed = chartSvg({ ...quiet, after: points(0, [0.9, null, null, 0.9, 0.9, null, 0.9]) }).svg;

    expect(hatchedIn(holed)).toBe(3);
    expect(textsIn(holed)).toContain('unknown');
    expect(hatchedIn(chartSvg(quiet).svg)).toBe(0);
    expect(textsIn(chartSvg(quiet).svg)).not.toContain('unknown');
  });

  test('says so in the middle where nothing is known at all', () => {
    expect(textsIn(chartSvg(nothingKnown).svg)).toContain('Nothing is known');
    assertDrawable(chartSvg({ ...nothingKnown, after: [] }).svg);
  });

  test('is the same for points in any order', () => {
    const turned = { ...breached, before: breached.before.toReversed(), after: breached.after.toReversed() };

    expect(chartSvg(turned)).toEqual(chartSvg(breached));
  });

  test('keeps the highest value of a day of seconds, and stays small', () => {
    const values = Array.from({ length: 86_400 }, (_, index) => (index === 43_210 ? 55 : 0.5));
    const after = values.map((value, index) => ({ at: atMinute(index / 60), value }));

    const { svg, caption } = chartSvg({ ...quiet, after });

    expect(svg.length).toBeLessThan(20_000);
    expect(caption).toContain('at most 55 %');
    expect(textsIn(svg)).toContain('60');
  });

  test('shows somebody’s title as text, cut to what fits', () => {
    const title = `<script>alert(1)</script> & "]]>'\u0000\u001b[31m\u202e\ud800 ${'W'.repeat(1000)}`;
    const { svg } = chartSvg({ ...quiet, title });

    assertDrawable(svg);
    expect(svg).not.toContain('<script');
    expect(textsIn(svg)[0]).toMatch(/^&lt;script&gt;alert\(1\)&lt;\/script&gt; &amp; &quot;]]&gt;&apos;\[31m� W+…$/);
  });

  test('refers to nothing outside itself', () => {
    const links = [...chartSvg(breached).svg.matchAll(/(?:href|url|xmlns)[=(]"?([^")]+)/g)].map(([, target]) => target);

    expect(new Set(links)).toEqual(new Set(['http://www.w3.org/2000/svg']));
    expect(chartSvg(nothingKnown).svg).not.toMatch(/href|<image|<use/);
  });

  test('can be drawn whatever the title and the values are', () => {
    const value = fc.option(fc.oneof(fc.double(), fc.double({ min: 0, max: 100, noNaN: true })), { nil: null });
    const some = fc.array(value, { maxLength: 40 });
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), some, some, fc.option(fc.nat(40)), (title, before, after, breach) => {
        const { svg } = chartSvg({
          ...quiet,
          title,
          before: points(-before.length, before),
          after: points(0, after),
          breachedAt: breach === null ? null : atMinute(breach),
        });
        assertDrawable(svg);
        return !/NaN|Infinity|undefined/.test(svg.replace(/<text[^>]*>[^<]*/g, ''));
      }),
      { numRuns: 60 },
    );
  });
});

describe('what is known', () => {
  test('holds until the next point, so the unknown ends where the next one begins', () => {
    const { unknownAfter } = timelineOf({ ...quiet, after: points(0, [1, null, null, 1, 1]) });

    expect(unknownAfter).toEqual([{ from: atMinute(1), to: atMinute(3) }]);
  });

  test('is not interrupted by points that are a little late', () => {
    const after = points(0, same(10, 1)).map(({ at, value }, index) => ({
      at: index === 5 ? atMinute(5.4) : at,
      value,
    }));

    expect(timelineOf({ ...quiet, after }).unknownAfter).toEqual([]);
  });

  test('does not reach over the deployment', () => {
    const { before, unknownAfter } = timelineOf({ ...quiet, after: points(3, same(10, 1)) });

    expect(before.at(-1)?.until).toBe(deployedAt);
    expect(unknownAfter).toEqual([{ from: deployedAt, to: atMinute(3) }]);
  });
});

describe('the axes', () => {
  test.each<[Measure, number, readonly number[]]>([
    ['error percent', 0, [0, 0.25, 0.5, 0.75, 1]],
    ['error percent', 11.4, [0, 5, 10, 15]],
    ['error percent', 100, [0, 25, 50, 75, 100]],
    ['failures in a row', 4, [0, 2, 4, 6]],
    ['memory percent', 55, [0, 25, 50, 75, 100]],
    ['p95 ms', 480, [0, 200, 400, 600]],
  ])('have few and round values: %s up to %d', (measure, highest, ticks) => {
    expect(valueTicks(measure, highest)).toEqual(ticks);
  });

  test('have at most five round times in UTC, whatever the length', () => {
    for (const minutes of [1, 5, 35, 90, 240, 1440, 10_080]) {
      const ticks = timeTicks({ from: deployedAt, to: atMinute(minutes) });
      expect(ticks.length).toBeGreaterThan(0);
      expect(ticks.length).toBeLessThanOrEqual(5);
    }
    expect(timeTicks({ from: atMinute(-30), to: atMinute(30) }).map(({ label }) => label)).toEqual([
      '13:45',
      '14:00',
      '14:15',
      '14:30',
    ]);
  });
});

describe('the look', () => {
  test.each([
    ['text', ink.text, ink.paper],
    ['muted text', ink.muted, ink.paper],
    ['the limit', ink.limit, ink.paper],
    ['what is usual', ink.bandText, ink.paper],
    ['the deployment', ink.onDeployed, ink.deployed],
    ['the breach', ink.onLimit, ink.limit],
    ['the middle', ink.text, ink.plot],
  ])('has a contrast of at least 4.5 for %s', (_, text, ground) => {
    expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
  });

  test.each([
    ['before', ink.before],
    ['after', ink.after],
    ['limit', ink.limit],
  ])('has a contrast of at least 3 for the line %s', (_, line) => {
    expect(contrast(line, ink.plot)).toBeGreaterThanOrEqual(3);
    expect(contrast(line, ink.band)).toBeGreaterThanOrEqual(3);
  });

  test('writes nothing smaller than a phone can show', () => {
    expect(Math.min(size.text, size.title)).toBeGreaterThanOrEqual(26);
    expect(chartSvg(breached).svg.match(/font-size="(\d+)"/g)).toEqual(['font-size="30"', 'font-size="38"']);
  });
});

/** WCAG 2.2: the ratio of the relative luminances of two colours. */
function contrast(one: string, other: string): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].toSorted((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
