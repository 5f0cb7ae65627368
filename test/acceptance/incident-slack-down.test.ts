import { beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../sandbox/world-people.ts';
import { type ShopWorld, soon, startShops } from '../support/world.ts';
import {
  chainOf,
  declareForm,
  directTo,
  entriesOf,
  incidentsOf,
  liveMessages,
  minuteMs,
  paged,
  pressIncident,
  reply,
  says,
  submit,
  threadOf,
} from '../support/world-incidents.ts';

/** After a pause of half a minute everything has to stand within this. */
const patient = { timeout: 45_000, interval: 50 } as const;

describe('a P1 while Slack', () => {
  let world: ShopWorld;
  beforeAll(async () => {
    world = await startShops({ shop: { watch: null } });
  });

  test('limits every call for 30 seconds goes out by webhook at once, and then into Slack with nothing lost', async () => {
    const declared = { severity: 'P1', title: 'Nobody can pay', service: 'shop' } as const;
    const form = await declareForm(world, 'U0BEN', declared);
    world.slack.faults.rateLimit('*', 30);
    const calls = world.slack.calls.length;
    await submit(world, 'U0BEN', form, entriesOf(declared));
    const [accepted] = await until('the page by webhook', () =>
      world.pager.accepted.length > 0 ? world.pager.accepted : null,
    );
    const incident = accepted?.dedup_key ?? '';
    expect(accepted).toMatchObject({ event_action: 'trigger', payload: { severity: 'critical' } });
    expect(incidentsOf(world)).toEqual([]);
    expect(directTo(world, 'U0BEN', incident)).toEqual([]);

    await expect.poll(() => incidentsOf(world), patient).toEqual([incident]);
    await expect.poll(() => directTo(world, 'U0BEN', incident).length, patient).toBe(1);
    await expect.poll(() => threadOf(world, incident).length, patient).toBe(1);
    expect(world.pager.accepted).toHaveLength(1);
    const limited = world.slack.calls.slice(calls).filter(({ status }) => status === 429);
    expect(limited.length).toBeLessThan(12);

    await pressIncident(world, 'U0BEN', incident, 'incident.acknowledge');
    await says(world, incident, '<@U0BEN> has it');
    await expect.poll(() => world.pager.alerts()[0]?.status, soon).toBe('acknowledged');
  });

  test('is down for an hour is paged by webhook in every round, and Slack gets all of it in order afterwards', async () => {
    const declared = { severity: 'P1', title: 'The shop is down', service: 'shop' } as const;
    const form = await declareForm(world, 'U0BEN', declared);
    const known = world.pager.accepted.length;
    await submit(world, 'U0BEN', form, entriesOf(declared));
    const incident = await until('the incident', () => world.pager.accepted[known]?.dedup_key ?? null);
    await expect.poll(() => incidentsOf(world), soon).toContain(incident);
    await paged(world, incident, { U0BEN: 1 });
    await expect.poll(() => threadOf(world, incident).length, soon).toBe(1);
    const ledger = chainOf(world, incident);

    world.slack.faults.down = true;
    const begun = world.nowMs();
    for (let round = 2; round <= 6; round += 1) {
      await world.moveClock(5 * minuteMs);
      await ledger.reaches('StepTaken', round);
      // The sixth step says that nobody answered: there is nobody more to page.
      const pages = Math.min(round, 5);
      await expect.poll(() => triggersOf(incident), soon).toBe(pages);
    }
    await world.moveClock(35 * minuteMs);
    expect(world.nowMs() - begun).toBeGreaterThanOrEqual(60 * minuteMs);
    expect(threadOf(world, incident)).toHaveLength(1);

    world.slack.faults.down = false;
    await world.moveClock(minuteMs);
    await expect.poll(() => threadOf(world, incident).length, patient).toBe(6);
    await expect.poll(() => pagesOf(incident), patient).toEqual([5, 4, 3]);
    const titles = threadOf(world, incident).map((message) => message.text.split(':')[0]);
    expect(titles).toEqual([
      'Somebody is needed',
      'Nobody has acknowledged this P1 for 5 minutes',
      'Nobody has acknowledged this P1 for 10 minutes',
      'Nobody has acknowledged this P1 for 15 minutes',
      'Nobody has acknowledged this P1 for 20 minutes',
      'Nobody answered this P1',
    ]);
    expect(liveMessages(world, incident)).toHaveLength(1);
    await pressIncident(world, 'U0ANA', incident, 'incident.acknowledge');
    await says(world, incident, '<@U0ANA> has it');
    await reply(world, incident, '<@U0ANA>');
  });

  function triggersOf(incident: string): number {
    return world.pager.accepted.filter(
      ({ dedup_key: key, event_action: action }) => key === incident && action === 'trigger',
    ).length;
  }

  function pagesOf(incident: string): readonly number[] {
    return ['U0BEN', 'U0CARA', 'U0ANA'].map((user) => directTo(world, user, incident).length);
  }
});
