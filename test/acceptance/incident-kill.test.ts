import { Queue } from 'bullmq';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type PrivateRedis } from '../../sandbox/redis/private-redis.ts';
import { topView } from '../../sandbox/world-people.ts';
import { type ShopWorld, soon, startShops } from '../support/world.ts';
import { connection, ownRedis, truthWithinMs, verified } from '../support/world-crash.ts';
import {
  acknowledge,
  chainOf,
  declare,
  directTo,
  incidentWords,
  liveMessages,
  minuteMs,
  paged,
  pagesTo,
  pressIncident,
  reply,
  settle,
  threadOf,
} from '../support/world-incidents.ts';

const roundMs = 5 * minuteMs;
const inTime = { ...soon, timeout: truthWithinMs } as const;

describe('a bot that dies while an incident climbs', () => {
  let redis: PrivateRedis;
  let world: ShopWorld;
  beforeAll(async () => {
    redis = await ownRedis();
    world = await startShops({ shop: { watch: null } }, { redis });
  });

  test('after a step is written and before anybody is paged pages everybody of that step once', async () => {
    const incident = await begun('A step without its pages');
    const queues = [queue('effects'), queue('slack')];
    for (const one of queues) await one.pause();
    await world.moveClock(roundMs);
    await chainOf(world, incident).reaches('StepTaken', 2);
    await world.bot.kill('SIGKILL');
    for (const one of queues) await one.resume();
    expect(pagesTo(world, incident, 'U0BEN', 'U0CARA')).toEqual([1, 0]);

    await world.bot.start();
    await expect.poll(() => pagesTo(world, incident, 'U0BEN', 'U0CARA'), inTime).toEqual([2, 1]);
    await expect.poll(() => triggersOf(incident), inTime).toBe(2);
    await settle(world, 'U0BEN', incident);
  });

  test('while a page is on its way sends it once', async () => {
    const incident = await begun('A page without its answer');
    world.slack.faults.failNext('chat.postMessage', 'timeout-after-doing', 3);
    await world.moveClock(roundMs);
    await expect.poll(() => directTo(world, 'U0BEN', incident).length, soon).toBe(2);
    await world.bot.kill('SIGKILL');
    world.slack.faults.clear();
    await world.bot.start();
    await reply(world, incident, 'for 5 minutes');
    await expect.poll(() => pagesTo(world, incident, 'U0BEN', 'U0CARA'), inTime).toEqual([2, 1]);
    await world.moveClock(roundMs);
    await expect.poll(() => pagesTo(world, incident, 'U0BEN', 'U0CARA', 'U0ANA'), inTime).toEqual([3, 2, 1]);
    await settle(world, 'U0BEN', incident);
  });

  test('and is away for three rounds pages each person once, tells of all three in order, and has one live message', async () => {
    const incident = await begun('Nobody watches the ladder');
    await world.bot.kill('SIGKILL');
    for (let round = 0; round < 3; round += 1) await world.moveClock(roundMs);
    await world.bot.start();
    await expect.poll(() => pagesTo(world, incident, 'U0BEN', 'U0CARA', 'U0ANA'), inTime).toEqual([2, 1, 1]);
    await expect.poll(() => threadOf(world, incident).length, inTime).toBe(4);
    const said = threadOf(world, incident).map(({ text }) => /missed| for \d+ minutes/.exec(text)?.[0] ?? 'at once');
    expect(said).toEqual(['at once', 'missed', 'missed', ' for 15 minutes']);
    expect(liveMessages(world, incident)).toHaveLength(1);
    await settle(world, 'U0BEN', incident);
  });

  test('right after an acknowledgement pages nobody any more, whatever was already on its way', async () => {
    const incident = await begun('Acknowledged and gone');
    const ledger = chainOf(world, incident);
    const queues = [queue('effects'), queue('slack')];
    for (const one of queues) await one.pause();
    await world.moveClock(roundMs);
    await ledger.reaches('StepTaken', 2);
    const pressed = pressIncident(world, 'U0CARA', incident, 'incident.acknowledge');
    await ledger.reaches('IncidentAcknowledged');
    await world.bot.kill('SIGKILL');
    await pressed;
    for (const one of queues) await one.resume();

    await world.bot.start();
    await expect.poll(() => incidentWords(world, incident), inTime).toContain('<@U0CARA> has it');
    await expect.poll(() => statusAt(incident), inTime).toBe('acknowledged');
    await world.moveClock(30 * minuteMs);
    await expect.poll(() => directTo(world, 'U0CARA', incident, 'How does it stand?').length, inTime).toBe(1);
    expect(pagesTo(world, incident, 'U0BEN', 'U0CARA', 'U0ANA')).toEqual([1, 0, 0]);
    const types = (await ledger.read()).map(({ type }) => type);
    expect(types.slice(types.indexOf('IncidentAcknowledged'))).not.toContain('PageClaimed');
    await settle(world, 'U0CARA', incident);
  });

  test('leaves chains that verify, and forms that still work', async () => {
    const incident = await begun('The last one');
    await acknowledge(world, 'U0BEN', incident);
    await world.bot.kill('SIGKILL');
    await world.bot.start();
    await pressIncident(world, 'U0BEN', incident, 'incident.resolve');
    await expect.poll(() => topView(world, 'U0BEN')?.submit ?? null, soon).not.toBeNull();
    expect(await verified(world, redis)).toMatchObject({ kind: 'whole' });
  });

  /** A P1 whose first page has gone out everywhere. */
  async function begun(title: string): Promise<string> {
    const incident = await declare(world, 'U0ELI', { severity: 'P1', title, service: 'shop' });
    await paged(world, incident, { U0BEN: 1, U0CARA: 0, U0ANA: 0 });
    await expect.poll(() => triggersOf(incident), soon).toBe(1);
    await expect.poll(() => threadOf(world, incident).length, soon).toBe(1);
    return incident;
  }

  function queue(name: 'effects' | 'slack'): Queue {
    const found = new Queue(name, { connection: connection(redis), prefix: `${world.redis.prefix}:bull` });
    onTestFinished(async () => await found.close());
    return found;
  }

  function triggersOf(incident: string): number {
    return world.pager.accepted.filter(
      ({ dedup_key: key, event_action: action }) => key === incident && action === 'trigger',
    ).length;
  }

  function statusAt(incident: string): string | undefined {
    return world.pager.alerts().find(({ key }) => key === incident)?.status;
  }
});
