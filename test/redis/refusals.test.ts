import { expect, test } from 'vitest';
import { commitCall, reachedBy } from '../../src/adapters/ledger/commit-arguments.ts';
import { LedgerDamaged, LedgerUnavailable } from '../../src/adapters/ledger/errors.ts';
import { ledgerKeys } from '../../src/adapters/ledger/keys.ts';
import { createLedger } from '../../src/adapters/ledger/ledger.ts';
import { laneAggregate } from '../../src/domain/lane/aggregate.ts';
import { flowLedger } from '../../src/main-ledger.ts';
import {
  chain,
  commitAt,
  connectionTo,
  dumpOf,
  effect,
  empty,
  event,
  freshLedger,
  later,
  noon,
  ownServer,
} from './ledger-support.ts';

const everything = {
  effects: [effect('card'), effect('call')],
  due: later(1000),
  inputs: ['click-1'],
  projections: [
    { kind: 'open-row', release: 'r1', row: {} },
    { kind: 'lane-row', lane: chain, row: {} },
    { kind: 'ended', release: 'r0', at: noon, summary: {}, record: {} },
    { kind: 'incident-row', incident: 'i1', row: {} },
    { kind: 'incident-resolved', incident: 'i0', at: noon, row: {} },
  ],
} as const;

const claims = [{ effect: 'card', token: 1, settle: true }];
const all = commitAt(empty, [event('one')], { ...everything, claims });
const { keys } = commitCall(
  ledgerKeys('{any}'),
  'w.1',
  { ...all, reached: reachedBy(all), newest: 0 },
  { names: all.inputs, lifetimeMs: 1000 },
);
const names = keys.map((key) => key.slice('{any}'.length));

test.each(names)('a foreign key in the place of %s leaves nothing half-applied', async (name) => {
  const { ledger, redis, prefix } = await freshLedger();
  // A geo set is a sorted set and a bit field a string; a stream, or a list where a stream belongs, is neither.
  if (name.includes(':ledger:')) await redis.rpush(`${prefix}${name}`, 'foreign');
  else await redis.xadd(`${prefix}${name}`, '*', 'foreign', '1');
  const before = await dumpOf(redis, prefix);

  const outcome = await ledger.commit(all).catch((error: unknown) => error);

  expect(outcome).toBeInstanceOf(LedgerDamaged);
  expect(String(outcome)).toContain(`${prefix}${name} in Redis is a`);
  expect(await dumpOf(redis, prefix)).toEqual(before);
});

test('a commit that touches everything names every key of the ledger, but those that only others write', () => {
  const { claimTokens, copies, copyOf, ...others } = ledgerKeys('{any}');
  const fixed = Object.values(others).filter((key) => typeof key === 'string');
  expect(keys).toEqual(expect.arrayContaining(fixed));
  expect([claimTokens, copies, copyOf].filter((key) => keys.includes(key))).toEqual([]);
});

test('a full Redis refuses a commit whole, says why, and still records a stop', async () => {
  const server = await ownServer();
  const redis = await connectionTo(server.url);
  const ledger = createLedger({ redis, prefix: '{gonogo}' });
  await ledger.commit(commitAt(empty, [event('request')], { effects: [effect('card')] }));
  const head = await ledger.load(chain);
  await redis.config('SET', 'maxmemory', '1mb');
  const before = await dumpOf(redis, '{gonogo}');

  const refused = await ledger.commit(commitAt(head, [event('go')], everything)).catch((error: unknown) => error);

  expect(refused).toBeInstanceOf(LedgerUnavailable);
  expect(refused).toMatchObject({ outcome: 'nothing-written' });
  expect(String(refused)).toContain('its memory limit is reached');
  expect(await dumpOf(redis, '{gonogo}')).toEqual(before);

  expect(await ledger.commit(commitAt(head, [event('no-go')], everything), 'past-limit')).toEqual({
    kind: 'committed',
  });
  const claimed = await ledger.claim('card', 1000, noon);
  expect(await ledger.settle('card', claimed?.token ?? 0)).toBe('settled');
  expect(await ledger.load(chain)).toMatchObject({ version: 2 });
});

