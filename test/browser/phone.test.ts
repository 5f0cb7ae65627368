import { beforeAll, expect, test } from 'vitest';
import { actAs, card, press, runSucceeds, says, toldAlone } from './steps.ts';
import { leave, phone, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

test('on a phone a release goes from request to go by thumb, and nothing is wider than the screen', async () => {
  const visit = await open({ size: phone });
  const { page, at } = visit;
  await picture(visit, 'page-390');
  expect(await overhang(visit)).toBe(0);
  await actAs(visit, 'finn');
  await page.locator('.chip').first().tap();
  await at('send').tap();
  await at('modal-submit').waitFor();
  await picture(visit, 'modal-390');
  expect(await overhang(visit)).toBe(0);
  await at('modal-submit').tap();
  await says(visit, 'Waiting for a decision');
  await picture(visit, 'card-390');
  expect(await overhang(visit)).toBe(0);
  await at('pane-channels').tap();
  await picture(visit, 'people-390');
  await at('act-as-U0ANA').tap();
  await card(visit).locator('[data-test="action-release.approve"]').tap();
  await picture(visit, 'confirm-390');
  await at('confirm-accept').tap();
  await runSucceeds(visit);
  expect(await overhang(visit)).toBe(0);
  await at('pane-production').tap();
  await page.locator('.run[data-state="success"]').waitFor();
  await picture(visit, 'production-390');
  expect(await overhang(visit)).toBe(0);
  await at('pane-channels').tap();
  await at('app-home').tap();
  await at('home').getByText('What needs you').waitFor();
  await picture(visit, 'home-390');
  expect(await overhang(visit)).toBe(0);
  await leave(visit);
});

test('on a phone in dark colours a press that is refused is told beside the card', async () => {
  const visit = await open({ size: phone, colours: 'dark', tour: 'open' });
  await picture(visit, 'tour-390-dark');
  expect(await overhang(visit)).toBe(0);
  await visit.at('tour-close').tap();
  await actAs(visit, 'finn');
  await visit.at('composer').fill('/release request ledger main');
  await visit.at('send').tap();
  await visit.at('modal-submit').tap();
  await says(visit, 'ledger → production');
  await says(visit, 'Waiting for a decision');
  await press(visit, 'ana', 'release.approve');
  await toldAlone(visit, 'You wrote some of these commits');
  await picture(visit, 'refused-390-dark');
  expect(await overhang(visit)).toBe(0);
  await leave(visit);
});

/** By how many pixels something is wider than what it is in. */
async function overhang({ page }: Visit): Promise<number> {
  return await page.evaluate(() => {
    const boxes = [...document.querySelectorAll('html, .messages, .production, .modal-body')];
    return Math.max(...boxes.map((box) => box.scrollWidth - box.clientWidth));
  });
}
