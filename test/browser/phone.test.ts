import { beforeAll, expect, test } from 'vitest';
import { actAs, card, overhang, press, runSucceeds, says, soon, toldAlone } from './steps.ts';
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

test('on a phone the checklist and a rollback are read and confirmed by thumb, and what is missing is brought into view', async () => {
  const visit = await open({ size: phone, colours: 'dark' });
  const { page, at } = visit;
  await actAs(visit, 'ana');
  await card(visit).locator('button', { hasText: 'Checklist' }).tap();
  await at('modal').getByText('Changes included').waitFor();
  await picture(visit, 'checklist-390-dark');
  expect(await overhang(visit)).toBe(0);
  await at('modal-cancel').tap();
  await at('modal').waitFor({ state: 'detached' });
  await at('composer').fill('/rollback v2.13.0 checkout Payments are failing');
  await at('send').tap();
  await at('modal-submit').waitFor();
  expect(await overhang(visit)).toBe(0);
  await at('modal-submit').tap();
  await expect.poll(async () => await isSeen(page, '.field-error'), soon).toBe(true);
  await picture(visit, 'rollback-unread-390-dark');
  await at('modal').locator('input[type="checkbox"]').check();
  await at('modal-submit').tap();
  await says(visit, 'Rollback – Deploying');
  await says(visit, 'The lane is held');
  await picture(visit, 'rollback-390-dark');
  expect(await overhang(visit)).toBe(0);
  await leave(visit);
});

/** Whether the whole of it stands in the part of the form that can be seen. */
async function isSeen(page: Visit['page'], selector: string): Promise<boolean> {
  return await page
    .locator(selector)
    .first()
    .evaluate((element) => {
      const body = element.closest('.modal-body')?.getBoundingClientRect();
      const own = element.getBoundingClientRect();
      return body !== undefined && own.top >= body.top && own.bottom <= body.bottom + 1;
    });
}
