import { type SetDifference } from './reason.ts';

/** Names that have to be found, or how many different ones when any will do. */
export type Wanted = readonly string[] | number;

/** Names are compared as sets, exactly as they are written: twelve names of which two are the same are eleven. */
export function differenceOf(found: readonly string[], wanted: Wanted): SetDifference {
  const distinct = new Set(found);
  const twice = [...distinct].filter((name) => found.indexOf(name) !== found.lastIndexOf(name));
  if (typeof wanted === 'number') return { wanted, distinct: distinct.size, absent: [], twice, extra: [] };
  const asked = new Set(wanted);
  return {
    wanted: asked.size,
    distinct: distinct.size,
    absent: [...asked].filter((name) => !distinct.has(name)),
    twice,
    extra: [...distinct].filter((name) => !asked.has(name)),
  };
}

export function isSame(difference: SetDifference): boolean {
  const { wanted, distinct, absent, twice, extra } = difference;
  return distinct === wanted && absent.length === 0 && twice.length === 0 && extra.length === 0;
}
