import { beginningLabel } from './chart-beginning.ts';
import { chartCaption } from './chart-caption.ts';
import { type ChartFacts } from './chart-facts.ts';
import { font, ink, size } from './chart-look.ts';
import { type LevelName, levelNames, marks, unknownKey } from './chart-marks.ts';
import { breachPoint, type Run, type Stretch, type Timeline, thinned, timelineOf } from './chart-runs.ts';
import { type Plot, type Scale, scaleOf, tickText, timeTicks, valueTicks } from './chart-scale.ts';
import { cutToWidth, empty, type Svg, svg, widthOf } from './chart-svg.ts';
import { bandText, clockText, dayText, isCount, valueText, wordsOf } from './chart-words.ts';

export type Chart = {
  /** A whole document of 1200 × 640 pixels, for both of Slack's themes. It refers to nothing outside but its font. */
  readonly svg: string;
  /** What the picture says, in words. */
  readonly caption: string;
};

/** One picture of one deployment: the same facts always make the same text. */
export function chartSvg(facts: ChartFacts): Chart {
  const timeline = timelineOf(facts);
  return { svg: drawing(facts, timeline).svg, caption: chartCaption(facts, timeline) };
}

const margin = 40;
const leftOfPlot = 132;
/** Room to the right of the plot for the day, when no level has a longer name. */
const leastRight = 216;

function drawing(facts: ChartFacts, timeline: Timeline): Svg {
  const { title, measure, threshold, baseline, deployedAt, begins, breachedAt } = facts;
  const names = [
    threshold === null ? '' : `limit ${valueText(measure, threshold)}`,
    baseline === null ? '' : `usual ${bandText(measure, baseline)}`,
  ] as const;
  const room = Math.max(leastRight, ...names.map((name) => widthOf(name, size.text) + 44));
  const plot: Plot = { left: leftOfPlot, right: size.width - room, top: 194, bottom: 562 };
  const ticks = valueTicks(measure, highestOf(facts, timeline));
  const scale = scaleOf(plot, timeline.span, ticks.at(-1) ?? 1);
  const unknown = [...timeline.unknownBefore, ...timeline.unknownAfter];
  const isEmpty = timeline.before.length === 0 && timeline.after.length === 0;
  const breach = breachedAt === null ? null : { x: scale.x(breachedAt), label: `Breach ${clockText(breachedAt)}` };

  return svg`<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" font-family="${font}" font-size="${size.text}">
<defs><pattern id="unknown" width="14" height="14" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="14" height="14" fill="${ink.hatchGround}"/><rect width="4" height="14" fill="${ink.hatch}"/></pattern></defs>
<rect width="${size.width}" height="${size.height}" fill="${ink.paper}"/>
<text x="${margin}" y="56" font-size="${size.title}" font-weight="700" fill="${ink.text}">${cutToWidth(title, size.title, size.width - 2 * margin)}</text>
<text x="${margin}" y="98" fill="${ink.muted}">${wordsOf(measure).heading}</text>
${unknownKey(unknown.length > 0 ? 'shown' : 'left out')}
<rect x="${plot.left}" y="${plot.top}" width="${plot.right - plot.left}" height="${plot.bottom - plot.top}" fill="${ink.plot}"/>
${grid(scale, ticks)}
${unknown.map((stretch) => hatched(scale, stretch))}
${baseline === null ? empty : band(scale, scale.y(baseline.high), scale.y(baseline.low))}
${timeAxis(scale, timeline.span)}
${threshold === null ? empty : limitLine(scale, scale.y(threshold))}
${timeline.before.map((run) => line(scale, run, isCount(measure) ? 'steps' : 'slopes', ink.before))}
${timeline.after.map((run) => line(scale, run, isCount(measure) ? 'steps' : 'slopes', ink.after))}
${marks(plot, { x: scale.x(deployedAt), label: beginningLabel(begins, deployedAt) }, breach)}
${breachDot(scale, facts, timeline)}
${isEmpty ? nothingKnown(plot) : empty}
${levelNames(plot, levels(facts, names, scale))}
</svg>
`;
}

function highestOf({ threshold, baseline }: ChartFacts, { before, after }: Timeline): number {
  let highest = Math.max(threshold ?? 0, baseline?.high ?? 0);
  for (const { points } of [...before, ...after]) for (const { value } of points) if (value > highest) highest = value;
  return highest;
}

