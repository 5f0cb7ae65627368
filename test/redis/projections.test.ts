import { type Redis } from 'ioredis';
import { expect, inject, test } from 'vitest';
import { type Ledger } from '../../src/adapters/ledger/ledger.ts';
import { createProjections, type Projections } from '../../src/adapters/ledger/projections.ts';
import { type ChainId } from '../../src/domain/ids.ts';
import { type Projection } from '../../src/domain/ledger/commit.ts';
import { chain, commitAt, connectionTo, event, freshLedger, later } from './ledger-support.ts';
import { lossyProxy } from './lossy-proxy.ts';

const search = 'lane.search.production' as ChainId;

test('open releases and lanes have one row each, and a closed release has none', async () => {
  const { ledger, read } = await bench();
  await project(ledger, chain, { kind: 'open-row', release: 'r1', row: { phase: 'preparing' } });
  await project(ledger, chain, { kind: 'open-row', release: 'r1', row: { phase: 'deploying' } });
  await project(ledger, search, { kind: 'open-row', release: 's1', row: {} });
  await project(ledger, search, { kind: 'no-open-row', release: 's1' });
  await project(ledger, chain, { kind: 'lane-row', lane: chain, row: { live: null } });

  expect(await read.openRows()).toEqual([{ release: 'r1', row: { phase: 'deploying' } }]);
  expect(await read.laneRows()).toEqual([{ lane: chain, row: { live: null } }]);
});

test('the five releases that ended last are at hand, newest first', async () => {
  const { ledger, read } = await bench();
  for (let index = 1; index <= 7; index += 1) await project(ledger, chain, ended(`r${index}`, index));

  expect(await read.recent()).toEqual(
    ['r7', 'r6', 'r5', 'r4', 'r3'].map((release) => ({ release, summary: { of: release } })),
  );
});

test('a release that ends twice, because a repair repeats it, is listed once', async () => {
  const { ledger, read } = await bench();
  await project(ledger, chain, ended('r1', 1));
  await project(ledger, chain, ended('r2', 2));
  await project(ledger, chain, ended('r1', 1));

  expect((await read.recent()).map(({ release }) => release)).toEqual(['r1', 'r2']);
  expect((await read.historyPage({ limit: 10 })).rows).toHaveLength(2);
});

test('history is read in pages, of all lanes or of one, also when two ended in the same millisecond', async () => {
  const { ledger, read } = await bench();
  for (let index = 0; index < 6; index += 1) await project(ledger, chain, ended(`r${index}`, Math.floor(index / 2)));
  await project(ledger, search, ended('s1', 1));

  const first = await read.historyPage({ chain, limit: 4 });
  const second = await read.historyPage({ chain, limit: 4, before: first.next ?? '' });

  expect([...first.rows, ...second.rows].map(({ release }) => release)).toEqual(['r5', 'r4', 'r3', 'r2', 'r1', 'r0']);
  expect(first.rows[0]).toEqual({ release: 'r5', at: later(2), summary: { of: 'r5' } });
  expect(second.next).toBeNull();
  expect((await read.historyPage({ limit: 10 })).rows).toHaveLength(7);
  expect(await read.historyPage({ limit: 10, before: 'unknown' })).toEqual({ rows: [], next: null });
  expect(await read.historyPage({ chain: 'lane.new.production' as ChainId, limit: 10 })).toEqual({
    rows: [],
    next: null,
  });
});

test('an incident has one row while something is to be done about it, and none afterwards', async () => {
  const { ledger, read } = await bench();
  const incident = 'inc-checkout.abcd1234';
  await project(ledger, chain, { kind: 'incident-row', incident, row: { phase: 'open' } });
  await project(ledger, search, { kind: 'incident-row', incident: 'inc-_.abcd1234', row: { phase: 'open' } });
  await project(ledger, chain, { kind: 'incident-row', incident, row: { phase: 'resolved' } });
  expect(await read.incidentRows()).toEqual(
    expect.arrayContaining([{ phase: 'resolved' }, { phase: 'open' }]) as unknown[],
  );

  await project(ledger, chain, { kind: 'incident-row', incident, row: null });
  expect(await read.incidentRows()).toEqual([{ phase: 'open' }]);
});

