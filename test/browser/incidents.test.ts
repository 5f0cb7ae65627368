import { beforeAll, expect, test } from 'vitest';
import { topView, until } from '../../sandbox/world-people.ts';
import { tenOnNextWorkday } from '../support/next-workday.ts';
import { incidentsOf } from '../support/world-incidents.ts';
import { channelSays, conversation, declare, fill, incidents, live, messagesOf, pagesIn } from './incident-steps.ts';
import { actAs, overhang, soon, toldAlone, write } from './steps.ts';
import { leave, phone, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

const dayMs = 24 * 3_600_000;

let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

test('a P1 that nobody answers climbs round by round, and the channel says at the end that nobody answered', async () => {
  const visit = await open();
  await declare(visit, 'finn', 'P1 Nobody can pay at checkout');
  await channelSays(visit, 'Nobody has it yet');
  await picture(visit, 'incident-open-light');
  await visit.page.locator('[data-test="alert"][data-status="triggered"]').waitFor();
  for (const minutes of [5, 10, 15, 20]) {
    await visit.at('clock-5').click();
    await channelSays(visit, `Nobody has acknowledged this P1 for ${minutes} minutes`);
  }
  await picture(visit, 'incident-climbing-light');
  await visit.at('clock-5').click();
  await channelSays(visit, 'Nobody answered this P1');
  await picture(visit, 'incident-nobody-light');
  await visit.at('clock-60').click();
  await channelSays(visit, 'Still nobody has acknowledged this P1');

  await messagesOf(visit, 'ana');
  await expect.poll(async () => await conversation(visit).innerText(), soon).toContain('Nobody has it yet');
  await picture(visit, 'incident-page-ana-light');
  await leave(visit);
});

test('one press of Acknowledge in a direct message stops it: the pager is quiet, and an hour later nobody was paged', async () => {
  const visit = await open();
  await messagesOf(visit, 'ben');
  await expect.poll(async () => await pagesIn(visit).count(), soon).toBeGreaterThan(5);
  const pages = await pagesIn(visit).count();
  await conversation(visit).locator('[data-test="action-incident.acknowledge"]').last().click();
  await visit.page.locator('[data-test="alert"][data-status="acknowledged"]').waitFor();
  await visit.at('clock-60').click();
  await expect.poll(async () => await conversation(visit).innerText(), soon).toContain('How does it stand?');
  expect(await pagesIn(visit).count()).toBe(pages);
  await picture(visit, 'incident-asked-again-light');
  await incidents(visit);
  await channelSays(visit, 'ben has it');
  await live(visit).locator('[data-test="action-incident.update"]').first().click();
  await fill(visit, 'The card processor is down. They say twenty minutes.');
  await channelSays(visit, 'They say twenty minutes');
  await picture(visit, 'incident-acknowledged-light');
  await leave(visit);
});

test('somebody outside the ladder is told why they cannot acknowledge, and nobody else is', async () => {
  const visit = await open();
  await declare(visit, 'finn', 'P2 Receipts arrive late');
  await channelSays(visit, 'Receipts arrive late');
  await live(visit).locator('[data-test="action-incident.acknowledge"]').click();
  await toldAlone(visit, 'or in the ladder of the incident');
  await picture(visit, 'incident-refused-light');
  await actAs(visit, 'dana');
  expect(await visit.page.locator('.ephemeral').count()).toBe(0);
  await leave(visit);
});

test('a P2 is nudged at 30 and 45 minutes, and its time is over at 60', async () => {
  const visit = await open();
  await incidents(visit);
  await visit.at('clock-30').click();
  await channelSays(visit, 'Nobody has acknowledged this P2 for 30 minutes');
  for (let times = 0; times < 3; times += 1) await visit.at('clock-5').click();
  await channelSays(visit, 'Nobody has acknowledged this P2 for 45 minutes');
  for (let times = 0; times < 3; times += 1) await visit.at('clock-5').click();
  await channelSays(visit, 'The time to respond to this P2 is over');
  await picture(visit, 'incident-breach-light');
  expect(await conversation(visit).innerText()).toMatch(/replied to a thread:\s+P2: Receipts arrive late/);
  await leave(visit);
});

test('an incident is raised, resolved with words and reviewed', async () => {
  const visit = await open();
  await incidents(visit);
  await actAs(visit, 'ana');
  await live(visit).locator('[data-test="action-incident.change-severity"]').click();
  await visit.at('modal').waitFor();
  await picture(visit, 'incident-severity-form-light');
  await visit.at('modal').getByText('P1', { exact: false }).first().click();
  await fill(visit, 'Now payments fail too');
  await channelSays(visit, 'Now payments fail too');
  await live(visit).locator('[data-test="action-incident.resolve"]').click();
  await fill(visit, 'The queue was drained by hand');
  await channelSays(visit, 'The queue was drained by hand');
  await live(visit).locator('[data-test="action-incident.review"]').click();
  await visit.at('modal').waitFor();
  await picture(visit, 'incident-review-form-light');
  await visit.at('modal').locator('textarea').nth(0).fill('Receipts were an hour late');
  await visit.at('modal').locator('textarea').nth(1).fill('A worker had no memory left');
  await visit.at('modal').locator('textarea').nth(2).fill('An alarm on its memory');
  await visit.at('modal-submit').click();
  await visit.at('modal').waitFor({ state: 'detached' });
  await channelSays(visit, 'A worker had no memory left');
  await picture(visit, 'incident-reviewed-light');
  await live(visit).locator('[data-test="action-incident.export"]').click();
  await live(visit).locator('.replies').click();
  const file = visit.at('thread').locator('[data-test="file"]');
  await file.waitFor();
  expect(await file.innerText()).toContain('.md');
  await picture(visit, 'incident-review-file-light');
  await leave(visit);
});

test('a P4 pages nobody, and its time is over at ten on the next working day', async () => {
  const visit = await open();
  await declare(visit, 'finn', 'P4 A word is misspelt');
  await channelSays(visit, 'Nobody is paged yet');
  await picture(visit, 'incident-p4-light');
  const due = tenOnNextWorkday(visit.world.nowMs());
  while (visit.world.nowMs() < due) {
    const before = visit.world.nowMs();
    await visit.at('clock-1440').click();
    await expect.poll(() => visit.world.nowMs() - before, soon).toBeGreaterThan(dayMs - 1);
  }
  await channelSays(visit, 'The time to respond to this P4 is over');
  await expect.poll(async () => await conversation(visit).innerText(), soon).toMatch(/ran out [^\n]*(?:10|0?9|0?8):00/);
  await leave(visit);
});

test('an emergency is declared for the incident that is open, says what it skips, and stands on both messages', async () => {
  const visit = await open();
  await actAs(visit, 'ben');
  await visit.at('channel-C0RELEASES').click();
  await write(visit, '/release emergency checkout main');
  await visit.at('modal-submit').waitFor();
  await picture(visit, 'emergency-form-light');
  const { id } = await until('the form', () => topView(visit.world, 'U0BEN'));
  const [incident = ''] = incidentsOf(visit.world).filter((each) => each.startsWith('inc-checkout.'));
  const entries = {
    incident,
    summary: 'Accept cards again',
    impact: 'Nobody can pay',
    mitigation: 'Put v2.13.0 back',
  };
  const sent = await visit.world.slack.people.submitView('U0BEN', id, entries);
  expect([sent.trouble, sent.errors]).toEqual([null, {}]);
  await visit.at('modal').waitFor({ state: 'detached' });
  await channelSays(visit, 'mergency');
  await picture(visit, 'emergency-card-light');
  await incidents(visit);
  await channelSays(visit, 'declared an emergency');
  await picture(visit, 'emergency-incident-light');
  await leave(visit);
});

test('on a phone in dark colours an incident is read and acknowledged by thumb, and nothing is wider than the screen', async () => {
  const visit = await open({ size: phone, colours: 'dark' });
  await declare(visit, 'finn', 'P3 The logo is missing on invoices');
  await channelSays(visit, 'The logo is missing');
  await picture(visit, 'incident-390-dark');
  expect(await overhang(visit)).toBe(0);
  await visit.at('pane-production').tap();
  await visit.at('clock').scrollIntoViewIfNeeded();
  await picture(visit, 'clock-390-dark');
  expect(await overhang(visit)).toBe(0);
  await visit.at('pane-channels').tap();
  await actAs(visit, 'cara');
  await incidents(visit);
  await live(visit).locator('[data-test="action-incident.acknowledge"]').tap();
  await channelSays(visit, 'cara has it');
  await picture(visit, 'incident-acknowledged-390-dark');
  expect(await overhang(visit)).toBe(0);
  await leave(visit);
});
