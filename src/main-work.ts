import { setTimeout as wait } from 'node:timers/promises';
import { createEffectsWorker } from './adapters/effects-worker.ts';
import { type Ledger } from './adapters/ledger/ledger.ts';
import { type Log } from './adapters/log.ts';
import { type Metrics } from './adapters/metrics.ts';
import { type PerformParts, perform } from './adapters/perform.ts';
import { type WorkQueues } from './adapters/queue.ts';
import { type LaneEvent } from './domain/events.ts';
import { type ChainId, chainOfRelease, type IncidentId, incidentChain, incidentIn, laneChain } from './domain/ids.ts';
import { type IncidentKind } from './domain/incident/aggregate.ts';
import { type IncidentEvent } from './domain/incident/events.ts';
import { findRelease } from './domain/lane/evolve.ts';
import { type Lane } from './domain/lane/lane.ts';
import { type OutboxEntry } from './domain/ledger/commit.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { after, type Instant, msBetween, second } from './domain/time.ts';
import { type OpenRow } from './domain/views.ts';
import { type Flow, type FlowAnswer } from './flow.ts';
import { createIncidentSweep } from './jobs/incident-sweep.ts';
import { runJob, runJobAt } from './jobs/index.ts';
import { createLooks, type Look, type Looks } from './jobs/looks.ts';
import { type JobParts } from './jobs/parts.ts';
import { type RunsPast } from './jobs/runs-past.ts';
import { submitFact } from './jobs/submit-fact.ts';
import { sweepEffects, type WakeParts, wakeDue } from './jobs/wake.ts';
import { type Troubles } from './main-troubles.ts';

/** How late a look may be found at most; milliseconds. It asks Redis one question, however many lanes there are. */
const wakeEvery = 100;
/** A sweep finds the effects that the queue lost; milliseconds. */
const sweepEvery = second;
/** At boot and every minute everything open is looked at, whatever the queue and the webhooks have said. */
const reconcileEvery = 60 * second;
/** How far back a reconciliation looks for work that fell due: longer than any work waits to be tried again. */
const lookBack = 60 * second;
/** A reconciliation makes so many lanes due, then waits so long: looks go on between them. Milliseconds. */
const slice = { lanes: 25, waitMs: 100 } as const;
/** What is handed to the queue is collected this long: many votes draw one card. */
const relayAfter = 20;

export type WorkParts = {
  readonly flow: Flow;
  readonly incidents: Flow<IncidentKind>;
  readonly ledger: Ledger;
  readonly queues: WorkQueues;
  readonly jobs: JobParts;
  readonly effects: Omit<PerformParts, 'submit' | 'submitIncident' | 'report' | 'elapsed' | 'trouble' | 'log'>;
  readonly lanes: readonly LanePolicy[];
  readonly metrics: Metrics;
  readonly troubles: Troubles;
  /** Every release that is open, also in lanes that the config does not have. */
  readonly openRows: () => Promise<readonly OpenRow[]>;
  /** Every incident that somebody still has to do something about. */
  readonly openIncidents: () => Promise<readonly IncidentId[]>;
  /** Looks for runs that were started past Gonogo. */
  readonly runsPast: Pick<RunsPast, 'look'>;
  readonly now: () => Instant;
  readonly log: Log;
};

