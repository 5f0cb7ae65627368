import fc from 'fast-check';
import { expect, test } from 'vitest';
import { firstFault } from '../../src/domain/ledger/entry.ts';
import { chain, commitAt, effect, empty, event, freshLedger, noon } from './ledger-support.ts';

const difficult = {
  text: 'Grüße, 你好, 👩‍🚀, \u202Eright to left, \u0000 nul, "quotes", back\\slash, line\nbreak',
  numbers: [1e14, 123456789012345, 9007199254740991, 1e21, 0.1, 1.0000000000000002, -0.000001, 5e-324],
  empty: [[], {}, '', null, [null, null], { nothing: [] }],
  truth: [true, false],
};

test('numbers, empty lists, nulls and every script of the world come back as they were written', async () => {
  const { ledger } = await freshLedger();
  const commit = commitAt(empty, [event(difficult)], {
    state: difficult,
    effects: [effect('card', { effect: difficult })],
  });
  await ledger.commit(commit);

  expect((await ledger.load(chain)).state).toEqual(difficult);
  expect((await ledger.claim('card', 1000, noon))?.entry.effect).toEqual(difficult);
  const entries = await ledger.entriesAfter(chain, 0, 10);
  expect(entries).toEqual(commit.entries);
  expect(firstFault(chain, entries)).toBeNull();
});

test('any JSON survives, and its hash still holds', async () => {
  const { ledger } = await freshLedger();
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const head = await ledger.load(chain);
      const commit = commitAt(head, [event(value)], { state: { value } });
      await ledger.commit(commit);
      const [read] = await ledger.entriesAfter(chain, head.version, 1);
      expect(firstFault(chain, read === undefined ? [] : [read], { seq: head.version, hash: head.head })).toBeNull();
      expect(JSON.stringify((await ledger.load(chain)).state)).toBe(JSON.stringify({ value }));
    }),
    { numRuns: 100 },
  );
});

test('a commit of 1,000 events and 1,000 inputs is one commit', async () => {
  const { ledger } = await freshLedger();
  const events = Array.from({ length: 1000 }, (_, index) => event({ index, text: 'x'.repeat(300) }));
  const inputs = events.map((_, index) => `click-${index}`);

  expect(await ledger.commit(commitAt(empty, events, { inputs }))).toEqual({ kind: 'committed' });
  expect(await ledger.commit(commitAt(empty, events, { inputs }))).toEqual({ kind: 'replayed', inputs });
  expect(await ledger.load(chain)).toMatchObject({ version: 1000, newest: 1000 });
});

test('a state of a megabyte is kept', async () => {
  const { ledger } = await freshLedger();
  await ledger.commit(commitAt(empty, [event(1)], { state: { text: 'ü'.repeat(500_000) } }));

  expect((await ledger.load(chain)).state).toEqual({ text: 'ü'.repeat(500_000) });
});
