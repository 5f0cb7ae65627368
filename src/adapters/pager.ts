import { type PagerEvent } from './perform-parts.ts';

export type PagerAnswer =
  | { readonly kind: 'accepted' }
  /** The service will never take this event; the reason is its own. */
  | { readonly kind: 'lost'; readonly reason: string }
  /**
   * Not known to be accepted: sent again after `afterMs`, it joins what was sent before under the same key. `keyRefused`:
   * how often in a row the service has refused our key or our address, of whatever event; 0 where it did not now.
   */
  | { readonly kind: 'later'; readonly afterMs: number; readonly reason: string; readonly keyRefused: number };

export type Pager = {
  /** `attemptsBefore`: how often this event was sent before; it makes the waits longer. */
  send(event: PagerEvent, attemptsBefore: number): Promise<PagerAnswer>;
};

const timeoutMs = 5000;
/** The wait after the first failure of an event; it doubles with each, and there are always more. */
const shortestWaitMs = 1000;
const longestWaitMs = 60_000;
/** What PagerDuty takes (https://developer.pagerduty.com/docs/send-alert-event): characters, and bytes in all. */
const summaryLength = 1024;
const keyLength = 255;
const sourceLength = 255;
const detailLength = 4000;
/** So much is read of a refusal, for its words. */
const refusalLength = 300;

/**
 * Sends events in the shape of PagerDuty's Events API v2. One call, no repetition here: whoever asks comes back for
 * what was not accepted, and the service drops what it has under the same key already. Never throws. The routing key
 * is in the body alone, and in no reason that is given.
 */
export function createPager(options: {
  readonly url: string;
  readonly routingKey: string;
  /** Milliseconds until a call counts as unanswered. 5 s when not given. */
  readonly timeoutMs?: number;
}): Pager {
  const { url, routingKey } = options;
  let refusedInARow = 0;

  return {
    async send(event, attemptsBefore) {
      const heard = await post(url, bodyOf(event, routingKey), options.timeoutMs ?? timeoutMs);
      const answer = answerTo(heard, routingKey);
      const isRefused = heard.kind === 'answer' && isAboutKey(heard.status);
      // Silence, or a service that is broken, says nothing about the key.
      refusedInARow = isRefused ? refusedInARow + 1 : answer.kind === 'again' ? refusedInARow : 0;
      if (answer.kind !== 'again') return answer;
      const { reason, retryAfterMs } = answer;
      const afterMs = Math.max(retryAfterMs, waitMs(attemptsBefore));
      return { kind: 'later', afterMs, reason, keyRefused: isRefused ? refusedInARow : 0 };
    },
  };
}

function waitMs(attemptsBefore: number): number {
  return Math.min(longestWaitMs, shortestWaitMs * 2 ** Math.min(attemptsBefore, 10));
}

type Heard =
  | { readonly kind: 'answer'; readonly status: number; readonly retryAfter: string | null; readonly text: string }
  | { readonly kind: 'silence'; readonly reason: string };

async function post(url: string, body: object, ms: number): Promise<Heard> {
  try {
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify(body),
      // A redirect would take the key to somebody else.
      redirect: 'manual',
      signal: AbortSignal.timeout(ms),
    });
    const text = await answer.text().catch(() => '');
    return { kind: 'answer', status: answer.status, retryAfter: answer.headers.get('retry-after'), text };
  } catch (error) {
    return { kind: 'silence', reason: faultOf(error) };
  }
}

function answerTo(
  heard: Heard,
  routingKey: string,
):
  | Exclude<PagerAnswer, { kind: 'later' }>
  | { readonly kind: 'again'; readonly retryAfterMs: number; readonly reason: string } {
  if (heard.kind === 'silence') {
    return { kind: 'again', retryAfterMs: 0, reason: `the paging service was not reached: ${heard.reason}` };
  }
  const { status, retryAfter } = heard;
  if (status >= 200 && status < 300) return { kind: 'accepted' };
  const said = wordsOf(heard.text, routingKey);
  const reason = `the paging service answered ${status}${said === '' ? '' : ` (${said})`}`;
  return isAboutEvent(status)
    ? { kind: 'lost', reason }
    : { kind: 'again', retryAfterMs: waitAsked(retryAfter), reason };
}

/** The event itself is refused, and will be for ever. Anything else may come from a proxy in between, and passes. */
function isAboutEvent(status: number): boolean {
  return status === 400 || status === 413 || status === 422;
}

/** The key, or where it is sent to, is wrong; or somebody in between says so for a while. Only people can tell these apart. */
function isAboutKey(status: number): boolean {
  return status === 401 || status === 403 || status === 404;
}

/** Its own words, on one line and cut, without the key should it repeat it. */
function wordsOf(text: string, routingKey: string): string {
  const plain = text.replaceAll(routingKey, '…').replaceAll(/\s+/g, ' ').trim();
  return plain.length > refusalLength ? `${plain.slice(0, refusalLength)}…` : plain;
}

/** Only seconds are read, and at most the longest wait of ours: a page must not sleep for an hour. */
function waitAsked(retryAfter: string | null): number {
  const seconds = retryAfter !== null && /^\d{1,6}$/.test(retryAfter.trim()) ? Number(retryAfter) : 0;
  return Math.min(longestWaitMs, seconds * 1000);
}

function faultOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the call failed';
  if (error.name === 'TimeoutError') return 'no answer in time';
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}

function bodyOf(event: PagerEvent, routingKey: string): object {
  const common = { routing_key: routingKey, event_action: event.action, dedup_key: event.key.slice(0, keyLength) };
  if (event.action !== 'trigger') return common;
  const details: [string, string][] = Object.entries(event.details).map(([name, value]) => [
    name,
    value.slice(0, detailLength),
  ]);
  return {
    ...common,
    client: 'Gonogo',
    payload: {
      summary: cut(event.summary),
      severity: event.severity,
      source: event.source.slice(0, sourceLength),
      timestamp: event.at,
      custom_details: Object.fromEntries(details),
    },
  };
}

/** Never in the middle of a character that takes two places. */
function cut(summary: string): string {
  if (summary.length <= summaryLength) return summary;
  return `${summary.slice(0, summaryLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
