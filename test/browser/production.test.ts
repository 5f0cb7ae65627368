import { beforeAll, expect, test } from 'vitest';
import { checkoutRepo } from '../../sandbox/github/acme-checkout.ts';
import { type Run } from '../../sandbox/github/types.ts';
import { actAs, card, look, press, request, runSucceeds, says, soon } from './steps.ts';
import { leave, phone, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

test('each way in which production can show itself wrong has a switch, and its undo', async () => {
  const visit = await open();
  await actAs(visit, 'ana');
  for (const name of ['errors', 'slow', 'memory', 'cpu', 'no-data']) {
    const toggle = visit.at(`switch-${name}`);
    await toggle.click();
    await expect.poll(async () => await toggle.getAttribute('aria-checked'), soon).toBe('true');
    await toggle.click();
    await expect.poll(async () => await toggle.getAttribute('aria-checked'), soon).toBe('false');
  }
  await leave(visit);
});

test('a healthy version gives the next one something to go back to, and the card says what a go authorises', async () => {
  const visit = await open();
  await request(visit, 'finn', 'checkout');
  await press(visit, 'ana', 'release.approve');
  await runSucceeds(visit);
  for (let taken = 0; taken < 5; taken += 1) await look(visit);
  await says(visit, 'Succeeded: checkout → production');
  await visit.at('switch-push-commit').click();
  const { world: github } = visit.world.github;
  await expect.poll(() => github.runsOf(checkoutRepo).filter(isBuilding).length, soon).toBeGreaterThan(0);
  github.finishPushRuns(checkoutRepo);
  await request(visit, 'dana', 'checkout');
  await says(visit, 'a go also authorises one automatic rollback to v2.14.0 within 30 minutes');
  await picture(visit, 'mandate-light');
  await leave(visit);
});

test('errors lead to one alert, one rollback by the mandate, and the old version live again', async () => {
  const visit = await open();
  await press(visit, 'ana', 'release.approve');
  await runSucceeds(visit);
  await visit.at('switch-errors').click();
  const incidents = visit.page.locator('[data-test="channel-C0INCIDENTS"] .dot');
  await expect.poll(async () => await looked(visit), { ...soon, timeout: 60_000, interval: 500 }).toBe('breached');
  await incidents.waitFor();
  await visit.at('channel-C0INCIDENTS').click();
  const alert = visit.page.locator('main article').last();
  await expect.poll(async () => await alert.innerText(), soon).toContain('Errors rose after a deployment');
  expect(await alert.innerText()).toContain('as the go by @ana had authorised');
  await picture(visit, 'breach-light');
  await visit.at('channel-C0RELEASES').click();
  await runSucceeds(visit);
  await expect.poll(async () => await visit.at('version-checkout').innerText(), soon).toBe('v2.14.0');
  await expect.poll(async () => await visit.at('switch-errors').getAttribute('aria-checked'), soon).toBe('false');
  await picture(visit, 'rolled-back-light');
  await leave(visit);

  async function looked({ world }: Visit): Promise<'quiet' | 'breached'> {
    if ((world.slack.workspace.state.messages['C0INCIDENTS'] ?? []).length > 0) return 'breached';
    await world.moveClock(60_000);
    return 'quiet';
  }
});

test('the alert and the rollback can be read in the dark and on a phone', async () => {
  for (const [name, options] of [
    ['dark', { colours: 'dark' }],
    ['phone', { size: phone }],
  ] as const) {
    const visit = await open(options);
    await expect.poll(async () => await card(visit).innerText(), soon).toContain('Rollback');
    await picture(visit, `rolled-back-${name}`);
    await visit.page.locator('button.replies').last().click();
    const chart = visit.page.locator('img.file[alt*="the deployment (seen live at"]');
    await chart.waitFor();
    await chart.scrollIntoViewIfNeeded();
    await expect
      .poll(async () => await chart.evaluate((image: HTMLImageElement) => image.naturalWidth), soon)
      .toBeGreaterThan(0);
    await picture(visit, `chart-${name}`);
    await visit.at('thread-close').click();
    const select = visit.page.locator('[data-test="action-watch.chart"]').last();
    await select.scrollIntoViewIfNeeded();
    await picture(visit, `chart-select-${name}`);
    await select.selectOption('latency');
    await expect.poll(() => pictures(visit.world, 'C0RELEASES', ' response time'), soon).toBe(name === 'dark' ? 1 : 2);
    if (name === 'phone') await visit.at('pane-channels').click();
    await visit.at('channel-C0INCIDENTS').click();
    await visit.page.locator('main article').last().waitFor();
    await picture(visit, `breach-${name}`);
    await expect.poll(() => pictures(visit.world, 'C0INCIDENTS'), soon).toBe(1);
    await visit.page.locator('button.replies').first().click();
    await chart.last().scrollIntoViewIfNeeded();
    await picture(visit, `incident-chart-${name}`);
    await visit.at('thread-close').click();
    const wide = await visit.page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
    expect(wide).toBe(false);
    await leave(visit);
  }
});

/** How many charts stand in the threads of a channel whose words hold this. */
function pictures({ slack }: Visit['world'], channel: string, words = ''): number {
  return (slack.workspace.state.messages[channel] ?? [])
    .flatMap(({ files = [] }) => files)
    .filter(({ alt_text: text }) => `${text}`.includes(words)).length;
}

function isBuilding({ event, status }: Run): boolean {
  return event === 'push' && status !== 'completed';
}
