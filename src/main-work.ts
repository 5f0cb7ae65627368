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
import { type OpenRow } from './domain/views.ts';
import { type Flow, type FlowAnswer } from './flow.ts';
import { runJob } from './jobs/index.ts';
import { type JobParts } from './jobs/parts.ts';
import { submitFact } from './jobs/submit-fact.ts';
import { sweepEffects, type WakeParts, wakeDue } from './jobs/wake.ts';
import { type Troubles } from './main-troubles.ts';

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
  readonly effects: Omit<PerformParts, 'submit' | 'report' | 'elapsed' | 'trouble' | 'log'>;
  readonly lanes: readonly LanePolicy[];
  readonly metrics: Metrics;
  readonly troubles: Troubles;
  /** Every release that is open, also in lanes that the config does not have. */
  readonly openRows: () => Promise<readonly OpenRow[]>;
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
  const { flow, ledger, queues, troubles, now, log } = parts;
  const performEffect = createEffectsWorker({
    outbox: ledger,
    perform: (effect, how) => perform(effectParts(parts), effect, how),
    now,
    log,
  });

  const wake: WakeParts = { flow, due: ledger, queues, now, troubles, performHere: performEffect };
  const reconcile = createReconciler(parts);

  await reconcile();
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
  const stopReconciling = every(reconcileEvery, log, reconcile);
  return {
    stop: () => {
      stopSweeping();
      stopReconciling();
    },
  };
}

/** What cannot be read is told and tried again in a minute; it keeps no other lane from being looked at. */
function createReconciler(parts: WorkParts): () => Promise<void> {
  const { lanes, troubles } = parts;
  let toAdopt = new Map(lanes.map((lane) => [laneChain(lane.service, lane.environment), lane]));
  const configured = new Set(toAdopt.keys());

  return async function reconcile() {
    toAdopt = await adoptPolicies(parts, toAdopt);
    await lookAtAll(parts);
    const rows = await parts.openRows();
    troubles.astray(rows.filter(({ service, environment }) => !configured.has(laneChain(service, environment))));
  };
}

/** A config that changed is itself an event, and voids what was approved under the old one. Returns what is left to adopt. */
async function adoptPolicies(
  parts: WorkParts,
  policies: ReadonlyMap<ChainId, LanePolicy>,
): Promise<Map<ChainId, LanePolicy>> {
  const left = new Map(policies);
  for (const [chain, { version }] of policies) {
    try {
      await submitFact(parts, chain, { type: 'AdoptPolicy', version });
      left.delete(chain);
    } catch (error) {
      parts.troubles.unreadable(chain, error);
    }
  }
  return left;
}

/** Whatever is open is due to be looked at, even if its due time was lost. */
async function lookAtAll({ ledger, now, troubles }: WorkParts): Promise<void> {
  for (const chain of await ledger.chains()) {
    try {
      await ledger.bringForward(chain, after(now(), -lookBack));
    } catch (error) {
      troubles.unreadable(chain, error);
    }
  }
}

async function lateness({ flow, now }: WorkParts, chain: ChainId): Promise<number> {
  const lane = await flow.read(chain);
  const watching = Object.values(lane?.open ?? {}).find((release) => release.phase === 'watching');
  return watching === undefined ? 0 : msBetween(watching.watch.lookAt, now());
}

function effectParts({ effects, flow, troubles, log }: WorkParts): PerformParts {
  const actor = { kind: 'system', part: 'effects' } as const;
  return {
    ...effects,
    log,
    trouble: (sentence) => troubles.tell(sentence),
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
      const answer = await flow.submit({
        chain: chainOf(command),
        command,
        actor,
        input: null,
        answerIn: { kind: 'caller' },
        claim: null,
      });
      return inShort(answer);
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
