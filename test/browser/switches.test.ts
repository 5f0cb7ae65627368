import { beforeAll, expect, test } from 'vitest';
import { checkoutRepo } from '../../sandbox/github/acme-checkout.ts';
import { type Run } from '../../sandbox/github/types.ts';
import { actAs, card, look, openRequest, press, request, runSucceeds, says, soon, watchToItsEnd } from './steps.ts';
import { leave, looks, phone, picture, startVisits, type Visit, type VisitOptions } from './visit.ts';

/** Each way in which production can show itself wrong: what the watch makes of it, with a mandate and without one. */

const minuteMs = 60_000;
const wrong = [
  ['errors', 'Errors rose after a deployment', /^Errors (rose|stood)/],
  ['slow', 'Answers are slow after a deployment', /^The 95th percentile of the response time (rose|stood)/],
  ['memory', 'Memory runs out after a deployment', /^Memory use (rose|stood)/],
  ['cpu', 'The processors are exhausted after a deployment', /^CPU use (rose|stood)/],
  ['health-failing', 'Health is failing after a deployment', /^Failed health checks in a row stood at 4/],
] as const;

let open: (options?: VisitOptions) => Promise<Visit>;
beforeAll(async () => {
  open = await startVisits();
});

test('nothing wrong: the watch is healthy to its end, and the version is one to go back to', async () => {
  const visit = await open();
  await request(visit, 'finn', 'checkout');
  await press(visit, 'ana', 'release.approve');
  await runSucceeds(visit);
  await watchToItsEnd(visit);
  expect(alertsIn(visit)).toEqual([]);
  await expect.poll(() => chartsIn(visit).at(-1), soon).toMatch(/^In the \w+ minutes after the deployment/);
  await leave(visit);
});

test.for(wrong)('%s: with the mandate one rollback, and the old version live again', async ([name, title, caption]) => {
  const visit = await open();
  await pushOneMore(visit);
  await request(visit, 'dana', 'checkout');
  await says(visit, 'a go also authorises one automatic rollback to v2.14.0 within 30 minutes');
  const runs = runsOf(visit);
  const charts = chartsIn(visit).length;
  await press(visit, 'ana', 'release.approve');
  await runSucceeds(visit);
  await expect.poll(async () => await visit.at('version-checkout').innerText(), soon).not.toBe('v2.14.0');
  await visit.at(`switch-${name}`).click();
  const said = await untilAlert(visit, title);
  expect(said).toContain('It is being rolled back to');
  expect(said).toContain('as the go by <@U0ANA> had authorised');
  await says(visit, 'Rollback – ');
  await runSucceeds(visit);
  await expect.poll(async () => await visit.at('version-checkout').innerText(), soon).toBe('v2.14.0');
  expect(runsOf(visit)).toBe(runs + 2);
  await watchToItsEnd(visit);
  await expect
    .poll(
      () =>
        chartsIn(visit)
          .slice(charts)
          .some((said) => caption.test(said)),
      soon,
    )
    .toBe(true);
  await says(visit, 'Rollback – Succeeded');
  await expect.poll(async () => await cardBefore(visit), soon).toContain('Failed, rolled back since: checkout');
  expect(await showChart(visit, caption)).toBe('shown');
  await picture(visit, `switch-${name}-light`);
  await visit.at('thread-close').click();
  await press(visit, 'ben', 'lane.clear-hold');
  await leave(visit);
});

test.for([wrong[0], wrong[4]])(
  '%s: without the mandate nothing goes back until a person presses',
  async ([name, title]) => {
    const visit = await open();
    await pushOneMore(visit);
    await actAs(visit, 'dana');
    await openRequest(visit, 'checkout', 'main');
    await visit.at('modal').locator('label.choice', { hasText: 'Authorise' }).locator('input').uncheck();
    await visit.at('modal-submit').click();
    await visit.at('modal').waitFor({ state: 'detached' });
    await says(visit, 'Waiting for a decision');
    await says(visit, 'The request asks for no automatic rollback.');
    const runs = runsOf(visit);
    await press(visit, 'ana', 'release.approve');
    await runSucceeds(visit);
    await expect.poll(async () => await visit.at('version-checkout').innerText(), soon).not.toBe('v2.14.0');
    await visit.at(`switch-${name}`).click();
    expect(await untilAlert(visit, title)).toContain(
      'Nothing is rolled back by itself: the request did not ask for that',
    );
    await says(visit, 'Failed: checkout → production');
    await visit.world.moveClock(3 * minuteMs);
    expect(await visit.at('version-checkout').innerText()).not.toBe('v2.14.0');
    expect(runsOf(visit)).toBe(runs + 1);
    await picture(visit, `switch-${name}-by-hand-light`);
    await actAs(visit, 'ben');
    await card(visit).locator('[data-test="action-release.rollback"]').click();
    await visit.at('modal-submit').waitFor();
    await visit.at('modal').locator('textarea').fill('It is worse than before');
    await visit.at('modal-submit').click();
    await says(visit, 'Rollback – ');
    await runSucceeds(visit);
    await expect.poll(async () => await visit.at('version-checkout').innerText(), soon).toBe('v2.14.0');
    await watchToItsEnd(visit);
    await press(visit, 'ben', 'lane.clear-hold');
    await leave(visit);
  },
);

