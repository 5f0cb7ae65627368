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
  readonly flow: Pick<Flow, 'readAt'>;
  readonly due: {
    dueChains(now: Instant, limit: number): Promise<readonly { readonly chain: ChainId; readonly at: Instant }[]>;
    /**
     * Moves a chain's due time on, unless somebody has moved it since it was read, or has changed the chain: then what
     * is due was worked out from a state that is no more. `version` is the one that was read; null for any.
     */
    reschedule(chain: ChainId, from: Instant, to: Instant | null, version: number | null): Promise<'moved' | 'kept'>;
    overdue(now: Instant, limit: number): Promise<readonly OutboxEntry[]>;
  };
  readonly queues: Queues;
  readonly now: () => Instant;
  readonly troubles: {
    unreadable(chain: ChainId, error: unknown): void;
    readable(chain: ChainId): void;
  };
  /** Performs an effect in this process, for when the queue does not take it. */
  readonly performHere: (effect: string) => Promise<void>;
};

/** As many as one sweep takes on; the next one takes the rest. */
const atOnce = 500;
/** So many are woken at the same time: each waits several times for Redis to have written to disk. */
const together = 50;
/** As many effects as one sweep performs itself; those of the highest priority come first. */
const hereAtOnce = 20;

/**
 * Finds what is due and hands it to the workers. The queue's own delayed jobs lead here at the right moment; a
 * sweep every second leads here for whatever they lost. Due times move on only after the work is in the queue. A
 * chain that cannot be read stays due and keeps none of the others from being woken.
 */
export async function wakeDue(parts: WakeParts): Promise<number> {
  const now = parts.now();
  const due = await parts.due.dueChains(now, atOnce);
  for (let from = 0; from < due.length; from += together)
    await Promise.all(due.slice(from, from + together).map(async ({ chain, at }) => await wakeOne(parts, chain, at)));
  return due.length;
}

async function wakeOne(parts: WakeParts, chain: ChainId, at: Instant): Promise<void> {
  try {
    await wakeChain(parts, chain, at);
    parts.troubles.readable(chain);
  } catch (error) {
    parts.troubles.unreadable(chain, error);
  }
}

async function wakeChain(parts: WakeParts, chain: ChainId, from: Instant): Promise<void> {
  const read = await parts.flow.readAt(chain);
  if (read === null) {
    await parts.due.reschedule(chain, from, null, null);
    return;
  }
  const { lane, version } = read;
  const now = parts.now();
  const due = dueBetween(lane, from, now);
  await Promise.all(due.map(({ work, slot }) => parts.queues.addWork(chain, work, slot)));
  const next = nextDueAfter(lane, now);
  // Kept: it is still due, and the next sweep looks at the chain as it is by then.
  if ((await parts.due.reschedule(chain, from, next, version)) === 'kept') return;
  if (next !== null) await parts.queues.wakeAt(chain, next);
}

/**
 * Effects whose worker died, or that never reached the queue. What the queue refuses, for Redis may have no room left
 * for jobs, is performed here, one after the other: a stop or an alert does not wait for memory.
 */
export async function sweepEffects(parts: WakeParts): Promise<number> {
  const overdue = await parts.due.overdue(parts.now(), atOnce);
  const added = await Promise.allSettled(overdue.map((entry) => parts.queues.addEffect(entry)));
  const refused = overdue.filter((_entry, index) => added[index]?.status === 'rejected');
  for (const { id } of refused.slice(0, hereAtOnce)) await parts.performHere(id);
  return overdue.length;
}
