import { randomUUID } from 'node:crypto';
import { type Job as BullJob, type JobsOptions, Queue, Worker } from 'bullmq';
import { type Redis } from 'ioredis';
import { type Effect, isSaidInSlack } from '../domain/effects.ts';
import { type ChainId } from '../domain/ids.ts';
import { type OutboxEntry } from '../domain/ledger/commit.ts';
import { type Work } from '../domain/schedule.ts';
import { epochMs, type Instant } from '../domain/time.ts';
import { createHandedOver } from './handed-over.ts';

/**
 * BullMQ wakes workers; it is never asked what is true. A job that is lost is found again by the sweep, one that
 * runs twice meets the state, and a job id is free again once its job is gone, so none is an idempotency key.
 */
export type WorkQueues = {
  addWork(chain: ChainId, work: Work, slot: Instant): Promise<void>;
  addEffect(entry: Pick<OutboxEntry, 'id' | 'priority' | 'effect'>): Promise<void>;
  wakeAt(chain: ChainId, at: Instant): Promise<void>;
  start(doing: {
    readonly work: (chain: ChainId, work: Work) => Promise<void>;
    readonly effect: (id: string) => Promise<void>;
    readonly wake: () => Promise<void>;
  }): void;
  depth(): Promise<Readonly<Record<string, number>>>;
  /** Waits for what is being done, at most `deadlineMs`, then lets go of it. */
  close(deadlineMs: number): Promise<void>;
};

/** Finished jobs are kept just long enough to drop what is put in twice within the same moment. */
const done = { removeOnComplete: { age: 5, count: 1000 }, removeOnFail: { age: 60, count: 200 } } as const;

/**
 * What is said in Slack has workers of its own: while Slack is busy a call waits up to a minute for its turn, and no page
 * by webhook and no rollback may wait for that. Cards have others again, and no more of them than Slack keeps busy: an
 * update has its turn every 1.3 s, and a call waits 10 s for it. So cards wait in the queue, where they cost nothing.
 */
const concurrency = { work: 50, effects: 30, slack: 30, cards: 6, wakes: 1 } as const;

/** A job of a process that died is taken over within this much; what it had claimed is free again by then, too. Ms. */
const takeover = { lockDuration: 10_000, stalledInterval: 5_000 } as const;

/** What this process knows to be waiting in the queue is not put in again for this long. Milliseconds. */
const waits = { effects: 3_000, slack: 3_000, cards: 30_000, wakes: 60_000 } as const;

/** So many cards wait in the queue: what Slack takes in a minute. The sweep hands over the others, oldest first. */
const mostCards = 50;

/** The priority of what draws a card; see domain/effects.ts. */
const cardPriority = 3;

type QueueOptions = {
  readonly connection: Redis;
  readonly prefix: string;
  readonly failed: (queue: string, job: string, error: Error) => void;
};

function createWorker(
  name: keyof typeof concurrency,
  run: (job: BullJob) => Promise<void>,
  { connection, prefix, failed }: QueueOptions,
): Worker {
  const worker = new Worker(name, run, {
    connection,
    prefix,
    concurrency: concurrency[name],
    ...takeover,
    ...done,
  });
  worker.on('failed', (job, error) => failed(name, job?.id ?? 'unknown', error));
  worker.on('error', (error) => failed(name, 'none', error));
  return worker;
}

function openQueues(connection: Redis, prefix: string): Readonly<Record<keyof typeof concurrency, Queue>> {
  const options = { connection, prefix };
  return {
    work: new Queue('work', options),
    effects: new Queue('effects', options),
    slack: new Queue('slack', options),
    cards: new Queue('cards', options),
    wakes: new Queue('wakes', options),
  };
}

export function createQueues(options: QueueOptions & { readonly nowMs: () => number }): WorkQueues {
  const { connection, nowMs } = options;
  const prefix = `${options.prefix}:bull`;
  const queues = openQueues(connection, prefix);
  const all = Object.values(queues);
  const workers: Worker[] = [];
  const waiting = {
    effects: createHandedOver(waits.effects, nowMs),
    slack: createHandedOver(waits.slack, nowMs),
    cards: createHandedOver(waits.cards, nowMs, mostCards),
    wakes: createHandedOver(waits.wakes, nowMs),
  };

  function worker(name: keyof typeof queues, run: (job: BullJob) => Promise<void>): void {
    workers.push(createWorker(name, run, { ...options, prefix }));
  }

  for (const queue of all) queue.on('error', (error) => options.failed(queue.name, 'none', error));

  return {
    async addWork(chain, work, slot) {
      const about = 'release' in work ? work.release : chain;
      await queues.work.add(work.kind, { chain, work }, { jobId: `${work.kind}-${about}-${epochMs(slot)}`, ...done });
    },
    async addEffect({ id, priority, effect }) {
      const name = queueFor(priority, effect as Effect);
      if (!waiting[name].take(id)) return;
      try {
        await queues[name].add('effect', { id }, effectOptions(id, priority));
      } catch (error) {
        waiting[name].begun(id);
        throw error;
      }
    },
    async wakeAt(chain, at) {
      const jobId = `wake-${chain}-${epochMs(at)}`;
      if (!waiting.wakes.take(jobId)) return;
      await queues.wakes.add('wake', { chain }, { jobId, delay: Math.max(0, epochMs(at) - nowMs()), ...done });
    },
    start(doing) {
      worker('work', async (job) => doing.work(...workIn(job)));
      for (const name of ['effects', 'slack', 'cards'] as const) {
        worker(name, async (job) => {
          const id = effectIn(job);
          waiting[name].begun(id);
          await doing.effect(id);
        });
      }
      worker('wakes', async () => doing.wake());
    },
    depth: async () => depths(all),
    async close(deadlineMs) {
      await closeWorkers(workers, deadlineMs);
      for (const queue of all) await queue.close();
    },
  };
}

function queueFor(priority: number, effect: Effect): 'effects' | 'slack' | 'cards' {
  if (priority === cardPriority) return 'cards';
  return isSaidInSlack(effect) ? 'slack' : 'effects';
}

/**
 * A name of its own each time: a job of the same name that is under way would swallow this one. Claims, not names,
 * see to it that one worker performs an effect.
 */
function effectOptions(id: string, priority: number): JobsOptions {
  return {
    jobId: `effect-${id}-${randomUUID()}`,
    priority: priority + 1,
    removeOnComplete: true,
    removeOnFail: true,
  };
}

async function depths(queues: readonly Queue[]): Promise<Readonly<Record<string, number>>> {
  return Object.fromEntries(await Promise.all(queues.map(async (queue) => [queue.name, await jobsIn(queue)] as const)));
}

async function jobsIn(queue: Queue): Promise<number> {
  return queue.getJobCountByTypes('waiting', 'prioritized', 'delayed', 'active');
}

/** Lets what is being done end; after the deadline it is let go of, and begun again elsewhere. */
async function closeWorkers(workers: readonly Worker[], deadlineMs: number): Promise<void> {
  const gentle = Promise.all(workers.map((each) => each.close()));
  const deadline = new Promise<'late'>((resolve) => {
    setTimeout(() => resolve('late'), deadlineMs).unref();
  });
  if ((await Promise.race([gentle, deadline])) === 'late') await Promise.all(workers.map((each) => each.close(true)));
}

/** Jobs hold what we put into them: only this process's own code and its like write to these queues. */
function workIn(job: BullJob): [ChainId, Work] {
  const { chain, work } = job.data as { readonly chain: ChainId; readonly work: Work };
  return [chain, work];
}

function effectIn(job: BullJob): string {
  return (job.data as { readonly id: string }).id;
}
