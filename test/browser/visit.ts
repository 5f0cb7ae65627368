import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core';
import { afterAll, expect, inject } from 'vitest';
import { startPage } from '../../sandbox/page/server.ts';
import { startWorld, type World } from '../../sandbox/world.ts';
import { freshPrefix } from '../support/redis.ts';
import { startChromium } from './chromium.ts';

/** What a visitor has before them: the page in a browser, and the world behind it, whose clock can be moved on. */
export type Visit = {
  readonly page: Page;
  readonly world: World;
  /** Everything that the page's own code complained of. A test that is over expects none. */
  readonly complaints: readonly string[];
  /** The element with this hook. */
  readonly at: (hook: string) => Locator;
};

export type VisitOptions = {
  /** Whether the first tour is open; it is closed when left out, as for somebody who has been here before. */
  readonly tour?: 'open' | 'closed';
  readonly size?: { readonly width: number; readonly height: number };
  readonly colours?: 'light' | 'dark';
};

export const desktop = { width: 1440, height: 900 } as const;
export const phone = { width: 390, height: 844 } as const;

/** Five looks: the shortest watch in which a fourth failure can be seen and the end come after it. */
export const lookEveryMs = 84_000;
export const looks = 5;
const folder = fileURLToPath(new URL('../../screenshots/', import.meta.url));
const patienceMs = 20_000;

/** A browser and a world of its own for a file's tests; both are gone when they are over. */
export async function startVisits(): Promise<(options?: VisitOptions) => Promise<Visit>> {
  const browser = await startChromium();
  afterAll(async () => await browser.close());
  const world = await startWorld({
    redis: { url: inject('redisUrl') },
    prefix: freshPrefix(),
    pace: 'by-hand',
    clock: 'moved',
    config: withShortWatch,
    log: () => undefined,
  });
  afterAll(async () => await world.stop());
  const clock = { aheadMs: () => world.nowMs() - Date.now(), move: async (ms: number) => await world.moveClock(ms) };
  const served = await startPage({ ...world, botInfo: world.bot, clock });
  afterAll(served.stop);
  await mkdir(folder, { recursive: true });
  return async (options = {}) => await visit(browser, world, served.url, options);
}

function withShortWatch(defaults: string): string {
  return defaults.replaceAll('minutes: 2', 'minutes: 7').replaceAll('every: 5s', `every: ${lookEveryMs / 1000}s`);
}

async function visit(browser: Browser, world: World, url: string, options: VisitOptions): Promise<Visit> {
  const { tour = 'closed', size = desktop, colours = 'light' } = options;
  const context = await browser.newContext({
    viewport: size,
    colorScheme: colours,
    hasTouch: size.width < 500,
    isMobile: size.width < 500,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(patienceMs);
  if (tour === 'closed') await context.addInitScript(() => localStorage.setItem('gonogo.tour', 'dismissed'));
  const page = await context.newPage();
  const complaints = listenTo(page);
  await page.goto(url);
  function at(hook: string): Locator {
    return page.locator(`[data-test="${hook}"]`);
  }
  await at('composer').waitFor();
  return { page, world, complaints, at };
}

function listenTo(page: Page): readonly string[] {
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  return complaints;
}

export async function leave({ page, complaints }: Visit): Promise<void> {
  const context: BrowserContext = page.context();
  await context.close();
  expect(complaints).toEqual([]);
}

/** Takes a picture for people to look at, in the folder `screenshots` of the project. */
export async function picture({ page }: Visit, name: string): Promise<void> {
  await page.screenshot({ path: `${folder}${name}.png`, animations: 'disabled' });
}
