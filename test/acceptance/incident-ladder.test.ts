import { beforeAll, describe, expect, test } from 'vitest';
import { buttonsOf, wordsOf } from '../../sandbox/world-people.ts';
import { tenOnNextWorkday } from '../support/next-workday.ts';
import { type ShopWorld, soon, startShops } from '../support/world.ts';
import {
  acknowledge,
  chainOf,
  declare,
  directTo,
  fillIn,
  hourMs,
  incidentWords,
  liveMessages,
  minuteMs,
  paged,
  pagesTo,
  reply,
  says,
  settle,
  threadOf,
} from '../support/world-incidents.ts';

const roundMs = 5 * minuteMs;

describe('an incident that waits for somebody', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({ shop: { watch: null } });
  });

  test('P1: climbs one level each round, says in the end that nobody answered, and again each hour', async () => {
    const incident = await declare(world, 'U0FINN', { severity: 'P1', title: 'Nobody can pay', service: 'shop' });
    await paged(world, incident, { U0BEN: 1, U0CARA: 0, U0ANA: 0 });
    await says(world, incident, 'Nobody has it yet');
    const [first] = directTo(world, 'U0BEN', incident);
    expect(first === undefined ? [] : buttonsOf(first)).toEqual(['incident.acknowledge']);

    const rounds = [
      { U0BEN: 2, U0CARA: 1, U0ANA: 0 },
      { U0BEN: 3, U0CARA: 2, U0ANA: 1 },
      { U0BEN: 4, U0CARA: 3, U0ANA: 2 },
      { U0BEN: 5, U0CARA: 4, U0ANA: 3 },
    ];
    for (const [at, pages] of rounds.entries()) {
      await world.moveClock(roundMs);
      await paged(world, incident, pages);
      const told = await reply(world, incident, `for ${(at + 1) * 5} minutes`);
      expect(told.reply_broadcast).toBe(true);
    }
    await world.moveClock(roundMs);
    const nobody = await reply(world, incident, 'Nobody answered this P1');
    expect(nobody.reply_broadcast).toBe(true);
    expect(wordsOf(nobody)).toContain('5 rounds, 25 minutes');
    await paged(world, incident, { U0BEN: 5, U0CARA: 4, U0ANA: 3 });

    await world.moveClock(hourMs);
    await reply(world, incident, 'Still nobody has acknowledged this P1');
    await paged(world, incident, { U0BEN: 6, U0CARA: 5, U0ANA: 4 });
    expect(liveMessages(world, incident)).toHaveLength(1);
    const alert = { key: incident, status: 'triggered', severity: 'critical' };
    await expect.poll(() => world.pager.alerts(), soon).toMatchObject([alert]);
    await settle(world, 'U0ANA', incident);
    await expect.poll(() => statusAt(incident), soon).toBe('resolved');
    expect(world.pager.alerts()).toHaveLength(1);
  });

  test('P1: stops at once when somebody has it; they are asked after half an hour, and nobody is paged again', async () => {
    const incident = await declare(world, 'U0FINN', { severity: 'P1', title: 'The shop is down', service: 'shop' });
    await paged(world, incident, { U0BEN: 1, U0CARA: 0, U0ANA: 0 });
    await acknowledge(world, 'U0BEN', incident);
    await expect.poll(() => statusAt(incident), soon).toBe('acknowledged');
    await world.moveClock(roundMs);
    await world.moveClock(25 * minuteMs);
    await expect.poll(() => directTo(world, 'U0BEN', incident, 'How does it stand?').length, soon).toBe(1);
    expect(pagesTo(world, incident, 'U0BEN', 'U0CARA', 'U0ANA')).toEqual([1, 0, 0]);

    const entries = { text: 'The database is full; we are making room. News in ten minutes.' };
    await fillIn(world, 'U0BEN', { incident, actionId: 'incident.update', entries });
    await says(world, incident, 'The database is full');
    await world.moveClock(29 * minuteMs);
    await world.moveClock(minuteMs);
    await expect.poll(() => directTo(world, 'U0BEN', incident, 'How does it stand?').length, soon).toBe(2);
    await settle(world, 'U0BEN', incident);
  });

  test.for([
    ['P2', [30, 45], 60, 'error'],
    ['P3', [120, 210], 240, null],
  ] as const)(
    '%s: is nudged twice, and breaches when its time is over',
    async ([severity, nudges, breach, outside]) => {
      const incident = await declare(world, 'U0ELI', { severity, title: `${severity}: receipts are late` });
      await paged(world, incident, { U0BEN: 1, U0CARA: 0, U0ANA: 0 });
      await expect
        .poll(() => world.pager.alerts().find(({ key }) => key === incident)?.severity ?? null, soon)
        .toBe(outside);
      const ledger = chainOf(world, incident);
      let minutes = 0;
      for (const [at, nudge] of nudges.entries()) {
        await world.moveClock((nudge - minutes - 1) * minuteMs);
        expect((await ledger.read()).filter(({ type }) => type === 'StepTaken')).toHaveLength(at + 1);
        await world.moveClock(minuteMs);
        await ledger.reaches('StepTaken', at + 2);
        minutes = nudge;
      }
      await reply(world, incident, 'The time to respond ends');
      await paged(world, incident, { U0BEN: 3, U0CARA: 2, U0ANA: 1 });
      expect(incidentWords(world, incident)).not.toContain('ran out');
      await world.moveClock((breach - minutes) * minuteMs);
      await reply(world, incident, `The time to respond to this ${severity} is over`);
      await says(world, incident, 'The time to respond ran out');
      await paged(world, incident, { U0BEN: 4, U0CARA: 3, U0ANA: 2 });

      await acknowledge(world, 'U0CARA', incident);
      const entries = { severity: 'P4', reason: 'Only the colour of the button was wrong' };
      await fillIn(world, 'U0CARA', { incident, actionId: 'incident.change-severity', entries });
      await says(world, incident, /P4[\s\S]*The time to respond ran out/);
      await settle(world, 'U0CARA', incident);
    },
  );

  test('P4: pages nobody, and is due at ten on the next working day of the team', async () => {
    const opened = world.nowMs();
    const incident = await declare(world, 'U0FINN', { severity: 'P4', title: 'A word is misspelt' });
    const due = tenOnNextWorkday(opened);
    await says(world, incident, 'Nobody is paged yet');
    await world.moveClock(due - minuteMs - world.nowMs());
    expect(threadOf(world, incident)).toEqual([]);
    expect(pagesTo(world, incident, 'U0BEN', 'U0CARA', 'U0ANA')).toEqual([0, 0, 0]);
    await world.moveClock(minuteMs);
    await reply(world, incident, 'The time to respond to this P4 is over');
    await paged(world, incident, { U0BEN: 1, U0CARA: 0, U0ANA: 0 });
    expect(world.pager.alerts().some(({ key }) => key === incident)).toBe(false);
    await settle(world, 'U0BEN', incident);
  });

  function statusAt(incident: string): string | undefined {
    return world.pager.alerts().find(({ key }) => key === incident)?.status;
  }
});
