import { lookup as resolveHost } from 'node:dns/promises';
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { bareHost, guardTarget, type HostAddress } from './probe-guard.ts';

/** What one GET brought. `failed` is the service's doing, `unknown` ours or that of the guard. */
export type Got =
  | { readonly kind: 'answer'; readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'unknown'; readonly reason: string };

export type Target = { readonly url: string; readonly timeoutMs: number; readonly allowHosts: readonly string[] };
export type Resolve = (host: string) => Promise<readonly HostAddress[]>;

/** More of a body is not read: a health page or a version is far smaller. */
const mostBytes = 64 * 1024;

/** Errors that say something about this machine or its network, and nothing about the service. */
const ours: ReadonlySet<string> = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EAI_NODATA',
  'EAI_NONAME',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
]);

/**
 * A connection of its own for each look: one that was opened before the deployment may lead to the old version. Nothing
 * of it is kept, not even the session of TLS.
 */
const agents = {
  'http:': new HttpAgent({ keepAlive: false }),
  'https:': new HttpsAgent({ keepAlive: false, maxCachedSessions: 0 }),
} as const;

export async function systemResolve(host: string): Promise<readonly HostAddress[]> {
  return await resolveHost(host, { all: true });
}

/**
 * One GET, without following redirects. The host is resolved once, the guard judges those addresses, and the
 * connection is made to them: a name that changes its address in between changes nothing.
 */
export async function getOnce(target: Target, resolve: Resolve): Promise<Got> {
  if (!URL.canParse(target.url)) return { kind: 'unknown', reason: 'the configured address cannot be read' };
  const url = new URL(target.url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    return { kind: 'unknown', reason: `${url.protocol} is not asked` };
  const ending = new AbortController();
  const late = setTimeout(() => ending.abort(), target.timeoutMs);
  try {
    return await ask(url, target, resolve, ending.signal);
  } finally {
    // AbortSignal.timeout would hold request and connection for the whole time, and looks come in hundreds a second.
    clearTimeout(late);
  }
}

async function ask(url: URL, target: Target, resolve: Resolve, limit: AbortSignal): Promise<Got> {
  const resolved = await resolveWithin(bareHost(url), resolve, limit);
  if (resolved.kind !== 'resolved') return resolved;
  const guarded = guardTarget(url, resolved.addresses, target.allowHosts);
  if (guarded.kind === 'refused') return { kind: 'unknown', reason: guarded.reason };
  return await connect(url, resolved.addresses, target.timeoutMs, limit);
}

type Resolved = { readonly kind: 'resolved'; readonly addresses: readonly HostAddress[] };

async function resolveWithin(host: string, resolve: Resolve, limit: AbortSignal): Promise<Resolved | Got> {
  const family = isIP(host);
  if (family !== 0) return { kind: 'resolved', addresses: [{ address: host, family }] };
  const late = new Promise<Got>((settle) => {
    const got: Got = { kind: 'unknown', reason: `looking up ${host} took too long` };
    limit.addEventListener('abort', () => settle(got), { once: true });
  });
  return await Promise.race([late, resolveSafely(host, resolve)]);
}

async function resolveSafely(host: string, resolve: Resolve): Promise<Resolved | Got> {
  try {
    const addresses = await resolve(host);
    if (addresses.length > 0) return { kind: 'resolved', addresses };
    return { kind: 'unknown', reason: `${host} has no address` };
  } catch (error) {
    return { kind: 'unknown', reason: `${host} could not be looked up (${codesOf(error)[0] ?? 'no reason given'})` };
  }
}

async function connect(
  url: URL,
  addresses: readonly HostAddress[],
  timeoutMs: number,
  limit: AbortSignal,
): Promise<Got> {
  const headers = {
    accept: 'application/json, text/plain, */*',
    'accept-encoding': 'identity',
    'user-agent': 'gonogo-probe',
  };
  return await new Promise<Got>((settle) => {
    const options = { method: 'GET', headers, lookup: lookupFrom(addresses) };
    const request =
      url.protocol === 'https:'
        ? requestHttps(url, { ...options, agent: agents['https:'] })
        : requestHttp(url, { ...options, agent: agents['http:'] });
    limit.addEventListener('abort', () => request.destroy(), { once: true });
    request.once('error', (error) => settle(failureOf(error, timeoutMs, limit)));
    request.once('response', (response) => {
      readBody(response).then(
        (body) =>
          settle({
            kind: 'answer',
            status: response.statusCode ?? 0,
            contentType: response.headers['content-type'] ?? '',
            body,
          }),
        (error: unknown) => settle(failureOf(error, timeoutMs, limit)),
      );
    });
    request.end();
  });
}

/** Answers Node's own look-up with what was resolved and judged before. */
function lookupFrom(addresses: readonly HostAddress[]): LookupFunction {
  return (_host, options, callback): void => {
    const first = addresses[0];
    if (options.all === true || first === undefined) callback(null, [...addresses]);
    else callback(null, first.address, first.family);
  };
}

async function readBody(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  return await new Promise((settle, fail) => {
    function end(): void {
      settle(Buffer.concat(parts).subarray(0, mostBytes).toString('utf8'));
    }
    response.on('data', (part: Buffer) => {
      parts.push(part);
      size += part.length;
      if (size < mostBytes) return;
      end();
      response.destroy();
    });
    response.once('end', end);
    response.once('error', fail);
    // Cut off in the middle: after an end this changes nothing.
    response.once('close', () => fail(new Error('the answer was cut off')));
  });
}

function failureOf(error: unknown, timeoutMs: number, limit: AbortSignal): Got {
  if (limit.aborted) return { kind: 'failed', reason: `no answer within ${timeoutMs / 1000} s` };
  const codes = codesOf(error);
  if (codes.length > 0 && codes.every((code) => ours.has(code))) {
    return { kind: 'unknown', reason: `our own network failed (${codes.join(', ')})` };
  }
  const words = error instanceof Error && error.message !== '' ? error.message : 'no reason given';
  const code = codes.find((one) => !ours.has(one));
  return {
    kind: 'failed',
    reason: code === 'ECONNREFUSED' ? 'the connection was refused' : `the connection failed (${code ?? words})`,
  };
}

/** The codes of an error; of each attempt, where a host with several addresses was tried. */
function codesOf(error: unknown): readonly string[] {
  if (error instanceof AggregateError) return error.errors.flatMap((one) => codesOf(one));
  if (!(error instanceof Error) || !('code' in error)) return [];
  return typeof error.code === 'string' ? [error.code] : [];
}
