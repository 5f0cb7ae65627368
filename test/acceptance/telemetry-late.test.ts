import { beforeAll, describe, expect, test } from 'vitest';
import { alertsOf, offers, wordsOf } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { approved, minuteMs, nextRun, statusOf } from '../support/world-evidence.ts';
import {
  alertSaying,
  askedAnew,
  measuredLane,
  minutesPass,
  rollbackOf,
  runSucceeds,
  watched,
} from '../support/world-watch.ts';

const failing = { errorPercent: 25 } as const;
const down = { kind: 'reply', status: 503, body: 'no healthy upstream' } as const;

describe('a watch whose source of telemetry fails', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      unanswered: measuredLane('unanswered'),
      late: measuredLane('late'),
      turned: measuredLane('turned', { watch: { minutes: 20 } }),
      before: measuredLane('before'),
      failed: measuredLane('failed'),
    });
  });

  test('for all of it is unverified and pages people, although every health check was well; never a success', async () => {
    const release = await live('unanswered');
    world.prometheus.fail(down);
    expect(await minutesPass(world, release, 7)).toBe('watching');
    await expect.poll(() => cardWords(world, release), soon).toContain('The verdict waits for telemetry of errors');
    await world.moveClock(10 * minuteMs);
    await expectPhase(world, release, 'unverified');
    const said = await alertSaying(world, release, 'could not be verified');
    expect(said).toContain('Asked to act');
    world.prometheus.fail(null);
    await world.moveClock(minuteMs);
    expect(cardWords(world, release)).toContain('Unknown never counts as success');
  });

  test('and brings bad minutes ten minutes late fails by them when they come, and puts production back', async () => {
    const release = await askedAnew(world, 'late');
    await watched(world, 'late', release);
    world.production.set('late', failing);
    world.prometheus.fail(down);
    expect(await minutesPass(world, release, 7)).toBe('watching');
    await world.moveClock(2 * minuteMs);
    world.prometheus.fail(null);
    await world.moveClock(minuteMs);
    await expectPhase(world, release, 'failed');
    expect(await alertSaying(world, release, 'Errors rose after a deployment')).toContain('It is being rolled back to');
    const rollback = await rollbackOf(world, 'late', release);
    await runSucceeds(world, rollback, await nextRun(world, shop(world, 'late'), 1));
    expect(await minutesPass(world, rollback)).toBe('succeeded');
    await expect.poll(() => cardWords(world, release), soon).toContain('*Rolled back since*');
  });

  test('and brings the bad end of a release that was called healthy is told when it comes, and a person decides', async () => {
    const release = await askedAnew(world, 'turned');
    await watched(world, 'turned', release);
    expect(await minutesPass(world, release, 17)).toBe('watching');
    world.production.set('turned', { errorPercent: 90 });
    world.prometheus.fail(down);
    expect(await minutesPass(world, release, 4)).toBe('succeeded');
    expect(alertsOf(world, release)).toEqual([]);
    world.prometheus.fail(null);
    await world.moveClock(minuteMs);
    const said = await alertSaying(world, release, 'Called healthy, and it is not. Errors rose after a deployment');
    expect(said).toContain('what the go had authorised ended with the watch');
    expect(said).toContain('press Roll back');
    await expect.poll(() => cardWords(world, release), soon).toContain('*Found later:*');
    await offers(world, release, 'release.rollback');
    expect(runsOf(world, shop(world, 'turned'))).toHaveLength(1);
  });

  test('of the old version’s errors makes nothing: they are from before the new one was live', async () => {
    const release = await approved(world, 'before');
    const run = await nextRun(world, shop(world, 'before'), 0);
    world.production.set('before', failing);
    await world.moveClock(2 * minuteMs);
    world.production.set('before', { errorPercent: 0.5 });
    await runSucceeds(world, release, run);
    expect(await minutesPass(world, release)).toBe('succeeded');
    expect(alertsOf(world, release)).toEqual([]);
  });

  test('a rollback by mandate whose run fails is a P1, and no second one is tried', async () => {
    const of = shop(world, 'failed');
    const release = await askedAnew(world, 'failed');
    await watched(world, 'failed', release);
    world.production.set('failed', failing);
    expect(await minutesPass(world, release, 4)).toBe('failed');
    const rollback = await rollbackOf(world, 'failed', release);
    const run = await nextRun(world, of, 1);
    await expectPhase(world, rollback, 'deploying');
    world.github.world.finishRun(run.id, 'failure');
    const said = await alertSaying(world, rollback, 'A rollback failed');
    expect(said).toContain('nothing is tried again by itself');
    expect(said).toContain('Asked to act');
    await expectPhase(world, rollback, 'failed');
    await world.moveClock(5 * minuteMs);
    expect(await statusOf(world, 'failed')).toContain('Held since');
    expect(runsOf(world, of)).toHaveLength(2);
    // In the incident's live message, and once in its thread.
    await expect
      .poll(() => alertsOf(world, rollback).filter((one) => wordsOf(one).includes('A rollback failed')).length, soon)
      .toBe(2);
  });

  async function live(service: string): Promise<string> {
    const release = await approved(world, service);
    await runSucceeds(world, release, await nextRun(world, shop(world, service), 0));
    return release;
  }
});
