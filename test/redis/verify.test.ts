import fc from 'fast-check';
import { type Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { verifyLedger } from '../../src/adapters/ledger/verify.ts';
import { type ChainId } from '../../src/domain/ids.ts';
import { link } from '../../src/domain/ledger/entry.ts';
import { type Bench, chain, commitAt, empty, event, freshLedger } from './ledger-support.ts';

const length = 12;

test('a ledger that nobody touched is whole, over several chains and pages', async () => {
  const { ledger } = await freshLedger();
  for (let index = 0; index < 5; index += 1) {
    const events = Array.from({ length: 500 }, (_, number) => event({ index, number }));
    await ledger.commit(commitAt(await ledger.load(chain), events));
  }
  await ledger.commit(commitAt({ ...empty, chain: 'lane.search.production' as ChainId }, [event(1)]));

  expect(await verifyLedger(ledger)).toEqual({ kind: 'whole', chains: 2, entries: 2501 });
});

test('an empty ledger is whole', async () => {
  const { ledger } = await freshLedger();

  expect(await verifyLedger(ledger)).toEqual({ kind: 'whole', chains: 0, entries: 0 });
});

type Stored = { readonly id: string; readonly json: string };
type Tampering = {
  readonly name: string;
  readonly apply: (stored: readonly Stored[], at: number) => readonly Stored[];
};

/** Each may happen at any event; the first bad event is then the one at that place. */
const tamperings: readonly Tampering[] = [
  { name: 'changed', apply: (stored, at) => edit(stored, at, (json) => json.replace('"word"', '"other"')) },
  { name: 'its actor changed', apply: (stored, at) => edit(stored, at, (json) => json.replace('U0ANA', 'U0EVE')) },
  { name: 'given another field', apply: (stored, at) => edit(stored, at, (json) => json.replace('{', '{"x":1,')) },
  {
    name: 'its hash changed',
    apply: (stored, at) => edit(stored, at, (json) => json.replace(/"hash":"..../, '"hash":"0000')),
  },
  { name: 'made unreadable', apply: (stored, at) => edit(stored, at, (json) => json.slice(0, -7)) },
  { name: 'dropped', apply: (stored, at) => stored.filter((_, index) => index !== at) },
  {
    name: 'dropped, with those after it moved up',
    apply: (stored, at) => renumber([...stored.slice(0, at), ...stored.slice(at + 1)]),
  },
  {
    name: 'moved to the end',
    apply: (stored, at) => renumber([...stored.slice(0, at), ...stored.slice(at + 1), ...stored.slice(at, at + 1)]),
  },
  {
    name: 'preceded by a forged one',
    apply: (stored, at) => renumber([...stored.slice(0, at), forged(at), ...stored.slice(at)]),
  },
  { name: 'replaced by a forged one', apply: (stored, at) => edit(stored, at, () => forged(at).json) },
];

test.each(tamperings)('names the first bad event when one was $name', async ({ apply }) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: length - 2 }), async (at) => {
      const bench = await untouched();
      await rewrite(bench.redis, `${bench.prefix}:ledger:${chain}`, (stored) => apply(stored, at));

      expect(await verifyLedger(bench.ledger)).toMatchObject({ kind: 'damaged', chain, seq: at + 1 });
    }),
    { numRuns: 6 },
  );
});

test.each([
  { name: 'the newest event was taken away', from: 0, to: -1, seq: length },
  { name: 'the last five were taken away', from: 0, to: -5, seq: length - 4 },
  { name: 'the first was taken away', from: 1, to: length, seq: 1 },
  { name: 'all were taken away', from: 0, to: 0, seq: 1 },
])('names the first missing event when $name', async ({ from, to, seq }) => {
  const bench = await untouched();
  await rewrite(bench.redis, `${bench.prefix}:ledger:${chain}`, (stored) => stored.slice(from, to));

  expect(await verifyLedger(bench.ledger)).toMatchObject({ kind: 'damaged', chain, seq });
});

test('notices a chain that is gone with its head, as long as its name is listed', async () => {
  const { ledger, redis, prefix } = await untouched();
  await redis.del(`${prefix}:ledger:${chain}`, `${prefix}:state:${chain}`);

  expect(await verifyLedger(ledger)).toMatchObject({ kind: 'damaged', chain, seq: 1 });
});

test('notices a saved head that names another event', async () => {
  const { ledger, redis, prefix } = await untouched();
  await redis.hset(`${prefix}:state:${chain}`, 'head', 'a'.repeat(64));

  const found = await verifyLedger(ledger);

  expect(found).toMatchObject({ kind: 'damaged', seq: length });
  expect(JSON.stringify(found)).toContain('saved head');
});

test('notices a state that somebody else has overwritten', async () => {
  const { ledger, redis, prefix } = await untouched();
  await redis.hset(`${prefix}:state:${chain}`, 'state', '{broken');

  const found = await verifyLedger(ledger);

  expect(found).toMatchObject({ kind: 'damaged' });
  expect(JSON.stringify(found)).toContain('cannot be read');
});

test('tells a torn write apart, and says that it will be mended', async () => {
  const { ledger, redis, prefix } = await untouched();
  const { version, head } = await ledger.load(chain);
  const [entry] = link(chain, version, head, [event('torn')]);
  await redis.xadd(`${prefix}:ledger:${chain}`, `${version + 1}-0`, 'e', JSON.stringify(entry));

  const found = await verifyLedger(ledger);

  expect(found).toMatchObject({ kind: 'damaged', seq: version + 1 });
  expect(JSON.stringify(found)).toContain('torn');
});

test('is not disturbed by commits that land while it walks', async () => {
  const { ledger } = await untouched();
  const walking = { ...ledger, load: withCommitAfter(ledger) };

  expect(await verifyLedger(walking)).toEqual({ kind: 'whole', chains: 1, entries: length + 1 });
});

function withCommitAfter(ledger: Bench['ledger']): Bench['ledger']['load'] {
  return async function loadAndCommit(name) {
    const head = await ledger.load(name);
    await ledger.commit(commitAt(head, [event('meanwhile')]));
    return head;
  };
}

async function untouched(): Promise<Bench> {
  const bench = await freshLedger();
  const events = Array.from({ length }, (_, index) => event({ index, say: 'word' }));
  await bench.ledger.commit(commitAt(empty, events));
  return bench;
}

/** Somebody with full access to Redis can only rewrite a stream by making it anew. */
async function rewrite(
  redis: Redis,
  key: string,
  change: (stored: readonly Stored[]) => readonly Stored[],
): Promise<void> {
  const before = await redis.xrange(key, '-', '+');
  const stored = change(before.map(([id, fields]) => ({ id, json: fields[1] ?? '' })));
  await redis.del(key);
  for (const { id, json } of stored) await redis.xadd(key, id, 'e', json);
}

function edit(stored: readonly Stored[], at: number, change: (json: string) => string): readonly Stored[] {
  return stored.map((each, index) => (index === at ? { ...each, json: change(each.json) } : each));
}

function renumber(stored: readonly Stored[]): readonly Stored[] {
  return stored.map(({ json }, index) => ({ id: `${index + 1}-0`, json }));
}

/** An event that is sound in itself and belongs to no history of this chain. */
function forged(at: number): Stored {
  const [entry] = link(chain, at, 'e'.repeat(64), [event('forged')]);
  return { id: `${at + 1}-0`, json: JSON.stringify(entry) };
}
