import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { invalidities, type PagerEvent, parseEvent } from './events.ts';

/**
 * A paging service in the shape of PagerDuty's Events API v2: it takes events at `/v2/enqueue`, checks them as strictly
 * as its documentation says, keeps what it accepted, and tells alerts apart by their key.
 */
export type PagerOptions = {
  /** The only key it takes; any of 32 characters when not given. */
  readonly routingKey?: string;
  readonly port?: number;
  readonly now?: () => number;
};

/** `busy`: 429, with or without a Retry-After in seconds. `error`: a 5xx. `silent`: it takes the request and never answers. */
export type PagerFault =
  | { readonly kind: 'busy'; readonly retryAfter: number | null }
  | { readonly kind: 'error'; readonly status: number }
  | { readonly kind: 'silent' };

/** One alert, as whoever is on call sees it. */
export type PagerAlert = {
  readonly key: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly summary: string;
  readonly severity: string;
  readonly source: string;
  readonly details: Readonly<Record<string, unknown>>;
};

export type PagerDouble = {
  /** The address to send events to. */
  readonly url: string;
  /** What was accepted, oldest first. */
  readonly accepted: readonly (PagerEvent & { readonly at: number })[];
  /** The status of every answer that was given, oldest first; 0 for a silence. */
  readonly answered: readonly number[];
  /** By key, the newest opened last. A trigger joins the alert of its key, unless that is resolved: then it opens it anew. */
  alerts(): readonly PagerAlert[];
  /** All requests meet the fault; null heals. */
  fail(fault: PagerFault | null): void;
  stop(): Promise<void>;
};

/** PagerDuty takes 512 KB (https://developer.pagerduty.com/docs/events-api-v2-overview). */
const mostBytes = 512 * 1024;

export async function startPager(options: PagerOptions = {}): Promise<PagerDouble> {
  const now = options.now ?? Date.now;
  const accepted: (PagerEvent & { readonly at: number })[] = [];
  const answered: number[] = [];
  let fault: PagerFault | null = null;

  function answer(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
    answered.push(status);
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (fault !== null) return meet(fault, response);
    if (request.method !== 'POST' || request.url !== '/v2/enqueue') {
      return answer(response, 404, { status: 'not found' });
    }
    if (body === null) return answer(response, 413, { status: 'too large' });
    const event = parseEvent(body);
    const errors = event === null ? ['The body is no JSON object'] : invalidities(event, options.routingKey ?? null);
    if (event === null || errors.length > 0) {
      return answer(response, 400, { status: 'invalid event', message: 'Event object is invalid', errors });
    }
    accepted.push({ ...event, at: now() });
    answer(response, 202, { status: 'success', message: 'Event processed', dedup_key: event.dedup_key });
  }

  function meet(met: PagerFault, response: ServerResponse): void {
    switch (met.kind) {
      case 'silent':
        answered.push(0);
        return;
      case 'error':
        return answer(response, met.status, { status: 'internal error' });
      case 'busy': {
        const headers: Record<string, string> =
          met.retryAfter === null ? {} : { 'retry-after': String(met.retryAfter) };
        return answer(response, 429, { status: 'throttle exceeded', message: 'Too many requests' }, headers);
      }
    }
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => response.destroy());
  });
  const origin = await listen(server, options.port ?? 0);
  return {
    url: `${origin}/v2/enqueue`,
    accepted,
    answered,
    alerts: () => alertsFrom(accepted),
    fail(next) {
      fault = next;
    },
    stop: async () => close(server),
  };
}

function alertsFrom(events: readonly PagerEvent[]): readonly PagerAlert[] {
  const alerts = new Map<string, PagerAlert>();
  for (const { event_action: action, dedup_key: key, payload } of events) {
    const known = alerts.get(key);
    if (action === 'trigger') {
      const opens = known === undefined || known.status === 'resolved';
      const { summary = '', severity = '', source = '', custom_details: details = {} } = payload ?? {};
      if (opens) alerts.delete(key);
      alerts.set(key, { key, status: opens ? 'triggered' : known.status, summary, severity, source, details });
    } else if (known !== undefined && known.status !== 'resolved') {
      alerts.set(key, { ...known, status: action === 'resolve' ? 'resolved' : 'acknowledged' });
    }
  }
  return [...alerts.values()];
}

/** Null when it is too long. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    bytes += (chunk as Buffer).length;
    if (bytes > mostBytes) return null;
  }
  return Buffer.concat(chunks).toString('utf8');
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
