import { type Locator } from 'playwright-core';
import { expect } from 'vitest';
import { actAs, soon, type Who, write } from './steps.ts';
import { picture, type Visit } from './visit.ts';

/** What a person does with an incident in the page, and what they see of it. */

/** Types the command, sends the form as it comes, and goes where the incident stands. */
export async function declare(visit: Visit, who: Who, words: string): Promise<void> {
  await actAs(visit, who);
  await write(visit, `/incident declare ${words}`);
  await visit.at('modal-submit').waitFor();
  await picture(visit, `incident-declare-form-${words.slice(0, 2)}`);
  await visit.at('modal-submit').click();
  await visit.at('modal').waitFor({ state: 'detached' });
  await incidents(visit);
}

export async function incidents({ at }: Visit): Promise<void> {
  const channel = at('channel-C0INCIDENTS');
  if (!(await channel.isVisible())) await at('pane-channels').click();
  await channel.click();
}

/** What the app has written to this person. */
export async function messagesOf(visit: Visit, who: Who): Promise<void> {
  await actAs(visit, who);
  await visit.at('app-home').click();
  await visit.at('app-messages-tab').click();
}

export function conversation({ page }: Visit): Locator {
  return page.locator('main .conversation');
}

export function pagesIn(visit: Visit): Locator {
  return conversation(visit).locator('article', { hasText: 'You are paged because' });
}

export async function channelSays(visit: Visit, words: string): Promise<void> {
  await expect.poll(async () => await conversation(visit).innerText(), soon).toContain(words);
}

/** The newest incident's live message, and no reply that is shown in the channel as well. */
export function live({ page }: Visit): Locator {
  return page.locator('main article:has(.block-header)').filter({ hasNotText: 'replied to a thread' }).last();
}

/** Waits until the newest incident's live message says this. */
export async function liveSays(visit: Visit, words: string): Promise<void> {
  await expect.poll(async () => await live(visit).innerText(), soon).toContain(words);
}

export async function fill(visit: Visit, text: string): Promise<void> {
  const { at } = visit;
  await at('modal').locator('textarea').first().fill(text);
  await at('modal-submit').click();
  await at('modal').waitFor({ state: 'detached' });
}
