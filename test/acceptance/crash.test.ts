import { Queue } from 'bullmq';
import { type Redis } from 'ioredis';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type PrivateRedis } from '../../sandbox/redis/private-redis.ts';
import { phaseOf, press, toldTo, until } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, oneRun, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { connection, expectSuccess, ownRedis, truthWithinMs, verified, waiting } from '../support/world-crash.ts';
import { readLedger } from '../support/world-ledger.ts';

const crowd = Array.from({ length: 24 }, (_, at) => ({ id: `U0VOTER${at}`, name: `voter${at}` }));

describe('a bot that dies', () => {
  let redis: PrivateRedis;
  let world: ShopWorld;
  beforeAll(async () => {
    redis = await ownRedis();
    const names = ['unwritten', 'written', 'rechecking', 'intended', 'adopted', 'drawing', 'watching'];
    world = await startShops(
      Object.fromEntries(names.map((name) => [name, name === 'watching' ? {} : { watch: null }])),
      { redis },
    );
  });

  test('before a go is written has taken no decision, and the buttons still work', async () => {
    const release = await waiting(world, 'unwritten');
    const admin = connection(redis);
    await admin.client('PAUSE', 20_000, 'WRITE');
    const pressed = press(world, 'U0ANA', release, 'release.approve');
    await until('the go waits for Redis', async () => ((await blockedOn(admin)) ? release : null));
    await world.bot.kill('SIGKILL');
    expect((await pressed).outcome).toBe('unreachable');
    await admin.client('UNPAUSE');
    expect(await readLedger(world).votes('unwritten')).toEqual([]);

    await world.bot.start();
    await press(world, 'U0ANA', release, 'release.approve');
    await expectSuccess(world, 'unwritten', release);
  });

  test('after a go is written has lost nothing, and the same click delivered again counts once', async () => {
    const release = await waiting(world, 'written');
    const ledger = readLedger(world);
    const pressed = press(world, 'U0ANA', release, 'release.approve');
    await ledger.reaches('written', 'VoteCast');
    await world.bot.kill('SIGKILL');
    await pressed;
    const click = world.slack.lastRequest ?? undefined;
    await world.bot.start();
    expect(await world.slack.resend(click)).toMatchObject({ status: 200 });
    await expectPhase(world, release, 'deploying', truthWithinMs);
    expect(await ledger.votes('written')).toEqual(['U0ANA']);
    await expectSuccess(world, 'written', release);
  });

  test('while it checks everything once more goes on with that', async () => {
    const release = await waiting(world, 'rechecking');
    world.github.world.faults.slowMs = 1000;
    await press(world, 'U0ANA', release, 'release.approve');
    await readLedger(world).reaches('rechecking', 'RecheckBegun');
    await world.bot.kill('SIGKILL');
    world.github.world.faults.slowMs = 0;
    expect(runsOf(world, shop(world, 'rechecking'))).toHaveLength(0);
    await world.bot.start();
    await expectSuccess(world, 'rechecking', release);
  });

  test('after the intent is written and before anybody acts on it starts one run afterwards', async () => {
    const release = await waiting(world, 'intended');
    const effects = effectsQueue(world);
    await effects.pause();
    await press(world, 'U0ANA', release, 'release.approve');
    await readLedger(world).reaches('intended', 'DispatchIntended');
    await world.bot.kill('SIGKILL');
    await effects.resume();
    expect(runsOf(world, shop(world, 'intended'))).toHaveLength(0);
    await world.bot.start();
    await expectSuccess(world, 'intended', release);
  });

  test('after the run is recorded sees it through', async () => {
    const release = await waiting(world, 'adopted');
    await press(world, 'U0ANA', release, 'release.approve');
    await readLedger(world).reaches('adopted', 'RunAdopted');
    await world.bot.kill('SIGKILL');
    await world.bot.start();
    await expectSuccess(world, 'adopted', release);
  });

  test('while it draws the card shows the truth soon after', async () => {
    const release = await waiting(world, 'drawing');
    world.slack.faults.failNext('chat.update', 'timeout-after-doing');
    await press(world, 'U0ANA', release, 'release.approve');
    await readLedger(world).reaches('drawing', 'RunAdopted');
    expect(phaseOf(world, release)).toBe('dispatching');
    await world.bot.kill('SIGKILL');
    await world.bot.start();
    await expectPhase(world, release, 'deploying', truthWithinMs);
    await expectSuccess(world, 'drawing', release);
  });

  test('in the middle of a watch resumes it, and what it missed is unknown and no success', async () => {
    const of = shop(world, 'watching');
    const release = await waiting(world, 'watching');
    await press(world, 'U0ANA', release, 'release.approve');
    await expectPhase(world, release, 'deploying');
    world.github.world.finishRun((await oneRun(world, of)).id, 'success');
    await expect.poll(() => cardWords(world, release), soon).toContain('look 0 of 4');
    await world.bot.kill('SIGKILL');
    await world.moveClock(40_000);
    await world.bot.start();
    await expect
      .poll(() => cardWords(world, release), { ...soon, timeout: truthWithinMs })
      .toContain('could not be read');
    await world.moveClock(15_000);
    await world.moveClock(15_000);
    await expectPhase(world, release, 'unverified');
  });

  test('leaves a chain that verifies, whenever it died', async () => {
    expect(await verified(world, redis)).toMatchObject({ kind: 'whole' });
  });
});

