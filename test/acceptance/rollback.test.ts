import { beforeAll, describe, expect, test } from 'vitest';
import { offers, press, request, toldTo, topView, until, wordsOf } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, runsOf, type Shop, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { opened, verifyForm } from '../support/world-checklist.ts';
import {
  cardsOf,
  confirmRollback,
  expectReplay,
  nextRun,
  pushBuilt,
  released,
  rollbackForm,
  settled,
  statusOf,
} from '../support/world-evidence.ts';
import { readLedger } from '../support/world-ledger.ts';
import { byEvidence } from '../support/world-shops.ts';

const reason = 'Payments are failing';

describe('a rollback', () => {
  let world: ShopWorld;
  let newest: string;
  beforeAll(async () => {
    world = await startShops({
      named: byEvidence(),
      warned: byEvidence({ migrations: { globs: ['db/migrate/**'] } }),
      lost: byEvidence(),
    });
    await released(world, 'named', shop(world, 'named').candidate);
    newest = pushBuilt(world, shop(world, 'named'), { tag: 'v1.2.0' });
    await released(world, 'named');
  });

  test.for([
    ['its version', () => 'v1.1.0'],
    ['its short SHA', (of: Shop) => of.candidate.slice(0, 7)],
    ['its full SHA', (of: Shop) => of.candidate],
  ] as const)('is asked for by %s, and the form says what it does before anybody confirms', async ([, word]) => {
    const of = shop(world, 'named');
    const view = await rollbackForm(world, 'U0BEN', `${word(of)} named ${reason}`);
    const words = wordsOf(view);
    expect(words).toContain('*Live now:* `v1.2.0`');
    expect(words).toContain('*Goes back to:* `v1.1.0`');
    expect(words).toContain('*Undoes:* 1 commit');
    expect(words).toContain('One thing more');
    expect(words).toContain('Afterwards the lane is held until a deployer clears the hold');
    expect(JSON.stringify(view.blocks)).toContain(reason);
    await world.slack.people.closeView('U0BEN', view.id);
    expect(runsOf(world, of)).toHaveLength(2);
  });

  test('whose version could be several offers them, and goes on with the one that is chosen', async () => {
    const of = shop(world, 'named');
    const choices = await rollbackForm(world, 'U0BEN', 'v1 named');
    expect(wordsOf(choices)).toContain('2 versions could be meant by `v1`');
    await world.slack.people.submitView('U0BEN', choices.id, { target: of.candidate });
    const view = await until('the form for the chosen one', () => {
      const top = settled(topView(world, 'U0BEN'));
      return top !== null && wordsOf(top).includes('Goes back to') ? top : null;
    });
    expect(wordsOf(view)).toContain('*Undoes:* 1 commit');
    await world.slack.people.closeView('U0BEN', view.id);
  });

  test('is refused to somebody without the role of a deployer, only they are told, and it is on record', async () => {
    const of = shop(world, 'named');
    for (const who of ['U0DANA', 'U0FINN', 'U0GWEN']) {
      const told = await world.slack.people.slash(who, 'C0RELEASES', '/rollback', 'v1.1.0 named');
      expect(told.status).toBe(200);
      expect(`${told.body}${toldTo(world, who).join('\n')}`).toMatch(/deployer|no role|full members/);
      expect(topView(world, who)).toBeNull();
    }
    const refused = (await readLedger(world).events('named')).filter((type) => type === 'CommandRefused');
    expect(refused).toHaveLength(3);
    expect(runsOf(world, of)).toHaveLength(2);
  });

  test('is one deployer’s confirm: the replay workflow runs the same digests, and the lane is held after it', async () => {
    const of = shop(world, 'named');
    const view = await rollbackForm(world, 'U0BEN', 'v1.1.0 named');
    const none = await world.slack.people.submitView('U0BEN', view.id, { reason: '' });
    expect(Object.keys(none.errors)).toEqual(['reason']);
    const release = await confirmRollback(world, 'U0BEN', { view, service: 'named', entries: { reason } });
    const run = await nextRun(world, of, 2);
    expectReplay(world, run, of.candidate);
    await expectPhase(world, release, 'deploying');
    world.github.world.finishRun(run.id, 'success');
    await expectPhase(world, release, 'succeeded');
    const words = cardWords(world, release);
    expect(words).toContain(reason);
    expect(words).toContain('3 images as approved');
    expect(await statusOf(world, 'named')).toMatch(/Held since[\s\S]*Payments are failing/);
    expect(runsOf(world, of)).toHaveLength(3);
  });

  test('leaves a hold that keeps the next release waiting, until a deployer clears it', async () => {
    const of = shop(world, 'named');
    const [rollback = ''] = cardsOf(world, 'named').slice(-1);
    await press(world, 'U0DANA', rollback, 'lane.clear-hold');
    await expect.poll(() => toldTo(world, 'U0DANA').at(-1) ?? '', soon).toContain('deployer');
    expect(await statusOf(world, 'named')).toContain('Held since');
    await press(world, 'U0ANA', rollback, 'lane.clear-hold');
    await expect.poll(async () => await statusOf(world, 'named'), soon).not.toContain('Held since');
    await released(world, 'named', newest);
    expect(runsOf(world, of)).toHaveLength(4);
  });

  test('with a warning wants a second confirm: never verified here, and a migration in between', async () => {
    const of = shop(world, 'warned');
    // The lane's first: nothing is known to be live, so somebody has to look for migrations, and a deployer presses.
    pushBuilt(world, of, {
      tag: 'v1.2.0',
      files: { 'db/migrate/0001_note.sql': 'alter table orders add note text;\n' },
    });
    const first = await request(world, { by: 'U0FINN', service: 'warned', ref: 'main' });
    await expectPhase(world, first, 'awaiting-decision');
    const look = await verifyForm(world, 'U0BEN', await opened(world, 'U0BEN', first, 'checklist.show'));
    await world.slack.people.submitView('U0BEN', look.id, { note: 'One note column, which nobody reads yet' });
    await offers(world, first, 'release.approve');
    await press(world, 'U0ANA', first, 'release.approve');
    await offers(world, first, 'release.deploy');
    await press(world, 'U0BEN', first, 'release.deploy');
    const { id } = await nextRun(world, of, 0);
    world.github.world.finishRun(id, 'success');
    await expectPhase(world, first, 'succeeded');
    const view = await rollbackForm(world, 'U0BEN', `v1.0.0 warned ${reason}`);
    const words = wordsOf(view);
    expect(words).toContain('Before you go on');
    expect(words).toContain('It is none of the last ten versions that a watch saw work here');
    expect(words).toContain('The database schema has changed since');
    const unread = await world.slack.people.submitView('U0BEN', view.id, { reason });
    expect(Object.keys(unread.errors)).toEqual(['warned']);
    const entries = { reason, warned: ['read'] };
    const release = await confirmRollback(world, 'U0BEN', { view, service: 'warned', entries });
    const run = await nextRun(world, of, 1);
    expectReplay(world, run, of.live);
    await expect
      .poll(() => cardWords(world, release), soon)
      .toContain('none of the last ten versions that were seen to work here');
  });

  test('is refused when nobody has the digests any more, with what can be done instead', async () => {
    const of = shop(world, 'lost');
    const { world: github } = world.github;
    github.expireArtifact(of.repo, `release-candidate-${of.live}`);
    await released(world, 'lost', of.candidate);
    const view = await rollbackForm(world, 'U0BEN', 'v1.0.0 lost');
    expect(view.submit).toBeNull();
    const words = wordsOf(view);
    expect(words).toContain('Nobody knows the images of this commit by digest');
    expect(words).toContain('/release request');
    expect(words).toContain('Nothing was rolled back');
    expect(runsOf(world, of)).toHaveLength(1);
  });
});
