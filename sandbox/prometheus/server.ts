import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Minute, type Production } from '../azure/production.ts';

/**
 * A Prometheus that knows range queries of seven signals: `gonogo_requests{service="checkout"}`, and so on, one for each
 * of `signals`. Any other query that is a plain name has no series, and the rest is refused as bad data.
 */
export type PrometheusOptions = {
  readonly production: Production;
  readonly now?: () => number;
  readonly port?: number;
};

/** `hang` takes the request and never answers; `reply` answers with what it holds. */
export type PrometheusFault =
  | { readonly kind: 'hang' }
  | { readonly kind: 'reply'; readonly status: number; readonly type?: string; readonly body: string };

export type PrometheusDouble = {
  /** No trailing slash. */
  readonly url: string;
  readonly asked: readonly URL[];
  /** All requests meet the fault; null heals. */
  readonly fail: (fault: PrometheusFault | null) => void;
  readonly stop: () => Promise<void>;
};

const signals: Readonly<Record<string, (minute: Minute, before: Minute | null) => number>> = {
  requests: ({ requests }) => requests,
  errors: ({ errors }) => errors,
  p50_ms: ({ p50Ms }) => p50Ms,
  p95_ms: ({ p95Ms }) => p95Ms,
  cpu_percent: ({ cpuPercent }) => cpuPercent,
  memory_percent: ({ memoryPercent }) => memoryPercent,
  restarts: ({ restarts }, before) => restarts - (before?.restarts ?? restarts),
};

/** The queries for a lane's config, for a service of the production. */
export function queriesFor(service: string): Readonly<Record<string, string>> {
  function query(name: string): string {
    return `gonogo_${name}{service="${service}"}`;
  }
  return {
    requests: query('requests'),
    errors: query('errors'),
    p50Ms: query('p50_ms'),
    p95Ms: query('p95_ms'),
    cpuPercent: query('cpu_percent'),
    memoryPercent: query('memory_percent'),
    restarts: query('restarts'),
  };
}

const minuteMs = 60_000;

export async function startPrometheus(options: PrometheusOptions): Promise<PrometheusDouble> {
  const asked: URL[] = [];
  let fault: PrometheusFault | null = null;

  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    asked.push(url);
    if (fault?.kind === 'hang') return;
    if (fault !== null) {
      response.writeHead(fault.status, { 'content-type': fault.type ?? 'application/json', location: '/next' });
      response.end(fault.body);
    } else if (url.pathname === '/api/v1/query_range') answerRange(response, url.searchParams, options);
    else response.writeHead(404).end('404 page not found\n');
  });
  const url = await listen(server, options.port ?? 0);
  return {
    url,
    asked,
    fail(next) {
      fault = next;
    },
    stop: async () => close(server),
  };
}

function answerRange(response: ServerResponse, query: URLSearchParams, { production, now }: PrometheusOptions): void {
  const [text, start, end, step] = ['query', 'start', 'end', 'step'].map((name) => query.get(name) ?? '');
  if (!/^[a-z0-9_]+(?:\{service="[\w-]+"\})?$/.test(text ?? '')) {
    return reply(response, 400, {
      status: 'error',
      errorType: 'bad_data',
      error: `invalid parameter "query": parse error`,
    });
  }
  if (Number(step) !== 60)
    return reply(response, 400, { status: 'error', errorType: 'bad_data', error: 'step is not 60' });
  const [, name = '', service = ''] = /^gonogo_([a-z0-9_]+)\{service="([\w-]+)"\}$/.exec(text ?? '') ?? [];
  const signal = signals[name];
  const values: (readonly [number, string])[] = [];
  if (signal !== undefined && production.services.includes(service)) {
    const untilMs = Math.min(Number(end) * 1000, (now ?? Date.now)());
    for (let atMs = Number(start) * 1000; atMs <= untilMs; atMs += minuteMs) {
      const minute = production.minuteOf(service, atMs - minuteMs);
      const before = production.minuteOf(service, atMs - 2 * minuteMs);
      if (minute !== null) values.push([atMs / 1000, String(signal(minute, before))]);
    }
  }
  const result = values.length === 0 ? [] : [{ metric: { service }, values }];
  reply(response, 200, { status: 'success', data: { resultType: 'matrix', result } });
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}
