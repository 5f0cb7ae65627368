import { type ChainId } from '../../domain/ids.ts';

/**
 * Every key of the ledger. All begin with the configured prefix, whose hash tag (`{gonogo}`) puts them on one node,
 * so that one script may touch them.
 */
export type LedgerKeys = ReturnType<typeof ledgerKeys>;

export function ledgerKeys(prefix: string) {
  return {
    /** Stream of a chain's events: id `<seq>-0`, one field `e` with the event as JSON. The truth. */
    ledger: (chain: ChainId): string => `${prefix}:ledger:${chain}`,
    /** Hash `version`, `head`, `state` as of the newest event. */
    state: (chain: ChainId): string => `${prefix}:state:${chain}`,
    /** Set of all chain names. */
    chains: `${prefix}:chains`,
    /** Sorted set: chain → when it next has something to do by itself, in ms. */
    due: `${prefix}:due`,
    /** String with a time to live: the id of the commit that took this input. */
    seen: (input: string): string => `${prefix}:seen:${input}`,

    /** Hash: effect id → `<writing> <not before, ms> <entry as JSON>`. */
    outbox: `${prefix}:outbox`,
    /** Sorted set: effect id → when to try it (again), in ms. */
    outboxDue: `${prefix}:outbox-due`,
    /** Sorted set: effect id → when it first became due, in ms; postponing does not move it. */
    outboxSince: `${prefix}:outbox-since`,
    /** Hash: effect id → `<token> <writing> <held until, ms> <attempts>`. */
    claims: `${prefix}:claims`,
    /** Counter that hands out claim tokens. */
    claimTokens: `${prefix}:claim-tokens`,

    /** Hash: release → row of the status, for open releases only. */
    open: `${prefix}:open`,
    /** Hash: lane → row of the status. */
    lanes: `${prefix}:lanes`,
    /** Sorted sets: ended release → when, in ms. */
    history: `${prefix}:history`,
    chainHistory: (chain: ChainId): string => `${prefix}:history:${chain}`,
    /** Hashes: ended release → its summary, its record. */
    summaries: `${prefix}:summaries`,
    records: `${prefix}:records`,
    /** List of the releases that ended last, newest first, at most five. */
    recent: `${prefix}:recent`,
  };
}

/** The fixed keys of a commit, in the order in which commit.lua names them. The marks of its inputs follow. */
export function commitKeys(keys: LedgerKeys, chain: ChainId): string[] {
  return [
    keys.ledger(chain),
    keys.state(chain),
    keys.claims,
    keys.outbox,
    keys.outboxDue,
    keys.outboxSince,
    keys.due,
    keys.open,
    keys.lanes,
    keys.history,
    keys.chainHistory(chain),
    keys.summaries,
    keys.records,
    keys.recent,
    keys.chains,
  ];
}
