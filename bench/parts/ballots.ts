import { type SlackUserId } from '../../src/domain/ids.ts';
import { type Pressable, type Vote } from './clicks.ts';

/** One vote that is still to be cast, with the request that casts it. */
export type Ballot = Vote & { readonly request: Buffer };

export type Ballots = { next(this: void, count: number): readonly Ballot[] };

/**
 * Every person votes once on every release. `lane-by-lane`: neighbours are votes on different releases.
 * `voter-by-voter`: neighbours are votes on the same release.
 */
export function ballotsFor(
  cards: readonly Pressable[],
  voters: readonly SlackUserId[],
  order: 'lane-by-lane' | 'voter-by-voter',
): Ballots {
  let used = 0;

  function ballot(): Ballot {
    const number = used;
    used += 1;
    const [card, voter] =
      order === 'lane-by-lane'
        ? [cards[number % cards.length], voters[Math.floor(number / cards.length)]]
        : [cards[Math.floor(number / voters.length)], voters[number % voters.length]];
    if (card === undefined || voter === undefined) throw new Error('Everybody has voted on everything.');
    return { release: card.release, by: voter, request: card.press(voter) };
  }

  return { next: (count) => Array.from({ length: count }, ballot) };
}
