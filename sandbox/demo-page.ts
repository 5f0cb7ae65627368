import { type Page, startPage } from './page/server.ts';
import { type World } from './world.ts';

/** Where the page is looked for first, and how many ports further. */
export const usualPort = 4700;
const tries = 20;

/** A port that was asked for is taken or nothing is; without one, the next that is free. */
export async function openPage(world: World, asked: number | null): Promise<Page> {
  const clock = { aheadMs: () => world.nowMs() - Date.now(), move: async (ms: number) => await world.moveClock(ms) };
  const options = { ...world, botInfo: world.bot, clock };
  if (asked !== null) return await startPage({ ...options, port: asked });
  for (let port = usualPort; port < usualPort + tries; port += 1) {
    try {
      return await startPage({ ...options, port });
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
  }
  return await startPage(options);
}

export function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
