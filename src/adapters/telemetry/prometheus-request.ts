import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { bareHost, guardTarget, type HostAddress } from '../probe-guard.ts';
import { type Resolve } from '../probe-request.ts';
import { type Trouble } from './columns.ts';
import { orAfter } from './deadline.ts';

export type PrometheusTarget = {
  readonly url: URL;
  readonly timeoutMs: number;
  readonly allowHosts: readonly string[];
};

export type Fetched =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string }
  | { readonly kind: 'failed'; readonly trouble: Trouble };

export type FetchPrometheus = (target: PrometheusTarget) => Promise<Fetched>;

/** A day of minutes is 50 KB; an answer that is larger than this is another one than we asked for. */
const mostBytes = 1024 * 1024;
/** Prometheus answers 20 queries at once unless told otherwise; some of them are left to others. */
const mostConnections = 16;
const idleMs = 20_000;
/** How long judged addresses are used, in milliseconds: looks come in hundreds a second. */
const resolvedMs = 30_000;

/**
 * One GET, under the guard that the probe is under and without following redirects, and unlike the probe's on a
 * connection that is kept: thousands of looks ask one Prometheus, and it does not change with a deployment. A kept
 * connection leads to an address that was judged when it was opened; whether this lane may use the host is judged anew.
 */
export function createPrometheusFetch(resolve: Resolve, now: () => number): FetchPrometheus {
  const keep = { keepAlive: true, maxSockets: mostConnections, timeout: idleMs };
  const agents = { 'http:': new HttpAgent(keep), 'https:': new HttpsAgent(keep) } as const;
  const addressesOf = remembering(resolve, now);

  async function fetchOnce({ url, allowHosts }: PrometheusTarget, signal: AbortSignal): Promise<Fetched> {
    const addresses = await addressesOf(bareHost(url));
    if (addresses === null || addresses.length === 0) return notAnswered(`${bareHost(url)} could not be looked up`);
    const guarded = guardTarget(url, addresses, allowHosts);
    if (guarded.kind === 'refused') return failed({ code: 'refused', reason: `not asked: ${guarded.reason}` });
    const sent = await send(url, addresses, agents, signal);
    // A server may close a kept connection just as it is used again. That the query is sent twice then harms nobody.
    return sent === 'stale' ? orNotAnswered(await send(url, addresses, agents, signal)) : sent;
  }

  return async (target) => {
    const ending = new AbortController();
    return await orAfter(target.timeoutMs, fetchOnce(target, ending.signal), () => {
      ending.abort();
      return failed({ code: 'timed-out', reason: 'Prometheus gave no answer in the time that a look has' });
    });
  };
}

function failed(trouble: Trouble): Fetched {
  return { kind: 'failed', trouble };
}

function notAnswered(why: string): Fetched {
  return failed({ code: 'not-answered', reason: `Prometheus could not be reached (${why})` });
}

function orNotAnswered(sent: Fetched | 'stale'): Fetched {
  return sent === 'stale' ? notAnswered('the connection was lost') : sent;
}

type Resolved = readonly HostAddress[] | null;

/** Null where looking up failed, which is tried anew with the next question. */
function remembering(resolve: Resolve, now: () => number): (host: string) => Promise<Resolved> {
  const known = new Map<string, { readonly until: number; readonly addresses: Promise<Resolved> }>();

  async function lookUp(host: string): Promise<Resolved> {
    try {
      return await resolve(host);
    } catch {
      known.delete(host);
      return null;
    }
  }

  return async (host) => {
    const family = isIP(host);
    if (family !== 0) return [{ address: host, family }];
    const before = known.get(host);
    if (before !== undefined && now() < before.until) return await before.addresses;
    const addresses = lookUp(host);
    known.set(host, { until: now() + resolvedMs, addresses });
    return await addresses;
  };
}

type Agents = { readonly 'http:': HttpAgent; readonly 'https:': HttpsAgent };

async function send(
  url: URL,
  addresses: readonly HostAddress[],
  agents: Agents,
  signal: AbortSignal,
): Promise<Fetched | 'stale'> {
  const headers = { accept: 'application/json', 'accept-encoding': 'identity', 'user-agent': 'gonogo' };
  const options = { headers, signal, lookup: lookupFrom(addresses) };
  return await new Promise((settle) => {
    const request =
      url.protocol === 'https:'
        ? requestHttps(url, { ...options, agent: agents['https:'] })
        : requestHttp(url, { ...options, agent: agents['http:'] });
    request.once('error', (error) => {
      const code = 'code' in error && typeof error.code === 'string' ? error.code : 'no reason given';
      settle(request.reusedSocket && code === 'ECONNRESET' ? 'stale' : notAnswered(code));
    });
    request.once('response', (response) => {
      readBody(response).then(
        (body) => settle(answered(response, body)),
        () => settle(notAnswered('its answer was cut off')),
      );
    });
    request.end();
  });
}

function answered(response: IncomingMessage, body: string | null): Fetched {
  if (body === null) return failed({ code: 'wrong-shape', reason: 'Prometheus answered with more than a megabyte' });
  return { kind: 'answer', status: response.statusCode ?? 0, body };
}

/** Null when there is more of it than we read. */
async function readBody(response: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    size += part.length;
    if (size > mostBytes) return null;
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Answers Node's own look-up with what was resolved and judged before. */
function lookupFrom(addresses: readonly HostAddress[]): LookupFunction {
  return (_host, options, callback): void => {
    const first = addresses[0];
    if (options.all === true || first === undefined) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}
