import { beforeAll, describe, expect, test } from 'vitest';
import { alertsOf, lookAgain, offers, press, request, toldTo, until, wordsOf } from '../../sandbox/world-people.ts';
import {
  cardWords,
  deployed,
  expectPhase,
  oneRun,
  type ShopWorld,
  shop,
  soon,
  startShops,
  watchThrough,
} from '../support/world.ts';
import { readLedger } from '../support/world-ledger.ts';
import { lookEveryMs } from '../support/world-shops.ts';
import { alertSaying } from '../support/world-watch.ts';

describe('the watch after a deployment', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      breaking: {},
      recovering: {},
      blind: {},
      unseen: {},
      strange: {},
      early: {},
      crashed: { watch: { minutes: 5 } },
    });
  });

  test('ends with an alert in the incidents channel on the fourth failure in a row, and not before', async () => {
    const release = await live(world, 'breaking');
    world.service.set('breaking', { health: 'failing' });
    for (const look of [1, 2, 3]) {
      expect(await lookAgain(world, release, lookEveryMs)).toBe('watching');
      expect(cardWords(world, release)).toContain(`look ${look} of 4`);
      expect(alertsOf(world, release)).toEqual([]);
    }
    expect(await lookAgain(world, release, lookEveryMs)).toBe('failed');
    const alert = await alertFor(world, release);
    expect(alert).toContain('4 health checks in a row failed');
    expect(alert).toContain('Asked to act:* <@U0ANA> and <@U0BEN>');
    expect(cardWords(world, release)).toContain('4 health checks in a row failed after the deployment');
  });

  test('starts counting anew after one success', async () => {
    const release = await live(world, 'recovering');
    world.service.set('recovering', { health: 'failing' });
    await lookAgain(world, release, lookEveryMs);
    await lookAgain(world, release, lookEveryMs);
    world.service.set('recovering', { health: 'ok' });
    await lookAgain(world, release, lookEveryMs);
    expect(await lookAgain(world, release, lookEveryMs)).toBe('succeeded');
    expect(alertsOf(world, release)).toEqual([]);
  });

  test('that saw too little is never a success: it is extended by a deployer, and then accepted by one', async () => {
    const release = await live(world, 'blind');
    world.service.set('blind', { health: 'html' });
    expect(await watchThrough(world, release)).toBe('unverified');
    expect(await alertSaying(world, release, 'A watch is blind')).toContain('health');
    await alertSaying(world, release, 'could not be verified');

    await press(world, 'U0DANA', release, 'watch.extend');
    await expect.poll(() => toldTo(world, 'U0DANA').at(-1) ?? '', soon).toContain('deployer role');
    await press(world, 'U0ANA', release, 'watch.extend');
    expect(await watchThrough(world, release)).toBe('unverified');
    await press(world, 'U0BEN', release, 'watch.accept');
    await expectPhase(world, release, 'accepted-unverified');
    expect(cardWords(world, release)).toContain('<@U0BEN> accepted it without a full watch');
  });

  test('does not begin while the new version is not seen live, and says so in the end', async () => {
    const release = await requestedAndApproved(world, 'unseen');
    world.service.set('unseen', { version: 'stuck' });
    await deployed(world, shop(world, 'unseen'), release);
    await expectPhase(world, release, 'watching');
    await world.moveClock(61_000);
    await expectPhase(world, release, 'unverified');
    expect(await alertFor(world, release)).toContain('never showed the new commit');
  });

  test('that cannot begin because production is down is told as an outage, and goes on waiting', async () => {
    const release = await requestedAndApproved(world, 'crashed');
    world.service.set('crashed', { version: 'stuck', health: 'failing' });
    await deployed(world, shop(world, 'crashed'), release);
    await expect.poll(() => cardWords(world, release), soon).toContain('1 health check in a row failed');
    for (const failures of [2, 3, 4]) {
      expect(await lookAgain(world, release, lookEveryMs)).toBe('watching');
      await expect.poll(() => cardWords(world, release), soon).toContain(`${failures} health checks in a row failed`);
    }
    expect(await lookAgain(world, release, lookEveryMs)).toBe('watching');
    const alert = await alertSaying(world, release, 'Production fails its health check after a deployment');
    expect(alert).toContain('P1');
    expect(alert).toContain('5 health checks in a row failed');
    expect(alert).toContain('nothing is rolled back by itself');
  });

  test('fails when production shows a commit that nobody approved', async () => {
    const ledger = readLedger(world);
    const release = await requestedAndApproved(world, 'strange');
    await oneRun(world, shop(world, 'strange'));
    world.service.set('strange', { version: 'other' });
    await deployed(world, shop(world, 'strange'), release);
    for (const seen of [1, 2]) {
      await ledger.reaches('strange', 'VersionAwaited', seen);
      await world.moveClock(lookEveryMs);
    }
    await expectPhase(world, release, 'failed');
    expect(await alertFor(world, release)).toContain('`bad0bad` is live');
  });

  test('is ended early by a deployer, and the record says that it was not seen through', async () => {
    const release = await live(world, 'early');
    await lookAgain(world, release, lookEveryMs);
    await offers(world, release, 'watch.accept');
    await press(world, 'U0BEN', release, 'watch.accept');
    await expectPhase(world, release, 'accepted-unverified');
    const history = await world.slack.people.slash('U0FINN', 'C0GENERAL', '/release', 'history early');
    expect(history.body).toContain('Accepted unverified');
  });
});

async function requestedAndApproved(world: ShopWorld, service: string): Promise<string> {
  const release = await request(world, { by: 'U0FINN', service });
  await expectPhase(world, release, 'awaiting-decision');
  await press(world, 'U0ANA', release, 'release.approve');
  return release;
}

/** Deployed, seen live, and no look taken yet. */
async function live(world: ShopWorld, service: string): Promise<string> {
  const release = await requestedAndApproved(world, service);
  await deployed(world, shop(world, service), release);
  await expect.poll(() => cardWords(world, release), soon).toContain('look 0 of 4');
  return release;
}

async function alertFor(world: ShopWorld, release: string): Promise<string> {
  return await until('an alert', () => {
    const [alert] = alertsOf(world, release);
    return alert === undefined ? null : wordsOf(alert);
  });
}
