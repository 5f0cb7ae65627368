import { beforeAll, expect, test } from 'vitest';
import { actAs, card, look, openRequest, press, request, runSucceeds, says, soon, watchToItsEnd } from './steps.ts';
import {
  alertsIn,
  chartsIn,
  deployWell,
  goesLiveAndWrong,
  isPutBack,
  looksTaken,
  pushOneMore,
  runsOf,
  showChart,
  untilAlert,
  wrong,
} from './switches.ts';
import { leave, looks, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

/** What happens when production shows itself wrong, or nothing at all, and nothing goes back by itself. */

const minuteMs = 60_000;
let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

test('a version that was watched to its healthy end offers the next release one to go back to', async () => {
  const visit = await open();
  await deployWell(visit);
  expect(alertsIn(visit)).toEqual([]);
  expect(await visit.at('version-checkout').innerText()).toBe('v2.14.0');
  await leave(visit);
});

test.for([wrong[0], wrong[4]])(
  '%s: without the mandate nothing goes back until a person presses',
  async ([name, title]) => {
    const visit = await open();
    await pushOneMore(visit);
    await actAs(visit, 'dana');
    await openRequest(visit, 'checkout', 'main');
    await visit.at('modal').locator('label.choice', { hasText: 'Authorise' }).locator('input').uncheck();
    await visit.at('modal-submit').click();
    await visit.at('modal').waitFor({ state: 'detached' });
    await says(visit, 'Waiting for a decision');
    await says(visit, 'The request asks for no automatic rollback.');
    const runs = runsOf(visit);
    await goesLiveAndWrong(visit, name);
    expect(await untilAlert(visit, title)).toContain(
      'Nothing is rolled back by itself: the request did not ask for that',
    );
    await says(visit, 'Failed: checkout → production');
    await visit.world.moveClock(3 * minuteMs);
    expect(await visit.at('version-checkout').innerText()).not.toBe('v2.14.0');
    expect(runsOf(visit)).toBe(runs + 1);
    await picture(visit, `switch-${name}-by-hand-light`);
    await actAs(visit, 'ben');
    await card(visit).locator('[data-test="action-release.rollback"]').click();
    await visit.at('modal-submit').waitFor();
    await visit.at('modal').locator('textarea').fill('It is worse than before');
    await visit.at('modal-submit').click();
    await isPutBack(visit);
    await watchToItsEnd(visit);
    await press(visit, 'ben', 'lane.clear-hold');
    await leave(visit);
  },
);

test('no data: people are told that the watch is blind, and one of them decides; a mandate is not spent', async () => {
  const visit = await open();
  await pushOneMore(visit);
  await request(visit, 'dana', 'checkout');
  const runs = runsOf(visit);
  await press(visit, 'ana', 'release.approve');
  await runSucceeds(visit);
  await visit.at('switch-no-data').click();
  expect(await untilAlert(visit, 'A watch is blind')).toContain('errors, latency, memory, cpu');
  for (let taken = await looksTaken(visit); taken < looks; taken += 1) await look(visit);
  await says(visit, /The verdict waits for telemetry of errors, latency, memory, cpu that is late, until/);
  await picture(visit, 'switch-no-data-late-light');
  await visit.world.moveClock(10 * minuteMs);
  await says(visit, 'Deployed, not verified');
  expect(runsOf(visit)).toBe(runs + 1);
  await expect.poll(() => chartsIn(visit).at(-1), soon).toContain('nothing is known');
  expect(await showChart(visit, /nothing is known/)).toBe('shown');
  await picture(visit, 'switch-no-data-light');
  await visit.at('thread-close').click();
  await visit.at('switch-no-data').click();
  await press(visit, 'ana', 'watch.accept');
  await says(visit, 'Accepted without a full watch');
  await leave(visit);
});

test('the workflow that somebody starts past Gonogo is a P1 with its run, and no release', async () => {
  const visit = await open();
  const runs = runsOf(visit);
  const alerts = alertsIn(visit).length;
  await visit.at('switch-past-gonogo').click();
  await expect.poll(() => alertsIn(visit).join('\n'), soon).toContain('A run was started past Gonogo');
  expect(alertsIn(visit)).toHaveLength(alerts + 1);
  expect(runsOf(visit)).toBe(runs + 1);
  await visit.at('channel-C0INCIDENTS').click();
  await picture(visit, 'switch-past-gonogo-light');
  await leave(visit);
});
