import { type Redis } from 'ioredis';
import { type ChainId } from '../../domain/ids.ts';
import { type ChainHead } from '../../domain/ledger/commit.ts';
import { genesis } from '../../domain/ledger/entry.ts';
import { epochMs, type Instant, instantAt } from '../../domain/time.ts';
import { type Committer, createCommitter } from './commit.ts';
import { createEntryReader, type EntryReader } from './entries.ts';
import { answerOf, eventsMissing, LedgerDamaged } from './errors.ts';
import { type LedgerKeys, ledgerKeys } from './keys.ts';
import { createOutbox, type Outbox } from './outbox.ts';
import { loadScript, runScript, textsOf } from './script.ts';

/**
 * The ledger on Redis: one stream of events for each chain, and beside it what was derived from them.
 *
 *   load ──▶ (decide) ──▶ commit ──▶ committed
 *     ▲                      ├──▶ conflict: somebody was first; load again
 *     │                      ├──▶ replayed: the input was taken before
 *     └──────────────────────┴──▶ fenced: the claim is somebody else's now
 *
 * The events are the truth. When `load` answers `newest` above `version`, a write was torn after its events: read
 * them with `entriesAfter(chain, version, …)`, evolve the state over them, and save it with `repair`.
 */
export type Ledger = Committer &
  EntryReader &
  Outbox & {
    /** The chain's head. Throws LedgerDamaged when events are missing below it. */
    load(chain: ChainId): Promise<LoadedChain>;
    /** Whether a chain still stands where it stood: then nothing of it has to be loaded. */
    isAt(chain: ChainId, known: Pick<ChainHead, 'version' | 'head'>): Promise<boolean>;
    /** The names of all chains, sorted. */
    chains(): Promise<readonly ChainId[]>;
    /** The chains that have something to do by themselves by `now`, longest overdue first. */
    dueChains(now: Instant, limit: number): Promise<readonly { readonly chain: ChainId; readonly at: Instant }[]>;
    /**
     * Moves on the due time that was looked at, `from`. It is kept when somebody has moved it meanwhile, so that one of
     * all who found it due may act on it, and when the chain is no longer at `version`: what follows from a state that
     * is no more may be too late. Null is any version.
     */
    reschedule(chain: ChainId, from: Instant, to: Instant | null, version: number | null): Promise<'moved' | 'kept'>;
    /** Makes chains that are due, due at `until` instead, in one step. One that is due even later stays so. */
    lease(chains: readonly ChainId[], until: Instant): Promise<void>;
    /** Makes a chain due at `at`, unless it is due earlier. */
    bringForward(chain: ChainId, at: Instant): Promise<void>;
    /** Counts for metrics and readiness, in one round trip, at constant cost. */
    status(now: Instant): Promise<LedgerStatus>;
  };

export type LoadedChain = ChainHead & {
  /** The number of the event that `state` follows, at most `version`; 0 where no state is saved. */
  readonly stateVersion: number;
  /** The number of the newest event in the stream: `version`, or more after a torn write. */
  readonly newest: number;
};

export type LedgerStatus = {
  readonly openReleases: number;
  readonly effectsWaiting: number;
  readonly effectsOverdue: number;
  readonly outboxAgeMs: number;
  readonly chainsOverdue: number;
};

export type LedgerOptions = {
  readonly redis: Redis;
  /** Begins every key; with a hash tag, as in `{gonogo}`, so that Redis Cluster keeps the keys together. */
  readonly prefix: string;
};

