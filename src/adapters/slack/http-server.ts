import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createInFlight, type InFlight } from './in-flight.ts';
import { type Log } from './log.ts';
import { type StartTimer } from './timer.ts';

/** Something that the one HTTP server answers. */
export type Route = {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** Bytes. Larger bodies are answered 413 and not read to their end. 1 MB when not given. */
  readonly bodyLimit?: number;
  /** A failure, thrown or rejected, is logged and answered 500. */
  handle(req: IncomingMessage, rawBody: Buffer, res: ServerResponse): void | Promise<void>;
};

export type Answer = { readonly status: number; readonly type: string | null; readonly body: string };

export type HttpServer = {
  /** Resolves with the port that is listened on: the one asked for, or a free one for 0. Rejects when it is taken. */
  listen(port: number, host?: string): Promise<{ readonly port: number }>;
  /** Stops accepting, waits for what is in flight for at most `drainMs`, then closes every connection. */
  close(drainMs: number): Promise<void>;
  readonly inFlight: InFlight;
};

/** A Slack payload is well below this: a view is at most 250 KB, and form encoding may treble it. */
const defaultBodyLimit = 1024 * 1024;
/** Load balancers keep idle connections for about 60 s; ours live longer, so that it is never us who cuts first. */
const keepAliveMs = 75_000;
/** A body that takes longer than this to arrive is nobody's who waits three seconds for an answer. */
const requestMs = 15_000;
const nothing = Buffer.alloc(0);

/**
 * One server for everything: Slack, GitHub's webhooks, health and metrics. A path is matched as it is written, and
 * a body is collected whole, within its limit, before its route sees it.
 */
export function createHttpServer(options: {
  readonly routes: readonly Route[];
  readonly log: Log;
  readonly startTimer: StartTimer;
}): HttpServer {
  const { log, startTimer } = options;
  const inFlight = createInFlight();
  const paths = routesByPath(options.routes);
  let phase: 'open' | 'closing' = 'open';

  const server = createServer({ keepAliveTimeout: keepAliveMs, requestTimeout: requestMs }, (req, res) => {
    if (phase === 'closing') res.shouldKeepAlive = false;
    const route = routeFor(paths, req);
    if (typeof route === 'number') refuseUnread(req, res, route);
    else collect(req, res, route.bodyLimit ?? defaultBodyLimit, (body) => handle(route, req, body, res));
  });

  function handle(route: Route, req: IncomingMessage, body: Buffer, res: ServerResponse): void {
    let work: void | Promise<void>;
    try {
      work = route.handle(req, body, res);
    } catch (error) {
      failed(route, res, error);
      return;
    }
    if (work !== undefined) inFlight.track(work.catch((error: unknown) => failed(route, res, error)));
  }

  function failed(route: Route, res: ServerResponse, error: unknown): void {
    log.error({ err: error, path: route.path }, 'A request could not be answered because of a fault of ours.');
    if (res.headersSent) res.destroy();
    else send(res, { status: 500, type: null, body: '' });
  }

  return {
    inFlight,
    listen: (port: number, host?: string) => listening(server, port, host, log),
    async close(drainMs: number): Promise<void> {
      phase = 'closing';
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      // A connection whose answer is still to come is kept alive afterwards, unless told that nothing more will.
      server.keepAliveTimeout = 1;
      const idle = inFlight.idle().then(() => server.closeIdleConnections());
      const drained = await settlesWithin(startTimer, drainMs, Promise.all([idle, closed]));
      if (drained === 'no') log.warn({ drainMs }, 'Stopped before everything in flight was done; it resumes at boot.');
      server.closeAllConnections();
      await closed;
    },
  };
}

function listening(
  server: Server,
  port: number,
  host: string | undefined,
  log: Log,
): Promise<{ readonly port: number }> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, ...(host === undefined ? {} : { host }) }, () => {
      server.off('error', reject);
      server.on('error', (error) => log.error({ err: error }, 'The HTTP server reported a fault.'));
      const address = server.address();
      resolve({ port: typeof address === 'object' && address !== null ? address.port : port });
    });
  });
}

/** Writes a whole answer. Does nothing when one was sent already or the other side has gone. */
export function send(res: ServerResponse, answer: Answer): void {
  if (res.headersSent || res.destroyed) return;
  const length = answer.body === '' ? 0 : Buffer.byteLength(answer.body);
  if (answer.type === null) res.writeHead(answer.status, { 'content-length': length });
  else res.writeHead(answer.status, { 'content-type': answer.type, 'content-length': length });
  res.end(answer.body);
}

/** The path of a request, without its query. */
export function pathOf(req: IncomingMessage): string {
  const url = req.url ?? '/';
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function routesByPath(routes: readonly Route[]): ReadonlyMap<string, ReadonlyMap<string, Route>> {
  const paths = new Map<string, Map<string, Route>>();
  for (const route of routes) {
    const methods = paths.get(route.path) ?? new Map<string, Route>();
    methods.set(route.method, route);
    paths.set(route.path, methods);
  }
  return paths;
}

/** The route, or the status of a refusal. */
function routeFor(paths: ReadonlyMap<string, ReadonlyMap<string, Route>>, req: IncomingMessage): Route | 404 | 405 {
  const methods = paths.get(pathOf(req));
  if (methods === undefined) return 404;
  return methods.get(req.method ?? '') ?? 405;
}

/** Answers without reading the body; the connection is given up, for what is left on it is not a request. */
function refuseUnread(req: IncomingMessage, res: ServerResponse, status: number): void {
  res.shouldKeepAlive = false;
  send(res, { status, type: null, body: '' });
  req.resume();
}

function collect(req: IncomingMessage, res: ServerResponse, limit: number, then: (body: Buffer) => void): void {
  if (Number(req.headers['content-length'] ?? 0) > limit) {
    refuseUnread(req, res, 413);
    return;
  }
  let first: Buffer = nothing;
  let more: Buffer[] | null = null;
  let size = 0;
  req.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > limit) {
      req.removeAllListeners('data').removeAllListeners('end');
      refuseUnread(req, res, 413);
    } else if (first === nothing) first = chunk;
    else if (more === null) more = [first, chunk];
    else more.push(chunk);
  });
  req.on('end', () => then(more === null ? first : Buffer.concat(more, size)));
  // A caller who goes away while sending has asked for nothing: 'end' never comes, and nothing is in flight.
  req.on('error', () => res.destroy());
}

function settlesWithin(startTimer: StartTimer, ms: number, work: Promise<unknown>): Promise<'yes' | 'no'> {
  return new Promise((resolve, reject) => {
    const stop = startTimer(ms, () => resolve('no'));
    work.then(() => {
      stop();
      resolve('yes');
    }, reject);
  });
}
