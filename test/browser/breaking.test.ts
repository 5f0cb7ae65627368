import { beforeAll, expect, test } from 'vitest';
import { actAs, look, press, request, runSucceeds, says } from './steps.ts';
import { leave, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

test('three failed looks say nothing in #incidents, and the fourth raises one alert with who is asked to act', async () => {
  const visit = await open();
  await request(visit, 'finn', 'checkout');
  await press(visit, 'ana', 'release.approve');
  await runSucceeds(visit);
  await visit.at('switch-health-failing').click();
  await visit.page.locator('[data-test="service-checkout"][data-health="failing"]').waitFor();
  await look(visit);
  await look(visit);
  await look(visit);
  await says(visit, '3 failures in a row; 4 are a breach');
  await picture(visit, 'failing-light');
  expect(visit.world.slack.workspace.state.messages['C0INCIDENTS'] ?? []).toHaveLength(0);
  await look(visit);
  await says(visit, 'Failed: checkout → production');
  await visit.page.locator('[data-test="channel-C0INCIDENTS"] .dot').waitFor();
  await visit.at('channel-C0INCIDENTS').click();
  const alerts = visit.page.locator('main article');
  await alerts.first().waitFor();
  expect(await alerts.count()).toBe(1);
  expect(await alerts.innerText()).toContain('4 health checks in a row failed');
  expect(await alerts.innerText()).toContain('Asked to act: @ana');
  await picture(visit, 'alert-light');
  await leave(visit);
});

test('everything is put right with one press', async () => {
  const visit = await open();
  await actAs(visit, 'ana');
  expect(await visit.at('switch-health-failing').getAttribute('aria-checked')).toBe('true');
  await visit.at('switch-reset').click();
  await visit.page.locator('[data-test="service-checkout"][data-health="healthy"]').waitFor();
  expect(await visit.at('switch-health-failing').getAttribute('aria-checked')).toBe('false');
  await leave(visit);
});