function hatched({ plot, x }: Scale, { from, to }: Stretch): Svg {
  const left = x(from);
  return svg`<rect x="${left}" y="${plot.top}" width="${Math.max(4, x(to) - left)}" height="${plot.bottom - plot.top}" fill="url(#unknown)"/>`;
}

/** At least as high as can be seen: some measures are usually at one value. */
function band({ plot }: Scale, top: number, bottom: number): Svg {
  const height = Math.max(6, bottom - top);
  const from = Math.min(top, plot.bottom - height);
  return svg`<rect x="${plot.left}" y="${from}" width="${plot.right - plot.left}" height="${height}" fill="${ink.band}" fill-opacity="0.8"/>
<path d="M${plot.left},${from}H${plot.right}" stroke="${ink.bandEdge}" stroke-width="2"/>`;
}

function grid({ plot, y }: Scale, ticks: readonly number[]): Svg {
  return svg`${ticks.map(
    (tick) => svg`<path d="M${plot.left},${y(tick)}H${plot.right}" stroke="${ink.grid}" stroke-width="2"/>
<text x="${plot.left - 16}" y="${y(tick) + 11}" text-anchor="end" fill="${ink.muted}">${tickText(tick, ticks.at(-1) ?? tick)}</text>`,
  )}`;
}

function timeAxis({ plot, x }: Scale, span: Stretch): Svg {
  const below = plot.bottom + 46;
  const times = timeTicks(span).filter(({ at }) => x(at) < plot.right - 36);
  return svg`${times.map(
    ({ at, label }) => svg`<path d="M${x(at)},${plot.bottom}v10" stroke="${ink.axis}" stroke-width="3"/>
<text x="${x(at)}" y="${below}" text-anchor="middle" fill="${ink.muted}">${label}</text>`,
  )}
<path d="M${plot.left},${plot.bottom}H${plot.right}" stroke="${ink.axis}" stroke-width="2"/>
<text x="${size.width - margin}" y="${below}" text-anchor="end" fill="${ink.muted}">${dayText(span.from)}, UTC</text>`;
}

function limitLine({ plot }: Scale, y: number): Svg {
  return svg`<path d="M${plot.left},${y}H${plot.right}" stroke="${ink.limit}" stroke-width="4" stroke-dasharray="16 10"/>`;
}

/** A count stays as it is until the next point, so it is drawn in steps. */
function line({ x, y, msPerPixel }: Scale, { points, until }: Run, how: 'steps' | 'slopes', colour: string): Svg {
  const drawn = thinned(points, 2 * msPerPixel).map(({ at, value }, index) => {
    if (index === 0) return svg`M${x(at)},${y(value)}`;
    return how === 'steps' ? svg`H${x(at)}V${y(value)}` : svg`L${x(at)},${y(value)}`;
  });
  return svg`<path d="${drawn}H${x(until)}" fill="none" stroke="${colour}" stroke-width="5" stroke-linejoin="round" stroke-linecap="round"/>`;
}

function breachDot({ x, y }: Scale, facts: ChartFacts, timeline: Timeline): Svg {
  const point = breachPoint(facts, timeline);
  if (point === null) return empty;
  return svg`<circle cx="${x(point.at)}" cy="${y(point.value)}" r="11" fill="${ink.limit}" stroke="${ink.plot}" stroke-width="4"/>`;
}

function nothingKnown({ left, right, top, bottom }: Plot): Svg {
  const middle = { x: (left + right) / 2, y: (top + bottom) / 2 };
  return svg`<rect x="${middle.x - 170}" y="${middle.y - 32}" width="340" height="64" rx="8" fill="${ink.plot}"/>
<text x="${middle.x}" y="${middle.y + 11}" text-anchor="middle" font-weight="700" fill="${ink.text}">Nothing is known</text>`;
}

function levels(
  { threshold, baseline }: ChartFacts,
  [limit, usual]: readonly [string, string],
  { y }: Scale,
): readonly LevelName[] {
  const names: LevelName[] = [];
  if (threshold !== null) names.push({ y: y(threshold), label: limit, colour: ink.limit });
  if (baseline !== null)
    names.push({ y: (y(baseline.high) + y(baseline.low)) / 2, label: usual, colour: ink.bandText });
  return names;
}
