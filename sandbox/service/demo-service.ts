import { createServer, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';

/**
 * The services that the demo deploys: `GET /checkout/healthz`, `GET /checkout/version`, and so on for each by its name.
 * Without a name the first one answers.
 */
export type Health =
  /** 200 with JSON. */
  | 'ok'
  /** 500 with JSON. */
  | 'failing'
  /** A proxy's page with 200, which says nothing about the service. */
  | 'html'
  /** Takes the request and never answers. */
  | 'hanging'
  /** Breaks the connection. */
  | 'refused';

export type VersionShown =
  | 'ok'
  /** Keeps showing, and running, what was live: the new one never comes up. */
  | 'stuck'
  /** Shows a commit that nobody deployed. */
  | 'other'
  /** 500. */
  | 'failing';

export type Build = { readonly sha: string; readonly version: string };

export type ServiceState = {
  readonly name: string;
  readonly live: Build;
  /** What is rolling out and not yet seen, or null. */
  readonly next: Build | null;
  readonly health: Health;
  readonly version: VersionShown;
  /** How long the old build stays visible after a deployment, in milliseconds. */
  readonly rolloutMs: number;
};

export type Switches = Partial<Pick<ServiceState, 'health' | 'version' | 'rolloutMs'>>;

export type DemoServiceOptions = {
  /** What is live at the start, by service. The order decides which answers without a name. */
  readonly services: Readonly<Record<string, Build>>;
  readonly rolloutMs?: number;
  /** Names a commit; by default its first seven digits. */
  readonly versionOf?: (sha: string) => string | undefined;
  readonly now?: () => number;
  readonly port?: number;
  /** Called after every change of a switch or build, not when a rollout ends by itself. */
  readonly onChange?: () => void;
};

export type DemoService = {
  /** No trailing slash: `${url}/checkout/healthz`. */
  readonly url: string;
  readonly deploy: (service: string, sha: string) => void;
  readonly set: (service: string, switches: Switches) => void;
  /** Throws when there is no such service. */
  readonly state: (service: string) => ServiceState;
  readonly stop: () => Promise<void>;
};

/** A commit that no repository has. */
const strangeBuild: Build = { sha: 'bad0bad0bad0bad0bad0bad0bad0bad0bad0bad0', version: 'v0.0.0-unknown' };

type Entry = { state: ServiceState; dueMs: number };

export async function startDemoService(options: DemoServiceOptions): Promise<DemoService> {
  const now = options.now ?? Date.now;
  const entries = new Map(
    Object.entries(options.services).map(([name, live]) => [name, freshEntry(name, live, options)]),
  );

  function entryOf(service: string): Entry {
    const entry = entries.get(service);
    if (entry === undefined) throw new Error(`the sandbox has no service ${service}`);
    settle(entry, now());
    return entry;
  }
  function deploy(service: string, sha: string): void {
    const entry = entryOf(service);
    const next = { sha, version: options.versionOf?.(sha) ?? sha.slice(0, 7) };
    entry.state = { ...entry.state, next };
    entry.dueMs = now() + entry.state.rolloutMs;
    settle(entry, now());
    options.onChange?.();
  }
  function set(service: string, switches: Switches): void {
    const entry = entryOf(service);
    entry.state = { ...entry.state, ...switches };
    options.onChange?.();
  }

  const server = createServer((request, response) => {
    const [first = '', second] = new URL(request.url ?? '/', 'http://localhost').pathname.slice(1).split('/');
    const name = second === undefined ? [...entries.keys()][0] : first;
    const entry = entries.get(name ?? '');
    if (entry === undefined) return reply(response, 404, { error: 'not found' });
    settle(entry, now());
    answer(response, second ?? first, entry.state);
  });
  const url = await listen(server, options.port ?? 0);
  return { url, deploy, set, state: (service) => entryOf(service).state, stop: async () => close(server) };
}

function freshEntry(name: string, live: Build, options: DemoServiceOptions): Entry {
  const rolloutMs = options.rolloutMs ?? 0;
  return { state: { name, live, next: null, health: 'ok', version: 'ok', rolloutMs }, dueMs: 0 };
}

/** The new build takes over when its rollout is due, unless it is stuck. */
function settle(entry: Entry, nowMs: number): void {
  const { next, version } = entry.state;
  if (next === null || version === 'stuck' || nowMs < entry.dueMs) return;
  entry.state = { ...entry.state, live: next, next: null };
}

function answer(response: ServerResponse, path: string, state: ServiceState): void {
  if (path === 'healthz') return answerHealth(response, state);
  if (path === 'version') return answerVersion(response, state);
  reply(response, 404, { error: 'not found' });
}

function answerHealth(response: ServerResponse, { name, health }: ServiceState): void {
  switch (health) {
    case 'ok':
      return reply(response, 200, { status: 'ok', service: name });
    case 'failing':
      return reply(response, 500, { status: 'failing', service: name });
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
      response.end('<!doctype html><title>Please wait</title><p>The service will be with you shortly.</p>');
      return;
    case 'hanging':
      return;
    case 'refused':
      response.socket?.resetAndDestroy();
  }
}

function answerVersion(response: ServerResponse, { live, version }: ServiceState): void {
  switch (version) {
    case 'ok':
    case 'stuck':
      return reply(response, 200, live);
    case 'other':
      return reply(response, 200, strangeBuild);
    case 'failing':
      return reply(response, 500, { error: 'unavailable' });
  }
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