test('a full Redis that fills up in the middle of a soak never tears a commit', async () => {
  const server = await ownServer({ maxmemory: '4mb' });
  const redis = await connectionTo(server.url);
  const ledger = createLedger({ redis, prefix: '{gonogo}' });
  let committed = 0;
  let outcome: unknown = null;
  while (outcome === null && committed < 1000) {
    const big = event('x'.repeat(20_000));
    const commit = commitAt(await ledger.load(chain), [big, big], { effects: [effect(`e${committed}`)] });
    outcome = await ledger.commit(commit).then(
      () => null,
      (error: unknown) => error,
    );
    if (outcome === null) committed += 1;
  }

  expect(outcome).toMatchObject({ outcome: 'nothing-written' });
  expect(committed).toBeGreaterThan(10);
  expect(await ledger.load(chain)).toMatchObject({ version: committed * 2, newest: committed * 2 });
  expect(await redis.zcard('{gonogo}:outbox-due')).toBe(committed);
});

test('events that were taken away below the head stop the chain with a sentence', async () => {
  const { ledger, redis, prefix } = await freshLedger();
  await ledger.commit(commitAt(empty, [event(1), event(2), event(3)]));
  const head = await ledger.load(chain);
  await redis.xdel(`${prefix}:ledger:${chain}`, '3-0');

  await expect(ledger.load(chain)).rejects.toThrow('ends at event 2, but 3 were written');
  await expect(ledger.commit(commitAt(head, [event(4)]))).rejects.toThrow(LedgerDamaged);
  expect(await redis.xlen(`${prefix}:ledger:${chain}`)).toBe(2);
});

test('an event that was taken away between the saved state and the head stops the chain, too', async () => {
  const { ledger, redis, prefix } = await freshLedger();
  const state = { schema: laneAggregate.schema, [laneAggregate.name]: {} };
  await ledger.commit(commitAt(empty, [event(1)], { state }));
  await ledger.commit(commitAt(await ledger.load(chain), [event(2), event(3), event(4)], { state: null }));
  const flow = flowLedger(ledger, laneAggregate);
  expect((await flow.load(chain)).unseen.map(({ seq }) => seq)).toEqual([2, 3, 4]);
  await redis.xdel(`${prefix}:ledger:${chain}`, '3-0');

  await expect(flow.load(chain)).rejects.toThrow('ends at event 2, but 4 were written');
});

test('a state is never made from an event that was changed after it was written', async () => {
  const { ledger, redis, prefix } = await freshLedger();
  await ledger.commit(commitAt(empty, [event('one'), event('two'), event('three')]));
  const flow = flowLedger(ledger, laneAggregate);
  expect((await flow.load(chain)).unseen).toHaveLength(3);
  const stream = `${prefix}:ledger:${chain}`;
  const written = await redis.xrange(stream, '-', '+');
  await redis.del(stream);
  for (const [id, fields] of written) {
    await redis.xadd(stream, id, ...fields.map((field) => field.replace('"two"', '"2"')));
  }

  await expect(flow.load(chain)).rejects.toThrow(`Event 2 of ${chain} is not what was written there`);
});

test('a ledger whose end and head were both cut back refuses a second event of the same number', async () => {
  const { ledger, redis, prefix } = await freshLedger();
  await ledger.commit(commitAt(empty, [event(1)]));
  const one = await ledger.load(chain);
  await ledger.commit(commitAt(one, [event(2)]));
  await redis.xdel(`${prefix}:ledger:${chain}`, '2-0');
  await redis.hset(`${prefix}:state:${chain}`, 'version', '1', 'head', one.head);

  await expect(ledger.commit(commitAt(one, [event('another 2')]))).rejects.toThrow(LedgerDamaged);
});
