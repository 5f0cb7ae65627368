import { beforeAll, expect, test } from 'vitest';
import { actAs, card, press, request, says, toldAlone, write } from './steps.ts';
import { leave, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

test('a red integration gate takes Approve away and says how to settle it; when it is green the button is back', async () => {
  const visit = await open();
  await request(visit, 'finn', 'checkout');
  await actAs(visit, 'ana');
  await approve(visit).waitFor();
  await visit.at('switch-gate-red').click();
  await approve(visit).waitFor({ state: 'detached' });
  await says(visit, 'Cannot be approved yet: checkout → production');
  await says(visit, 'The newest run of integration-gate.yml on main ended as failure');
  await says(visit, 'Fix what failed and run it again; an older green run does not count');
  await picture(visit, 'gate-red-light');
  await visit.at('switch-gate-red').click();
  await approve(visit).waitFor();
  await says(visit, 'Waiting for a decision');
  expect(await visit.page.locator('.run').count()).toBe(0);
  await leave(visit);
});

test('the whole checklist is one click away, and is given out as Markdown', async () => {
  const visit = await open();
  const { at } = visit;
  await actAs(visit, 'ana');
  await card(visit).locator('button', { hasText: 'Checklist' }).click();
  await at('modal').getByText('Changes included').waitFor();
  const words = await at('modal').innerText();
  for (const section of ['Tests passed', 'Database changes', 'Dependencies', 'Rollback plan', 'Monitoring'])
    expect(words).toContain(section);
  expect(words).toContain('Unit tests: 812/812 passed');
  await picture(visit, 'checklist-light');
  await at('modal').locator('button', { hasText: 'Export as Markdown' }).click();
  await at('modal-cancel').click();
  await at('app-home').click();
  await at('app-messages-tab').click();
  const sent = visit.page.locator('main article', { hasText: 'Markdown, ready to be copied' });
  await sent.waitFor();
  expect(await sent.innerText()).toContain('- [x] Unit tests: 812/812 passed');
  await picture(visit, 'checklist-markdown-light');
  await leave(visit);
});

test('what a request would meet is answered to whoever asks, and nothing is created', async () => {
  const visit = await open();
  await actAs(visit, 'finn');
  const cards = await visit.page.locator('main article:has(.block-header)').count();
  await write(visit, '/release why checkout hotfix/vat-rounding');
  await toldAlone(visit, 'If it were requested: checkout → production');
  await toldAlone(visit, 'There is no run of integration-gate.yml on main for this commit');
  await toldAlone(visit, 'Who would have to approve');
  await picture(visit, 'why-light');
  await visit.page.reload();
  await visit.at('composer').waitFor();
  expect(await visit.page.locator('main article:not(.ephemeral):has(.block-header)').count()).toBe(cards);
  await leave(visit);
});

test('an image that is built again after one of two goes voids that go, and the card names the image', async () => {
  const visit = await open();
  await request(visit, 'finn', 'ledger');
  await press(visit, 'ben', 'release.approve');
  await says(visit, '1 of 2, from @ben');
  await visit.at('aim-ledger').click();
  await visit.at('switch-manifest-changed').click();
  await says(visit, 'The votes of @ben are void, because this changed');
  await says(visit, 'the manifest’s web image changed');
  await says(visit, '0 of 2');
  expect(await visit.page.locator('.run').count()).toBe(0);
  await picture(visit, 'manifest-light');
  await leave(visit);
});

function approve(visit: Visit): ReturnType<Visit['at']> {
  return card(visit).locator('[data-test="action-release.approve"]');
}
