import { ink, size } from './chart-look.ts';
import { type Plot } from './chart-scale.ts';
import { empty, type Svg, svg, widthOf } from './chart-svg.ts';

/** Something that happened at one moment: a line through the plot with its name above it. */
type Mark = { readonly x: number; readonly label: string; readonly ground: string; readonly text: string };

type Placed = Mark & { readonly left: number; readonly width: number };

const edge = 14;
const padding = 14;
const apart = 8;
/** How far a name reaches beyond its line, so that the line meets its straight edge. */
const inset = 12;
const pill = { top: 126, height: 48 };

/**
 * The deployment and the breach. The first name lies to the left of its line and the second to the right; where the
 * image ends or they would cover each other they move, and a short piece of line leads to the name.
 */
export function marks(
  plot: Plot,
  deployed: { readonly x: number; readonly label: string },
  breached: { readonly x: number; readonly label: string } | null,
): Svg {
  const first = leftOf(plot, { ...deployed, ground: ink.deployed, text: ink.onDeployed });
  if (breached === null) return drawn(plot, first);
  const second = rightOf({ ...breached, ground: ink.limit, text: ink.onLimit });
  const [one, other] = cleared(first, second);
  return svg`${drawn(plot, one)}
${drawn(plot, other)}`;
}

/** Where there is no room, it lies to the right all the same: to the left are the numbers of the axis. */
function leftOf(plot: Plot, mark: Mark): Placed {
  const width = pillWidth(mark.label);
  return { ...mark, width, left: mark.x - width < plot.left ? mark.x - inset : mark.x - width + inset };
}

function rightOf(mark: Mark): Placed {
  const width = pillWidth(mark.label);
  return { ...mark, width, left: Math.min(size.width - edge - width, mark.x - inset) };
}

/** Moves the second name to the right as far as there is room, and the first one to the left for the rest. */
function cleared(first: Placed, second: Placed): readonly [Placed, Placed] {
  const left = Math.max(second.left, Math.min(first.left + first.width + apart, size.width - edge - second.width));
  const overlap = first.left + first.width + apart - left;
  return [overlap > 0 ? { ...first, left: first.left - overlap } : first, { ...second, left }];
}

function pillWidth(label: string): number {
  return widthOf(label, size.text) + 2 * padding;
}

function drawn({ top, bottom }: Plot, { x, left, width, label, ground, text }: Placed): Svg {
  const foot = pill.top + pill.height;
  const nearest = Math.min(left + width - padding, Math.max(left + padding, x));
  const isAbove = x >= left && x <= left + width;
  const lead = isAbove ? svg`M${x},${foot - 4}` : svg`M${nearest},${foot - 4}L${x},${top}`;
  return svg`<path d="${lead}L${x},${bottom}" fill="none" stroke="${ground}" stroke-width="4"/>
<rect x="${left}" y="${pill.top}" width="${width}" height="${pill.height}" rx="8" fill="${ground}"/>
<text x="${left + width / 2}" y="${pill.top + 35}" text-anchor="middle" font-weight="700" fill="${text}">${label}</text>`;
}

/** A name at the right end of a level of the plot, with a short piece of line that leads to it. */
export type LevelName = { readonly y: number; readonly label: string; readonly colour: string };

const lineHeight = 42;

/** From the highest level down, none over another, and none below the plot. */
export function levelNames({ right, top, bottom }: Plot, names: readonly LevelName[]): Svg {
  let floor = bottom + lineHeight / 2;
  const placed = names
    .toSorted((one, other) => other.y - one.y)
    .map((name) => {
      const y = Math.max(top + lineHeight / 2, Math.min(name.y, floor - lineHeight / 2));
      floor = y - lineHeight / 2;
      return { ...name, at: y };
    });
  return svg`${placed.map(
    ({ y, at, label, colour }) =>
      svg`<path d="M${right},${y}L${right + 16},${at}" stroke="${colour}" stroke-width="3" fill="none"/>
<text x="${right + 22}" y="${at + 11}" font-weight="700" fill="${colour}">${label}</text>`,
  )}`;
}

/** What hatching means, at the right end of the line below the title. */
export function unknownKey(isNeeded: 'shown' | 'left out'): Svg {
  if (isNeeded === 'left out') return empty;
  const right = size.width - 40;
  return svg`<rect x="${right - 186}" y="71" width="44" height="30" fill="url(#unknown)" stroke="${ink.hatch}"/>
<text x="${right}" y="98" text-anchor="end" fill="${ink.muted}">unknown</text>`;
}
