import { beforeAll, expect, test } from 'vitest';
import { press, request, says, soon, watchToItsEnd } from './steps.ts';
import {
  alertsIn,
  cardBefore,
  chartsIn,
  deployWell,
  goesLiveAndWrong,
  isPutBack,
  pushOneMore,
  runsOf,
  showChart,
  untilAlert,
  wrong,
} from './switches.ts';
import { leave, phone, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

/** Each way in which production can show itself wrong, where the go has authorised a rollback. */
let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

test('nothing wrong: the watch is healthy to its end, and the version is one to go back to', async () => {
  const visit = await open();
  await deployWell(visit);
  expect(alertsIn(visit)).toEqual([]);
  await expect.poll(() => chartsIn(visit).at(-1), soon).toMatch(/^In the \w+ minutes after the deployment/);
  await leave(visit);
});

test.for(wrong)('%s: with the mandate one rollback, and the old version live again', async ([name, title, caption]) => {
  const visit = await open();
  await pushOneMore(visit);
  await request(visit, 'dana', 'checkout');
  await says(visit, 'a go also authorises one automatic rollback to v2.14.0 within 30 minutes');
  const runs = runsOf(visit);
  const charts = chartsIn(visit).length;
  await goesLiveAndWrong(visit, name);
  const said = await untilAlert(visit, title);
  expect(said).toContain('It is being rolled back to');
  expect(said).toContain('as the go by <@U0ANA> had authorised');
  await isPutBack(visit);
  expect(runsOf(visit)).toBe(runs + 2);
  await watchToItsEnd(visit);
  await expect
    .poll(
      () =>
        chartsIn(visit)
          .slice(charts)
          .some((said) => caption.test(said)),
      soon,
    )
    .toBe(true);
  await says(visit, 'Rollback – Succeeded');
  await expect.poll(async () => await cardBefore(visit), soon).toContain('Failed, rolled back since: checkout');
  expect(await showChart(visit, caption)).toBe('shown');
  await picture(visit, `switch-${name}-light`);
  await visit.at('thread-close').click();
  await press(visit, 'ben', 'lane.clear-hold');
  await leave(visit);
});

test('every chart can be read in the dark and on a phone', async () => {
  for (const [name, options] of [
    ['dark', { colours: 'dark' }],
    ['phone', { size: phone }],
  ] as const) {
    const visit = await open(options);
    for (const [signal, , caption] of wrong) {
      expect(await showChart(visit, caption)).toBe('shown');
      await picture(visit, `switch-${signal}-${name}`);
      await visit.at('thread-close').click();
    }
    await leave(visit);
  }
});
