import { beforeAll, describe, expect, test } from 'vitest';
import { alertsOf, press, topView, until, wordsOf } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import {
  cardsOf,
  confirmRollback,
  hasButton,
  minuteMs,
  nextRun,
  settled,
  statusOf,
} from '../support/world-evidence.ts';
import {
  alertSaying,
  askedAnew,
  expectReplay,
  measuredLane,
  minutesPass,
  rollbackOf,
  runSucceeds,
  watched,
} from '../support/world-watch.ts';

const reason = 'Payments are failing';
const failing = { errorPercent: 25 } as const;

describe('the mandate of a go', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      spent: measuredLane('spent'),
      crowded: measuredLane('crowded'),
      refused: measuredLane('refused'),
      late: measuredLane('late', { rollback: { mandate: 'propose', minutes: 1 } }),
      never: measuredLane('never', { rollback: { mandate: 'never' } }),
      unwell: measuredLane('unwell'),
    });
  });

  test('is said on the card before anybody grants it', async () => {
    const release = await askedAnew(world, 'spent');
    const words = cardWords(world, release);
    expect(words).toContain('a go also authorises one automatic rollback to v1.0.0 within 30 minutes');
    expect(words).toMatch(/At [56]\d requests a minute it detects about \+\d+ points of errors/);
    await watched(world, 'spent', release);
  });

  test('puts production back once when errors rise: the replay of what was live, by the same digests', async () => {
    const of = shop(world, 'spent');
    const [release = ''] = cardsOf(world, 'spent').slice(-1);
    world.production.set('spent', failing);
    expect(await minutesPass(world, release, 4)).toBe('failed');
    const rollback = await rollbackOf(world, 'spent', release);
    const run = await nextRun(world, of, 1);
    expectReplay(world, run, of.live);
    await runSucceeds(world, rollback, run);
    expect(world.service.state('spent').live.sha).toBe(of.live);
    expect(await minutesPass(world, rollback)).toBe('succeeded');
    expect(runsOf(world, of)).toHaveLength(2);
  });

  test('leaves an alert that says in order what was measured, what it means and what was done about it', async () => {
    const [release = '', rollback = ''] = cardsOf(world, 'spent').slice(-2);
    const said = await alertSaying(world, release, 'Errors rose after a deployment');
    expect(said).toMatch(/error rate is at 2\d(\.\d)? ?% \(limit \d(\.\d)? ?%, usually 0\.\d ?%\)/);
    expect(said).toContain('as the go by <@U0ANA> had authorised');
    const order = ['What happened', 'Users are probably affected', 'It is being rolled back to', rollback];
    const places = order.map((words) => said.indexOf(words));
    expect(places).toEqual(places.toSorted((one, other) => one - other));
    expect(places[0]).toBeGreaterThan(-1);
  });

  test('leaves the lane held until a deployer has looked', async () => {
    const [rollback = ''] = cardsOf(world, 'spent').slice(-1);
    expect(await statusOf(world, 'spent')).toContain('Held since');
    await press(world, 'U0BEN', rollback, 'lane.clear-hold');
    await expect.poll(async () => await statusOf(world, 'spent'), soon).not.toContain('Held since');
  });

  test('and a person who presses Roll back as two triggers fire lead to one rollback', async () => {
    const of = shop(world, 'crowded');
    const release = await askedAnew(world, 'crowded');
    await watched(world, 'crowded', release);
    world.production.set('crowded', { ...failing, p50Ms: 200, p95Ms: 1500 });
    world.service.set('crowded', { health: 'failing' });
    expect(await minutesPass(world, release, 2)).toBe('watching');
    await press(world, 'U0BEN', release, 'release.rollback');
    const view = await until('the form', () => settled(topView(world, 'U0BEN')));
    await Promise.all([
      world.moveClock(minuteMs),
      world.slack.people.submitView('U0BEN', view.id, { reason, warned: ['read'] }),
    ]);
    await expect.poll(() => runsOf(world, of).length, soon).toBe(2);
    const rollback = await rollbackOf(world, 'crowded', release);
    const [run] = runsOf(world, of);
    if (run === undefined) throw new Error('There is no run.');
    expectReplay(world, run, of.live);
    await runSucceeds(world, rollback, run);
    expect(await minutesPass(world, rollback)).toBe('succeeded');
    expect(runsOf(world, of)).toHaveLength(2);
    const begun = cardsOf(world, 'crowded').slice(cardsOf(world, 'crowded').indexOf(release) + 1);
    expect(begun).toEqual([rollback]);
  });

  test('that the request does not ask for is not there: nothing is rolled back until a person does it', async () => {
    const of = shop(world, 'refused');
    const release = await askedAnew(world, 'refused', { mandate: [] });
    expect(cardWords(world, release)).toContain('*Mandate:* none. The request asks for no automatic rollback.');
    await watched(world, 'refused', release);
    await expectNothingBack('refused', release, 'the go did not authorise it');
    await expect.poll(() => hasButton(world, release, 'release.rollback'), soon).toBe(true);
    await press(world, 'U0BEN', release, 'release.rollback');
    const view = await until('the form', () => settled(topView(world, 'U0BEN')));
    const entries = { reason, warned: ['read'] };
    await confirmRollback(world, 'U0BEN', { view, service: 'refused', entries });
    expectReplay(world, await nextRun(world, of, 1), of.live);
  });

  test('is never proposed where the lane says so', async () => {
    const release = await askedAnew(world, 'never');
    expect(cardWords(world, release)).not.toContain('Mandate');
    await watched(world, 'never', release);
    await expectNothingBack('never', release, 'the go did not authorise it');
  });

  test('is over after its minutes', async () => {
    const release = await askedAnew(world, 'late');
    expect(cardWords(world, release)).toContain('within 1 minute');
    await watched(world, 'late', release);
    await expectNothingBack('late', release, 'the time for which that was authorised is over');
  });

  test('is spent by a rollback that does not help: that is a P1, and nothing more is put back by itself', async () => {
    const of = shop(world, 'unwell');
    const release = await askedAnew(world, 'unwell');
    await watched(world, 'unwell', release);
    world.production.set('unwell', failing);
    expect(await minutesPass(world, release, 4)).toBe('failed');
    const rollback = await rollbackOf(world, 'unwell', release);
    await runSucceeds(world, rollback, await nextRun(world, of, 1));
    world.production.set('unwell', failing);
    expect(await minutesPass(world, rollback, 4)).toBe('failed');
    const said = await alertSaying(world, rollback, 'A rollback did not help');
    expect(said).toContain('A rollback is never rolled back by itself');
    expect(said).toContain('/rollback');
    await world.moveClock(2 * minuteMs);
    expect(await statusOf(world, 'unwell')).toContain('Held since');
    expect(runsOf(world, of)).toHaveLength(2);
  });

  /** It breaches, people are asked and told why nothing was done, and nothing is. */
  async function expectNothingBack(service: string, release: string, why: string): Promise<void> {
    world.production.set(service, failing);
    expect(await minutesPass(world, release, 4)).toBe('failed');
    const said = await alertSaying(world, release, 'Nothing is rolled back by itself');
    expect(said).toContain(why);
    expect(said).toContain('Asked to act');
    await world.moveClock(2 * minuteMs);
    expect(await statusOf(world, service)).not.toContain('Held since');
    expect(runsOf(world, shop(world, service))).toHaveLength(1);
    expect(alertsOf(world, release).map(wordsOf)).toHaveLength(1);
    await expectPhase(world, release, 'failed');
  }
});
