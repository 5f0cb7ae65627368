import { createAppAuth } from '@octokit/auth-app';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { z } from 'zod';
import { type Answer, answerOfError, type Silence } from './answers.ts';
import { type Bytes } from './download.ts';
import { fetchUnlessUnchanged, fetchWithin } from './fetching.ts';
import { createReadCalls, type Parameters } from './read-calls.ts';
import { send, statusOf, within } from './sending.ts';

export type GithubAuth =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'app'; readonly appId: string; readonly privateKey: string; readonly installationId: string };

export type GithubOptions = {
  /** Where the REST API lives; a trailing slash does not matter. */
  readonly apiUrl: string;
  readonly auth: GithubAuth;
  readonly log: { readonly debug: (text: string) => void; readonly warn: (text: string) => void };
  /** Told once for each call, with its last status (0 when nobody answered) and its address without names. */
  readonly onCall: (status: number, route: string) => void;
  readonly limits?: CallLimits;
};

/** Milliseconds. */
export type CallLimits = {
  /** For one attempt of a read. */
  readonly attemptMs: number;
  /** For a whole read with its repetitions, once it is its turn: a look must not hang. */
  readonly readMs: number;
  /** For a write, which has one attempt. */
  readonly writeMs: number;
};

export type GithubReads = { readonly get: (url: string, parameters?: Parameters) => Promise<Answer | Silence> };
/** Bytes that GitHub keeps in a storage elsewhere. An answer is GitHub's own, when it names no such place. */
export type GithubDownloads = {
  readonly download: (url: string, parameters: Parameters, mostBytes: number) => Promise<Bytes | Answer | Silence>;
};
export type GithubWrites = {
  /** `isInTime` is asked right before the bytes go out; when it says no, nothing is sent. */
  readonly post: (
    url: string,
    parameters: Parameters,
    body: Readonly<Record<string, unknown>>,
    isInTime?: () => boolean,
  ) => Promise<Answer | Silence>;
  /** Has the App's token at hand, so that the next write does not wait for it. What goes wrong shows there. */
  readonly prepare: () => Promise<void>;
};

const usualLimits: CallLimits = { attemptMs: 4_000, readMs: 10_000, writeMs: 10_000 };
/** A rate limit that lifts later than this is told to the caller instead of being waited for. */
const longestWaitSeconds = 2;

const ReadingOctokit = Octokit.plugin(retry, throttling);

/**
 * Two clients. Reads are repeated within ten seconds, and ten of them run at once. Writes are sent once: GitHub knows
 * no idempotency key, and a 5xx may come after a run was started, so repeating a write is a decision that is not made
 * here.
 */
export function createGithubClients(options: GithubOptions): {
  readonly reads: GithubReads;
  readonly downloads: GithubDownloads;
  readonly writes: GithubWrites;
} {
  const limits = options.limits ?? usualLimits;
  const { readMs, writeMs } = limits;
  const reading = readingClient(options, limits);
  const writing = new Octokit({
    baseUrl: baseUrlOf(options),
    log: logOf(options),
    request: { fetch: fetchWithin(writeMs, 'manual'), log: logOf(options) },
  });

  /** The App's token is fetched first, by the reading client: without one nothing was sent. */
  async function post(
    url: string,
    parameters: Parameters,
    body: Readonly<Record<string, unknown>>,
    isInTime: () => boolean = always,
  ): Promise<Answer | Silence> {
    const authorization = await authorizationFor(options.auth, reading, readMs);
    if (typeof authorization !== 'string') return authorization;
    if (!isInTime()) return { kind: 'silence', sent: 'unsent', reason: 'this process was held up before the call' };
    const headers = { authorization };
    const heard = await within(writeMs, () =>
      send(writing, { ...parameters, method: 'POST', url, headers, data: body, request: { retries: 0 } }),
    );
    options.onCall(statusOf(heard), `POST ${url}`);
    return heard;
  }

  async function prepare(): Promise<void> {
    await authorizationFor(options.auth, reading, readMs);
  }

  const { get, download } = createReadCalls(reading, { baseUrl: baseUrlOf(options), readMs, onCall: options.onCall });
  return { reads: { get }, downloads: { download }, writes: { post, prepare } };
}

function always(): boolean {
  return true;
}

function readingClient(options: GithubOptions, { attemptMs }: CallLimits): Octokit {
  const { auth } = options;
  const common = {
    baseUrl: baseUrlOf(options),
    log: logOf(options),
    request: { fetch: fetchUnlessUnchanged(fetchWithin(attemptMs, 'follow')), log: logOf(options) },
    retry: { retries: 2, retryAfterBaseValue: 400, doNotRetry: [400, 401, 403, 404, 409, 410, 422, 429, 451] },
    throttle: { onRateLimit: waitsBriefly, onSecondaryRateLimit: waitsBriefly },
  };
  if (auth.kind === 'token') return new ReadingOctokit({ ...common, auth: auth.token });
  const { appId, privateKey, installationId } = auth;
  return new ReadingOctokit({ ...common, authStrategy: createAppAuth, auth: { appId, privateKey, installationId } });
}

function waitsBriefly(retryAfter: number, _options: unknown, _octokit: unknown, retryCount: number): boolean {
  return retryAfter <= longestWaitSeconds && retryCount < 1;
}

const Token = z.object({ token: z.string().min(1) });

/** The header for a write, or why there is none. Where GitHub was silent about the token the write was not sent. */
async function authorizationFor(
  auth: GithubAuth,
  reading: Octokit,
  readMs: number,
): Promise<string | Answer | Silence> {
  if (auth.kind === 'token') return `token ${auth.token}`;
  const fetched = await within(readMs, async () => {
    try {
      return Token.parse(await reading.auth({ type: 'installation' })).token;
    } catch (error) {
      return answerOfError(error);
    }
  });
  if (typeof fetched === 'string') return `token ${fetched}`;
  const reason = fetched.kind === 'silence' ? fetched.reason : `the App's token was refused with ${fetched.status}`;
  const isRefusal = fetched.kind === 'answer' && fetched.status < 500;
  return isRefusal
    ? fetched
    : { kind: 'silence', sent: 'unsent', reason: `${reason}, while the App's token was fetched` };
}

function baseUrlOf(options: GithubOptions): string {
  return options.apiUrl.replace(/\/+$/, '');
}

/** Octokit tells every call as information; the metrics do that better, so only its warnings pass. */
function logOf({ log }: GithubOptions): Record<'debug' | 'info' | 'warn' | 'error', (text: string) => void> {
  return { debug: log.debug, info: log.debug, warn: log.warn, error: log.debug };
}
