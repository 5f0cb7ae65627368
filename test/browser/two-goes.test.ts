import { beforeAll, expect, test } from 'vitest';
import { card, press, request, runSucceeds, says, soon } from './steps.ts';
import { leave, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

test('a commit that is pushed between two goes voids the first, and the card says what changed', async () => {
  const visit = await open();
  await request(visit, 'finn', 'ledger');
  await press(visit, 'ben', 'release.approve');
  await says(visit, '1 of 2, from @ben');
  await visit.at('aim-ledger').click();
  await visit.at('switch-push-commit').click();
  await says(visit, 'The votes of @ben are void');
  await says(visit, /main.* moved from/);
  await says(visit, '0 of 2');
  expect(await visit.page.locator('.run').count()).toBe(0);
  await picture(visit, 'void-light');
  await leave(visit);
});

test('after two goes nothing starts before a deployer presses Deploy, and that starts one run', async () => {
  const visit = await open();
  await press(visit, 'ben', 'release.approve');
  await says(visit, '1 of 2, from @ben');
  await press(visit, 'dana', 'release.approve');
  await says(visit, 'Approved, waiting for Deploy: ledger → production');
  expect(await visit.page.locator('.run').count()).toBe(0);
  await picture(visit, 'deploy-light');
  await press(visit, 'cara', 'release.deploy');
  await runSucceeds(visit);
  await visit.page.locator('.run[data-state="success"]').waitFor();
  expect(await visit.page.locator('.run').count()).toBe(1);
  await expect.poll(async () => await visit.at('version-ledger').innerText(), soon).not.toBe('v1.8.0');
  expect(await card(visit).innerText()).toContain('Approved by @ben and @dana');
  await leave(visit);
});
