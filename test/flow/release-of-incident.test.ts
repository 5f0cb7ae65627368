import { expect, test } from 'vitest';
import { type ChainId, type ReleaseId } from '../../src/domain/ids.ts';
import { UnknownEvent } from '../../src/domain/ledger/events-of.ts';
import { releaseIn, toUndoIn } from '../../src/main-incidents.ts';
import { otherRelease } from '../cards/fixtures.ts';
import { deploying, ended, outcomes, rollingBack, view } from '../cards/releases.ts';
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

test('what Roll back would undo is the release that alarmed, and for a rollback what it was to undo', async () => {
  const asked: string[] = [];
  const failed = view(ended(outcomes.failed));
  const readings = {
    async view(id: ReleaseId) {
      asked.push(id);
      return failed;
    },
  };

  expect(await toUndoIn(readings, failed)).toBe(failed);
  expect(asked).toEqual([]);
  expect(await toUndoIn(readings, view(rollingBack(deploying)))).toBe(failed);
  expect(asked).toEqual([otherRelease]);
  expect(await toUndoIn(readings, null)).toBeNull();
});
