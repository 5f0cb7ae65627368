import { type ServerResponse } from 'node:http';
import { type Answer, send } from './http-server.ts';
import { signatureLifeSeconds } from './signature.ts';

/**
 * One signed request and what it was answered. A byte-identical request is the same exchange: it gets the same
 * answer, and waits for it when it comes while the first is still being processed.
 */
export type Exchange = {
  answer: Answer | null;
  waiting: ServerResponse[] | null;
};

export type Replays = {
  /** The exchange that this signature began earlier; null when it is new, and then `exchange` is remembered for it. */
  meet(signature: string, signedAt: number, nowMs: number, exchange: Exchange): Exchange | null;
};

/** What is left of an answer too large to keep: that there was one. */
const forgotten: Answer = { status: 200, type: null, body: '' };
const keptAnswerBytes = 2048;
const bucketSeconds = 60;

/**
 * Remembers signatures for exactly as long as their timestamp would still be accepted, in buckets by the minute
 * that was signed, so that forgetting is dropping whole buckets. Only good signatures come here, so only Slack can
 * fill it. `limit` bounds the memory all the same; above it the oldest minute is forgotten, and what the ledger has
 * seen is the guard that is left.
 */
export function createReplays(limit: number, onForgottenEarly: () => void): Replays {
  const buckets = new Map<number, Map<string, Exchange>>();
  let size = 0;

  function meet(signature: string, signedAt: number, nowMs: number, exchange: Exchange): Exchange | null {
    const minute = Math.floor(signedAt / bucketSeconds);
    let bucket = buckets.get(minute);
    if (bucket === undefined) {
      forgetExpired(nowMs / 1000);
      bucket = new Map();
      buckets.set(minute, bucket);
    }
    const earlier = bucket.get(signature);
    if (earlier !== undefined) return earlier;
    bucket.set(signature, exchange);
    size += 1;
    if (size > limit) forgetOldest();
    return null;
  }

  function forgetExpired(nowSeconds: number): void {
    for (const minute of buckets.keys()) {
      if ((minute + 1) * bucketSeconds + signatureLifeSeconds < nowSeconds) drop(minute);
    }
  }

  function forgetOldest(): void {
    drop(Math.min(...buckets.keys()));
    onForgottenEarly();
  }

  function drop(minute: number): void {
    size -= buckets.get(minute)?.size ?? 0;
    buckets.delete(minute);
  }

  return { meet };
}

export function newExchange(): Exchange {
  return { answer: null, waiting: null };
}

/** Answers the first request of an exchange and all that wait for the same answer. Only the first answer counts. */
export function conclude(exchange: Exchange, res: ServerResponse, answer: Answer): void {
  if (exchange.answer !== null) return;
  const { waiting } = exchange;
  exchange.answer = answer.body.length > keptAnswerBytes ? forgotten : answer;
  exchange.waiting = null;
  send(res, answer);
  if (waiting !== null) for (const other of waiting) send(other, answer);
}

/** Answers a request that was met before, now or when the first one is. */
export function answerAgain(exchange: Exchange, res: ServerResponse): void {
  if (exchange.answer !== null) send(res, exchange.answer);
  else if (exchange.waiting === null) exchange.waiting = [res];
  else exchange.waiting.push(res);
}
