import { type ChainId } from '../domain/ids.ts';
import { type OutboxEntry } from '../domain/ledger/commit.ts';
import { dueBetween, nextDueAfter, type Work } from '../domain/schedule.ts';
import { type Instant } from '../domain/time.ts';
import { type Flow } from '../flow.ts';

/** What is put into the queues. A job's name follows from what it is for, so putting it in twice is putting it in once. */
export type Queues = {
  addWork(chain: ChainId, work: Work, slot: Instant): Promise<void>;
  addEffect(entry: Pick<OutboxEntry, 'id' | 'priority'>): Promise<void>;
  wakeAt(chain: ChainId, at: Instant): Promise<void>;
};

export type WakeParts = {
  readonly flow: Pick<Flow, 'read'>;
  readonly due: {
    dueChains(now: Instant, limit: number): Promise<readonly { readonly chain: ChainId; readonly at: Instant }[]>;
    /** Moves a chain's due time on, unless somebody has moved it since it was read. */
    reschedule(chain: ChainId, from: Instant, to: Instant | null): Promise<void>;
    overdue(now: Instant, limit: number): Promise<readonly OutboxEntry[]>;
  };
  readonly queues: Queues;
  readonly now: () => Instant;
};

/** As many as one sweep takes on; the next one takes the rest. */
const atOnce = 500;

/**
 * Finds what is due and hands it to the workers. The queue's own delayed jobs lead here at the right moment; a
 * sweep every second leads here for whatever they lost. Due times move on only after the work is in the queue.
 */
export async function wakeDue(parts: WakeParts): Promise<number> {
  const now = parts.now();
  const due = await parts.due.dueChains(now, atOnce);
  for (const { chain, at } of due) await wakeChain(parts, chain, at);
  return due.length;
}

async function wakeChain(parts: WakeParts, chain: ChainId, from: Instant): Promise<void> {
  const lane = await parts.flow.read(chain);
  if (lane === null) return parts.due.reschedule(chain, from, null);
  const now = parts.now();
  const due = dueBetween(lane, from, now);
  await Promise.all(due.map(({ work, slot }) => parts.queues.addWork(chain, work, slot)));
  const next = nextDueAfter(lane, now);
  await parts.due.reschedule(chain, from, next);
  if (next !== null) await parts.queues.wakeAt(chain, next);
}

/** Effects whose worker died, or that never reached the queue. */
export async function sweepEffects(parts: WakeParts): Promise<number> {
  const overdue = await parts.due.overdue(parts.now(), atOnce);
  await Promise.all(overdue.map((entry) => parts.queues.addEffect(entry)));
  return overdue.length;
}
