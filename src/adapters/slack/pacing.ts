import { type Budget, budgetOf as usualBudget } from './budgets.ts';
import { type SlackAnswer } from './client.ts';
import { createPacingQueue, type PacingQueue } from './pacing-queue.ts';
import { type StartTimer } from './timer.ts';

export type Pacing = {
  /**
   * Makes a call when its turn has come; the smaller priority goes first, and equals in the order in which they came. A call that Slack
   * refuses with a 429 was not done, so it keeps its place and is made again after the pause. `rate-limited` comes
   * back when its turn is further away than a caller should be kept: nothing was sent, and asking again is safe.
   * Rejects only with what `call` itself rejects with.
   */
  schedule<T>(
    priority: number,
    method: string,
    channel: string | null,
    call: () => Promise<SlackAnswer<T>>,
  ): Promise<SlackAnswer<T>>;
  /** Lets go of everybody who waits, with `rate-limited`, and makes no more calls. */
  close(): void;
};

/** Holds a worker no longer than this. */
const patienceMs = 10_000;
/** What stops or warns is kept longer, so that it is the first to go when a pause of Slack's ends. */
const urgentPatienceMs = 60_000;
/**
 * Goes before everything else, and waits here for hardly anything: a page is claimed right before it is sent, and whoever
 * acknowledges while Slack pauses us must not be followed by it. It comes back, and is claimed again, when its turn has come.
 */
export const pagePriority = -1;
const pagePatienceMs = 2000;
/** Above this many queues those that say nothing any more are forgotten: channels come and go. */
const manyQueues = 500;

/**
 * Our own pacing, before Slack's: every limit has a queue and a budget, and a 429 pauses only the queue that met it
 * (Slack's client would pause them all). One slow channel never delays an alert in another.
 */
export function createPacing(tools: {
  readonly now: () => number;
  readonly startTimer: StartTimer;
  /** Slack's own limits when not given. */
  readonly budgetOf?: (method: string) => Budget;
}): Pacing {
  const { budgetOf = usualBudget } = tools;
  const queues = new Map<string, PacingQueue>();
  let order = 0;
  let phase: 'open' | 'closed' = 'open';

  function queueFor(method: string, channel: string | null): PacingQueue {
    const budget = budgetOf(method);
    const key = budget.per === 'channel' ? `${method} ${channel ?? ''}` : method;
    const known = queues.get(key);
    if (known !== undefined) return known;
    if (queues.size >= manyQueues) for (const [other, queue] of queues) if (queue.isIdle()) queues.delete(other);
    const queue = createPacingQueue(budget, tools);
    queues.set(key, queue);
    return queue;
  }

  function schedule<T>(
    priority: number,
    method: string,
    channel: string | null,
    call: () => Promise<SlackAnswer<T>>,
  ): Promise<SlackAnswer<T>> {
    if (phase === 'closed') return Promise.resolve({ kind: 'rate-limited', retryAfterMs: patienceMs });
    const patience = budgetOf(method).patienceMs ?? patienceFor(priority);
    const deadline = tools.now() + patience;
    order += 1;
    const mine = order;
    return new Promise((resolve, reject) => {
      async function start(): Promise<SlackAnswer<unknown>> {
        try {
          const answer = await call();
          if (answer.kind !== 'rate-limited') resolve(answer);
          return answer;
        } catch (error) {
          reject(error);
          return { kind: 'unknown', reason: 'the call itself failed' };
        }
      }
      function giveUp(retryAfterMs: number): void {
        resolve({ kind: 'rate-limited', retryAfterMs });
      }
      queueFor(method, channel).add({ priority, order: mine, deadline, start, giveUp });
    });
  }

  return {
    schedule,
    close(): void {
      phase = 'closed';
      for (const queue of queues.values()) queue.close(patienceMs);
    },
  };
}

function patienceFor(priority: number): number {
  if (priority === pagePriority) return pagePatienceMs;
  return priority === 0 ? urgentPatienceMs : patienceMs;
}
