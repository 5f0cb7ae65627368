import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Cleaning } from './cleaning.ts';

/** What went over the wire to GitHub and its storage since the count began. */
export type Count = { readonly calls: number; readonly mostAtOnce: number; readonly routes: readonly string[] };

/** A GitHub that is so far away, and is counted. The storage of artifacts is as far. */
export type SlowGithub = {
  /** For GITHUB_API_URL; no trailing slash. */
  readonly url: string;
  startCounting(): void;
  count(): Count;
};

/** Stands before `target`, and makes every call wait for `delayMs` milliseconds. */
export async function startSlowGithub(
  { target, delayMs }: { readonly target: () => string; readonly delayMs: number },
  cleaning: Cleaning,
): Promise<SlowGithub> {
  /** Addresses of the storage, which answers elsewhere; each by the path under which it can be had here. */
  const stored = new Map<string, string>();
  let routes: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;

  async function passOn(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? '/';
    routes.push(path);
    atOnce += 1;
    mostAtOnce = Math.max(mostAtOnce, atOnce);
    await wait(delayMs);
    const answer = await fetch(stored.get(path) ?? `${target()}${path}`, {
      headers: headersOf(request),
      redirect: 'manual',
    });
    const body = Buffer.from(await answer.arrayBuffer());
    const headers = Object.fromEntries(answer.headers);
    const location = answer.headers.get('location');
    if (location !== null) {
      headers['location'] = `/stored/${stored.size}`;
      stored.set(headers['location'], location);
    }
    // Whoever gets the answer may ask the next thing before this one is noted as over.
    atOnce -= 1;
    response.writeHead(answer.status, headers).end(body);
  }

  const server = createServer((request, response) => {
    passOn(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleaning.add(async () => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    startCounting() {
      routes = [];
      mostAtOnce = atOnce;
    },
    count: () => ({ calls: routes.length, mostAtOnce, routes }),
  };
}

/** As they came, but for those that belong to one connection. */
function headersOf({ headers }: IncomingMessage): Record<string, string> {
  const own = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding', 'accept-encoding']);
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === 'string' && !own.has(name) ? [[name, value]] : [],
    ),
  );
}
