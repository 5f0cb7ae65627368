import { expect, test } from 'vitest';
import { type ChainId } from '../../src/domain/ids.ts';
import { UnknownEvent } from '../../src/domain/ledger/events-of.ts';
import { releaseIn } from '../../src/main-incidents.ts';
import { first } from '../support/lane.ts';

const newer = { chain: 'lane.checkout.production' as ChainId, seq: 7, type: 'SomethingNew', v: 1 };

test('an incident is read, and people are paged about it, although its lane was written by a newer Gonogo', async () => {
  const unreadable = { view: () => Promise.reject(new UnknownEvent(newer)) };

  expect(await releaseIn(unreadable, first)).toBeNull();
});

test('a ledger that does not answer is no reason to leave the release out', async () => {
  const away = { view: () => Promise.reject(new Error('Redis does not answer')) };

  await expect(releaseIn(away, first)).rejects.toThrow('Redis does not answer');
});
