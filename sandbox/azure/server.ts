import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { answerLogs } from './logs.ts';
import { answerMetrics } from './metrics.ts';
import { createTokens, identityHeader, logsAudience, metricsAudience, type Tokens } from './tokens.ts';
import { type AzureAnswer, type AzureApi, type AzureAsked, type AzureFault, type AzureOptions } from './types.ts';

/**
 * Azure, as far as Gonogo asks it: tokens of a managed identity, metrics in batches, and the logs of a workspace.
 * Nothing is answered without a token of the right audience.
 */
export type AzureDouble = {
  /** No trailing slash. */
  readonly url: string;
  /** What a process needs in its environment to meet this Azure and no other. */
  readonly environment: Readonly<Record<string, string>>;
  readonly asked: readonly AzureAsked[];
  /** The next `times` requests meet the fault; without `times` all of them, until `heal`. */
  readonly fail: (api: AzureApi, fault: AzureFault, times?: number) => void;
  readonly heal: () => void;
  readonly stop: () => Promise<void>;
};

/** Azure's own figures: metrics take about a minute, logs three to ten. */
const usualMetricsLagMs = 60_000;
const usualLogsLagMs = 4 * 60_000;

export async function startAzure(options: AzureOptions): Promise<AzureDouble> {
  const asked: AzureAsked[] = [];
  const faults = new Map<AzureApi, { readonly fault: AzureFault; left: number }>();
  const tokens = createTokens();

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const api = apiOf(url.pathname);
    const body = await bodyOf(request);
    if (api === null) return reply(response, notFound);
    const one = { api, url, headers: request.headers, body };
    asked.push(one);
    const met = faults.get(api);
    if (met !== undefined && met.left > 0) {
      met.left -= 1;
      return failWith(response, met.fault);
    }
    reply(response, answerTo(one, options, tokens));
  }

  const server = createServer((request, response) => void handle(request, response));
  const url = await listen(server, options.port ?? 0);
  return {
    url,
    environment: {
      AZURE_METRICS_ENDPOINT: url,
      AZURE_LOGS_ENDPOINT: url,
      IDENTITY_ENDPOINT: `${url}/msi/token`,
      IDENTITY_HEADER: identityHeader,
    },
    asked,
    fail: (api, fault, times = Number.POSITIVE_INFINITY) => void faults.set(api, { fault, left: times }),
    heal: () => faults.clear(),
    stop: async () => close(server),
  };
}

const notFound: AzureAnswer = { status: 404, body: { error: { code: 'NotFound', message: 'There is nothing here.' } } };

function apiOf(path: string): AzureApi | null {
  if (path === '/msi/token') return 'token';
  if (/^\/subscriptions\/[^/]+\/metrics:getBatch$/.test(path)) return 'metrics';
  return /^\/v1\/workspaces\/[^/]+\/query$/.test(path) ? 'logs' : null;
}

function answerTo(asked: AzureAsked, options: AzureOptions, tokens: Tokens): AzureAnswer {
  const now = options.now ?? Date.now;
  switch (asked.api) {
    case 'token':
      return tokens.give(asked.url, asked.headers, now());
    case 'metrics': {
      const refused = tokens.refuse(asked.headers, metricsAudience);
      return refused ?? answerMetrics(asked, options, now() - (options.metricsLagMs ?? usualMetricsLagMs));
    }
    case 'logs': {
      const refused = tokens.refuse(asked.headers, logsAudience);
      return refused ?? answerLogs(asked, options, now() - (options.logsLagMs ?? usualLogsLagMs));
    }
  }
}

function failWith(response: ServerResponse, fault: AzureFault): void {
  if (fault.kind === 'hang') return;
  response.writeHead(fault.status, { 'content-type': 'application/json', ...fault.headers }).end(fault.body);
}

function reply(response: ServerResponse, { status, body }: AzureAnswer): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request as AsyncIterable<Buffer>) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
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
