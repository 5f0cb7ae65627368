import { setTimeout as delay } from 'node:timers/promises';
import { InsecureEndpoint, NotAnAnswer } from './azure-wire.ts';
import { type Trouble } from './columns.ts';
import { type Deadline, orAfter } from './deadline.ts';

export type Asked<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly trouble: Trouble };

/** Sends a question and reads its answer. It may throw whatever it wants. */
export type Send<Answer> = (limit: { readonly timeoutMs: number; readonly signal: AbortSignal }) => Promise<Answer>;

/** Three attempts are what fits into a look; more of them would only add to the trouble that they met. */
const mostAttempts = 3;
const firstWaitMs = 250;
/** An attempt with less time than this is not worth its cost. */
const leastMs = 100;

/** Statuses of a service in trouble, which another attempt may find out of it. 529 is Azure's "overloaded". */
const passing: ReadonlySet<number> = new Set([408, 500, 502, 503, 504, 529]);

/**
 * Asks Azure, again where that may help, and is back before the deadline whatever happens. The clients' own retries
 * are off: they would wait for as long as Retry-After says, and a query of logs cannot be ended while they do.
 * 429 is asked again only when the service says when, and that is in time.
 */
export async function askAzure<Answer>(who: string, send: Send<Answer>, deadline: Deadline): Promise<Asked<Answer>> {
  for (let attempt = 1; ; attempt += 1) {
    const left = deadline.endsAt - deadline.now();
    const tried = await attemptWithin(send, Math.max(1, left));
    if (tried.kind === 'answered') return tried;
    const wait = attempt < mostAttempts ? waitBefore(tried.error, attempt) : null;
    if (wait === null || deadline.now() + wait + leastMs > deadline.endsAt) {
      return { kind: 'failed', trouble: troubleOf(who, tried.error) };
    }
    await delay(wait);
  }
}

/** The same answer, or that it is late: for one who has less time than others who wait for it too. */
export async function inTime<Answer>(
  who: string,
  asked: Promise<Asked<Answer>>,
  deadline: Deadline,
): Promise<Asked<Answer>> {
  const left = Math.max(1, deadline.endsAt - deadline.now());
  return await orAfter(left, asked, () => ({ kind: 'failed', trouble: troubleOf(who, late) }));
}

type Tried<Answer> =
  | { readonly kind: 'answered'; readonly answer: Answer }
  | { readonly kind: 'threw'; readonly error: unknown };

const late = Symbol('late');

/** Ends the attempt where that is possible, and does not wait for it where it is not. */
async function attemptWithin<Answer>(send: Send<Answer>, timeoutMs: number): Promise<Tried<Answer>> {
  const ending = new AbortController();
  return await orAfter(timeoutMs, settled(send, timeoutMs, ending.signal), () => {
    ending.abort();
    return { kind: 'threw', error: late };
  });
}

async function settled<Answer>(send: Send<Answer>, timeoutMs: number, signal: AbortSignal): Promise<Tried<Answer>> {
  try {
    return { kind: 'answered', answer: await send({ timeoutMs, signal }) };
  } catch (error) {
    return { kind: 'threw', error };
  }
}

/** Milliseconds before the next attempt; null when there is to be none. */
function waitBefore(error: unknown, attempt: number): number | null {
  const backOff = firstWaitMs * 4 ** (attempt - 1);
  if (error instanceof NotAnAnswer) {
    if (error.status === 429) return error.retryAfterMs;
    return passing.has(error.status) ? Math.max(error.retryAfterMs ?? 0, backOff) : null;
  }
  return networkCode(error) === null ? null : backOff;
}

function troubleOf(who: string, error: unknown): Trouble {
  if (error === late || nameOf(error) === 'AbortError') {
    return { code: 'timed-out', reason: `${who} gave no answer in the time that a look has` };
  }
  if (error instanceof NotAnAnswer) return troubleOfStatus(who, error);
  if (error instanceof InsecureEndpoint) {
    const why = 'its endpoint is plain http on another machine, and a token would be sent along';
    return { code: 'refused', reason: `${who} is not asked: ${why}` };
  }
  if (tokenErrors.has(nameOf(error))) {
    return { code: 'refused', reason: `Azure gave no token for ${who}; check the identity that Gonogo runs under` };
  }
  const network = networkCode(error);
  if (network !== null) return { code: 'not-answered', reason: `${who} could not be reached (${network})` };
  if (statusOf(error) === 401) return troubleOfStatus(who, new NotAnAnswer(401, null, null));
  return { code: 'wrong-shape', reason: `${who} gave an answer that cannot be read` };
}

const tokenErrors: ReadonlySet<string> = new Set([
  'AuthenticationError',
  'AggregateAuthenticationError',
  'AuthenticationRequiredError',
  'CredentialUnavailableError',
]);

function troubleOfStatus(who: string, { status, azureCode }: NotAnAnswer): Trouble {
  const answered = azureCode === null ? `${status}` : `${status} ${azureCode}`;
  if (status === 429) return { code: 'throttled', reason: `${who} wants fewer questions (${answered})` };
  if (status === 401 || status === 403) {
    return { code: 'refused', reason: `${who} refused the query (${answered}); check the roles of Gonogo’s identity` };
  }
  if (status === 408 || status === 504) return { code: 'timed-out', reason: `${who} took too long (${answered})` };
  if (status >= 500) return { code: 'not-answered', reason: `${who} is in trouble (${answered})` };
  if (status >= 400) return { code: 'refused', reason: `${who} refused the query (${answered})` };
  if (status >= 300)
    return { code: 'not-answered', reason: `${who} answered ${status}, and redirects are not followed` };
  return { code: 'wrong-shape', reason: `${who} answered ${status} with something that is no data` };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The code of an error of the network, such as ECONNREFUSED. */
function networkCode(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null;
  if (error.code === 'REQUEST_SEND_ERROR') return 'connection lost';
  return /^E[A-Z_]{3,}$/.test(error.code) ? error.code : null;
}

function statusOf(error: unknown): number | null {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : null;
}