test('no data: people are told that the watch is blind, and one of them decides; a mandate is not spent', async () => {
  const visit = await open();
  await pushOneMore(visit);
  await request(visit, 'dana', 'checkout');
  const runs = runsOf(visit);
  await press(visit, 'ana', 'release.approve');
  await runSucceeds(visit);
  await visit.at('switch-no-data').click();
  expect(await untilAlert(visit, 'A watch is blind')).toContain('errors, latency, memory, cpu');
  for (let taken = await looksTaken(visit); taken < looks; taken += 1) await look(visit);
  await says(visit, /The verdict waits for telemetry of errors, latency, memory, cpu that is late, until/);
  await picture(visit, 'switch-no-data-late-light');
  await visit.world.moveClock(10 * minuteMs);
  await says(visit, 'Deployed, not verified');
  expect(runsOf(visit)).toBe(runs + 1);
  await expect.poll(() => chartsIn(visit).at(-1), soon).toContain('nothing is known');
  expect(await showChart(visit, /nothing is known/)).toBe('shown');
  await picture(visit, 'switch-no-data-light');
  await visit.at('thread-close').click();
  await visit.at('switch-no-data').click();
  await press(visit, 'ana', 'watch.accept');
  await says(visit, 'Accepted without a full watch');
  await leave(visit);
});

test('every chart can be read in the dark and on a phone', async () => {
  for (const [name, options] of [
    ['dark', { colours: 'dark' }],
    ['phone', { size: phone }],
  ] as const) {
    const visit = await open(options);
    for (const [signal, , caption] of wrong) {
      expect(await showChart(visit, caption)).toBe('shown');
      await picture(visit, `switch-${signal}-${name}`);
      await visit.at('thread-close').click();
    }
    await leave(visit);
  }
});

/** A commit of Finn's on main, built and green. */
async function pushOneMore(visit: Visit): Promise<void> {
  const { world: github } = visit.world.github;
  await visit.at('switch-push-commit').click();
  await expect.poll(() => github.runsOf(checkoutRepo).some(isBuilding), soon).toBe(true);
  github.finishPushRuns(checkoutRepo);
}

function isBuilding({ event, status }: Run): boolean {
  return event === 'push' && status !== 'completed';
}

/** Takes looks until the incidents channel says this of a release; the words of the alert. */
async function untilAlert(visit: Visit, title: string): Promise<string> {
  const before = alertsIn(visit).length;
  for (let taken = 0; taken < looks + 2 && alertsIn(visit).length === before; taken += 1) {
    // The card may say that the watch is over before the incident stands in its channel.
    if (!/look \d+ of/.test(await card(visit).innerText())) break;
    await look(visit);
  }
  await expect.poll(() => alertsIn(visit).slice(before).join('\n'), soon).toContain(title);
  expect(alertsIn(visit).length).toBe(before + 1);
  return alertsIn(visit).at(-1) ?? '';
}

/** The live messages of incidents: one for each release that alarmed, whatever its thread says later. */
function alertsIn({ world }: Visit): readonly string[] {
  const messages = world.slack.workspace.state.messages['C0INCIDENTS'] ?? [];
  return messages
    .filter(({ metadata }) => metadata?.event_type === 'gonogo_incident')
    .map((message) => JSON.stringify(message));
}

/** What the pictures in the threads say, oldest first. */
function chartsIn({ world }: Visit): readonly string[] {
  const { messages } = world.slack.workspace.state;
  return (messages['C0RELEASES'] ?? []).flatMap(({ files = [] }) => files.map(({ alt_text }) => alt_text ?? ''));
}

function runsOf({ world }: Visit): number {
  return world.github.world.runsOf(checkoutRepo).filter(({ event }) => event === 'workflow_dispatch').length;
}

async function looksTaken(visit: Visit): Promise<number> {
  return Number(/look (\d+) of/.exec(await card(visit).innerText())?.[1]);
}

async function cardBefore({ page }: Visit): Promise<string> {
  return await page.locator('main article:has(.block-header)').nth(-2).innerText();
}

/** Opens the thread with the chart that says this, and brings it into view; whether it was drawn in its full size. */
async function showChart(visit: Visit, caption: RegExp): Promise<'shown' | 'missing'> {
  const { page, at } = visit;
  const replies = page.locator('main button.replies');
  for (let index = (await replies.count()) - 1; index >= 0; index -= 1) {
    await replies.nth(index).click();
    await page.locator('img.file').first().waitFor();
    const chart = page.getByAltText(caption).last();
    if ((await chart.count()) > 0) {
      await chart.scrollIntoViewIfNeeded();
      await chart.evaluate(async (image: HTMLImageElement) => await image.decode());
      return (await chart.evaluate((image: HTMLImageElement) => image.naturalWidth)) === 1200 ? 'shown' : 'missing';
    }
    await at('thread-close').click();
  }
  return 'missing';
}
