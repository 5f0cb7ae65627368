import { beforeAll, describe, expect, test } from 'vitest';
import { type PrivateRedis } from '../../sandbox/redis/private-redis.ts';
import { press, until } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, oneRun, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { expectSuccess, ownRedis, truthWithinMs, verified, waiting } from '../support/world-crash.ts';

describe('a bot that dies around the call to GitHub', () => {
  let redis: PrivateRedis;
  let world: ShopWorld;
  beforeAll(async () => {
    redis = await ownRedis();
    world = await startShops(
      { calling: { watch: null }, nothing: { watch: null }, unanswered: { watch: null } },
      { redis },
    );
  });

  test('while GitHub is being called finds the run that came of it, and calls no second time', async () => {
    const of = shop(world, 'calling');
    const release = await waiting(world, 'calling');
    await dieInTheCall(world, release, 'normal');
    await world.bot.start();
    await expectPhase(world, release, 'deploying', truthWithinMs);
    expect(calls(world, of.repo)).toBe(1);
    await expectSuccess(world, 'calling', release);
  });

  test('while GitHub is being called, and no run came of it, looks for one and calls no second time', async () => {
    const of = shop(world, 'nothing');
    const release = await waiting(world, 'nothing');
    await dieInTheCall(world, release, 'no-run');
    await world.bot.start();
    await until(
      'the search on the card',
      () => (cardWords(world, release).includes('Looking for the run') ? release : null),
      truthWithinMs,
    );
    expect(calls(world, of.repo)).toBe(1);
    expect(runsOf(world, of)).toHaveLength(0);
    await world.moveClock(125_000);
    await expect.poll(() => cardWords(world, release), soon).toContain('It never started');
  });

  test('before the answer of GitHub is recorded adopts the one run', async () => {
    const of = shop(world, 'unanswered');
    const release = await waiting(world, 'unanswered');
    world.github.world.nextDispatch('timeout-started');
    await press(world, 'U0ANA', release, 'release.approve');
    await oneRun(world, of);
    await world.bot.kill('SIGKILL');
    await world.bot.start();
    await expectPhase(world, release, 'deploying', truthWithinMs);
    expect(calls(world, of.repo)).toBe(1);
    await expectSuccess(world, 'unanswered', release);
  });

  test('leaves a chain that verifies, whenever it died', async () => {
    expect(await verified(world, redis)).toMatchObject({ kind: 'whole' });
  });
});

/** SIGKILL when the call has reached GitHub, which has not yet decided about it. */
async function dieInTheCall(world: ShopWorld, release: string, comes: 'normal' | 'no-run'): Promise<void> {
  await press(world, 'U0ANA', release, 'release.approve');
  if (comes === 'no-run') world.github.world.nextDispatch('reset-not-started');
  world.github.world.faults.slowMs = 300;
  const repo = `acme/${release.split('.')[0] ?? ''}`;
  await until('the call', () => (calls(world, repo) > 0 ? release : null));
  await world.bot.kill('SIGKILL');
  world.github.world.faults.slowMs = 0;
}

function calls(world: ShopWorld, repo: string): number {
  return world.github.world.calls.filter(
    ({ method, path }) => method === 'POST' && path.startsWith(`/repos/${repo}/`) && path.endsWith('/dispatches'),
  ).length;
}
