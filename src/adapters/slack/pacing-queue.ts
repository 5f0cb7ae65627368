import { type Budget } from './budgets.ts';
import { type SlackAnswer } from './client.ts';
import { type StartTimer, type StopTimer } from './timer.ts';

/** A call that waits for its turn. */
export type Waiting = {
  /** The smaller goes first. */
  readonly priority: number;
  /** Among equals the smaller goes first. */
  readonly order: number;
  /** Milliseconds since 1970. */
  readonly deadline: number;
  /** Makes the call and passes its answer on, unless that is `rate-limited`. Never rejects. */
  readonly start: () => Promise<SlackAnswer<unknown>>;
  /** Answers the caller without a call. */
  readonly giveUp: (retryAfterMs: number) => void;
};

/** The calls that share one limit: a method, or a method in one channel. */
export type PacingQueue = {
  add(waiting: Waiting): void;
  /** Lets go of all who wait, and of the timer. */
  close(retryAfterMs: number): void;
  /** Empty, and with its whole budget: forgetting it changes nothing. */
  isIdle(): boolean;
};

type Tools = { readonly now: () => number; readonly startTimer: StartTimer };

/** A token is the right to make one call. */
type Tokens = { left: number; filledAt: number; pausedUntil: number };

/** Serves calls in order, no faster than the budget, and not at all during a pause that Slack asked for. */
export function createPacingQueue(budget: Budget, { now, startTimer }: Tools): PacingQueue {
  const waiting: Waiting[] = [];
  const tokens: Tokens = { left: budget.burst, filledAt: now(), pausedUntil: 0 };
  let stopTimer: StopTimer | null = null;
  let closedWith: number | null = null;

  /** Starts whatever may start now, lets go of whoever would wait too long, and wakes up for the next one. */
  function advance(): void {
    refill(tokens, budget, now());
    while (tokens.left >= 1 && tokens.pausedUntil <= now()) {
      const next = waiting.shift();
      if (next === undefined) break;
      tokens.left -= 1;
      void run(next);
    }
    letGo(waiting, tokens, budget, now());
    stopTimer?.();
    stopTimer = waiting.length === 0 ? null : startTimer(turnOf(0, tokens, budget, now()) - now(), advance);
  }

  async function run(next: Waiting): Promise<void> {
    const answer = await next.start();
    if (answer.kind !== 'rate-limited') return;
    pause(tokens, budget, now() + answer.retryAfterMs);
    add(next);
  }

  function add(added: Waiting): void {
    if (closedWith !== null) return added.giveUp(closedWith);
    insert(waiting, added);
    advance();
  }

  return {
    add,
    close(retryAfterMs: number): void {
      closedWith = retryAfterMs;
      stopTimer?.();
      for (const one of waiting.splice(0)) one.giveUp(retryAfterMs);
    },
    isIdle(): boolean {
      refill(tokens, budget, now());
      return waiting.length === 0 && tokens.left === budget.burst;
    },
  };
}

/** Keeps the list in the order in which it is served. */
function insert(list: Waiting[], added: Waiting): void {
  const at = list.findIndex(
    (other) => other.priority > added.priority || (other.priority === added.priority && other.order > added.order),
  );
  list.splice(at === -1 ? list.length : at, 0, added);
}

function refill(tokens: Tokens, { burst, everyMs }: Budget, now: number): void {
  const earned = Math.floor((now - tokens.filledAt) / everyMs);
  if (earned <= 0) return;
  tokens.left = Math.min(burst, tokens.left + earned);
  tokens.filledAt += earned * everyMs;
}

/** After a pause there is one call, and then the usual pace: not the burst that may have led to the pause. */
function pause(tokens: Tokens, { everyMs }: Budget, until: number): void {
  tokens.pausedUntil = Math.max(tokens.pausedUntil, until);
  tokens.left = 0;
  tokens.filledAt = tokens.pausedUntil - everyMs;
}

/** Answers those whose turn cannot come before their patience ends, and says when it may. */
function letGo(list: Waiting[], tokens: Tokens, budget: Budget, now: number): void {
  const kept: Waiting[] = [];
  for (const one of list) {
    const turn = turnOf(kept.length, tokens, budget, now);
    if (turn > one.deadline) one.giveUp(turn - now);
    else kept.push(one);
  }
  list.splice(0, list.length, ...kept);
}

/** When the call at this position may start, as far as is known. */
function turnOf(position: number, tokens: Tokens, { everyMs }: Budget, now: number): number {
  const missing = position + 1 - tokens.left;
  const earned = missing <= 0 ? now : tokens.filledAt + missing * everyMs;
  return Math.max(earned, tokens.pausedUntil, now);
}
