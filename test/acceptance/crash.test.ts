import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type PrivateRedis, startPrivateRedis } from '../../sandbox/redis/private-redis.ts';
import { findRedisProgram } from '../../sandbox/redis/provide-redis.ts';
import { press, request, toldTo, until } from '../../sandbox/world-people.ts';
import { createLedger } from '../../src/adapters/ledger/ledger.ts';
import { verifyLedger } from '../../src/adapters/ledger/verify.ts';
import { cardWords, oneRun, reaches, runsOf, shop, type ShopWorld, soon, startShops } from '../support/world.ts';
import { readLedger } from '../support/world-ledger.ts';

/** After a boot the card has to tell the truth within this. */
const truthWithinMs = 30_000;
const crowd = Array.from({ length: 24 }, (_, at) => ({ id: `U0VOTER${at}`, name: `voter${at}` }));

describe('a bot that dies', () => {
  let redis: PrivateRedis;
  let world: ShopWorld;
  beforeAll(async () => {
    redis = await ownRedis();
    const names = ['unwritten', 'written', 'rechecking', 'intended', 'calling', 'nothing', 'unanswered', 'adopted', 'watching'];
    world = await startShops(Object.fromEntries(names.map((name) => [name, name === 'watching' ? {} : { watch: null }])), { redis });
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
    await succeeds(world, 'unwritten', release);
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
    await reaches(world, release, 'deploying', truthWithinMs);
    expect(await ledger.votes('written')).toEqual(['U0ANA']);
    await succeeds(world, 'written', release);
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
    await succeeds(world, 'rechecking', release);
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
    await succeeds(world, 'intended', release);
  });

  test('while GitHub is being called finds the run that came of it, and calls no second time', async () => {
    const of = shop(world, 'calling');
    const release = await waiting(world, 'calling');
    await dieInTheCall(world, release, 'normal');
    await world.bot.start();
    await reaches(world, release, 'deploying', truthWithinMs);
    expect(calls(world, of.repo)).toBe(1);
    await succeeds(world, 'calling', release);
  });

  test('while GitHub is being called, and no run came of it, looks for one and calls no second time', async () => {
    const of = shop(world, 'nothing');
    const release = await waiting(world, 'nothing');
    await dieInTheCall(world, release, 'no-run');
    await world.bot.start();
    await until('the search on the card', () => (cardWords(world, release).includes('Looking for the run') ? release : null), truthWithinMs);
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
    await reaches(world, release, 'deploying', truthWithinMs);
    expect(calls(world, of.repo)).toBe(1);
    await succeeds(world, 'unanswered', release);
  });

  test('after the run is recorded sees it through', async () => {
    const release = await waiting(world, 'adopted');
    await press(world, 'U0ANA', release, 'release.approve');
    await readLedger(world).reaches('adopted', 'RunAdopted');
    await world.bot.kill('SIGKILL');
    await world.bot.start();
    await succeeds(world, 'adopted', release);
  });

  test('in the middle of a watch resumes it, and what it missed is unknown and no success', async () => {
    const of = shop(world, 'watching');
    const release = await waiting(world, 'watching');
    await press(world, 'U0ANA', release, 'release.approve');
    await reaches(world, release, 'deploying');
    world.github.world.finishRun((await oneRun(world, of)).id, 'success');
    await expect.poll(() => cardWords(world, release), soon).toContain('look 0 of 4');
    await world.bot.kill('SIGKILL');
    await world.moveClock(40_000);
    await world.bot.start();
    await expect.poll(() => cardWords(world, release), { ...soon, timeout: truthWithinMs }).toContain('could not be read');
    await world.moveClock(15_000);
    await world.moveClock(15_000);
    await reaches(world, release, 'unverified');
  });

  test('leaves a chain that verifies, whenever it died', async () => {
    expect(await verified(world, redis)).toMatchObject({ kind: 'whole' });
  });
});

describe('a Redis that is killed while people vote', () => {
  test('has kept every go that was acknowledged, and the chain verifies', async () => {
    const redis = await ownRedis();
    const world = await startShops(
      { loaded: { watch: null, approval: { rules: [{ role: 'approver', min: crowd.length }] } } },
      { redis, voters: crowd },
    );
    const release = await waiting(world, 'loaded');
    const ledger = readLedger(world);
    const votes = crowd.map(async ({ id }, at) => {
      if (at === crowd.length / 3) await redis.kill();
      return { id, answer: await press(world, id, release, 'release.approve') };
    });
    const answers = await Promise.all(votes);
    await redis.restart();
    await until('the bot is ready again', async () => ((await isReady(world)) ? release : null));

    const written = await ledger.votes('loaded');
    const acknowledged = answers.filter(({ id, answer }) => answer.status === 200 && !wasToldNo(world, id));
    for (const { id } of acknowledged) expect(written).toContain(id);
    expect(await verified(world, redis)).toMatchObject({ kind: 'whole' });

    for (const { id } of crowd) await press(world, id, release, 'release.approve');
    await reaches(world, release, 'deploying', truthWithinMs);
    expect((await ledger.votes('loaded')).toSorted()).toEqual(crowd.map(({ id }) => id).toSorted());
    await oneRun(world, shop(world, 'loaded'));
  });
});

async function ownRedis(): Promise<PrivateRedis> {
  const redis = await startPrivateRedis(await findRedisProgram(() => undefined));
  afterAll(redis.stop);
  return redis;
}

function connection({ url }: { readonly url: string }): Redis {
  const redis = new Redis(url, { maxRetriesPerRequest: null });
  redis.on('error', () => undefined);
  onTestFinished(() => redis.disconnect());
  return redis;
}

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

async function waiting(world: ShopWorld, service: string): Promise<string> {
  const release = await request(world, { by: 'U0FINN', service });
  await reaches(world, release, 'awaiting-decision');
  return release;
}

async function succeeds(world: ShopWorld, service: string, release: string): Promise<void> {
  const of = shop(world, service);
  await reaches(world, release, 'deploying', truthWithinMs);
  world.github.world.finishRun((await oneRun(world, of)).id, 'success');
  await reaches(world, release, 'succeeded', truthWithinMs);
  expect(runsOf(world, of)).toHaveLength(1);
}

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
  return world.github.world.calls.filter(({ method, path }) => method === 'POST' && path.startsWith(`/repos/${repo}/`) && path.endsWith('/dispatches')).length;
}

function wasToldNo(world: ShopWorld, user: string): boolean {
  return toldTo(world, user).some((words) => words.includes('could not'));
}

async function isReady(world: ShopWorld): Promise<boolean> {
  return (await fetch(`${world.bot.url}/readyz`)).status === 200;
}

async function verified(world: ShopWorld, { url }: PrivateRedis): Promise<unknown> {
  return await verifyLedger(createLedger({ redis: connection({ url }), prefix: world.redis.prefix }));
}
