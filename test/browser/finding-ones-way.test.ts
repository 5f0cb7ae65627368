import { beforeAll, expect, test } from 'vitest';
import {
  actAs,
  card,
  look,
  openRequest,
  openRollback,
  press,
  request,
  runSucceeds,
  says,
  soon,
  toldAlone,
  watchToItsEnd,
  write,
} from './steps.ts';
import { leave, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

test('the first tour leads from the request over a refusal to the go, and over a broken release back, by what happens and not by its buttons', async () => {
  const visit = await open({ tour: 'open' });
  const { page, at } = visit;
  await page.locator(step(1)).waitFor();
  expect(await at('act-as-U0DANA').getAttribute('aria-pressed')).toBe('true');
  await picture(visit, 'tour-light');
  await page.locator('.chip').first().click();
  await at('send').click();
  await at('modal-submit').click();
  await page.locator(step(2)).waitFor();
  await press(visit, 'dana', 'release.approve');
  await toldAlone(visit, 'You asked for this release');
  await page.locator(step(3)).waitFor();
  expect(await at('tour').innerText()).toContain('Act as Ana Alves');
  await press(visit, 'ana', 'release.approve');
  await page.locator(step(4)).waitFor();
  await runSucceeds(visit);
  await page.locator(step(5)).waitFor();
  await picture(visit, 'tour-break-light');
  await at('switch-health-failing').click();
  for (let failures = 0; failures < 4; failures += 1) await look(visit);
  await page.locator(step(6)).waitFor();
  expect(await at('tour').innerText()).toContain('/rollback v2.13.0 checkout');
  await picture(visit, 'tour-back-light');
  await at('switch-health-failing').click();
  await openRollback(visit, 'ana', 'v2.13.0 checkout Health checks fail');
  await at('modal').locator('input[type="checkbox"]').check();
  await at('modal-submit').click();
  await page.locator(step(7)).waitFor();
  await runSucceeds(visit);
  await watchToItsEnd(visit);
  await leave(visit);
});

test('a tour that was closed stays closed after a reload, and can be started again', async () => {
  const visit = await open({ tour: 'open' });
  const { page, at } = visit;
  await at('tour-close').click();
  await at('tour').waitFor({ state: 'detached' });
  await page.reload();
  await at('composer').waitFor();
  expect(await at('tour').count()).toBe(0);
  await at('tour-restart').click();
  await at('tour').waitFor();
  await leave(visit);
});

test('a command is completed word by word with the keyboard', async () => {
  const visit = await open();
  const { page, at } = visit;
  await at('composer').fill('/rel');
  await at('suggestion').first().waitFor();
  await picture(visit, 'completion-light');
  await page.keyboard.press('Tab');
  expect(await at('composer').inputValue()).toBe('/release request ');
  await page.keyboard.press('Tab');
  expect(await at('composer').inputValue()).toBe('/release request checkout ');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await at('composer').inputValue()).toBe('/release request checkout main');
  await page.keyboard.press('Escape');
  await at('composer').fill('/release rep');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  expect(await at('composer').inputValue()).toBe('/release replay checkout v2.13.0');
  await page.keyboard.press('Escape');
  await at('composer').fill('/ro');
  await page.keyboard.press('Tab');
  expect(await at('composer').inputValue()).toBe('/rollback ');
  await picture(visit, 'completion-rollback-light');
  await page.keyboard.press('Tab');
  expect(await at('composer').inputValue()).toMatch(/^\/rollback [0-9a-f]{7} checkout $/);
  await page.keyboard.press('Escape');
  await at('composer').fill('/release stauts');
  await page.keyboard.press('Enter');
  await toldAlone(visit, '/release status');
  await leave(visit);
});

test('Home shows each person what needs them, and leads to the card', async () => {
  const visit = await open();
  const { at } = visit;
  await request(visit, 'finn', 'ledger');
  await actAs(visit, 'ben');
  await at('app-home').click();
  const needs = at('home').locator('.block-section', { hasText: 'ledger → production' }).first();
  await needs.waitFor();
  await expect
    .poll(async () => await homeParts(visit), soon)
    .toMatchObject({ needsYou: expect.stringContaining('ledger → production') });
  await picture(visit, 'home-light');
  await actAs(visit, 'eli');
  await expect.poll(async () => (await homeParts(visit)).needsYou, soon).toContain('Nothing waits for you');
  await actAs(visit, 'ben');
  await needs.locator('a', { hasText: 'Card' }).click();
  await card(visit).locator('[data-test="action-release.approve"]').waitFor();
  await leave(visit);
});

test('a button on Home asks first and then does what it says', async () => {
  const visit = await open();
  const { at } = visit;
  await actAs(visit, 'ana');
  await at('app-home').click();
  await at('home')
    .locator('.block-section', { hasText: 'What is live is not recorded' })
    .last()
    .locator('button')
    .click();
  await at('confirm').waitFor();
  await picture(visit, 'confirm-light');
  await at('confirm-accept').click();
  await expect.poll(async () => await reopenedHome(visit), soon).toContain('recorded by @ana');
  await leave(visit);
});

test('in dark colours everything is readable: the page, a form, Home and the card', async () => {
  const visit = await open({ colours: 'dark' });
  const { page, at } = visit;
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe('rgb(26, 29, 33)');
  await actAs(visit, 'ben');
  await says(visit, 'ledger → production');
  await picture(visit, 'card-dark');
  await openRequest(visit, 'checkout', 'v2.14.0');
  await picture(visit, 'modal-dark');
  await at('modal-cancel').click();
  await at('app-home').click();
  await at('home').getByText('What needs you').waitFor();
  await picture(visit, 'home-dark');
  await at('channel-C0RELEASES').click();
  await write(visit, '/release status');
  await page.locator('.ephemeral').last().waitFor();
  await picture(visit, 'page-dark');
  await at('theme').click();
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(
    'rgb(255, 255, 255)',
  );
  await leave(visit);
});

/** Home as it is after a look elsewhere. */
async function reopenedHome({ at }: Visit): Promise<string> {
  await at('app-home-tab').click();
  return await at('home').innerText();
}

function step(number: number): string {
  return `[data-test="tour"][data-step="${number}"]`;
}

async function homeParts({ at }: Visit): Promise<{ readonly needsYou: string }> {
  const text = await at('home').innerText();
  const [, needsYou = ''] = /What needs you([\s\S]*?)Open without you/.exec(text) ?? [];
  return { needsYou };
}