test('fifty resolved incidents are kept, the latest first, and one that is written again keeps its place', async () => {
  const { ledger, read, prefix, redis } = await bench();
  const resolved = Array.from({ length: 60 }, (_, index) => resolvedIncident(`i${index}`, index, 'at once'));
  await project(ledger, chain, ...resolved.slice(0, 55));
  await project(ledger, search, ...resolved.slice(55));
  await project(ledger, chain, resolvedIncident('i20', 20, 'with its review'));

  const all = await read.recentIncidents(100);
  expect(all).toHaveLength(50);
  expect(await read.recentIncidents(2)).toEqual([
    { of: 'i59', how: 'at once' },
    { of: 'i58', how: 'at once' },
  ]);
  expect(all[39]).toEqual({ of: 'i20', how: 'with its review' });
  expect(all.at(-1)).toEqual({ of: 'i10', how: 'at once' });
  expect(await redis.hlen(`${prefix}:incidents-resolved-rows`)).toBe(50);
  expect(await read.recentIncidents(0)).toEqual([]);
});

test('history begins with those that ended next after an instant, and goes on before it', async () => {
  const { ledger, read } = await bench();
  for (let index = 0; index < 6; index += 1) await project(ledger, chain, ended(`r${index}`, index));
  async function from(ms: number, newer: number, before?: string): Promise<readonly string[]> {
    const place = before === undefined ? {} : { before };
    const page = await read.historyPage({ chain, limit: 3, from: { notAfter: later(ms), newer }, ...place });
    return page.rows.map(({ release }) => release);
  }

  expect(await from(2, 0)).toEqual(['r2', 'r1', 'r0']);
  expect(await from(2, 1)).toEqual(['r3', 'r2', 'r1']);
  expect(await from(2, 1, 'r1')).toEqual(['r0']);
  expect(await from(2, 50)).toEqual(['r5', 'r4', 'r3']);
  expect(await from(9, 50)).toEqual(['r5', 'r4', 'r3']);
});

test('the record of an ended release is kept whole', async () => {
  const { ledger, read } = await bench();
  await project(ledger, chain, ended('r1', 1));

  expect(await read.record('r1')).toEqual({ whole: 'r1' });
  expect(await read.record('r2')).toBeNull();
});

test('reading the status moves the same bytes with 10 or 1,000 finished releases behind it', async () => {
  const { ledger, prefix } = await bench();
  const proxy = await lossyProxy(inject('redisUrl'));
  const read = createProjections({ redis: await connectionTo(proxy.url), prefix });
  const sizes: number[] = [];
  for (const until of [10, 1000]) {
    const done = sizes.length * 10;
    const projections = Array.from({ length: until - done }, (_, index) => ended(`r${done + index + 1000}`, index));
    await project(ledger, chain, ...projections);
    const before = proxy.bytesRead();
    await Promise.all([
      read.openRows(),
      read.laneRows(),
      read.recent(),
      read.historyPage({ limit: 20, chain: search }),
    ]);
    sizes.push(proxy.bytesRead() - before);
  }

  expect(sizes[1]).toBe(sizes[0]);
});

async function bench(): Promise<{ ledger: Ledger; read: Projections; prefix: string; redis: Redis }> {
  const { ledger, redis, prefix } = await freshLedger();
  return { ledger, read: createProjections({ redis, prefix }), prefix, redis };
}

function resolvedIncident(incident: string, ms: number, how: string): Projection {
  return { kind: 'incident-resolved', incident, at: later(ms), row: { of: incident, how } };
}

function ended(release: string, ms: number): Projection {
  return { kind: 'ended', release, at: later(ms), summary: { of: release }, record: { whole: release } };
}

async function project(ledger: Ledger, where: ChainId, ...projections: readonly Projection[]): Promise<void> {
  await ledger.commit(commitAt(await ledger.load(where), [event('ended')], { projections }));
}
