import {
  WebAPIHTTPError,
  WebAPIPlatformError,
  WebAPIRateLimitedError,
  WebAPIRequestError,
  WebClient,
} from '@slack/web-api';
import { type z } from 'zod';
import { type Log, loggerForSlack } from './log.ts';

/**
 * What became of one call.
 *
 * `refused`: Slack did not do it, and says why by one of its codes. `rate-limited`: not done, ask again later.
 * `unknown`: nobody knows whether it was done (a time-out, a reset, a 5xx, a page of a proxy): look before repeating.
 */
export type SlackAnswer<T> =
  | { readonly kind: 'ok'; readonly value: T }
  | { readonly kind: 'refused'; readonly error: string }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  | { readonly kind: 'unknown'; readonly reason: string };

export type SlackClient = {
  /** Calls a Web API method once, never twice, and reads the fields of its answer that `shape` names. */
  call<T>(method: string, args: Readonly<Record<string, unknown>>, shape: z.ZodType<T>): Promise<SlackAnswer<T>>;
};

/** For counting: the method and `ok`, `rate-limited`, `unknown` or Slack's own error code. */
export type OnSlackCall = (call: { readonly method: string; readonly outcome: string }) => void;

const callMs = 5000;
/** What Slack's documentation of Retry-After calls usual, for a 429 that does not say. */
const usualPauseMs = 30_000;

/**
 * Slack's codes that leave open whether the call had an effect
 * (https://docs.slack.dev/reference/methods/chat.postMessage: "some aspect of the operation succeeded").
 */
const ambiguousCodes: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'request_timeout',
  'service_unavailable',
]);

/**
 * Slack's client with its defaults made safe: it would repeat any call for half an hour, and no call that writes
 * has an idempotency key. Errors come back as values; nothing here throws.
 */
export function createSlackClient(options: {
  readonly token: string;
  readonly apiUrl: string;
  readonly log: Log;
  readonly onCall: OnSlackCall;
  /** Milliseconds until a call counts as unknown. 5 s when not given. */
  readonly timeoutMs?: number;
}): SlackClient {
  const web = new WebClient(options.token, {
    slackApiUrl: options.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    timeout: options.timeoutMs ?? callMs,
    logger: loggerForSlack(options.log, 'slack-web-api'),
  });

  async function call<T>(
    method: string,
    args: Readonly<Record<string, unknown>>,
    shape: z.ZodType<T>,
  ): Promise<SlackAnswer<T>> {
    const answer = await answerOf(() => web.apiCall(method, { ...args }), shape);
    options.onCall({ method, outcome: answer.kind === 'refused' ? answer.error : answer.kind });
    return answer;
  }

  return { call };
}

async function answerOf<T>(call: () => Promise<unknown>, shape: z.ZodType<T>): Promise<SlackAnswer<T>> {
  try {
    const read = shape.safeParse(await call());
    if (read.success) return { kind: 'ok', value: read.data };
    const paths = read.error.issues.map((issue) => issue.path.join('.'));
    return { kind: 'unknown', reason: `Slack said ok, but its answer lacks ${paths.join(', ')}` };
  } catch (error) {
    return answerFromError(error);
  }
}

function answerFromError(error: unknown): SlackAnswer<never> {
  if (error instanceof WebAPIRateLimitedError) return rateLimited(error.retryAfter * 1000);
  if (error instanceof WebAPIPlatformError) return answerFromCode(error);
  if (error instanceof WebAPIHTTPError) return { kind: 'unknown', reason: `HTTP status ${error.statusCode}` };
  if (error instanceof WebAPIRequestError) return { kind: 'unknown', reason: requestFault(error.original) };
  const reason = error instanceof Error ? error.message : String(error);
  // A 429 without a readable Retry-After reaches us as a plain error with this text.
  if (reason.startsWith('Retry header did not contain')) return rateLimited(usualPauseMs);
  return { kind: 'unknown', reason };
}

function answerFromCode(error: WebAPIPlatformError): SlackAnswer<never> {
  const code = error.data.error;
  if (code === 'ratelimited') {
    const seconds = error.data.response_metadata?.['retryAfter'];
    return rateLimited(typeof seconds === 'number' ? seconds * 1000 : usualPauseMs);
  }
  if (ambiguousCodes.has(code)) return { kind: 'unknown', reason: `Slack answered ${code}` };
  // The client puts any page that is not JSON where the code should be.
  if (!/^[a-z][a-z0-9_.:-]{0,79}$/.test(code)) return { kind: 'unknown', reason: 'an answer that is not from Slack' };
  return { kind: 'refused', error: code };
}

function requestFault(fault: Error): string {
  if (fault.name === 'TimeoutError') return 'no answer in time';
  return fault.cause instanceof Error && fault.cause.message !== '' ? fault.cause.message : fault.message;
}

function rateLimited(milliseconds: number): SlackAnswer<never> {
  return { kind: 'rate-limited', retryAfterMs: Math.max(1000, milliseconds) };
}
