import { type LaneCommand } from './domain/commands.ts';
import { type LaneEvent } from './domain/events.ts';
import { type ChainId, type EnvironmentName, type ServiceId } from './domain/ids.ts';
import { evolve } from './domain/lane/evolve.ts';
import { emptyLane, type Lane } from './domain/lane/lane.ts';
import { type Commit, type CommitAnswer, type OutboxEntry } from './domain/ledger/commit.ts';
import { type LedgerEntry } from './domain/ledger/entry.ts';
import { eventOf } from './domain/ledger/events-of.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { type Instant } from './domain/time.ts';
import {
  commitOf,
  type FlowAnswer,
  type Known,
  type Plan,
  planFor,
  repairOf,
  type Submission,
  stateSchema,
  type Torn,
  type Waiting,
} from './flow-plan.ts';

export { type FlowAnswer, type Submission } from './flow-plan.ts';

/**
 * The loop that every change goes through: load → decide → append → perform.
 *
 * One writer for each chain in this process: what waits is decided together against one state and appended
 * in one commit, so a crowd that clicks at once costs one write. Other processes are met by the expected
 * version: whoever loses loads again and decides again. Nothing is performed here; effects are in the commit,
 * and `committed` only wakes whoever performs them.
 */
export type FlowParts = {
  readonly ledger: {
    load(chain: ChainId): Promise<Loaded>;
    /** `past-limit` is written even when the ledger's memory is full. */
    commit(commit: Commit, room: 'within-limit' | 'past-limit'): Promise<CommitAnswer>;
    /** Saves what follows from entries that were written without their state. */
    repair(repair: Repair): Promise<CommitAnswer>;
  };
  readonly now: () => Instant;
  readonly policyOf: (chain: ChainId) => LanePolicy | null;
  readonly committed: (news: {
    readonly chain: ChainId;
    readonly effects: readonly OutboxEntry[];
    readonly due: Instant | null;
    readonly events: readonly LaneEvent[];
  }) => void;
};

/** What the ledger knows of a chain: its newest entry, a state, and the entries that the state has not seen. */
export type Loaded = {
  readonly version: number;
  readonly head: string;
  readonly state: unknown;
  /** Entries to evolve the state with; all of them, where the state is null. */
  readonly unseen: readonly LedgerEntry[];
  /** The head that the state was saved with; behind the newest entry where a write was torn. */
  readonly saved: { readonly version: number; readonly head: string };
};

/** A commit without entries, for those that are there already. */
export type Repair = Omit<Commit, 'entries' | 'inputs' | 'claims'> & {
  readonly reached: { readonly version: number; readonly head: string };
};

export type Flow = {
  submit(submission: Submission): Promise<FlowAnswer>;
  /** The lane as it stands now; an empty one where nothing has happened yet. Null for a lane that the config does not know. */
  read(chain: ChainId): Promise<Lane | null>;
  /** The same, with the version of the chain's saved state, which tells whether it was changed since. */
  readAt(chain: ChainId): Promise<{ readonly lane: Lane; readonly version: number } | null>;
  /** Resolves when nothing is being written. */
  idle(): Promise<void>;
};

/** More commands than this are not put into one commit: it would hold up everybody else's. */
const longestBatch = 64;
/** A writer that loses this often in a row to other processes gives up; whoever asked may ask again. */
const mostConflicts = 20;

type Writer = { readonly queue: Waiting[]; done: Promise<void> | null };

export function createFlow(parts: FlowParts): Flow {
  const writers = new Map<ChainId, Writer>();
  const chains = createChains(parts);

  /** What comes in while the last of a batch is answered is written next; nobody waits for somebody else to come. */
  function write(chain: ChainId, writer: Writer): void {
    writer.done = chains.drain(chain, writer.queue).finally(() => {
      writer.done = null;
      if (writer.queue.length > 0) write(chain, writer);
      else writers.delete(chain);
    });
  }

  return {
    submit(submission) {
      return new Promise<FlowAnswer>((resolve, reject) => {
        const { chain } = submission;
        const writer = writers.get(chain) ?? { queue: [], done: null };
        writers.set(chain, writer);
        writer.queue.push({ submission, resolve, reject });
        if (writer.done === null) write(chain, writer);
      });
    },
    async read(chain) {
      return parts.policyOf(chain) === null ? null : (await chains.read(chain)).lane;
    },
    async readAt(chain) {
      return parts.policyOf(chain) === null ? null : chains.read(chain);
    },
    async idle() {
      for (const writer of writers.values()) await writer.done;
    },
  };
}

