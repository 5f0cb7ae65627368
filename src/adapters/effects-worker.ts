import { type Effect } from '../domain/effects.ts';
import { type OutboxEntry } from '../domain/ledger/commit.ts';
import { effectOf } from '../domain/ledger/older-effects.ts';
import { after, type Instant, second } from '../domain/time.ts';
import { type Claim, type Performed } from './perform.ts';

export type EffectsWorkerParts = {
  readonly outbox: {
    claim(
      id: string,
      leaseMs: number,
      now: Instant,
    ): Promise<{ readonly token: number; readonly entry: OutboxEntry; readonly attempts: number } | null>;
    settle(id: string, token: number): Promise<'settled' | 'rewritten' | 'fenced'>;
    postpone(id: string, token: number, until: Instant): Promise<unknown>;
  };
  readonly perform: (effect: Effect, how: Claim & { readonly attemptsBefore: number }) => Promise<Performed>;
  readonly now: () => Instant;
  readonly log: { info(facts: object, text: string): void; error(facts: object, text: string): void };
};

/**
 * Long enough for a search and two calls to Slack, or the call to GitHub; short enough that what a dead process
 * held is taken over well within half a minute.
 */
const leaseMs = 15 * second;
/** An effect that failed for a reason of ours waits this much longer each time, up to a minute. */
const failedWaitMs = 2 * second;

/**
 * Performs one effect under a claim. An effect that was written again meanwhile is performed again at once: the
 * newest writing wins. A failure leaves it in the outbox, due a little later; nothing is dropped.
 */
export function createEffectsWorker(parts: EffectsWorkerParts): (id: string) => Promise<void> {
  // A call that waits its turn at Slack may outlast its claim; this process does not begin it a second time.
  const inHand = new Set<string>();

  async function performUntilDone(id: string): Promise<void> {
    for (;;) {
      const claimed = await parts.outbox.claim(id, leaseMs, parts.now());
      if (claimed === null || (await once(parts, id, claimed)) === 'done') return;
    }
  }

  return async function performEffect(id) {
    if (inHand.has(id)) return;
    inHand.add(id);
    try {
      await performUntilDone(id);
    } finally {
      inHand.delete(id);
    }
  };
}

async function once(
  parts: EffectsWorkerParts,
  id: string,
  { token, entry, attempts }: { readonly token: number; readonly entry: OutboxEntry; readonly attempts: number },
): Promise<'done' | 'again'> {
  const effect = effectOf(entry.effect);
  try {
    const performed = await parts.perform(effect, { effect: id, token, attemptsBefore: attempts - 1 });
    if (performed.kind === 'settled') return 'done';
    if (performed.kind === 'later') {
      parts.log.info({ effect: id, attempts, reason: performed.reason }, 'An effect is tried again later.');
      await parts.outbox.postpone(id, token, after(parts.now(), performed.afterMs));
      return performed.afterMs === 0 ? 'again' : 'done';
    }
    return (await parts.outbox.settle(id, token)) === 'rewritten' ? 'again' : 'done';
  } catch (error) {
    parts.log.error({ err: error, effect: id, attempts }, 'An effect failed; it stays in the outbox.');
    const wait = Math.min(failedWaitMs * 2 ** Math.min(attempts, 5), 60 * second);
    await parts.outbox.postpone(id, token, after(parts.now(), wait)).catch(() => undefined);
    return 'done';
  }
}
