import { type BotState, type LiveService } from './client/snapshot.ts';
import { probeBot, probeService } from './probes.ts';
import { type Stream } from './stream.ts';

/** How often the services and the bot are asked, while somebody looks at the page. */
const probeMs = 1000;

type Seen = { readonly bot: Pick<BotState, 'state' | 'says'>; readonly services: readonly LiveService[] };

type Watcher = { readonly now: () => Seen; readonly look: () => Promise<'changed' | 'same'> };

/** What the services and the bot answered last. */
export function watchProduction(botUrl: string, serviceUrl: string, services: readonly string[]): Watcher {
  let seen: Seen = { bot: { state: 'unreachable', says: '' }, services: [] };
  return {
    now: () => seen,
    async look() {
      const [bot, ...live] = await Promise.all([
        probeBot(botUrl),
        ...services.map(async (name) => await probeService(serviceUrl, name)),
      ]);
      const next: Seen = { bot, services: live };
      const changed = JSON.stringify(next) !== JSON.stringify(seen);
      seen = next;
      return changed ? 'changed' : 'same';
    },
  };
}

/** Asks again a second after the last answers came, and only while a page is open. */
export function probeWhileWatched(stream: Stream, look: () => Promise<'changed' | 'same'>): () => void {
  let isStopped = false;
  let next = setTimeout(again, probeMs);
  function again(): void {
    const asked = stream.listeners() === 0 ? Promise.resolve('same') : look();
    void asked.then((outcome) => {
      if (isStopped) return;
      if (outcome === 'changed') stream.touch();
      next = setTimeout(again, probeMs);
    });
  }
  return () => {
    isStopped = true;
    clearTimeout(next);
  };
}
