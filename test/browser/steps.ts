import { type Locator } from 'playwright-core';
import { expect } from 'vitest';
import { type Run } from '../../sandbox/github/types.ts';
import { lookEveryMs, looks, type Visit } from './visit.ts';

/** What a person does in the page, and what they see. */

export const soon = { timeout: 30_000, interval: 50 } as const;

export const people = {
  ana: 'U0ANA',
  ben: 'U0BEN',
  cara: 'U0CARA',
  dana: 'U0DANA',
  eli: 'U0ELI',
  finn: 'U0FINN',
} as const;
export type Who = keyof typeof people;

export async function actAs({ page, at }: Visit, who: Who): Promise<void> {
  const person = at(`act-as-${people[who]}`);
  // On a phone the people stand in a drawer.
  if (!(await person.isVisible())) await at('pane-channels').click();
  await person.click();
  await page.locator(`[data-test="me"][aria-label*="${who}" i]`).waitFor({ state: 'attached' });
}

/** Writes into the message field and sends it. */
export async function write({ at }: Visit, text: string): Promise<void> {
  await at('composer').fill(text);
  await at('send').click();
}

/** Types `/release request …`, waits for the filled form and sends it; resolves when its card can be decided. */
export async function request(visit: Visit, who: Who, service: string, ref = 'main'): Promise<void> {
  await actAs(visit, who);
  await openRequest(visit, service, ref);
  await visit.at('modal-submit').click();
  await visit.at('modal').waitFor({ state: 'detached' });
  await says(visit, 'Waiting for a decision');
}

export async function openRequest(visit: Visit, service: string, ref = 'main'): Promise<void> {
  await write(visit, `/release request ${service} ${ref}`);
  await visit
    .at('modal-submit')
    .waitFor()
    .catch(async (error: unknown) => {
      const shown = await visit.at('modal').innerText();
      throw new Error(`There is nothing to send: ${shown}`, { cause: error });
    });
}

/** The newest card in the channel: the messages that begin with a headline. */
export function card({ page }: Visit): Locator {
  return page.locator('main article:has(.block-header)').last();
}

/** Waits until the newest card says this. */
export async function says(visit: Visit, words: string | RegExp): Promise<void> {
  await expect.poll(async () => await card(visit).innerText(), soon).toMatch(words);
}

/** Presses a button of the newest card, and answers yes when it asks. */
export async function press(visit: Visit, who: Who, action: string): Promise<void> {
  await actAs(visit, who);
  await card(visit).locator(`[data-test="action-${action}"]`).click();
  await visit.at('confirm-accept').click();
}

/** What only the person who is acted as sees. */
export async function toldAlone({ page }: Visit, words: string): Promise<void> {
  await page.locator('.ephemeral', { hasText: words }).waitFor();
}

/** Lets the time of one look pass, and waits until the card shows that it was taken, or what it led to. */
export async function look(visit: Visit): Promise<void> {
  const before = await looksTaken(visit);
  await visit.world.moveClock(lookEveryMs);
  await expect.poll(async () => await looksTaken(visit), soon).not.toBe(before);
}

/** As the card counts them; empty when the watch is over. */
async function looksTaken(visit: Visit): Promise<string> {
  return /look \d+ of \d+/.exec(await card(visit).innerText())?.[0] ?? '';
}

/** Lets the run that the newest card tells of succeed at GitHub, and waits for the new version to be seen live. */
export async function runSucceeds(visit: Visit): Promise<void> {
  await runEnds(visit);
  await says(visit, 'look 0 of');
}

/** Lets the run that the newest card tells of end at GitHub, whatever it has deployed. Returns it. */
export async function runEnds(visit: Visit, conclusion: 'success' | 'failure' = 'success'): Promise<Run> {
  await says(visit, 'run is queued');
  const { world } = visit.world.github;
  const open = [...world.repos.keys()]
    .flatMap((repo) => world.runsOf(repo))
    .find((run) => run.event === 'workflow_dispatch' && run.status !== 'completed');
  if (open === undefined) throw new Error('No run is open at GitHub.');
  world.finishRun(open.id, conclusion);
  return open;
}

/** Takes every look that the watch still has. */
export async function watchToItsEnd(visit: Visit): Promise<void> {
  for (let left = 0; left < looks; left += 1) await look(visit);
  await says(visit, 'Succeeded');
}

/** Types `/release replay …`, sends the form as it is, and resolves when the card can be decided. */
export async function replay(visit: Visit, who: Who, service: string, word: string): Promise<void> {
  await actAs(visit, who);
  await write(visit, `/release replay ${service} ${word}`);
  await visit.at('modal-submit').click();
  await visit.at('modal').waitFor({ state: 'detached' });
  await says(visit, 'Replay – Waiting for a decision');
}

/** Types `/rollback …` and waits for the form with what it would undo. */
export async function openRollback(visit: Visit, who: Who, words: string): Promise<void> {
  await actAs(visit, who);
  await write(visit, `/rollback ${words}`);
  await visit.at('modal-submit').waitFor();
}

/** The images that the run was given by digest, and those that were built for the commit. */
export function imagesOf(visit: Visit, run: Run, sha: string): { readonly given: unknown; readonly built: unknown } {
  const built = visit.world.github.world.artifact(run.repo, `release-candidate-${sha}`);
  const manifest = Object.values(built?.files ?? {})[0]?.toString() ?? '{}';
  return { given: imagesIn(run.inputs['release_manifest'] ?? '{}'), built: imagesIn(manifest) };
}

function imagesIn(manifest: string): unknown {
  return (JSON.parse(manifest) as { readonly images?: unknown }).images;
}

/** By how many pixels something is wider than what it is in. */
export async function overhang({ page }: Visit): Promise<number> {
  return await page.evaluate(() => {
    const boxes = [...document.querySelectorAll('html, .messages, .production, .modal-body')];
    return Math.max(...boxes.map((box) => box.scrollWidth - box.clientWidth));
  });
}
