import { beforeAll, expect, test } from 'vitest';
import { actAs, card, look, openRequest, press, request, runSucceeds, says, soon, toldAlone } from './steps.ts';
import { desktop, leave, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

/** High enough for a card with seven gates: it is shown from its head, and nobody has to look for the buttons. */
const tall = { ...desktop, height: 1200 };

test('asks for a release in a form that is already filled in, and shows one card with everything on it', async () => {
  const visit = await open({ size: tall });
  await actAs(visit, 'ben');
  await openRequest(visit, 'checkout');
  await picture(visit, 'modal-light');
  expect(await visit.at('modal').innerText()).toContain('6 commits ahead of what is live');
  await visit.at('modal-submit').click();
  await says(visit, 'Waiting for a decision: checkout → production v2.14.0');
  await says(visit, 'Can still decide: @ana');
  await picture(visit, 'card-light');
  await expect.poll(async () => await isInView(visit, '.block-header'), soon).toBe(true);
  await expect.poll(async () => await isInView(visit, '[data-test="action-release.approve"]'), soon).toBe(true);
  await leave(visit);
});

test('refuses the go of the one who asked, and tells only them', async () => {
  const visit = await open();
  await press(visit, 'ben', 'release.approve');
  await toldAlone(visit, 'You asked for this release');
  await picture(visit, 'refused-light');
  await actAs(visit, 'ana');
  expect(await visit.page.locator('.ephemeral').count()).toBe(0);
  await says(visit, '0 of 1');
  await leave(visit);
});

test('refuses the go of an author, and tells only them', async () => {
  const visit = await open();
  await press(visit, 'dana', 'release.approve');
  await toldAlone(visit, 'You wrote some of these commits');
  await actAs(visit, 'ana');
  expect(await visit.page.locator('.ephemeral').count()).toBe(0);
  await says(visit, '0 of 1');
  await leave(visit);
});

test('wants a reason for a no-go, and shows it on the card', async () => {
  const visit = await open();
  await actAs(visit, 'ben');
  await card(visit).locator('[data-test="action-release.reject"]').click();
  await visit.at('modal-submit').click();
  await visit.page.locator('[data-test="field-reason"] .field-error').waitFor();
  await picture(visit, 'reject-without-reason-light');
  await visit.at('action-reason').fill('Not before the sale is over');
  await visit.at('modal-submit').click();
  await says(visit, 'Rejected: checkout → production');
  await says(visit, 'Not before the sale is over');
  expect(await visit.page.locator('.run').count()).toBe(0);
  await leave(visit);
});

test('deploys with one go of somebody who may give it, once, and watches it until it is healthy', async () => {
  const visit = await open();
  await request(visit, 'finn', 'checkout');
  await press(visit, 'ana', 'release.approve');
  await visit.page.locator('.run[data-state="queued"], .run[data-state="in_progress"]').waitFor();
  await runSucceeds(visit);
  await visit.page.locator('.run[data-state="success"]').waitFor();
  await expect.poll(async () => await visit.at('version-checkout').innerText(), soon).toBe('v2.14.0');
  await look(visit);
  await look(visit);
  await says(visit, 'look 2 of 5, the last one healthy');
  await picture(visit, 'page-light');
  await look(visit);
  await look(visit);
  await look(visit);
  await says(visit, 'Succeeded: checkout → production v2.14.0');
  expect(await visit.page.locator('.run').count()).toBe(1);
  await picture(visit, 'succeeded-light');
  await leave(visit);
});

async function isInView(visit: Visit, selector: string): Promise<boolean> {
  return await card(visit)
    .locator(selector)
    .evaluate((element) => {
      const list = element.closest('.messages')?.getBoundingClientRect();
      const own = element.getBoundingClientRect();
      return list !== undefined && own.top >= list.top && own.bottom <= list.bottom;
    });
}
