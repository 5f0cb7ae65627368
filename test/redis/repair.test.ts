import { expect, inject, test } from 'vitest';
import { createLedger } from '../../src/adapters/ledger/ledger.ts';
import { type LedgerEntry, link } from '../../src/domain/ledger/entry.ts';
import {
  type Bench,
  chain,
  commitAt,
  connectionTo,
  effect,
  empty,
  event,
  freshLedger,
  noon,
} from './ledger-support.ts';

test('a write that was torn after its events is noticed, refused to build on, and mended', async () => {
  const bench = await freshLedger();
  const { ledger } = bench;
  await ledger.commit(commitAt(empty, [event('one')]));
  const torn = await tear(bench);

  const head = await ledger.load(chain);
  expect(head).toMatchObject({ version: 1, newest: 3 });
  expect(await ledger.commit(commitAt(head, [event('built on a stale state')]))).toEqual({ kind: 'conflict' });
  expect(await ledger.entriesAfter(chain, head.version, 100)).toEqual(torn);

  const last = torn.at(-1);
  const repair = {
    ...commitAt(head, []),
    reached: { version: 3, head: last?.hash ?? '' },
    state: { notes: 3 },
    effects: [effect('card')],
    due: noon,
  };
  expect(await ledger.repair(repair)).toEqual({ kind: 'committed' });

  const whole = { chain, version: 3, head: last?.hash, state: { notes: 3 }, stateVersion: 3, newest: 3 };
  expect(await ledger.load(chain)).toEqual(whole);
  expect((await ledger.overdue(noon, 10)).map(({ id }) => id)).toEqual(['card']);
  expect(await ledger.entriesAfter(chain, 0, 100)).toHaveLength(3);
  expect(await ledger.commit(commitAt(await ledger.load(chain), [event('four')]))).toEqual({ kind: 'committed' });
});

test('of two that mend at once, one does and the other loads again', async () => {
  const bench = await freshLedger();
  await bench.ledger.commit(commitAt(empty, [event('one')]));
  const torn = await tear(bench);
  const other = createLedger({ redis: await connectionTo(inject('redisUrl')), prefix: bench.prefix });
  const head = await bench.ledger.load(chain);
  const repair = { ...commitAt(head, []), reached: { version: 3, head: torn.at(-1)?.hash ?? '' } };

  const answers = await Promise.all([bench.ledger.repair({ ...repair }), other.repair({ ...repair })]);

  expect(answers.map(({ kind }) => kind).toSorted()).toEqual(['committed', 'conflict']);
});

test('mending stops short of nothing: an event that came meanwhile makes it load again', async () => {
  const bench = await freshLedger();
  await bench.ledger.commit(commitAt(empty, [event('one')]));
  const torn = await tear(bench);
  const head = await bench.ledger.load(chain);

  const tooShort = { ...commitAt(head, []), reached: { version: 2, head: torn[0]?.hash ?? '' } };

  expect(await bench.ledger.repair(tooShort)).toEqual({ kind: 'conflict' });
});

/** Two events without what belongs to them: what an error in the middle of the script would leave. */
async function tear({ ledger, redis, prefix }: Bench): Promise<readonly LedgerEntry[]> {
  const { version, head } = await ledger.load(chain);
  const entries = link(chain, version, head, [event('two'), event('three')]);
  for (const entry of entries) {
    await redis.xadd(`${prefix}:ledger:${chain}`, `${entry.seq}-0`, 'e', JSON.stringify(entry));
  }
  return entries;
}
