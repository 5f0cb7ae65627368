/**
 * A calendar of its own to hold the code's against: wall clocks are read from Intl alone, and the moment at which one
 * shows a time is searched for. `Wall` is what a clock shows, as if it were UTC, in milliseconds.
 */
export type Wall = number;
export type Zone = { readonly name: string; shows(moment: number): Wall };

export const dayMs = 86_400_000;
const minuteMs = 60_000;

export function zoneOf(name: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  const seen = new Map<number, Wall>();
  return {
    name,
    shows(moment) {
      const known = seen.get(moment);
      if (known !== undefined) return known;
      const [month = 0, day = 0, year = 0, hour = 0, minute = 0] =
        format.format(moment).match(/\d+/g)?.map(Number) ?? [];
      const wall = Date.UTC(year, month - 1, day, hour, minute) + (moment % minuteMs);
      seen.set(moment, wall);
      return wall;
    },
  };
}

/**
 * The first moment at which the zone's clocks show this; where they jump over it, the moment at which they would have
 * shown it had they not been put forward.
 */
export function momentOf(zone: Zone, wall: Wall): number {
  const [before, later] = [wall - dayMs, wall + dayMs].map((moment) => zone.shows(moment) - moment) as [number, number];
  const shown = [wall - before, wall - later].filter((moment) => zone.shows(moment) === wall);
  return shown.length > 0 ? Math.min(...shown) : wall - before;
}

/** The days, as walls at midnight, on which the zone's clocks change between two moments; none change twice within a week and back. */
export function changesOf(zone: Zone, from: number, to: number): readonly Wall[] {
  const days: Wall[] = [];
  for (let week = from; week < to; week += 7 * dayMs) {
    if (zone.shows(week + 7 * dayMs) - zone.shows(week) === 7 * dayMs) continue;
    for (let day = week; day < week + 7 * dayMs; day += dayMs) {
      if (zone.shows(day + dayMs) - zone.shows(day) !== dayMs) days.push(midnight(zone.shows(day + dayMs)));
    }
  }
  return days;
}

export function midnight(wall: Wall): Wall {
  return Math.floor(wall / dayMs) * dayMs;
}

/** 0 is Sunday. */
export function weekdayOf(wall: Wall): number {
  return (((Math.floor(wall / dayMs) + 4) % 7) + 7) % 7;
}

export function dateOf(wall: Wall): string {
  return new Date(wall).toISOString().slice(0, 10);
}
