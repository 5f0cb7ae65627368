import { expect } from 'vitest';
import { checkoutRepo } from '../../sandbox/github/acme-checkout.ts';
import { type Run } from '../../sandbox/github/types.ts';
import { card, look, press, request, runSucceeds, says, soon, watchToItsEnd } from './steps.ts';
import { looks, type Visit } from './visit.ts';

/** Each way in which production can show itself wrong: its switch, what the alert is called, and what the chart says. */
export const wrong = [
  ['errors', 'Errors rose after a deployment', /^Errors (rose|stood)/],
  ['slow', 'Answers are slow after a deployment', /^The 95th percentile of the response time (rose|stood)/],
  ['memory', 'Memory runs out after a deployment', /^Memory use (rose|stood)/],
  ['cpu', 'The processors are exhausted after a deployment', /^CPU use (rose|stood)/],
  ['health-failing', 'Health is failing after a deployment', /^Failed health checks in a row stood at 4/],
] as const;

/** v2.14.0, watched to its healthy end: the version that a release after it can go back to. */
export async function deployWell(visit: Visit): Promise<void> {
  await request(visit, 'finn', 'checkout');
  await press(visit, 'ana', 'release.approve');
  await runSucceeds(visit);
  await watchToItsEnd(visit);
}

/** A commit of Finn's on main, built and green. */
export async function pushOneMore(visit: Visit): Promise<void> {
  const { world: github } = visit.world.github;
  await visit.at('switch-push-commit').click();
  await expect.poll(() => github.runsOf(checkoutRepo).some(isBuilding), soon).toBe(true);
  github.finishPushRuns(checkoutRepo);
}

function isBuilding({ event, status }: Run): boolean {
  return event === 'push' && status !== 'completed';
}

/** The go of Ana, the run, the new version live, and then production shows itself wrong in this way. */
export async function goesLiveAndWrong(visit: Visit, name: (typeof wrong)[number][0]): Promise<void> {
  await press(visit, 'ana', 'release.approve');
  await runSucceeds(visit);
  await expect.poll(async () => await visit.at('version-checkout').innerText(), soon).not.toBe('v2.14.0');
  await visit.at(`switch-${name}`).click();
}

/** A rollback stands in the channel, runs, and production shows v2.14.0 again. */
export async function isPutBack(visit: Visit): Promise<void> {
  await says(visit, 'Rollback – ');
  await runSucceeds(visit);
  await expect.poll(async () => await visit.at('version-checkout').innerText(), soon).toBe('v2.14.0');
}

/** Takes looks until the incidents channel says this of a release; the words of the alert. */
export async function untilAlert(visit: Visit, title: string): Promise<string> {
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
export function alertsIn({ world }: Visit): readonly string[] {
  const messages = world.slack.workspace.state.messages['C0INCIDENTS'] ?? [];
  return messages
    .filter(({ metadata }) => metadata?.event_type === 'gonogo_incident')
    .map((message) => JSON.stringify(message));
}

/** What the pictures in the threads say, oldest first. */
export function chartsIn({ world }: Visit): readonly string[] {
  const { messages } = world.slack.workspace.state;
  return (messages['C0RELEASES'] ?? []).flatMap(({ files = [] }) => files.map(({ alt_text }) => alt_text ?? ''));
}

export function runsOf({ world }: Visit): number {
  return world.github.world.runsOf(checkoutRepo).filter(({ event }) => event === 'workflow_dispatch').length;
}

export async function looksTaken(visit: Visit): Promise<number> {
  return Number(/look (\d+) of/.exec(await card(visit).innerText())?.[1]);
}

export async function cardBefore({ page }: Visit): Promise<string> {
  return await page.locator('main article:has(.block-header)').nth(-2).innerText();
}

/** Opens the thread with the chart that says this, and brings it into view; whether it was drawn in its full size. */
export async function showChart(visit: Visit, caption: RegExp): Promise<'shown' | 'missing'> {
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
