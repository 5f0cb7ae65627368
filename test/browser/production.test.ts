import { beforeAll, expect, test } from 'vitest';
import { channelSays, conversation, incidents, live, liveSays, messagesOf, pagesIn } from './incident-steps.ts';
import { actAs, card, press, request, runEnds, runSucceeds, soon, watchToItsEnd } from './steps.ts';
import { deployWell, pushOneMore, untilAlert } from './switches.ts';
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
  await deployWell(visit);
  await pushOneMore(visit);
  await request(visit, 'dana', 'checkout');
  await expect
    .poll(async () => await card(visit).innerText(), soon)
    .toContain('a go also authorises one automatic rollback to v2.14.0 within 30 minutes');
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

test('an alarm that is worse than what somebody acknowledged wakes people again, until somebody takes it anew', async () => {
  const visit = await open();
  await watchToItsEnd(visit);
  await press(visit, 'ana', 'lane.clear-hold');
  await pushOneMore(visit);
  await request(visit, 'dana', 'checkout');
  await press(visit, 'ana', 'release.approve');
  await runSucceeds(visit);
  await visit.at('switch-errors').click();
  await untilAlert(visit, 'Errors rose after a deployment');
  await actAs(visit, 'cara');
  await incidents(visit);
  await live(visit).locator('[data-test="action-incident.acknowledge"]').click();
  await liveSays(visit, 'cara has it');
  const pager = visit.page.locator('[data-test="alert"]').first();
  await expect.poll(async () => await pager.getAttribute('data-status'), soon).toBe('acknowledged');

  await visit.at('channel-C0RELEASES').click();
  await runEnds(visit, 'failure');
  await incidents(visit);
  await liveSays(visit, 'It got worse');
  await liveSays(visit, 'cara acknowledged it as P2');
  await live(visit).locator('.replies').click();
  await expect
    .poll(async () => await visit.at('thread').innerText(), soon)
    .toContain('Worse than what was acknowledged');
  await expect.poll(async () => await pager.getAttribute('data-status'), soon).toBe('triggered');
  await picture(visit, 'incident-outgrown-light');
  await visit.at('thread-close').click();
  await visit.at('clock-5').click();
  await channelSays(visit, 'Nobody has acknowledged this P1 for 5 minutes');

  await messagesOf(visit, 'cara');
  const pages = pagesIn(visit).filter({ hasText: 'It is worse than what' });
  await expect.poll(async () => await pages.count(), soon).toBe(2);
  await pages.last().locator('[data-test="action-incident.acknowledge"]').click();
  await expect.poll(async () => await pager.getAttribute('data-status'), soon).toBe('acknowledged');
  await picture(visit, 'incident-outgrown-page-light');
  await visit.at('clock-60').click();
  await expect.poll(async () => await conversation(visit).innerText(), soon).toContain('How does it stand?');
  expect(await pages.count()).toBe(2);
  await incidents(visit);
  await liveSays(visit, 'cara has it');
  await leave(visit);
});

/** How many charts stand in the threads of a channel whose words hold this. */
function pictures({ slack }: Visit['world'], channel: string, words = ''): number {
  return (slack.workspace.state.messages[channel] ?? [])
    .flatMap(({ files = [] }) => files)
    .filter(({ alt_text: text }) => `${text}`.includes(words)).length;
}
