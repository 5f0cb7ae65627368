import { type ChainId, incidentIn } from '../domain/ids.ts';
import { type Lane } from '../domain/lane/lane.ts';
import { type OutboxEntry } from '../domain/ledger/commit.ts';
import { dueBetween, dueIn, nextDueAfter, type Work } from '../domain/schedule.ts';
import { type Instant } from '../domain/time.ts';
import { type Flow } from '../flow.ts';
import { type IncidentSweep } from './incident-sweep.ts';
import { type Look, type Looks } from './looks.ts';

/** What is put into the queues. A job's name follows from what it is for, so putting it in twice is putting it in once. */
export type Queues = {
  addWork(chain: ChainId, work: Work, slot: Instant): Promise<void>;
  addEffect(entry: Pick<OutboxEntry, 'id' | 'priority' | 'effect'>): Promise<void>;
  wakeAt(chain: ChainId, at: Instant): Promise<void>;
};

export type WakeParts = {
  readonly flow: Pick<Flow, 'readAt' | 'lastSeen'>;
  readonly due: {
    dueChains(now: Instant, limit: number): Promise<readonly { readonly chain: ChainId; readonly at: Instant }[]>;
    /**
     * Moves a chain's due time on, unless somebody has moved it since it was read, or has changed the chain: then what
     * is due was worked out from a state that is no more. `version` is the one that was read; null for any. Of several
     * who ask for the same move one is told that it moved.
     */
    reschedule(chain: ChainId, from: Instant, to: Instant | null, version: number | null): Promise<'moved' | 'kept'>;
    overdue(now: Instant, limit: number): Promise<readonly OutboxEntry[]>;
  };
  readonly queues: Queues;
  readonly incidents: IncidentSweep;
  readonly looks: Pick<Looks, 'hasRoom' | 'begin'>;
  readonly now: () => Instant;
  readonly troubles: {
    unreadable(chain: ChainId, error: unknown): void;
    readable(chain: ChainId): void;
  };
  /** Performs an effect in this process, for when the queue does not take it. */
  readonly performHere: (effect: string) => Promise<void>;
};

/** As many as one sweep finds. */
const found = 20_000;
/** As many lanes, and as many effects, as one sweep takes on; the next one takes the rest. */
const atOnce = 500;
/** So many are woken at the same time: each waits several times for Redis to have written to disk. */
const together = 250;
/** As many effects as one sweep performs itself; those of the highest priority come first. */
const hereAtOnce = 20;

/**
 * Finds what is due and hands it to the workers. The queue's own delayed jobs lead here at the right moment; a sweep
 * leads here ten times a second for looks, and for whatever the queue lost. Due times move on only after the work is in
 * the queue; a look is taken by whoever moved the time on. A chain that cannot be read stays due and keeps none of the
 * others from being woken.
 */
export async function wakeDue(parts: WakeParts): Promise<number> {
  const now = parts.now();
  const all = await parts.due.dueChains(now, found);
  await parts.incidents.take(all.map(({ chain }) => chain).filter((chain) => incidentIn(chain) !== null));
  const due = all.filter(({ chain }) => incidentIn(chain) === null).slice(0, atOnce);
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
  // A watched lane is seen with every look, so what was seen last is nearly always how it stands; else it is kept.
  const seen = parts.flow.lastSeen(chain);
  if (seen !== null && isWatched(seen.state) && (await wakeAs(parts, chain, from, seen)) === 'done') return;
  const read = await parts.flow.readAt(chain);
  if (read === null) await parts.due.reschedule(chain, from, null, null);
  else await wakeAs(parts, chain, from, read);
}

/** `kept`: somebody else saw to it, or it is still due, and the next sweep looks at the chain as it is by then. */
async function wakeAs(
  parts: WakeParts,
  chain: ChainId,
  from: Instant,
  { state: lane, version }: { readonly state: Lane; readonly version: number },
): Promise<'done' | 'kept'> {
  const now = parts.now();
  const due = dueBetween(lane, from, now);
  const looks = due.map(({ work }) => work).filter(isLook);
  if (looks.length > 0 && !parts.looks.hasRoom()) return 'done';
  const jobs = due.filter(({ work }) => !isLook(work));
  await Promise.all(jobs.map(({ work, slot }) => parts.queues.addWork(chain, work, slot)));
  const next = nextDueAfter(lane, now);
  if ((await parts.due.reschedule(chain, from, next, version)) === 'kept') return 'kept';
  for (const look of looks) parts.looks.begin(chain, lane, look);
  // The next look is found by the sweep; a job for each would cost more than the look.
  if (next !== null && !isWatched(lane)) await parts.queues.wakeAt(chain, next);
  return 'done';
}

function isWatched(lane: Lane): boolean {
  return dueIn(lane).some(({ work }) => isLook(work));
}

function isLook(work: Work): work is Look {
  return work.kind === 'look';
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
