import { describe, expect, test } from 'vitest';
import { type ChainId } from '../../src/domain/ids.ts';
import { createLooks, type Look } from '../../src/jobs/looks.ts';
import { first } from '../support/lane.ts';
import { given } from '../support/lane-stages.ts';

const { lane } = given('preparing');
const chain = 'lane.checkout.production' as ChainId;

function look(number: number): Look {
  return { kind: 'look', release: first, look: number };
}

/** Looks that end when the test says so. */
function bench() {
  const ends: PromiseWithResolvers<void>[] = [];
  const begun: number[] = [];
  const failed: unknown[] = [];
  const looks = createLooks({
    take(_chain, _lane, { look: number }) {
      const end = Promise.withResolvers<void>();
      begun.push(number);
      ends.push(end);
      return end.promise;
    },
    failed: (_chain, error) => void failed.push(error),
  });
  return { looks, ends, begun, failed };
}

describe('looks in this process', () => {
  test('are taken one at a time at each lane, however often one falls due', async () => {
    const { looks, ends, begun } = bench();
    looks.begin(chain, lane, look(1));
    looks.begin(chain, lane, look(1));
    looks.begin('lane.shop.production' as ChainId, lane, look(7));
    expect(begun).toEqual([1, 7]);
    for (const end of ends) end.resolve();
    await looks.idle(10_000);
    looks.begin(chain, lane, look(2));

    expect(begun).toEqual([1, 7, 2]);
  });

  test('that fail are told, and keep no later one from being taken', async () => {
    const { looks, ends, begun, failed } = bench();
    looks.begin(chain, lane, look(1));
    ends[0]?.reject(new Error('Redis is gone'));
    await looks.idle(10_000);
    looks.begin(chain, lane, look(2));

    expect(failed).toEqual([new Error('Redis is gone')]);
    expect(begun).toEqual([1, 2]);
  });

  test('wait for room when production answers none of thousands', () => {
    const { looks, ends } = bench();
    for (let number = 0; looks.hasRoom(); number += 1)
      looks.begin(`lane.shop-${number}.production` as ChainId, lane, look(1));

    expect(ends).toHaveLength(2000);
  });

  test('are waited for when the process stops, and no longer than they may take', async () => {
    const { looks } = bench();
    looks.begin(chain, lane, look(1));

    await expect(looks.idle(1)).resolves.toBeUndefined();
  });
});
