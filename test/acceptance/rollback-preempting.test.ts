import { beforeAll, describe, expect, test } from 'vitest';
import { lookAgain, press, topView, until, wordsOf } from '../../sandbox/world-people.ts';
import {
  cardWords,
  expectPhase,
  runsOf,
  type ShopWorld,
  shop,
  soon,
  startShops,
  watchThrough,
} from '../support/world.ts';
import {
  confirmRollback,
  deploying,
  expectReplay,
  nextRun,
  pushBuilt,
  released,
  rollbackForm,
  settled,
  statusOf,
} from '../support/world-evidence.ts';
import { byEvidence, lookEveryMs } from '../support/world-shops.ts';

const reason = 'Payments are failing';

describe('a rollback while something is in the lane', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({ running: byEvidence(), watched: byEvidence({ watch: {} }) });
  });

  test('cancels a run that is under way, and starts when that is over', async () => {
    const of = shop(world, 'running');
    await released(world, 'running', of.candidate);
    pushBuilt(world, of, { tag: 'v1.2.0' });
    const release = await deploying(world, 'running');
    const running = runsOf(world, of)[0]?.id ?? '';
    world.github.world.advanceRun(running);
    await expect.poll(() => cardWords(world, release), soon).toContain('is in progress');
    const view = await rollbackForm(world, 'U0BEN', 'v1.1.0 running');
    expect(wordsOf(view)).toMatch(/In the lane:.*cancel/);
    const rollback = await confirmRollback(world, 'U0BEN', { view, service: 'running', entries: { reason } });
    await expect.poll(() => world.github.world.run(running).run.cancelRequested, soon).toBe(true);
    await expectPhase(world, rollback, 'scheduled');
    expect(runsOf(world, of)).toHaveLength(2);

    world.github.world.advanceRun(running);
    await expectPhase(world, release, 'failed');
    const run = await nextRun(world, of, 2);
    expectReplay(world, run, of.candidate);
    await expectPhase(world, rollback, 'deploying');
    world.github.world.finishRun(run.id, 'success');
    await expectPhase(world, rollback, 'succeeded');
    expect(cardWords(world, release)).toContain('<@U0BEN>');
  });

  test('ends the watch of what it undoes, whose card says so', async () => {
    const of = shop(world, 'watched');
    const first = await deploying(world, 'watched', of.candidate);
    world.github.world.finishRun(runsOf(world, of)[0]?.id ?? '', 'success');
    await expectPhase(world, first, 'watching');
    expect(await watchThrough(world, first)).toBe('succeeded');
    pushBuilt(world, of, { tag: 'v1.2.0' });
    const release = await deploying(world, 'watched');
    world.github.world.finishRun(runsOf(world, of)[0]?.id ?? '', 'success');
    await expect.poll(() => cardWords(world, release), soon).toContain('look 0 of 4');
    expect(await lookAgain(world, release, lookEveryMs)).toBe('watching');

    await press(world, 'U0BEN', release, 'release.rollback');
    const view = await until('the form', () => settled(topView(world, 'U0BEN')));
    expect(wordsOf(view)).toContain('It was last verified here');
    expect(wordsOf(view)).toMatch(/\*How long:\* about \d+ min, as measured from 1 earlier release/);
    const rollback = await confirmRollback(world, 'U0BEN', { view, service: 'watched', entries: { reason } });
    await expectPhase(world, release, 'rolled-back');
    expect(cardWords(world, release)).toContain(`undone by the rollback \`${rollback}\``);
    const run = await nextRun(world, of, 2);
    expectReplay(world, run, of.candidate);
    await expectPhase(world, rollback, 'deploying');
    world.github.world.finishRun(run.id, 'success');
    await expect.poll(() => cardWords(world, rollback), soon).toContain('look 0 of 4');
    expect(await watchThrough(world, rollback)).toBe('succeeded');
    expect(world.service.state('watched').live.sha).toBe(of.candidate);
    expect(await statusOf(world, 'watched')).toContain('Held since');
  });
});
