import { expect, inject, test } from 'vitest';
import { LedgerUnavailable } from '../../src/adapters/ledger/errors.ts';
import { createLedger } from '../../src/adapters/ledger/ledger.ts';
import { type ChainId } from '../../src/domain/ids.ts';
import { chain, commitAt, connectionTo, effect, empty, event, freshLedger, noon, ownServer } from './ledger-support.ts';
import { lossyProxy } from './lossy-proxy.ts';

test.each([
  { kind: 'with an input', inputs: ['click-lost'] },
  { kind: 'without inputs', inputs: [] },
])('a commit $kind whose answer was lost is sent again by the client and knows itself', async ({ inputs }) => {
  const { ledger: direct, prefix } = await freshLedger();
  const proxy = await lossyProxy(inject('redisUrl'));
  const ledger = createLedger({ redis: await connectionTo(proxy.url), prefix });
  await ledger.commit(commitAt(empty, [event('before')]));

  proxy.loseAnswerTo('the lost one');
  const answer = await ledger.commit(commitAt(await direct.load(chain), [event('the lost one')], { inputs }));

  expect(answer).toEqual({ kind: 'committed' });
  expect(proxy.lost()).toBe(1);
  expect(proxy.sent('the lost one')).toBe(2);
  expect((await direct.load(chain)).version).toBe(2);
});

test('a commit that settled a claim knows itself too, although the claim is gone', async () => {
  const { ledger: direct, prefix } = await freshLedger();
  const proxy = await lossyProxy(inject('redisUrl'));
  const ledger = createLedger({ redis: await connectionTo(proxy.url), prefix });
  await ledger.commit(commitAt(empty, [event('asked')], { effects: [effect('call')] }));
  const claimed = await ledger.claim('call', 1000, noon);

  proxy.loseAnswerTo('recorded');
  const claims = [{ effect: 'call', token: claimed?.token ?? 0, settle: true }];
  const answer = await ledger.commit(commitAt(await direct.load(chain), [event('recorded')], { claims }));

  expect(answer).toEqual({ kind: 'committed' });
  expect(proxy.lost()).toBe(1);
});

test('a commit that timed out and landed after all is committed once, when it is given again', async () => {
  const server = await ownServer();
  const redis = await connectionTo(server.url, 'ack');
  redis.options.commandTimeout = 50;
  const ledger = createLedger({ redis, prefix: '{gonogo}' });
  const commit = commitAt(empty, [event('slow')], { inputs: ['click-slow'] });
  // The server knows the script from here on, so the request that times out is the commit itself.
  await ledger.commit(commitAt({ ...empty, chain: 'lane.search.production' as ChainId }, [event('before')]));

  process.kill(server.pid() ?? 0, 'SIGSTOP');
  const outcome = await ledger.commit(commit).catch((error: unknown) => error);
  process.kill(server.pid() ?? 0, 'SIGCONT');

  expect(outcome).toBeInstanceOf(LedgerUnavailable);
  expect(outcome).toMatchObject({ outcome: 'unknown' });
  await expect.poll(async () => (await ledger.load(chain)).version).toBe(1);
  expect(await ledger.commit(commit)).toEqual({ kind: 'committed' });
  expect(await ledger.commit(commitAt(empty, [event('slow')], { inputs: ['click-slow'] }))).toEqual({
    kind: 'replayed',
    inputs: ['click-slow'],
  });
  expect((await ledger.load(chain)).version).toBe(1);
});

test('a Redis that is gone is said in one sentence', async () => {
  const server = await ownServer();
  const redis = await connectionTo(server.url, 'ack');
  const ledger = createLedger({ redis, prefix: '{gonogo}' });
  await server.kill();
  await expect.poll(() => redis.status).not.toBe('ready');

  await expect(ledger.commit(commitAt(empty, [event(1)]))).rejects.toThrow(
    /^Redis did not confirm a commit to lane\.checkout\.production .* trying again is safe\.$/,
  );
});
