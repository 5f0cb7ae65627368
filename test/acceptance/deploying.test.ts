import { beforeAll, describe, expect, test } from 'vitest';
import {
  newestOf,
  openRequest,
  phaseOf,
  press,
  reject,
  request,
  toldTo,
  topView,
  until,
  wordsOf,
} from '../../sandbox/world-people.ts';
import {
  cardWords,
  deployed,
  expectPhase,
  runsOf,
  type ShopWorld,
  shop,
  soon,
  startShops,
  watchThrough,
} from '../support/world.ts';

describe('a release that goes well', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      whole: {},
      form: { watch: null },
      separate: { approval: { execute: 'separate' }, watch: null },
      risky: { watch: null },
      rejected: { watch: null },
      withdrawn: { watch: null },
      adopted: {},
    });
  });

  test('goes from the request over the approval, the run and the watch to success', async () => {
    const of = shop(world, 'whole');
    const release = await request(world, { by: 'U0FINN', service: 'whole' });
    await expectPhase(world, release, 'awaiting-decision');
    const answer = await press(world, 'U0ANA', release, 'release.approve');
    expect(answer).toMatchObject({ status: 200, trouble: null });

    const run = await deployed(world, of, release);
    expect(run.inputs['release_sha']).toBe(of.candidate);
    expect(run.displayTitle).toContain(run.inputs['gonogo_request_id']);
    expect(await watchThrough(world, release)).toBe('succeeded');
    expect(world.service.state('whole').live.sha).toBe(of.candidate);
    expect(runsOf(world, of)).toHaveLength(1);
    expect(toldTo(world, 'U0ANA')).toEqual([]);
  });

  test('knows what is live from the release that it verified last, and counts changes from there', async () => {
    const of = shop(world, 'whole');
    world.github.world.push(
      of.repo,
      'main',
      world.github.world.commit(of.repo, { on: 'main', author: 'dana', message: 'Say hello' }),
      'eli',
    );
    const view = await openRequest(world, { by: 'U0FINN', service: 'whole' });
    expect(wordsOf(view)).toContain('1 commit ahead of what is live');
    await world.slack.people.closeView('U0FINN', view.id);
  });

  test('opens the form before GitHub is read, and fills it in so that it can be sent as it is', async () => {
    world.github.world.faults.slowMs = 1500;
    const answer = await world.slack.people.slash('U0FINN', 'C0RELEASES', '/release', 'request form main');
    expect(answer).toMatchObject({ status: 200, trouble: null });
    expect(topView(world, 'U0FINN')).toMatchObject({ callback_id: 'release.request', submit: null });
    world.github.world.faults.slowMs = 0;
    const view = await until('the form', () => {
      const top = topView(world, 'U0FINN');
      return top === null || top.submit === null ? null : top;
    });
    expect(wordsOf(view)).toContain('Answer in half the time');
    const sent = await world.slack.people.submitView('U0FINN', view.id);
    expect(sent).toMatchObject({ status: 200, trouble: null, errors: {} });
    await expect.poll(() => topView(world, 'U0FINN'), soon).toBeNull();
  });

  test('refuses a second request for the same while the first is open', async () => {
    const view = await openRequest(world, { by: 'U0BEN', service: 'form' });
    await world.slack.people.submitView('U0BEN', view.id);
    expect(wordsOf(topView(world, 'U0BEN') ?? view)).toContain('already requested');
    await world.slack.people.closeView('U0BEN', view.id);
  });

  test('asks for the impact of a high risk, and loses nothing that was typed', async () => {
    const view = await openRequest(world, { by: 'U0FINN', service: 'risky' });
    const refused = await world.slack.people.submitView('U0FINN', view.id, { risk: 'High', summary: 'A bold step' });
    expect(Object.keys(refused.errors).toSorted()).toEqual(['impact', 'mitigation']);
    const sent = await world.slack.people.submitView('U0FINN', view.id, {
      impact: 'No payments',
      mitigation: 'Go back',
    });
    expect(sent).toMatchObject({ errors: {}, trouble: null });
  });

  test('waits for a deployer after the go when the risk is high', async () => {
    const release = await until('the card', () => newestOf(world, 'risky'));
    await expectPhase(world, release, 'awaiting-decision');
    expect(cardWords(world, release)).toContain('A bold step');
    await press(world, 'U0ANA', release, 'release.approve');
    await expectPhase(world, release, 'ready');
    expect(runsOf(world, shop(world, 'risky'))).toHaveLength(0);
  });

  test('starts nothing on the go where a deployer presses Deploy, and takes that press from a deployer alone', async () => {
    const of = shop(world, 'separate');
    const release = await request(world, { by: 'U0FINN', service: 'separate' });
    await expectPhase(world, release, 'awaiting-decision');
    await press(world, 'U0ANA', release, 'release.approve');
    await expectPhase(world, release, 'ready');
    await press(world, 'U0DANA', release, 'release.deploy');
    await expect.poll(() => toldTo(world, 'U0DANA').at(-1) ?? '', soon).toContain('deployer role');
    expect(phaseOf(world, release)).toBe('ready');

    await press(world, 'U0CARA', release, 'release.deploy');
    await expect.poll(() => toldTo(world, 'U0CARA').at(-1) ?? '', soon).toContain('deployer role');
    await press(world, 'U0BEN', release, 'release.deploy');
    await deployed(world, of, release);
    await expectPhase(world, release, 'succeeded');
  });

  test('ends with one no-go and its reason, whoever may give it, and says so on the card', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'rejected' });
    await expectPhase(world, release, 'awaiting-decision');
    const view = await reject(world, 'U0DANA', release, 'Not on a *Friday* <!channel>');
    expect(view.errors).toEqual({});
    await expectPhase(world, release, 'rejected');
    const words = cardWords(world, release);
    expect(words).toContain('Not on a');
    expect(words).not.toContain('<!channel>');
    expect(runsOf(world, shop(world, 'rejected'))).toHaveLength(0);
  });

  test('wants a reason for a no-go', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'rejected' });
    await expectPhase(world, release, 'awaiting-decision');
    const answer = await reject(world, 'U0ANA', release, '   ');
    expect(Object.keys(answer.errors)).toEqual(['reason']);
    expect(phaseOf(world, release)).toBe('awaiting-decision');
    await world.slack.people.closeView('U0ANA', topView(world, 'U0ANA')?.id ?? '');
  });

  test('can be withdrawn by who asked, not by another without a role for it, and asked for again with one click', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'withdrawn' });
    await expectPhase(world, release, 'awaiting-decision');
    await press(world, 'U0ELI', release, 'release.withdraw');
    await expect.poll(() => toldTo(world, 'U0ELI').at(-1) ?? '', soon).toContain('requester or a deployer');
    await press(world, 'U0FINN', release, 'release.withdraw');
    await expectPhase(world, release, 'withdrawn');

    await press(world, 'U0BEN', release, 'release.request-again');
    const again = await until('the new card', () => newestOf(world, 'withdrawn', release));
    await expectPhase(world, again, 'awaiting-decision');
    expect(cardWords(world, again)).toContain(release);
  });

  test('takes what production shows for what is live when a deployer says so', async () => {
    const of = shop(world, 'adopted');
    const release = await request(world, { by: 'U0FINN', service: 'adopted' });
    await expectPhase(world, release, 'awaiting-decision');
    await press(world, 'U0DANA', release, 'lane.adopt');
    await expect.poll(() => toldTo(world, 'U0DANA').at(-1) ?? '', soon).toContain('deployer role');
    await press(world, 'U0ANA', release, 'lane.adopt');
    await expect
      .poll(() => toldTo(world, 'U0ANA').at(-1) ?? '', soon)
      .toContain(`${of.live.slice(0, 7)}\` is recorded as live`);
    await expect.poll(() => cardWords(world, release), soon).not.toContain('nobody has recorded it');
  });
});