describe('a Redis that is killed while people vote', () => {
  let redis: PrivateRedis;
  let world: ShopWorld;
  beforeAll(async () => {
    redis = await ownRedis();
    const approval = { rules: [{ role: 'approver', min: crowd.length }] };
    world = await startShops({ loaded: { watch: null, approval } }, { redis, voters: crowd });
  });

  test('has kept every go that was acknowledged, and the chain verifies', async () => {
    const release = await waiting(world, 'loaded');
    const ledger = readLedger(world);
    const votes = crowd.map(async ({ id }, at) => {
      if (at === crowd.length / 3) await redis.kill();
      return { id, answer: await press(world, id, release, 'release.approve') };
    });
    const answers = await Promise.all(votes);
    const readiness = await fetch(`${world.bot.url}/readyz`);
    expect(readiness.status).toBe(503);
    expect(await readiness.text()).toContain('Redis');
    await redis.restart();
    await until('the bot is ready again', async () => ((await isReady(world)) ? release : null));

    const written = await ledger.votes('loaded');
    const acknowledged = answers.filter(({ id, answer }) => answer.status === 200 && !wasToldNo(world, id));
    for (const { id } of acknowledged) expect(written).toContain(id);
    expect(await verified(world, redis)).toMatchObject({ kind: 'whole' });

    for (const { id } of crowd) await press(world, id, release, 'release.approve');
    await expectPhase(world, release, 'deploying', truthWithinMs);
    expect((await ledger.votes('loaded')).toSorted()).toEqual(crowd.map(({ id }) => id).toSorted());
    await oneRun(world, shop(world, 'loaded'));
  });
});

/** Whether a command of the bot waits in Redis. */
async function blockedOn(admin: Redis): Promise<boolean> {
  const clients = String(await admin.client('LIST'));
  return clients.split('\n').some((line) => line.includes('name=gonogo-ack') && /flags=\S*b/.test(line));
}

function effectsQueue({ redis: { url, prefix } }: ShopWorld): Queue {
  const queue = new Queue('effects', { connection: connection({ url }), prefix: `${prefix}:bull` });
  onTestFinished(async () => await queue.close());
  return queue;
}

function wasToldNo(world: ShopWorld, user: string): boolean {
  return toldTo(world, user).some((words) => words.includes('could not'));
}

async function isReady(world: ShopWorld): Promise<boolean> {
  return (await fetch(`${world.bot.url}/readyz`)).status === 200;
}