/** What this process knows of each chain, and the writing to it. The commit checks what is known before it counts. */
function createChains(parts: FlowParts): {
  drain(chain: ChainId, queue: Waiting[]): Promise<void>;
  read(chain: ChainId): Promise<{ readonly lane: Lane; readonly version: number }>;
} {
  const cache = new Map<ChainId, Known>();

  async function known(chain: ChainId): Promise<Known> {
    const cached = cache.get(chain);
    if (cached !== undefined) return cached;
    const loaded = await parts.ledger.load(chain);
    const fresh = knownFrom(chain, loaded);
    const policy = parts.policyOf(chain);
    if (loaded.saved.version < loaded.version && policy !== null) {
      await parts.ledger.repair(repairOf(tornFrom(chain, loaded, fresh), policy, parts.now()));
    }
    cache.set(chain, fresh);
    return fresh;
  }

  async function write(chain: ChainId, policy: LanePolicy, batch: readonly Waiting[]): Promise<void> {
    let left = batch;
    for (let conflicts = 0; conflicts < mostConflicts; conflicts += 1) {
      const before = await known(chain);
      const plan = planFor(before.lane, left, policy, parts.now());
      if (plan.events.length === 0 && plan.claims.length === 0) return answerAll(plan);
      const commit = commitOf(chain, before, plan, policy);
      const answer = await parts.ledger.commit(commit, roomFor(left));
      if (answer.kind === 'committed') {
        cache.set(chain, reached(before, commit, plan));
        tell(parts, plan, commit);
        return answerAll(plan);
      }
      cache.delete(chain);
      left = withoutSettled(left, answer);
      if (left.length === 0) return;
    }
    throw new Error(`${chain} is being changed by others all the time; try again.`);
  }

  return {
    async drain(chain, queue) {
      while (queue.length > 0) {
        const batch = queue.splice(0, longestBatch);
        const policy = parts.policyOf(chain);
        try {
          if (policy === null) for (const waiting of batch) waiting.resolve({ kind: 'unknown-lane' });
          else await write(chain, policy, batch);
        } catch (error) {
          cache.delete(chain);
          for (const waiting of batch) waiting.reject(error);
        }
      }
    },
    async read(chain) {
      const loaded = await parts.ledger.load(chain);
      return { version: loaded.saved.version, lane: newest(cache.get(chain), chain, loaded) };
    },
  };
}

function reached(before: Known, { entries }: Commit, { lane }: Plan): Known {
  return { version: before.version + entries.length, head: entries.at(-1)?.hash ?? before.head, lane };
}

function tell({ committed }: FlowParts, plan: Plan, { chain, effects, due }: Commit): void {
  committed({ chain, effects, due, events: plan.events.map(({ event }) => event) });
}

function newest(cached: Known | undefined, chain: ChainId, loaded: Loaded): Lane {
  return cached !== undefined && cached.version >= loaded.version ? cached.lane : knownFrom(chain, loaded).lane;
}

function knownFrom(chain: ChainId, loaded: Loaded): Known {
  return { version: loaded.version, head: loaded.head, lane: laneFrom(chain, loaded) };
}

/** What begins something is refused when Redis is full; a no-go, a stop and every fact are still recorded. */
const beginnings: readonly LaneCommand['type'][] = ['RequestRelease', 'Approve', 'Deploy', 'Retry', 'VerifyItem'];

function roomFor(batch: readonly Waiting[]): 'within-limit' | 'past-limit' {
  return batch.every(({ submission }) => beginnings.includes(submission.command.type)) ? 'within-limit' : 'past-limit';
}

function laneFrom(chain: ChainId, loaded: Loaded): Lane {
  return loaded.unseen.reduce((lane, entry) => evolve(lane, eventOf(entry), entry.at), startOf(chain, loaded));
}

function startOf(chain: ChainId, loaded: Loaded): Lane {
  const [, service, environment] = chain.split('.');
  const empty = emptyLane(service as ServiceId, environment as EnvironmentName);
  return loaded.state === null ? empty : (loaded.state as { readonly lane: Lane }).lane;
}

/** The write that was torn: the lane before it, and each of its events with the lane that the event met. */
function tornFrom(chain: ChainId, loaded: Loaded, reached: Known): Torn {
  let lane = startOf(chain, loaded);
  let before = lane;
  const steps: Torn['steps'][number][] = [];
  for (const entry of loaded.unseen) {
    const event = eventOf(entry);
    if (entry.seq > loaded.saved.version) steps.push({ lane, event, at: entry.at });
    lane = evolve(lane, event, entry.at);
    if (entry.seq === loaded.saved.version) before = lane;
  }
  return { chain, saved: loaded.saved, reached, before, steps };
}

/** Whether a saved state is of the shape that this version writes. */
export function isCurrentState(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'schema' in state && state.schema === stateSchema;
}

function answerAll(plan: Plan): void {
  for (const { waiting, answer } of plan.answers) waiting.resolve(answer);
}

/** Answers those who cannot be written any more, and returns the others, to be decided again. */
function withoutSettled(
  batch: readonly Waiting[],
  answer: Exclude<CommitAnswer, { kind: 'committed' }>,
): readonly Waiting[] {
  if (answer.kind === 'conflict') return batch;
  return batch.filter(({ submission, resolve }) => {
    const { input, claim } = submission;
    const isSettled =
      answer.kind === 'replayed'
        ? input !== null && answer.inputs.includes(input)
        : claim !== null && answer.effects.includes(claim.effect);
    if (isSettled) resolve({ kind: answer.kind });
    return !isSettled;
  });
}
