import { type Aggregate, type Kind, type Met } from './domain/aggregate.ts';
import { type ChainId } from './domain/ids.ts';
import { type LaneKind } from './domain/lane/aggregate.ts';
import { type Commit, type CommitAnswer, type OutboxEntry } from './domain/ledger/commit.ts';
import { type LedgerEntry } from './domain/ledger/entry.ts';
import { type Instant } from './domain/time.ts';
import {
  commitOf,
  type FlowAnswer,
  type Known,
  type Plan,
  planFor,
  repairOf,
  type Submission,
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
export type FlowParts<K extends Kind = LaneKind> = {
  readonly aggregate: Aggregate<K>;
  readonly ledger: {
    load(chain: ChainId): Promise<Loaded>;
    /** Whether the chain still stands at this version and head, with nothing torn: then it need not be loaded. */
    isAt(chain: ChainId, known: Pick<Known<K>, 'version' | 'head'>): Promise<boolean>;
    /** `past-limit` is written even when the ledger's memory is full. */
    commit(commit: Commit, room: 'within-limit' | 'past-limit'): Promise<CommitAnswer>;
    /** Saves what follows from entries that were written without their state. */
    repair(repair: Repair): Promise<CommitAnswer>;
  };
  readonly now: () => Instant;
  readonly policyOf: (chain: ChainId) => K['Policy'] | null;
  readonly committed: (news: {
    readonly chain: ChainId;
    readonly effects: readonly OutboxEntry[];
    readonly due: Instant | null;
    readonly events: readonly K['Event'][];
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

export type Flow<K extends Kind = LaneKind> = {
  submit(submission: Submission<K>): Promise<FlowAnswer<K>>;
  /** The state as it stands now; an empty one where nothing has happened yet. Null for a chain that the config does not know. */
  read(chain: ChainId): Promise<K['State'] | null>;
  /** The same, with the version of the chain's saved state, which tells whether it was changed since. */
  readAt(chain: ChainId): Promise<{ readonly state: K['State']; readonly version: number } | null>;
  /** What this process saw last, without asking: for whoever is told by the version when that was not the newest. */
  lastSeen(chain: ChainId): { readonly state: K['State']; readonly version: number } | null;
  /** Resolves when nothing is being written. */
  idle(): Promise<void>;
};

/** More commands than this are not put into one commit: it would hold up everybody else's. */
const longestBatch = 64;
/** A writer that loses this often in a row to other processes gives up; whoever asked may ask again. */
const mostConflicts = 20;
/** Chains that this process knows without loading them. Lanes are few, but incidents are more every year. */
const mostKnown = 5000;

type Writer<K extends Kind> = { readonly queue: Waiting<K>[]; done: Promise<void> | null };

export function createFlow<K extends Kind>(parts: FlowParts<K>): Flow<K> {
  const writers = new Map<ChainId, Writer<K>>();
  const chains = createChains(parts);

  /** What comes in while the last of a batch is answered is written next; nobody waits for somebody else to come. */
  function write(chain: ChainId, writer: Writer<K>): void {
    writer.done = chains.drain(chain, writer.queue).finally(() => {
      writer.done = null;
      if (writer.queue.length > 0) write(chain, writer);
      else writers.delete(chain);
    });
  }

  return {
    submit(submission) {
      return new Promise<FlowAnswer<K>>((resolve, reject) => {
        const { chain } = submission;
        const writer = writers.get(chain) ?? { queue: [], done: null };
        writers.set(chain, writer);
        writer.queue.push({ submission, resolve, reject });
        if (writer.done === null) write(chain, writer);
      });
    },
    async read(chain) {
      return parts.policyOf(chain) === null ? null : (await chains.read(chain)).state;
    },
    async readAt(chain) {
      return parts.policyOf(chain) === null ? null : chains.read(chain);
    },
    lastSeen: (chain) => (parts.policyOf(chain) === null ? null : chains.lastSeen(chain)),
    async idle() {
      for (const writer of writers.values()) await writer.done;
    },
  };
}

type Chains<K extends Kind> = {
  drain(chain: ChainId, queue: Waiting<K>[]): Promise<void>;
  read(chain: ChainId): Promise<{ readonly state: K['State']; readonly version: number }>;
  lastSeen(chain: ChainId): Known<K> | null;
};

/** What this process knows of each chain, and the writing to it. The commit checks what is known before it counts. */
function createChains<K extends Kind>(parts: FlowParts<K>): Chains<K> {
  const { aggregate } = parts;
  const cache = new Map<ChainId, Known<K>>();

  async function known(chain: ChainId): Promise<Known<K>> {
    const cached = cache.get(chain);
    if (cached !== undefined) return cached;
    const loaded = await parts.ledger.load(chain);
    const fresh = knownFrom(aggregate, chain, loaded);
    const policy = parts.policyOf(chain);
    if (loaded.saved.version < loaded.version && policy !== null) {
      await parts.ledger.repair(repairOf(aggregate, tornFrom(aggregate, chain, loaded, fresh), policy, parts.now()));
    }
    remember(cache, chain, fresh);
    return fresh;
  }

  async function write(chain: ChainId, policy: K['Policy'], batch: readonly Waiting<K>[]): Promise<void> {
    let left = batch;
    for (let conflicts = 0; conflicts < mostConflicts; conflicts += 1) {
      const before = await known(chain);
      const plan = planFor(aggregate, before.state, left, policy, parts.now());
      if (plan.events.length === 0 && plan.claims.length === 0) return answerAll(plan);
      const commit = commitOf(aggregate, chain, before, plan, policy);
      const answer = await parts.ledger.commit(commit, roomFor(aggregate, left));
      if (answer.kind === 'committed') {
        remember(cache, chain, reached(before, commit, plan));
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
    lastSeen: (chain) => cache.get(chain) ?? null,
    read: (chain) => readChain(parts, cache, chain),
  };
}

/** The chain as it stands now. What this process knows already is not loaded again. */
async function readChain<K extends Kind>(
  { aggregate, ledger }: FlowParts<K>,
  cache: Map<ChainId, Known<K>>,
  chain: ChainId,
): Promise<{ readonly state: K['State']; readonly version: number }> {
  const cached = cache.get(chain);
  if (cached !== undefined && (await ledger.isAt(chain, cached))) return cached;
  const loaded = await ledger.load(chain);
  const read = newest(aggregate, cache.get(chain), chain, loaded);
  // What was torn is repaired by whoever writes next; until then it is known to nobody.
  if (loaded.saved.version === read.version) remember(cache, chain, read);
  return { version: loaded.saved.version, state: read.state };
}

/** Forgets what was read or written longest ago. */
function remember<K extends Kind>(cache: Map<ChainId, Known<K>>, chain: ChainId, known: Known<K>): void {
  cache.delete(chain);
  cache.set(chain, known);
  if (cache.size <= mostKnown) return;
  const [oldest] = cache.keys();
  if (oldest !== undefined) cache.delete(oldest);
}

function reached<K extends Kind>(before: Known<K>, { entries }: Commit, { state }: Plan<K>): Known<K> {
  return { version: before.version + entries.length, head: entries.at(-1)?.hash ?? before.head, state };
}

function tell<K extends Kind>({ committed }: FlowParts<K>, plan: Plan<K>, { chain, effects, due }: Commit): void {
  committed({ chain, effects, due, events: plan.events.map(({ event }) => event) });
}

function newest<K extends Kind>(
  aggregate: Aggregate<K>,
  cached: Known<K> | undefined,
  chain: ChainId,
  loaded: Loaded,
): Known<K> {
  return cached !== undefined && cached.version >= loaded.version ? cached : knownFrom(aggregate, chain, loaded);
}

function knownFrom<K extends Kind>(aggregate: Aggregate<K>, chain: ChainId, loaded: Loaded): Known<K> {
  const state = loaded.unseen.reduce(
    (before, entry) => aggregate.evolve(before, aggregate.eventOf(entry), entry.at),
    startOf(aggregate, chain, loaded),
  );
  return { version: loaded.version, head: loaded.head, state };
}

function roomFor<K extends Kind>(aggregate: Aggregate<K>, batch: readonly Waiting<K>[]): 'within-limit' | 'past-limit' {
  return batch.every(({ submission }) => aggregate.isBeginning(submission.command)) ? 'within-limit' : 'past-limit';
}

function startOf<K extends Kind>(aggregate: Aggregate<K>, chain: ChainId, loaded: Loaded): K['State'] {
  if (loaded.state === null) return aggregate.empty(chain);
  return (loaded.state as Readonly<Record<string, K['State']>>)[aggregate.name] ?? aggregate.empty(chain);
}

/** The write that was torn: the state before it, and each of its events with the state that the event met. */
function tornFrom<K extends Kind>(
  aggregate: Aggregate<K>,
  chain: ChainId,
  loaded: Loaded,
  reachedNow: Known<K>,
): Torn<K> {
  let state = startOf(aggregate, chain, loaded);
  let before = state;
  const steps: Met<K>[] = [];
  for (const entry of loaded.unseen) {
    const event = aggregate.eventOf(entry);
    if (entry.seq > loaded.saved.version) steps.push({ state, event, at: entry.at });
    state = aggregate.evolve(state, event, entry.at);
    if (entry.seq === loaded.saved.version) before = state;
  }
  return { chain, saved: loaded.saved, reached: reachedNow, before, steps };
}

/** Whether a saved state is of the shape that this version writes. */
export function isCurrentState(aggregate: { readonly schema: number; readonly name: string }, state: unknown): boolean {
  return (
    typeof state === 'object' &&
    state !== null &&
    'schema' in state &&
    state.schema === aggregate.schema &&
    aggregate.name in state
  );
}

function answerAll<K extends Kind>(plan: Plan<K>): void {
  for (const { waiting, answer } of plan.answers) waiting.resolve(answer);
}

/** Answers those who cannot be written any more, and returns the others, to be decided again. */
function withoutSettled<K extends Kind>(
  batch: readonly Waiting<K>[],
  answer: Exclude<CommitAnswer, { kind: 'committed' }>,
): readonly Waiting<K>[] {
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
