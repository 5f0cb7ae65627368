import { beforeAll, describe, expect, test } from 'vitest';
import { type PrivateRedis } from '../../sandbox/redis/private-redis.ts';
import { openRequest, press, until } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, runsOf, type ShopWorld, shop, startShops } from '../support/world.ts';
import { ownRedis, truthWithinMs, verified } from '../support/world-crash.ts';
import {
  cardsOf,
  deploying,
  expectReplay,
  nextRun,
  pushBuilt,
  released,
  rollbackForm,
  statusOf,
} from '../support/world-evidence.ts';
import { readLedger } from '../support/world-ledger.ts';
import { byEvidence } from '../support/world-shops.ts';

describe('a bot that dies', () => {
  let redis: PrivateRedis;
  let world: ShopWorld;
  beforeAll(async () => {
    redis = await ownRedis();
    world = await startShops(
      { gathering: byEvidence(), undoing: byEvidence(), proving: byEvidence({ watch: { health: undefined } }) },
      { redis },
    );
  });

  test('while the evidence is gathered reads it after its start, on the one card that there is', async () => {
    const of = shop(world, 'gathering');
    const view = await openRequest(world, { by: 'U0FINN', service: 'gathering' });
    world.github.world.faults.slowMs = 1000;
    await world.slack.people.submitView('U0FINN', view.id, {});
    await readLedger(world).reaches('gathering', 'CardPosted');
    const [release = ''] = cardsOf(world, 'gathering');
    await world.bot.kill('SIGKILL');
    world.github.world.faults.slowMs = 0;
    expect(cardWords(world, release)).not.toContain('Needed until');

    await world.bot.start();
    await expectPhase(world, release, 'awaiting-decision', truthWithinMs);
    expect(cardsOf(world, 'gathering')).toEqual([release]);
    await press(world, 'U0ANA', release, 'release.approve');
    await expectPhase(world, release, 'deploying', truthWithinMs);
    expect(runsOf(world, of)).toHaveLength(1);
  });

  test('between a confirmed rollback and its dispatch starts one run after its start, and the hold stands', async () => {
    const of = shop(world, 'undoing');
    await released(world, 'undoing', of.candidate);
    pushBuilt(world, of, { tag: 'v1.2.0' });
    await released(world, 'undoing');
    const view = await rollbackForm(world, 'U0BEN', 'v1.1.0 undoing Payments are failing');
    world.github.world.faults.slowMs = 1500;
    await world.slack.people.submitView('U0BEN', view.id, {});
    await readLedger(world).reaches('undoing', 'HoldPlaced');
    await world.bot.kill('SIGKILL');
    world.github.world.faults.slowMs = 0;
    expect(runsOf(world, of)).toHaveLength(2);

    await world.bot.start();
    const rollback = await until('its card', () => cardsOf(world, 'undoing')[2] ?? null, truthWithinMs);
    await expectPhase(world, rollback, 'deploying', truthWithinMs);
    const run = await nextRun(world, of, 2);
    expectReplay(world, run, of.candidate);
    expect(await statusOf(world, 'undoing')).toContain('Held since');
    world.github.world.finishRun(run.id, 'success');
    await expectPhase(world, rollback, 'succeeded', truthWithinMs);
    expect(runsOf(world, of)).toHaveLength(3);
    expect(cardsOf(world, 'undoing')).toHaveLength(3);
  });

  test('while it reads what a run left behind reads it after its start, and finds what speaks against it', async () => {
    const of = shop(world, 'proving');
    const { world: github } = world.github;
    const release = await deploying(world, 'proving');
    github.faults.workflows = { ...github.faults.workflows, shipOtherDigests: true };
    github.faults.slowMs = 1000;
    github.finishRun(runsOf(world, of)[0]?.id ?? '', 'success');
    await readLedger(world).reaches('proving', 'RunEnded');
    await world.bot.kill('SIGKILL');
    github.faults.slowMs = 0;
    await world.bot.start();
    await expectPhase(world, release, 'failed', truthWithinMs);
    expect(cardWords(world, release)).toContain('deployed other images than were approved');
  });

  test('leaves a chain that verifies, whenever it died', async () => {
    expect(await verified(world, redis)).toMatchObject({ kind: 'whole' });
  });
});
