import { beforeAll, describe, expect, test } from 'vitest';
import { newestOf, offers, phaseOf, press, repliesOf, request, until, wordsOf } from '../../sandbox/world-people.ts';
import { cardWords, expectPhase, oneRun, runsOf, type ShopWorld, shop, soon, startShops } from '../support/world.ts';
import { pushBuilt } from '../support/world-evidence.ts';
import { byEvidence, pushMore } from '../support/world-shops.ts';

const minute = 60_000;
const hour = 60 * minute;

describe('a lane', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      queue: { watch: null },
      behind: byEvidence(),
      long: { watch: null },
      shut: { watch: null, windows: { deny: [{ cron: '* * * * *', for: '2h', reason: 'stocktaking' }] } },
      opening: {
        watch: null,
        windows: { allow: [{ cron: openingSoon(), for: '1h', reason: 'office hours', timezone: 'UTC' }] },
      },
    });
  });

  test('that is shut says when it opens, and starts by itself then', async () => {
    const of = shop(world, 'opening');
    const release = await approved(world, 'opening', 'main');
    await expectPhase(world, release, 'scheduled');
    expect(cardWords(world, release)).toMatch(/It opens <!date\^\d+/);
    const opens = Number(/It opens <!date\^(\d+)/.exec(cardWords(world, release))?.[1]) * 1000;
    expect(opens - world.nowMs()).toBeLessThan(30 * minute);
    await world.moveClock(opens - world.nowMs() + 1000);
    await oneRun(world, of);
  });

  test('lets one release in at a time; the others wait with their place, and go in order', async () => {
    const of = shop(world, 'queue');
    const first = await approved(world, 'queue', of.candidate);
    const firstRun = await oneRun(world, of);
    pushMore(world.github.world, of, { 'src/second.ts': 'export const second = 2;\n' });
    const second = await approved(world, 'queue', 'main');
    await expectPhase(world, second, 'scheduled');
    const third = await approved(world, 'queue', 'v1.0.0');
    await expectPhase(world, third, 'scheduled');
    await expect.poll(() => cardWords(world, second), soon).toContain('number 1 in the queue');
    await expect.poll(() => cardWords(world, third), soon).toContain('number 2 in the queue');
    expect(runsOf(world, of)).toHaveLength(1);

    world.github.world.finishRun(firstRun.id, 'success');
    await expectPhase(world, first, 'succeeded');
    await expectPhase(world, second, 'deploying');
    expect(phaseOf(world, third)).toBe('scheduled');
    world.github.world.finishRun(runsOf(world, of)[0]?.id ?? '', 'success');
    await expectPhase(world, third, 'deploying');
    world.github.world.finishRun(runsOf(world, of)[0]?.id ?? '', 'success');
    await expectPhase(world, third, 'succeeded');
    expect(runsOf(world, of)).toHaveLength(3);
  });

  test('keeps the go of a release that waits, although what a rollback leads to becomes another version', async () => {
    const of = shop(world, 'behind');
    const first = await approved(world, 'behind', of.candidate);
    const firstRun = await oneRun(world, of);
    await expectPhase(world, first, 'deploying');
    pushBuilt(world, of, { tag: 'v1.2.0' });
    const second = await approved(world, 'behind', 'main');
    await expectPhase(world, second, 'scheduled');
    world.github.world.finishRun(firstRun.id, 'success');
    await expectPhase(world, first, 'succeeded');
    await expectPhase(world, second, 'deploying');
    expect(repliesOf(world, second).map(wordsOf).join('\n')).not.toContain('void');
    expect(runsOf(world, of)).toHaveLength(2);
  });

  test('starts nothing by itself when the last person looked more than half an hour ago', async () => {
    const of = shop(world, 'long');
    const first = await approved(world, 'long', of.candidate);
    const run = await oneRun(world, of);
    await expectPhase(world, first, 'deploying');
    const second = await approved(world, 'long', 'v1.0.0');
    await expectPhase(world, second, 'scheduled');
    await world.moveClock(31 * minute);
    await expectPhase(world, second, 'ready');
    world.github.world.finishRun(run.id, 'success');
    await expectPhase(world, first, 'succeeded');
    expect(phaseOf(world, second)).toBe('ready');
    expect(runsOf(world, of)).toHaveLength(1);
    await press(world, 'U0BEN', second, 'release.deploy');
    await expect.poll(() => runsOf(world, of).length, soon).toBe(2);
  });

  test('that stays shut takes the request and the go, and says why it waits', async () => {
    const release = await approved(world, 'shut', 'main');
    await expectPhase(world, release, 'scheduled');
    expect(cardWords(world, release)).toContain('stocktaking');
    expect(runsOf(world, shop(world, 'shut'))).toHaveLength(0);
    await press(world, 'U0DANA', release, 'release.stop');
    await expectPhase(world, release, 'rejected');
  });
});

describe('a request', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({
      patient: { watch: null },
      later: { watch: null },
      lapsing: { watch: null, approval: { execute: 'separate' } },
    });
  });

  test('reminds those who can decide, expires when nobody does, and is asked again with one click', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'patient' });
    await expectPhase(world, release, 'awaiting-decision');
    // Whoever is on call has been told of the request; the reminders come after that.
    await expect.poll(() => repliesOf(world, release).length, soon).toBe(1);
    await world.moveClock(2 * hour + minute);
    await expect.poll(() => repliesOf(world, release).length, soon).toBe(2);
    expect(wordsOf(repliesOf(world, release)[1] ?? { blocks: [] })).toContain('<@U0ANA>');
    await world.moveClock(1.65 * hour);
    await expect.poll(() => repliesOf(world, release).length, soon).toBe(3);
    await world.moveClock(hour);
    await expectPhase(world, release, 'expired');

    await press(world, 'U0BEN', release, 'release.request-again');
    const again = await until('the new card', () => newestOf(world, 'patient', release));
    await expectPhase(world, again, 'awaiting-decision');
    await press(world, 'U0ANA', again, 'release.approve');
    await oneRun(world, shop(world, 'patient'));
  });

  test('with a time before which it must not start waits for it', async () => {
    const at = Math.floor(world.nowMs() / 1000) + 20 * 60;
    const release = await request(world, { by: 'U0FINN', service: 'later', entries: { preferred: at } });
    await expectPhase(world, release, 'awaiting-decision');
    await press(world, 'U0ANA', release, 'release.approve');
    await expectPhase(world, release, 'scheduled');
    expect(runsOf(world, shop(world, 'later'))).toHaveLength(0);
    await world.moveClock(20 * minute);
    await oneRun(world, shop(world, 'later'));
  });

  test('that was approved and never deployed lapses', async () => {
    const release = await request(world, { by: 'U0FINN', service: 'lapsing' });
    await expectPhase(world, release, 'awaiting-decision');
    await press(world, 'U0ANA', release, 'release.approve');
    await expectPhase(world, release, 'ready');
    await world.moveClock(4 * hour + minute);
    await expectPhase(world, release, 'expired');
    await offers(world, release, 'release.request-again');
    expect(runsOf(world, shop(world, 'lapsing'))).toHaveLength(0);
  });
});

async function approved(world: ShopWorld, service: string, ref: string): Promise<string> {
  const release = await request(world, { by: 'U0FINN', service, ref });
  await expectPhase(world, release, 'awaiting-decision');
  await press(world, 'U0ANA', release, 'release.approve');
  return release;
}

/** A window that opens in five to fifteen minutes, by the clock of this machine. */
function openingSoon(): string {
  const opens = new Date(Date.now() + 10 * minute);
  return `${opens.getUTCMinutes()} ${opens.getUTCHours()} * * *`;
}
