import { beforeAll, describe, expect, test } from 'vitest';
import { offers, press, request, toldTo, topView, wordsOf } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { firstItem, opened, verifyForm } from '../support/world-checklist.ts';
import { deploying, hasButton, pushBuilt, runOf } from '../support/world-evidence.ts';
import { byEvidence } from '../support/world-shops.ts';

const migration = { 'db/migrate/0002_index.sql': 'create index on orders (placed_at);\n' };
const versionOnly = { watch: { health: undefined } };

describe('the checklist', () => {
  let world: ShopWorld;
  let release: string;
  beforeAll(async () => {
    world = await startShops({
      moving: byEvidence({ ...versionOnly, migrations: { globs: ['db/migrate/**'] } }),
      routine: byEvidence(versionOnly),
    });
    pushBuilt(world, shop(world, 'moving'), { files: migration, tag: 'v1.2.0' });
    release = await request(world, { by: 'U0FINN', service: 'moving' });
    await expectPhase(world, release, 'awaiting-decision');
  });

  test('of a routine patch with good evidence needs no tick at all', async () => {
    const routine = await request(world, { by: 'U0FINN', service: 'routine' });
    await offers(world, routine, 'release.approve');
    expect(cardWords(world, routine)).not.toContain('waits for a person');
    const view = await opened(world, 'U0BEN', routine, 'checklist.show');
    const words = wordsOf(view);
    expect(words).toContain('Nothing on it waits for anybody');
    expect(words).toMatch(/812/);
    await world.slack.people.closeView('U0BEN', view.id);
  });

  test('with a migration asks for a tested way back and a backup, and keeps Approve away until then', async () => {
    expect(hasButton(world, release, 'release.approve')).toBe(false);
    const words = cardWords(world, release);
    expect(words).toContain('2 items of the checklist wait for a person');
    expect(words).toContain('High: it brings a migration');
    const view = await opened(world, 'U0BEN', release, 'checklist.show');
    expect(wordsOf(view)).toContain('db/migrate/0002_index.sql');
    expect(wordsOf(view)).toContain('2 items wait for a person');
    await world.slack.people.closeView('U0BEN', view.id);
  });

  test('takes no word of somebody without a role', async () => {
    const view = await opened(world, 'U0FINN', release, 'checklist.show');
    await world.slack.people.click('U0FINN', { actionId: 'checklist.verify', viewId: view.id, value: firstItem(view) });
    await expect.poll(() => toldTo(world, 'U0FINN').at(-1) ?? '', soon).toMatch(/role/);
    expect(hasButton(world, release, 'release.approve')).toBe(false);
    await world.slack.people.closeView('U0FINN', view.id);
  });

  test('is settled by somebody with a role, by name and with a note where one is wanted', async () => {
    const list = await opened(world, 'U0BEN', release, 'checklist.show');
    const tested = await verifyForm(world, 'U0BEN', list);
    const empty = await world.slack.people.submitView('U0BEN', tested.id, {});
    expect(Object.keys(empty.errors)).toEqual(['note']);
    await world.slack.people.submitView('U0BEN', tested.id, { note: 'Rolled back and forth on staging' });
    const backup = await verifyForm(world, 'U0BEN', topView(world, 'U0BEN'));
    const sent = await world.slack.people.submitView('U0BEN', backup.id, {});
    expect(sent).toMatchObject({ errors: {}, trouble: null });
    const words = wordsOf(topView(world, 'U0BEN') ?? backup);
    expect(words).toContain('Rolled back and forth on staging');
    expect(words).toContain('<@U0BEN>');
    await offers(world, release, 'release.approve');
    expect(cardWords(world, release)).not.toContain('waits for a person');
  });

  test('with a migration makes the risk high, so that the go waits for a deployer', async () => {
    await press(world, 'U0ANA', release, 'release.approve');
    await expectPhase(world, release, 'ready');
    expect(runsOf(world, shop(world, 'moving'))).toHaveLength(0);
    await press(world, 'U0DANA', release, 'release.deploy');
    await expect.poll(() => toldTo(world, 'U0DANA').at(-1) ?? '', soon).toContain('deployer');
    await press(world, 'U0BEN', release, 'release.deploy');
    await expectPhase(world, release, 'deploying');
    expect(runsOf(world, shop(world, 'moving'))).toHaveLength(1);
  });
});

describe('a GitHub that does not answer what is optional', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    const gates = [
      { id: 'release-candidate', kind: 'manifest' },
      { id: 'environment', kind: 'environment', mode: 'advisory' },
      { id: 'integration-gate', kind: 'workflow-run', workflow: 'integration-gate.yml', branch: 'main' },
    ];
    world = await startShops({ plain: { watch: null }, asking: byEvidence({ gates, ...versionOnly }) });
    const { faults } = world.github.world;
    const always = 1_000_000;
    faults.hideActivity = true;
    faults.dependencyReview = '404';
    faults.failing.push(
      { path: '/actions/artifacts', status: 404, times: always },
      { path: '/artifacts', status: 404, times: always },
      { path: '/actions/variables', status: 403, times: always },
      { path: '/variables', status: 403, times: always },
      { path: '/secrets', status: 403, times: always },
    );
  });

  test('changes nothing in a lane that asks for none of it', async () => {
    const of = shop(world, 'plain');
    const release = await deploying(world, 'plain');
    world.github.world.finishRun(runsOf(world, of)[0]?.id ?? '', 'success');
    await expectPhase(world, release, 'succeeded');
    expect(runsOf(world, of)).toHaveLength(1);
  });

  test('is not known where it is asked for, which keeps Approve away where it blocks, and breaks nothing', async () => {
    const of = shop(world, 'asking');
    const release = await request(world, { by: 'U0FINN', service: 'asking' });
    await expectPhase(world, release, 'awaiting-decision');
    expect(hasButton(world, release, 'release.approve')).toBe(false);
    const words = cardWords(world, release);
    expect(words).toMatch(/release-candidate.*: not known/);
    expect(words).toMatch(/environment.*: not known/);
    expect(words).toMatch(/✓ .*integration-gate/);
    expect(runOf(world, of, 'integration-gate.yml', of.candidate).conclusion).toBe('success');
    expect(world.github.world.calls.some(({ path }) => path.includes('/dependency-graph/'))).toBe(true);

    world.github.world.faults.failing.length = 0;
    await world.moveClock(61_000);
    await offers(world, release, 'release.approve');
    expect((await fetch(`${world.bot.url}/readyz`)).status).toBe(200);
  });
});