/** All functions throw LedgerUnavailable when Redis does not answer, and LedgerDamaged when its content is not ours. */
export function createLedger({ redis, prefix }: LedgerOptions): Ledger {
  const keys = ledgerKeys(prefix);
  const outbox = createOutbox(redis, keys);
  return {
    ...createCommitter(redis, keys),
    ...createEntryReader(redis, keys),
    ...outbox,

    async load(chain) {
      return loadChain(redis, keys, chain);
    },

    isAt: (chain, known) => isChainAt(redis, keys, chain, known),

    async chains() {
      const names = await answerOf('list the chains', redis.smembers(keys.chains));
      return names.toSorted().map((name) => name as ChainId);
    },

    async dueChains(now, limit) {
      const due = redis.zrangebyscore(keys.due, '-inf', epochMs(now), 'WITHSCORES', 'LIMIT', 0, limit);
      return pairsOf(await answerOf('list what is due', due));
    },

    async reschedule(chain, from, to, version) {
      const next = to === null ? '' : String(epochMs(to));
      const args = [chain, String(epochMs(from)), next, version === null ? '' : String(version)];
      const scriptKeys = [keys.due, keys.state(chain)];
      const reply = await answerOf(`plan ${chain}`, runScript(redis, rescheduleScript, scriptKeys, args));
      return reply === 'moved' ? 'moved' : 'kept';
    },

    async lease(chains, until) {
      const at = String(epochMs(until));
      const members = chains.flatMap((chain) => [at, chain]);
      await answerOf('take what is due', redis.call('ZADD', keys.due, 'XX', 'GT', ...members));
    },

    async bringForward(chain, at) {
      await answerOf(`plan ${chain}`, redis.zadd(keys.due, 'LT', epochMs(at), chain));
    },

    async status(now) {
      const counts = Promise.all([
        redis.hlen(keys.open),
        redis.zcard(keys.outboxDue),
        redis.zcount(keys.outboxDue, '-inf', epochMs(now)),
        outbox.outboxAge(now),
        redis.zcount(keys.due, '-inf', epochMs(now)),
      ]);
      const [openReleases, effectsWaiting, effectsOverdue, outboxAgeMs, chainsOverdue] = await answerOf(
        'tell its counts',
        counts,
      );
      return { openReleases, effectsWaiting, effectsOverdue, outboxAgeMs, chainsOverdue };
    },
  };
}

const loadScriptText = loadScript('reading', 'load.lua');
const unchangedScript = loadScript('reading', 'unchanged.lua');
const rescheduleScript = loadScript('past-limit', 'reschedule.lua');

/** Redis answers members and scores in turns. */
function pairsOf(flat: readonly string[]): readonly { readonly chain: ChainId; readonly at: Instant }[] {
  const pairs: { chain: ChainId; at: Instant }[] = [];
  for (let index = 0; index + 1 < flat.length; index += 2) {
    pairs.push({ chain: flat[index] as ChainId, at: instantAt(Number(flat[index + 1])) });
  }
  return pairs;
}

async function isChainAt(
  redis: Redis,
  keys: LedgerKeys,
  chain: ChainId,
  { version, head }: { readonly version: number; readonly head: string },
): Promise<boolean> {
  const chainKeys = [keys.ledger(chain), keys.state(chain)];
  const reply = runScript(redis, unchangedScript, chainKeys, [String(version), head]);
  return (await answerOf(`read the head of ${chain}`, reply)) === 1;
}

async function loadChain(redis: Redis, keys: LedgerKeys, chain: ChainId): Promise<LoadedChain> {
  const chainKeys = [keys.ledger(chain), keys.state(chain)];
  const reply = await answerOf(`read the head of ${chain}`, runScript(redis, loadScriptText, chainKeys, []));
  const [savedVersion = '', savedHead = '', savedState = '', stateVersion = '', newestText = ''] = textsOf(reply);
  const version = Number(savedVersion);
  const newest = Number(newestText);
  if (newest < version) throw eventsMissing(chain, version, newest);
  const state = savedState === '' ? null : stateOf(chain, savedState);
  const head = savedHead === '' ? genesis : savedHead;
  return { chain, version, head, state, stateVersion: state === null ? 0 : Number(stateVersion), newest };
}

function stateOf(chain: ChainId, json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new LedgerDamaged(`The saved state of ${chain} cannot be read: something else has changed it.`, null, error);
  }
}
