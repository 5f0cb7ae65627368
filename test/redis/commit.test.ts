import { describe, expect, inject, test } from 'vitest';
import { createLedger } from '../../src/adapters/ledger/ledger.ts';
import { type Commit } from '../../src/domain/ledger/commit.ts';
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
} from './ledger-support.ts';
import { lossyProxy } from './lossy-proxy.ts';

describe('a commit', () => {
  test('writes events, state, effects, due time, rows and marks together', async () => {
    const { ledger, redis, prefix } = await freshLedger();
    const commit = commitAt(empty, [event('one'), event('two')], {
      effects: [effect('card')],
      due: later(60_000),
      inputs: ['click-1'],
      projections: [{ kind: 'open-row', release: 'r1', row: { phase: 'preparing' } }],
    });

    expect(await ledger.commit(commit)).toEqual({ kind: 'committed' });

    const head = commit.entries.at(-1)?.hash;
    expect(await ledger.load(chain)).toEqual({
      chain,
      version: 2,
      head,
      state: { notes: 2 },
      stateVersion: 2,
      newest: 2,
    });
    expect(await ledger.entriesAfter(chain, 0, 10)).toEqual(commit.entries);
    expect(await ledger.overdue(noon, 10)).toEqual([effect('card')]);
    expect(await ledger.dueChains(later(60_000), 10)).toMatchObject([{ chain }]);
    expect(await ledger.chains()).toEqual([chain]);
    expect(await redis.hget(`${prefix}:open`, 'r1')).toBe('{"phase":"preparing"}');
    expect(await redis.pttl(`${prefix}:seen:click-1`)).toBeGreaterThan(23 * 3_600_000);
  });

  test('without an input is known again for as long as it may be sent again, and not for a day', async () => {
    const { ledger, redis, prefix } = await freshLedger();
    await ledger.commit(commitAt(empty, [event(1)]));
    const [mark = ''] = await redis.keys(`${prefix}:seen:commit.*`);
    const left = await redis.pttl(mark);

    expect(left).toBeGreaterThan(4 * 60_000);
    expect(left).toBeLessThanOrEqual(5 * 60_000);
  });

  test('makes the chain stand elsewhere for whoever knew it before', async () => {
    const { ledger, redis, prefix } = await freshLedger();
    await ledger.commit(commitAt(empty, [event(1)]));
    const before = await ledger.load(chain);
    expect(await ledger.isAt(chain, before)).toBe(true);
    expect(await ledger.isAt(chain, { version: 1, head: 'a'.repeat(64) })).toBe(false);
    await ledger.commit(commitAt(before, [event(2)]));
    expect(await ledger.isAt(chain, before)).toBe(false);

    const now = await ledger.load(chain);
    await redis.xadd(`${prefix}:ledger:${chain}`, '3-0', 'e', '{}');
    expect(await ledger.isAt(chain, now)).toBe(false);
  });

  test('follows the one before it, and can be read from any event on', async () => {
    const { ledger } = await freshLedger();
    await ledger.commit(commitAt(empty, [event(1), event(2)]));
    await ledger.commit(commitAt(await ledger.load(chain), [event(3)]));

    expect(await ledger.load(chain)).toMatchObject({ version: 3, state: { notes: 3 } });
    expect((await ledger.entriesAfter(chain, 1, 1)).map((entry) => entry.data)).toEqual([2]);
    expect((await ledger.entriesAfter(chain, 3, 5)).length).toBe(0);
  });

  test('without a state leaves the one that was saved, and says which event that one follows', async () => {
    const { ledger } = await freshLedger();
    await ledger.commit(commitAt(empty, [event(1)]));
    const vote = commitAt(await ledger.load(chain), [event(2)], { state: null });
    await ledger.commit(vote);
    const head = vote.entries.at(-1)?.hash;

    expect(await ledger.load(chain)).toEqual({
      chain,
      version: 2,
      head,
      state: { notes: 1 },
      stateVersion: 1,
      newest: 2,
    });
    expect(await ledger.commit(commitAt(await ledger.load(chain), [event(3)]))).toEqual({ kind: 'committed' });
    expect(await ledger.load(chain)).toMatchObject({ version: 3, state: { notes: 3 }, stateVersion: 3 });
  });

  test('is refused whole when another writer was first', async () => {
    const { ledger, redis, prefix } = await freshLedger();
    await ledger.commit(commitAt(empty, [event('first')]));
    const before = await dumpOf(redis, prefix);

    const late = commitAt(empty, [event('second')], { effects: [effect('x')], inputs: ['click-2'], due: noon });

    expect(await ledger.commit(late)).toEqual({ kind: 'conflict' });
    expect(await dumpOf(redis, prefix)).toEqual(before);
  });

  test('is refused when the version is right and the history behind it is another', async () => {
    const { ledger } = await freshLedger();
    await ledger.commit(commitAt(empty, [event('first')]));

    const other = commitAt({ ...empty, version: 1, head: 'f'.repeat(64) }, [event('second')]);

    expect(await ledger.commit(other)).toEqual({ kind: 'conflict' });
  });

  test('answers a redelivered click by naming it, and writes nothing', async () => {
    const { ledger, redis, prefix } = await freshLedger();
    await ledger.commit(commitAt(empty, [event('vote')], { inputs: ['click-1'] }));
    const before = await dumpOf(redis, prefix);

    const again = commitAt(await ledger.load(chain), [event('vote'), event('vote')], {
      inputs: ['click-0', 'click-1'],
    });

    expect(await ledger.commit(again)).toEqual({ kind: 'replayed', inputs: ['click-1'] });
    expect(await dumpOf(redis, prefix)).toEqual(before);
  });

  test('names a redelivered click also when the chain has moved on since', async () => {
    const { ledger } = await freshLedger();
    await ledger.commit(commitAt(empty, [event('vote')], { inputs: ['click-1'] }));

    const stale = commitAt(empty, [event('vote')], { inputs: ['click-1'] });

    expect(await ledger.commit(stale)).toEqual({ kind: 'replayed', inputs: ['click-1'] });
  });

  test('may take an input without an event, and leaves state and version alone', async () => {
    const { ledger } = await freshLedger();
    await ledger.commit(commitAt(empty, [event('one')]));
    const head = await ledger.load(chain);

    expect(await ledger.commit(commitAt(head, [], { inputs: ['refused-click'], state: 'ignored' }))).toEqual({
      kind: 'committed',
    });
    expect(await ledger.load(chain)).toEqual(head);
    expect(await ledger.commit(commitAt(head, [], { inputs: ['refused-click'] }))).toMatchObject({ kind: 'replayed' });
  });

  test('brings a due time forward and never puts it off', async () => {
    const { ledger } = await freshLedger();
    await ledger.commit(commitAt(empty, [event(1)], { due: noon }));
    await ledger.commit(commitAt(await ledger.load(chain), [event(2)], { due: later(5000) }));
    await ledger.commit(commitAt(await ledger.load(chain), [event(3)], { due: null }));

    expect(await ledger.dueChains(later(1_000_000), 10)).toEqual([{ chain, at: noon }]);
  });

  test('moves a due time on once it was looked at, unless it was brought forward meanwhile', async () => {
    const { ledger } = await freshLedger();
    await ledger.commit(commitAt(empty, [event(1)], { due: later(1000) }));
    await ledger.bringForward(chain, noon);
    await ledger.reschedule(chain, later(1000), later(9000), null);
    expect(await ledger.dueChains(later(20_000), 10)).toEqual([{ chain, at: noon }]);

    await ledger.reschedule(chain, noon, later(9000), 1);
    expect(await ledger.dueChains(later(20_000), 10)).toEqual([{ chain, at: later(9000) }]);

    await ledger.reschedule(chain, later(9000), null, null);
    expect(await ledger.dueChains(later(20_000), 10)).toEqual([]);
  });

  test('lets one of all who found a chain due move its time on, and so act on it', async () => {
    const { ledger } = await freshLedger();
    await ledger.commit(commitAt(empty, [event(1)], { due: noon }));
    const moves = Array.from({ length: 5 }, () => ledger.reschedule(chain, noon, later(15_000), 1));

    expect((await Promise.all(moves)).filter((answer) => answer === 'moved')).toHaveLength(1);
  });

  test('keeps a due time when the chain was changed since it was looked at', async () => {
    const { ledger } = await freshLedger();
    await ledger.commit(commitAt(empty, [event(1)], { due: noon }));
    const { version } = await ledger.load(chain);
    await ledger.commit(commitAt(await ledger.load(chain), [event(2)], { due: later(50) }));

    expect(await ledger.reschedule(chain, noon, later(60_000), version)).toBe('kept');
    expect(await ledger.dueChains(later(20_000), 10)).toEqual([{ chain, at: noon }]);
    expect(await ledger.reschedule(chain, noon, later(60_000), 2)).toBe('moved');
  });

  test('is refused before it is sent when its events do not follow from what it expects', async () => {
    const { ledger } = await freshLedger();
    const commit: Commit = { ...commitAt(empty, [event(1)]), expected: { version: 4, head: 'a'.repeat(64) } };

    await expect(ledger.commit(commit)).rejects.toThrow('does not follow');
  });

  test('takes one round trip to Redis', async () => {
    const { ledger: direct, prefix } = await freshLedger();
    const proxy = await lossyProxy(inject('redisUrl'));
    const ledger = createLedger({ redis: await connectionTo(proxy.url), prefix });
    await ledger.commit(commitAt(empty, [event(1)]));
    const state = { text: 'x'.repeat(4000) };
    const commit = commitAt(await direct.load(chain), [event(2)], { state, effects: [effect('a')], inputs: ['b'] });
    const before = proxy.requests();

    await ledger.commit(commit);

    expect(proxy.requests() - before).toBe(1);
  });
});

test('of two writers that race, exactly one wins each round, and the chain stays whole', async () => {
  const { ledger, prefix } = await freshLedger();
  const other = createLedger({ redis: await connectionTo(inject('redisUrl')), prefix });
  let wins = 0;
  for (let round = 0; round < 200; round += 1) {
    const head = await ledger.load(chain);
    const answers = await Promise.all([
      ledger.commit(commitAt(head, [event({ round, by: 'one' })])),
      other.commit(commitAt(head, [event({ round, by: 'other' })])),
    ]);
    wins += answers.filter((answer) => answer.kind === 'committed').length;
  }
  expect(wins).toBe(200);
  expect(await ledger.load(chain)).toMatchObject({ version: 200 });
});

test('two writers with word for word the same events do not both win', async () => {
  const { ledger, prefix } = await freshLedger();
  const other = createLedger({ redis: await connectionTo(inject('redisUrl')), prefix });

  const answers = await Promise.all([
    ledger.commit(commitAt(empty, [event('expired')])),
    other.commit(commitAt(empty, [event('expired')])),
  ]);

  expect(answers.map((answer) => answer.kind).toSorted()).toEqual(['committed', 'conflict']);
});
