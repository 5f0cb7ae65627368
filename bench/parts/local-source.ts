import { createServer, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Cleaning } from './cleaning.ts';

/**
 * What thousands of watches look at: `/<name>/healthz`, always well, and a Prometheus that answers every range query at
 * once. It costs little, for it shares the machine with what is measured.
 */
export type LocalSource = {
  /** No trailing slash. */
  readonly url: string;
  /** When each service's health was asked for: milliseconds since 1970, in order. */
  readonly looks: ReadonlyMap<string, readonly number[]>;
  /** How many queries were answered. */
  queries(): number;
};

const minuteSeconds = 60;
/** What each signal always shows. */
const values: Readonly<Record<string, string>> = { requests: '60', errors: '0', p95: '180', cpu: '31' };

export const localQueries = {
  requests: 'requests',
  errors: 'errors',
  p95Ms: 'p95',
  cpuPercent: 'cpu',
} as const;

export async function startLocalSource(names: readonly string[], cleaning: Cleaning): Promise<LocalSource> {
  const looks = new Map<string, number[]>(names.map((name) => [name, []]));
  let queries = 0;

  const server = createServer((incoming, response) => {
    const path = incoming.url ?? '';
    response.setHeader('content-type', 'application/json');
    if (path.startsWith('/api/v1/query_range')) {
      queries += 1;
      return answerRange(response, new URLSearchParams(path.slice(path.indexOf('?'))));
    }
    looks.get(path.slice(1, path.indexOf('/', 1)))?.push(Date.now());
    response.end('{"status":"ok"}');
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  cleaning.add(async () => {
    server.close();
    server.closeAllConnections();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, looks, queries: () => queries };
}

function answerRange(response: ServerResponse, query: URLSearchParams): void {
  const value = values[query.get('query') ?? ''] ?? '0';
  const points: (readonly [number, string])[] = [];
  for (let at = Number(query.get('start')); at <= Number(query.get('end')); at += minuteSeconds)
    points.push([at, value]);
  const data = { resultType: 'matrix', result: [{ metric: {}, values: points }] };
  response.end(JSON.stringify({ status: 'success', data }));
}
