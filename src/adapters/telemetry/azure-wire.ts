// `import type` as a whole: with `{ type … }` alone the package would still be loaded at start.
import type { MetricsClientOptions } from '@azure/monitor-query-metrics';

/** A policy as the pipelines of Azure's clients take it, without a dependency on the package that names the type. */
type Policy = NonNullable<MetricsClientOptions['additionalPolicies']>[number]['policy'];
type Response = Awaited<ReturnType<Policy['sendRequest']>>;

/** An answer that the clients must not try to read: some of them fail on it and lose its status. */
export class NotAnAnswer extends Error {
  readonly status: number;
  /** Milliseconds that the service asks us to wait; null when it did not say. */
  readonly retryAfterMs: number | null;
  /** Azure's own code of the error, such as AuthorizationFailed; null when there is none. */
  readonly azureCode: string | null;

  constructor(status: number, retryAfterMs: number | null, azureCode: string | null) {
    super(`Azure answered ${status}`);
    this.name = 'NotAnAnswer';
    this.status = status;
    this.retryAfterMs = retryAfterMs;
    this.azureCode = azureCode;
  }
}

/** A stand-in on another machine that is asked over plain http: a token would be sent along for anybody to read. */
export class InsecureEndpoint extends Error {}

/**
 * The last step before the wire, behind authentication. It sends the request to a stand-in where one is configured,
 * ends it after its time with body and all (the client's own time-out ends with the headers), follows no redirect,
 * and lets only JSON with status 200 pass, and the challenge that a revoked token is answered with.
 */
export function wirePolicy(endpoint: string | null): Policy {
  return {
    name: 'gonogoWire',
    async sendRequest(request, next) {
      const limited = request;
      if (endpoint !== null) {
        limited.url = redirected(request.url, endpoint);
        const { protocol, hostname } = new URL(limited.url);
        if (protocol === 'http:' && !isLoopback(hostname)) throw new InsecureEndpoint();
        limited.allowInsecureConnection = protocol === 'http:';
      }
      const response = await withinTime(limited, next);
      if (response.status === 401 && (response.headers.get('www-authenticate') ?? '').includes('claims='))
        return response;
      if (response.status !== 200 || !isJson(response)) throw notAnAnswer(response);
      return response;
    },
  };
}

async function withinTime(
  request: Parameters<Policy['sendRequest']>[0],
  next: Parameters<Policy['sendRequest']>[1],
): Promise<Response> {
  if (request.timeout <= 0) return await next(request);
  const ending = new AbortController();
  const limited = request;
  const before = request.abortSignal;
  before?.addEventListener('abort', () => ending.abort());
  const timer = setTimeout(() => ending.abort(), request.timeout);
  limited.abortSignal = ending.signal;
  try {
    return await next(limited);
  } finally {
    clearTimeout(timer);
    if (before === undefined) delete limited.abortSignal;
    else limited.abortSignal = before;
  }
}

/** The same path and query under another origin, below its path if it has one. */
function redirected(url: string, endpoint: string): string {
  const asked = new URL(url);
  const to = new URL(endpoint);
  return `${to.origin}${to.pathname.replace(/\/+$/, '')}${asked.pathname}${asked.search}`;
}

function isLoopback(hostname: string): boolean {
  return /^(?:localhost|\[::1\]|127(?:\.\d{1,3}){3})$/.test(hostname);
}

function isJson(response: Response): boolean {
  const type = response.headers.get('content-type') ?? '';
  return /^application\/(?:[\w.+-]+\+)?json\b/i.test(type) && (response.bodyAsText ?? '').trimStart().startsWith('{');
}

function notAnAnswer(response: Response): NotAnAnswer {
  return new NotAnAnswer(response.status, retryAfterMs(response), azureCode(response.bodyAsText ?? ''));
}

/** Milliseconds, or seconds, or a date, which is compared with the answer's own so that no clock is needed. */
function retryAfterMs({ headers }: Response): number | null {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const ms = headers.get(name) ?? '';
    if (/^\d{1,9}$/.test(ms)) return Number(ms);
  }
  const written = headers.get('retry-after') ?? '';
  if (/^\d{1,6}$/.test(written)) return Number(written) * 1000;
  const ms = Date.parse(written) - Date.parse(headers.get('date') ?? '');
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

/** The code of an error in Azure's form, the innermost where there are several. Only a plain word is taken. */
function azureCode(body: string): string | null {
  let error: unknown = fieldOf(parsed(body), 'error');
  let code: string | null = null;
  for (let depth = 0; depth < 4 && error !== undefined; depth += 1) {
    const word = fieldOf(error, 'code');
    if (typeof word === 'string' && /^[A-Za-z0-9_.-]{1,60}$/.test(word)) code = word;
    error = fieldOf(error, 'innererror');
  }
  return code;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
