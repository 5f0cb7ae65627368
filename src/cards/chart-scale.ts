import { epochMs, hour, type Instant, instantAt, minute, second } from '../domain/time.ts';
import { type Measure } from '../domain/watch/finding.ts';
import { type Stretch } from './chart-runs.ts';
import { clockText, dayText, isCount, secondsText } from './chart-words.ts';

/** Where a chart draws, in pixels of the image. */
export type Plot = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };

export type Scale = {
  readonly plot: Plot;
  readonly x: (at: Instant) => number;
  readonly y: (value: number) => number;
  readonly msPerPixel: number;
};

export function scaleOf(plot: Plot, { from, to }: Stretch, top: number): Scale {
  const start = epochMs(from);
  const msPerPixel = Math.max(1, epochMs(to) - start) / (plot.right - plot.left);
  const perValue = (plot.bottom - plot.top) / top;
  return {
    plot,
    msPerPixel,
    x: (at) => Math.min(plot.right, Math.max(plot.left, plot.left + (epochMs(at) - start) / msPerPixel)),
    y: (value) => plot.bottom - Math.min(top, Math.max(0, value)) * perValue,
  };
}

/** The values of the axis from 0 up; the last one is its end. Counts get whole numbers. */
export function valueTicks(measure: Measure, highest: number): readonly number[] {
  const isLevel = measure === 'cpu percent' || measure === 'memory percent';
  const least = isLevel ? 100 : isCount(measure) ? 4 : measure === 'error percent' ? 1 : 10;
  // A little air above the highest value; what cannot be above 100 needs none there.
  const airy = isLevel ? highest : highest * 1.08;
  const needed = Math.max(least, measure === 'error percent' ? Math.min(100, airy) : airy);
  const step = niceStep(needed / 4, isCount(measure) ? 1 : 0);
  const count = Math.ceil(needed / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

function niceStep(least: number, smallest: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, smallest)));
  const factor = [1, 2, 2.5, 5, 10].find((each) => {
    const step = each * power;
    return step >= least - 1e-9 && (smallest === 0 || Number.isInteger(step));
  });
  return (factor ?? 10) * power;
}

export type TimeTick = { readonly at: Instant; readonly label: string };

const day = 24 * hour;
const timeSteps = [
  ...[10, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 6, 12].map((count) => count * hour),
  ...[1, 2, 7, 30, 90].map((count) => count * day),
];
const mostTimeTicks = 5;

/** At most five, on round times in UTC. */
export function timeTicks({ from, to }: Stretch): readonly TimeTick[] {
  const start = epochMs(from);
  const end = epochMs(to);
  const step =
    timeSteps.find((each) => (end - start) / each < mostTimeTicks) ??
    Math.ceil((end - start) / mostTimeTicks / day) * day;
  const ticks: TimeTick[] = [];
  for (let ms = Math.ceil(start / step) * step; ms < end; ms += step) {
    const at = instantAt(ms);
    ticks.push({ at, label: step >= day ? dayText(at) : step < minute ? secondsText(at) : clockText(at) });
  }
  return ticks;
}

/** "1500"; on an axis that reaches 100,000 "50K", for there is room for five digits. */
export function tickText(value: number, highest: number): string {
  if (highest < 100_000) return String(value);
  if (highest >= 1e15) return value.toExponential(0);
  return new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 }).format(value);
}
