import { beforeAll, expect, test } from 'vitest';
import {
  actAs,
  card,
  imagesOf,
  openRollback,
  press,
  replay,
  request,
  runEnds,
  says,
  soon,
  toldAlone,
  watchToItsEnd,
  write,
} from './steps.ts';
import { leave, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

const checkout = 'acme/checkout';

let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

test('a replay of an older commit is voted on, and runs the images that were built for it then', async () => {
  const visit = await open();
  const older = commitCalled(visit, "Charge cards in the customer's currency");
  await replay(visit, 'finn', 'checkout', older.slice(0, 7));
  await says(visit, 'the same images by digest, without a build');
  await picture(visit, 'replay-light');
  await press(visit, 'ana', 'release.approve');
  const run = await runEnds(visit);
  expect(run.path).toContain('-replay.yml');
  const images = imagesOf(visit, run, older);
  expect(images.given).toHaveLength(3);
  expect(images.given).toEqual(images.built);
  await says(visit, 'look 0 of');
  await says(visit, '3 images as approved');
  await watchToItsEnd(visit);
  await leave(visit);
});

test('a run that deployed another image than was approved is called a failure, although GitHub calls it a success', async () => {
  const visit = await open();
  await request(visit, 'finn', 'checkout');
  await press(visit, 'ana', 'release.approve');
  await visit.at('switch-other-digests').click();
  await visit.page.locator('[data-test="switch-other-digests"][aria-checked="true"]').waitFor();
  await runEnds(visit);
  await says(visit, 'Failed: checkout → production v2.14.0');
  await says(visit, 'The run deployed other images than were approved: worker');
  await visit.page.locator('.run[data-state="success"]').first().waitFor();
  await visit.page.locator('[data-test="channel-C0INCIDENTS"] .dot').waitFor();
  await picture(visit, 'other-digests-light');
  await visit.at('switch-other-digests').click();
  expect(await card(visit).innerText()).not.toContain('Succeeded');
  await leave(visit);
});

test('a rollback is refused to somebody who is no deployer, and only they are told', async () => {
  const visit = await open();
  await actAs(visit, 'dana');
  await write(visit, '/rollback v2.13.0 checkout Payments are failing');
  await toldAlone(visit, 'This needs the deployer role');
  expect(await visit.at('modal').count()).toBe(0);
  await actAs(visit, 'ana');
  expect(await visit.page.locator('.ephemeral').count()).toBe(0);
  await leave(visit);
});

test('a deployer sees what a rollback undoes, reads what speaks against it, and confirms; the lane is held after it', async () => {
  const visit = await open();
  const { at } = visit;
  const older = tagged(visit, 'v2.13.0');
  await openRollback(visit, 'ana', 'v2.13.0 checkout Payments are failing');
  const words = await at('modal').innerText();
  expect(words).toMatch(/Live now: v2\.14\.0[\s\S]*Goes back to: v2\.13\.0[\s\S]*Undoes: 6 commits/);
  expect(words).toContain('It is none of the last ten versions that a watch saw work here');
  await picture(visit, 'rollback-form-light');
  await at('modal-submit').click();
  await at('modal').locator('.field-error').waitFor();
  expect(await visit.page.locator('.run').count()).toBe(2);
  await at('modal').locator('input[type="checkbox"]').check();
  await at('modal-submit').click();
  await says(visit, 'Rollback – Deploying');
  const run = await runEnds(visit);
  const images = imagesOf(visit, run, older);
  expect(run.path).toContain('-replay.yml');
  expect(images.given).toEqual(images.built);
  await says(visit, 'look 0 of');
  await watchToItsEnd(visit);
  await says(visit, /The lane is held.*Payments are failing/);
  await expect.poll(async () => await at('version-checkout').innerText(), soon).toBe('v2.13.0');
  await picture(visit, 'rolled-back-light');
  await leave(visit);
});

test('the hold that a rollback leaves is cleared by a deployer’s press, and is shown until then', async () => {
  const visit = await open();
  await actAs(visit, 'ana');
  expect(await status(visit)).toMatch(/Held since.*rollback to [0-9a-f]{7}: Payments are failing/);
  await press(visit, 'ana', 'lane.clear-hold');
  await expect.poll(async () => await status(visit), soon).not.toContain('Held since');
  await picture(visit, 'hold-cleared-light');
  await leave(visit);
});

/** What `/release status` answers now. */
async function status(visit: Visit): Promise<string> {
  const answers = visit.page.locator('.ephemeral', { hasText: 'As of' });
  const before = await answers.count();
  await write(visit, '/release status checkout');
  await expect.poll(async () => await answers.count(), soon).toBeGreaterThan(before);
  return await answers.last().innerText();
}

function commitCalled({ world }: Visit, title: string): string {
  const commits = [...world.github.world.repo(checkout).commits.values()];
  return commits.find(({ message }) => message.startsWith(title))?.sha ?? '';
}

function tagged({ world }: Visit, name: string): string {
  return world.github.world.repo(checkout).tags.get(name)?.commit ?? '';
}
