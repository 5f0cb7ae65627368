import { type Release } from '../../src/domain/release/release.ts';

const ranks: Readonly<Record<Release['phase'], number>> = {
  preparing: 0,
  'awaiting-decision': 1,
  scheduled: 2,
  ready: 2,
  dispatching: 2,
  deploying: 3,
  watching: 4,
  unverified: 4,
  ended: 5,
};

/** (round, attempt, phase): a release only ever grows in it. Before the run it may wait, be ready and be checked in turns. */
export function placeOf(release: Release): readonly number[] {
  const proposal = 'proposal' in release ? release.proposal : null;
  const attempt = 'attempt' in release ? release.attempt : 0;
  return [proposal?.round ?? 0, attempt, ranks[release.phase]];
}

export function isLess(here: readonly number[], there: readonly number[]): boolean {
  const place = here.findIndex((value, index) => value !== there[index]);
  return place !== -1 && (here[place] ?? 0) < (there[place] ?? -1);
}
