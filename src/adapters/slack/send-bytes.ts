import { type OnSlackCall, type SlackAnswer } from './client.ts';

/**
 * Sends a file's bytes to the address that Slack gave out for them; nobody sees them before the upload is completed,
 * so that doing it again from the start harms nothing. Never throws.
 */
export type SendBytes = (address: string, bytes: Uint8Array) => Promise<SlackAnswer<object>>;

/** Where Slack's own workspaces take files (https://docs.slack.dev/messaging/working-with-files). */
const slackFiles = 'https://files.slack.com';
/** A bundle may have megabytes, which take longer than a call of the Web API. Milliseconds. */
const usualMs = 30_000;
/** For a 429 that does not say; as for the Web API. Milliseconds. */
const usualPauseMs = 30_000;

/**
 * Only addresses at Slack's files or at the configured Slack are taken, and no redirect is followed: a file of ours
 * goes nowhere else, whatever an answer says. The address itself is the permission, so the token stays here.
 */
export function createSendBytes(options: {
  readonly apiUrl: string;
  /** Counted as `upload`, for it is no method. */
  readonly onCall: OnSlackCall;
  /** Milliseconds until the upload counts as unknown. 30 s when not given. */
  readonly timeoutMs?: number;
}): SendBytes {
  const { apiUrl, onCall, timeoutMs = usualMs } = options;
  const taken = [new URL(apiUrl).origin, slackFiles];

  return async function sendBytes(address, bytes) {
    const answer = taken.includes(originOf(address))
      ? await posted(address, bytes, timeoutMs)
      : ({ kind: 'refused', error: 'upload_address_elsewhere' } as const);
    onCall({ method: 'upload', outcome: answer.kind === 'refused' ? answer.error : answer.kind });
    return answer;
  };
}

/** Empty for what is no address. */
function originOf(address: string): string {
  return URL.canParse(address) ? new URL(address).origin : '';
}

async function posted(address: string, bytes: Uint8Array, timeoutMs: number): Promise<SlackAnswer<object>> {
  try {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream' },
      body: new Uint8Array(bytes),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return answerOf(response);
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError')
      return { kind: 'unknown', reason: 'no answer in time' };
    return { kind: 'unknown', reason: reasonOf(error) };
  }
}

function answerOf({ ok, status, headers }: Response): SlackAnswer<object> {
  if (ok) return { kind: 'ok', value: {} };
  if (status === 429) return { kind: 'rate-limited', retryAfterMs: pauseOf(headers.get('retry-after')) };
  if (status >= 500 || status === 408) return { kind: 'unknown', reason: `HTTP status ${status}` };
  return { kind: 'refused', error: `upload_http_${status}` };
}

function pauseOf(retryAfter: string | null): number {
  return retryAfter !== null && /^\d{1,5}$/.test(retryAfter) ? Math.max(1, Number(retryAfter)) * 1000 : usualPauseMs;
}

/** The cause says what happened; fetch itself only says that it failed. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
