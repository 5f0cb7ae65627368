import { expect, inject, test } from 'vitest';
import { readProjectFile } from '../architecture/project-files.ts';
import { folderWith, type Ran, runCli } from '../cli/run-cli.ts';
import { type Bench, chain, commitAt, empty, event, freshLedger } from './ledger-support.ts';

async function verifyUnder(prefix: string): Promise<Ran> {
  return await runCli(['verify', '--prefix', prefix], { variables: { REDIS_URL: inject('redisUrl') } });
}

async function withEvents(): Promise<Bench> {
  const bench = await freshLedger();
  await bench.ledger.commit(commitAt(empty, [event('first'), event('second'), event('third')]));
  return bench;
}

test('gonogo verify ends with 0 for a ledger that is whole', async () => {
  const { prefix } = await withEvents();

  expect(await verifyUnder(prefix)).toEqual({ code: 0, out: 'The ledger is whole: 3 events in 1 chain.\n', err: '' });
});

test('gonogo verify ends with 1 and names the first bad event when one was changed', async () => {
  const { prefix, redis } = await withEvents();
  const key = `${prefix}:ledger:${chain}`;
  const stored = await redis.xrange(key, '-', '+');
  await redis.del(key);
  for (const [id, fields] of stored) await redis.xadd(key, id, 'e', (fields[1] ?? '').replace('second', 'forged'));

  const { code, out } = await verifyUnder(prefix);

  expect(code).toBe(1);
  expect(out).toContain(`The first bad event is number 2 of ${chain}. Its content was changed after it was written.`);
});

test('gonogo verify ends with 1 when something else lies where the ledger should', async () => {
  const { prefix, redis } = await freshLedger();
  await redis.set(`${prefix}:chains`, 'not a set');

  expect(await verifyUnder(prefix)).toMatchObject({ code: 1, err: '' });
});

test('gonogo verify finds the ledger under the prefix of gonogo.yaml, and writes nothing', async () => {
  const { prefix, redis } = await withEvents();
  const config = `${readProjectFile('gonogo.example.yaml')}\nledger: { prefix: "${prefix}" }\n`;
  const folder = await folderWith({ 'gonogo.yaml': config });
  const before = await redis.keys(`${prefix}:*`);

  const { code, out } = await runCli(['verify'], { folder, variables: { REDIS_URL: inject('redisUrl') } });

  expect({ code, out }).toEqual({ code: 0, out: 'The ledger is whole: 3 events in 1 chain.\n' });
  expect((await redis.keys(`${prefix}:*`)).toSorted()).toEqual(before.toSorted());
});

test('gonogo verify says that there is no ledger, and does not call that whole', async () => {
  const { out } = await verifyUnder('{nothing-here}');

  expect(out).toContain('There is no ledger under {nothing-here}');
  expect(out).not.toContain('whole');
});

test('gonogo verify ends with 2 when gonogo.yaml does not say where the ledger lies', async () => {
  const folder = await folderWith({ 'gonogo.yaml': 'version: 2\n' });

  const { code, err } = await runCli(['verify'], { folder, variables: { REDIS_URL: inject('redisUrl') } });

  expect(code).toBe(2);
  expect(err).toContain('Run gonogo check, or give --prefix.');
});