/** Puts what was committed into the queue. Losing it here loses nothing: the sweep finds it in the ledger. */
export function createRelay(
  queues: WorkQueues,
  metrics: Pick<Metrics, 'appended'>,
  log: Log,
): {
  tell(news: {
    readonly chain: ChainId;
    readonly effects: readonly OutboxEntry[];
    readonly due: Instant | null;
    readonly events: readonly (LaneEvent | IncidentEvent)[];
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
    tell({ chain, effects: written, due, events }) {
      metrics.appended(events);
      for (const entry of written) effects.set(entry.id, entry);
      // A look and an incident are found in the ledger when their time comes; a job for each would cost more than a look.
      if (due !== null && incidentIn(chain) === null && !events.every(({ type }) => type === 'LookTaken'))
        wakes.set(chain, due);
      if (effects.size === 0 && wakes.size === 0) return;
      timer ??= setTimeout(() => {
        flush().catch((error: unknown) =>
          log.warn({ err: error }, 'The queue did not take its news; the sweep will find them.'),
        );
      }, relayAfter);
    },
  };
}

/**
 * Starts everything that works by itself. Resolves once the open releases have been looked at. `stop` waits for looks
 * that are under way, at most `deadlineMs`.
 */
export async function startWork(parts: WorkParts): Promise<{ stop(deadlineMs: number): Promise<void> }> {
  const { flow, ledger, queues, troubles, now, log } = parts;
  const performEffect = createEffectsWorker({
    outbox: ledger,
    perform: (effect, how) => perform(effectParts(parts), effect, how),
    now,
    log,
  });

  const looks = looksOf(parts);
  const wake: WakeParts = {
    flow,
    due: ledger,
    queues,
    looks,
    now,
    troubles,
    performHere: performEffect,
    incidents: createIncidentSweep({ flow: parts.incidents, due: ledger, now, troubles }),
  };
  const reconcile = createReconciler(parts);

  await reconcile(0);
  queues.start({
    work: (chain, work) => runJob(parts.jobs, chain, work),
    effect: performEffect,
    wake: async () => void (await wakeDue(wake)),
  });
  // Not waited for: GitHub may be slow or away, and nothing depends on it.
  void parts.runsPast.look();
  const loops = [
    every(wakeEvery, log, async () => void (await wakeDue(wake))),
    every(sweepEvery, log, async () => void (await sweepEffects(wake))),
    every(reconcileEvery, log, async () => await reconcile(slice.waitMs)),
    every(reconcileEvery, log, async () => await parts.runsPast.look()),
  ];
  return {
    async stop(deadlineMs) {
      for (const stopLoop of loops) stopLoop();
      await looks.idle(deadlineMs);
    },
  };
}

function looksOf({ jobs, metrics, log, now }: WorkParts): Looks {
  async function take(chain: ChainId, lane: Lane, look: Look): Promise<void> {
    const release = findRelease(lane, look.release);
    const policy = jobs.policyOf(chain);
    if (release?.phase !== 'watching' || policy === null) return;
    metrics.lookLate(msBetween(release.watch.lookAt, now()));
    await runJobAt(jobs, { chain, lane, policy }, look);
  }
  return createLooks({
    take,
    failed: (chain, err) => log.warn({ err, chain }, 'A look failed; unless it comes again it counts as unknown.'),
  });
}

/** What cannot be read is told and tried again in a minute; it keeps no other lane from being looked at. */
function createReconciler(parts: WorkParts): (waitMs: number) => Promise<void> {
  const { lanes, troubles } = parts;
  let toAdopt = new Map(lanes.map((lane) => [laneChain(lane.service, lane.environment), lane]));
  const configured = new Set(toAdopt.keys());

  return async function reconcile(waitMs) {
    toAdopt = await adoptPolicies(parts, toAdopt);
    await lookAtAll(parts, waitMs);
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
  await inSlices([...policies], 0, async ([chain, { version }]) => {
    try {
      await submitFact(parts, chain, { type: 'AdoptPolicy', version });
      left.delete(chain);
    } catch (error) {
      parts.troubles.unreadable(chain, error);
    }
  });
  return left;
}

/** Whatever is open is due to be looked at, even if its due time was lost. */
async function lookAtAll({ ledger, openIncidents, now, troubles }: WorkParts, waitMs: number): Promise<void> {
  const incidents = new Set((await openIncidents()).map(incidentChain));
  // What nobody has to do anything about any more sleeps for good: there are more of them every year.
  const awake = (await ledger.chains()).filter((chain) => incidentIn(chain) === null || incidents.has(chain));
  await inSlices(awake, waitMs, async (chain) => {
    try {
      await ledger.bringForward(chain, after(now(), -lookBack));
    } catch (error) {
      troubles.unreadable(chain, error);
    }
  });
}

/** Some at a time, for each waits until Redis has written to disk; `waitMs` between them. */
async function inSlices<Item>(
  items: readonly Item[],
  waitMs: number,
  each: (item: Item) => Promise<void>,
): Promise<void> {
  for (let from = 0; from < items.length; from += slice.lanes) {
    if (from > 0 && waitMs > 0) await wait(waitMs);
    await Promise.all(items.slice(from, from + slice.lanes).map(each));
  }
}

function effectParts({ effects, flow, incidents, troubles, log }: WorkParts): PerformParts {
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
    async submitIncident(command, claim) {
      const chain = incidentChain(command.incident);
      return inShort(
        await incidents.submit({ chain, command, actor, input: null, answerIn: { kind: 'caller' }, claim }),
      );
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

function inShort(answer: { readonly kind: FlowAnswer['kind'] }): 'recorded' | 'nothing' | 'fenced' {
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
