import { createEffectsWorker } from './adapters/effects-worker.ts';
import { type Ledger } from './adapters/ledger/ledger.ts';
import { type Log } from './adapters/log.ts';
import { type Metrics } from './adapters/metrics.ts';
import { type PerformParts, perform } from './adapters/perform.ts';
import { type WorkQueues } from './adapters/queue.ts';
import { type LaneEvent } from './domain/events.ts';
import { type ChainId, chainOfRelease, laneChain } from './domain/ids.ts';
import { type OutboxEntry } from './domain/ledger/commit.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { after, type Instant, msBetween, second } from './domain/time.ts';
import { type Flow, type FlowAnswer } from './flow.ts';
import { runJob } from './jobs/index.ts';
import { type JobParts } from './jobs/parts.ts';
import { submitFact } from './jobs/submit-fact.ts';
import { sweepEffects, type WakeParts, wakeDue } from './jobs/wake.ts';

/** A sweep finds what the queue lost; milliseconds. */
const sweepEvery = second;
/** At boot and every minute everything open is looked at, whatever the queue and the webhooks have said. */
const reconcileEvery = 60 * second;
/** How far back a reconciliation looks for work that fell due: longer than any work waits to be tried again. */
const lookBack = 60 * second;
/** What is handed to the queue is collected this long: many votes draw one card. */
const relayAfter = 20;

export type WorkParts = {
  readonly flow: Flow;
  readonly ledger: Ledger;
  readonly queues: WorkQueues;
  readonly jobs: JobParts;
  readonly effects: Omit<PerformParts, 'submit' | 'report' | 'elapsed'>;
  readonly lanes: readonly LanePolicy[];
  readonly metrics: Metrics;
  readonly now: () => Instant;
  readonly log: Log;
};

/** Puts what was committed into the queue. Losing it here loses nothing: the sweep finds it in the ledger. */
export function createRelay(
  queues: WorkQueues,
  log: Log,
): {
  tell(news: {
    readonly chain: ChainId;
    readonly effects: readonly OutboxEntry[];
    readonly due: Instant | null;
    readonly events: readonly LaneEvent[];
  }): void;
} {
  const effects = new Map<string, OutboxEntry>();
  const wakes = new Map<ChainId, Instant>();
  let timer: NodeJS.Timeout | null = null;

  async function flush(): Promise<void> {
    timer = null;
    const entries = [...effects.values()];
    const chains = [...wakes];
    effects.clear();
    wakes.clear();
    await Promise.all([
      ...entries.map((entry) => queues.addEffect(entry)),
      ...chains.map(([chain, at]) => queues.wakeAt(chain, at)),
    ]);
  }

  return {
    tell({ chain, effects: written, due }) {
      for (const entry of written) effects.set(entry.id, entry);
      if (due !== null) wakes.set(chain, due);
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) =>
          log.warn({ err: error }, 'The queue did not take its news; the sweep will find them.'),
        );
      }, relayAfter);
    },
  };
}

/** Starts everything that works by itself. Resolves once the open releases have been looked at. */
export async function startWork(parts: WorkParts): Promise<{ stop(): void }> {
  const { flow, ledger, queues, now, log } = parts;
  const wake: WakeParts = { flow, due: ledger, queues, now };
  const performEffect = createEffectsWorker({
    outbox: ledger,
    perform: (effect, how) => perform(effectParts(parts), effect, how),
    now,
    log,
  });

  await adoptPolicies(parts);
  await reconcile(parts);
  queues.start({
    work: async (chain, work) => {
      if (work.kind === 'look') parts.metrics.lookLate(await lateness(parts, chain));
      await runJob(parts.jobs, chain, work);
    },
    effect: performEffect,
    wake: async () => void (await wakeDue(wake)),
  });
  const stopSweeping = every(sweepEvery, log, async () => {
    await wakeDue(wake);
    await sweepEffects(wake);
  });
  const stopReconciling = every(reconcileEvery, log, () => reconcile(parts));
  return {
    stop: () => {
      stopSweeping();
      stopReconciling();
    },
  };
}

/** A config that changed is itself an event, and voids what was approved under the old one. */
async function adoptPolicies(parts: WorkParts): Promise<void> {
  for (const policy of parts.lanes) {
    const chain = laneChain(policy.service, policy.environment);
    await submitFact(parts, chain, { type: 'AdoptPolicy', version: policy.version });
  }
}

/** Whatever is open is due to be looked at, even if its due time was lost. */
async function reconcile({ ledger, now }: WorkParts): Promise<void> {
  for (const chain of await ledger.chains()) await ledger.bringForward(chain, after(now(), -lookBack));
}

async function lateness({ flow, now }: WorkParts, chain: ChainId): Promise<number> {
  const lane = await flow.read(chain);
  const watching = Object.values(lane?.open ?? {}).find((release) => release.phase === 'watching');
  return watching === undefined ? 0 : msBetween(watching.watch.lookAt, now());
}

function effectParts({ effects, flow }: WorkParts): PerformParts {
  const actor = { kind: 'system', part: 'effects' } as const;
  return {
    ...effects,
    elapsed: () => performance.now(),
    async submit(command, claim) {
      const answer = await flow.submit({
        chain: chainOf(command),
        command,
        actor,
        input: null,
        answerIn: { kind: 'caller' },
        claim,
      });
      return inShort(answer);
    },
    async report(command) {
      await flow.submit({
        chain: chainOf(command),
        command,
        actor,
        input: null,
        answerIn: { kind: 'caller' },
        claim: null,
      });
    },
  };
}

function chainOf(command: Parameters<PerformParts['report']>[0]): ChainId {
  if (!('release' in command)) throw new TypeError(`${command.type} is about no release.`);
  return chainOfRelease(command.release);
}

function inShort(answer: FlowAnswer): 'recorded' | 'nothing' | 'fenced' {
  if (answer.kind === 'accepted') return 'recorded';
  return answer.kind === 'fenced' ? 'fenced' : 'nothing';
}

/** Runs something again and again, one run at a time, whatever becomes of each. Milliseconds between the ends. */
function every(ms: number, log: Log, run: () => Promise<void>): () => void {
  let stopped: 'no' | 'yes' = 'no';
  let timer: NodeJS.Timeout | undefined;
  function plan(): void {
    if (stopped === 'yes') return;
    timer = setTimeout(() => {
      run()
        .catch((error: unknown) => log.warn({ err: error }, 'A sweep did not get through; the next one comes.'))
        .finally(plan);
    }, ms);
  }
  plan();
  return () => {
    stopped = 'yes';
    clearTimeout(timer);
  };
}
