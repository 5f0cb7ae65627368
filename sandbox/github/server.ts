import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { type Answer } from './answers.ts';
import { type App, Gate } from './auth.ts';
import { answer, type Incoming, versionOf } from './front-desk.ts';
import { toJson } from './json.ts';
import { RateLimit } from './rate-limit.ts';
import { type WorldOptions } from './state.ts';
import { Storage } from './storage.ts';
import { type Call, type Deployed } from './types.ts';
import { Webhooks, type WebhookTarget } from './webhooks.ts';
import { World } from './world.ts';

export type GithubOptions = WorldOptions & {
  /** The token that clients must send. */
  readonly token: string;
  readonly app?: App;
  readonly webhook?: WebhookTarget;
  readonly onDeployed?: (deployed: Deployed) => void;
  /** How long one step of a run takes, in milliseconds; 0 (the default) moves runs only by hand. */
  readonly stepMs?: number;
  /** Where GitHub's pages would be; links in answers start with it. */
  readonly htmlUrl?: string;
  /** 0 (the default) takes any free port. */
  readonly port?: number;
};

export type GithubDouble = {
  /** For `GITHUB_API_URL`; no trailing slash. */
  readonly url: string;
  readonly world: World;
  readonly webhooks: Webhooks;
  readonly stop: () => Promise<void>;
};

/** How many calls are kept to be looked at. */
const keptCalls = 5000;

/** Starts a GitHub on 127.0.0.1 that holds nothing yet; `world.addRepo` and what follows fill it. */
export async function startGithub(options: GithubOptions): Promise<GithubDouble> {
  const world = new World(options);
  const gate = new Gate(world, options.token, options.app ?? null);
  const rate = new RateLimit(world);
  const webhooks = new Webhooks(world, options.webhook ?? null);
  const { onDeployed } = options;
  if (onDeployed !== undefined) world.on('deployed', onDeployed);
  const closing = new AbortController();

  const server = createServer((request, response) => {
    serve(world, request, response, (incoming) => answer(world, gate, rate, incoming), rate, closing.signal).catch(() =>
      request.socket.destroy(),
    );
  });
  const url = await listen(server, options.port ?? 0);
  const storage = new Storage(world);
  await storage.listen();
  world.openDownload = (artifact) => storage.open(artifact);
  world.urls = { api: url, html: options.htmlUrl ?? 'https://github.com' };
  const stepMs = options.stepMs ?? 0;
  const pace = stepMs > 0 ? setInterval(() => world.advanceAll(), stepMs) : undefined;

  async function stop(): Promise<void> {
    clearInterval(pace);
    closing.abort();
    await webhooks.stop();
    await storage.stop();
    const closed = new Promise((resolve) => server.close(resolve));
    server.closeAllConnections();
    await closed;
  }
  return { url, world, webhooks, stop };
}

async function serve(
  world: World,
  request: IncomingMessage,
  response: ServerResponse,
  decide: (incoming: Incoming) => ReturnType<typeof answer>,
  rate: RateLimit,
  closing: AbortSignal,
): Promise<void> {
  const incoming = await read(world, request);
  const call = logCall(world, incoming);
  if (world.faults.slowMs > 0) await wait(world.faults.slowMs, undefined, { signal: closing });
  const { answer: decided, docs } = decide(incoming);
  if (decided.kind === 'silence') return;
  if (decided.kind === 'reset') {
    request.socket.resetAndDestroy();
    return;
  }
  response.setHeader('date', new Date(world.nowMs()).toUTCString());
  response.setHeader('x-github-request-id', randomBytes(8).toString('hex').toUpperCase());
  response.setHeader('x-github-media-type', 'github.v3; format=json');
  response.setHeader('x-github-api-version-selected', versionOf(request.headers));
  for (const [name, value] of Object.entries({ ...rate.headers(), ...headersOf(decided) }))
    response.setHeader(name, value);
  call.status = send(request, response, decided, docs);
  world.emit('change');
}

function headersOf(decided: Answer): Readonly<Record<string, string>> {
  return decided.kind === 'json' || decided.kind === 'problem' ? (decided.headers ?? {}) : {};
}

/** Returns the status that went out. */
function send(
  request: IncomingMessage,
  response: ServerResponse,
  decided: Exclude<Answer, { readonly kind: 'silence' | 'reset' }>,
  docs: string,
): number {
  switch (decided.kind) {
    case 'empty':
      response.writeHead(decided.status).end();
      return decided.status;
    case 'redirect':
      response.writeHead(302, { location: decided.location }).end();
      return 302;
    case 'text':
      response.writeHead(decided.status, { 'content-type': decided.type }).end(decided.text);
      return decided.status;
    case 'problem': {
      const body = { message: decided.message, documentation_url: docs, status: String(decided.status) };
      response.writeHead(decided.status, { 'content-type': 'application/json; charset=utf-8' }).end(toJson(body));
      return decided.status;
    }
    case 'json':
      return sendJson(request, response, decided.status, toJson(decided.body));
  }
}

/** A read that the client already has is answered 304, without its body. */
function sendJson(request: IncomingMessage, response: ServerResponse, status: number, text: string): number {
  const etag = `W/"${createHash('sha256').update(text).digest('hex')}"`;
  const unchanged = request.method === 'GET' && status === 200 && request.headers['if-none-match'] === etag;
  if (request.method === 'GET') response.setHeader('etag', etag);
  if (unchanged) {
    response.writeHead(304).end();
    return 304;
  }
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(text);
  return status;
}

async function read(world: World, request: IncomingMessage): Promise<Incoming> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const text = Buffer.concat(chunks).toString();
  const url = new URL(request.url ?? '/', world.urls.api);
  return { method: request.method ?? 'GET', url, headers: request.headers, body: parseBody(text) };
}

function parseBody(text: string): Incoming['body'] {
  if (text === '') return { kind: 'none' };
  try {
    return { kind: 'json', value: JSON.parse(text) as unknown };
  } catch {
    return { kind: 'malformed' };
  }
}

function logCall(world: World, incoming: Incoming): Call {
  const version = incoming.headers['x-github-api-version'];
  const call: Call = {
    at: new Date(world.nowMs()).toISOString(),
    method: incoming.method,
    path: incoming.url.pathname,
    query: Object.fromEntries(incoming.url.searchParams),
    body: incoming.body.kind === 'json' ? incoming.body.value : null,
    apiVersion: typeof version === 'string' ? version : null,
    status: 0,
  };
  world.calls.push(call);
  if (world.calls.length > keptCalls) world.calls.shift();
  return call;
}

async function listen(server: Server, port: number): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
