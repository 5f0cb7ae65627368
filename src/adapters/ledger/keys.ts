import { type ChainId } from '../../domain/ids.ts';

/** Every key of the ledger. Times in sorted sets are milliseconds since the Unix epoch. */
export type LedgerKeys = {
  /** Stream of a chain's events: id `<seq>-0`, one field `e` with the event as JSON. The truth. */
  ledger(this: void, chain: ChainId): string;
  /** Hash: `version` and `head` as of the newest event, `state` as of the event numbered `state-version`. */
  state(this: void, chain: ChainId): string;
  /** Set of all chain names. */
  readonly chains: string;
  /** Sorted set: chain → when it next has something to do by itself. */
  readonly due: string;
  /** String with a time to live: the id of the commit that took this input. */
  seen(this: void, input: string): string;

  /** Hash: effect id → `<writing> <not before, ms> <entry as JSON>`. */
  readonly outbox: string;
  /** Sorted set: effect id → when to try it (again). */
  readonly outboxDue: string;
  /** Sorted set: effect id → when it first became due; postponing does not move it. */
  readonly outboxSince: string;
  /** Hash: effect id → `<token> <writing> <held until, ms> <attempts>`. */
  readonly claims: string;
  /** Counter that hands out claim tokens. */
  readonly claimTokens: string;

  /** Hash: release → row of the status, for open releases only. */
  readonly open: string;
  /** Hash: lane → row of the status. */
  readonly lanes: string;
  /** Sorted set: ended release → when. */
  readonly history: string;
  /** The same for one chain. */
  chainHistory(this: void, chain: ChainId): string;
  /** Hash: ended release → its summary. */
  readonly summaries: string;
  /** Hash: ended release → its record. */
  readonly records: string;
  /** List of the releases that ended last, newest first, at most five. */
  readonly recent: string;

  /** Hash: incident → its row, for those that somebody still has to do something about. */
  readonly incidents: string;
  /** Sorted set: incident → when it was resolved; the fifty that were resolved last. */
  readonly resolved: string;
  /** Hash: each of those fifty → its row. */
  readonly resolvedRows: string;

  /** Hash: digest → the evidence file that was kept under it. */
  readonly copies: string;
  /** Hash: digest, artifact or artifact name → which file that is, as JSON. */
  readonly copyOf: string;
};

/** The prefix's hash tag (`{gonogo}`) puts all keys on one node of a cluster, so that one script may touch them. */
export function ledgerKeys(prefix: string): LedgerKeys {
  return {
    ledger: (chain) => `${prefix}:ledger:${chain}`,
    state: (chain) => `${prefix}:state:${chain}`,
    chains: `${prefix}:chains`,
    due: `${prefix}:due`,
    seen: (input) => `${prefix}:seen:${input}`,
    outbox: `${prefix}:outbox`,
    outboxDue: `${prefix}:outbox-due`,
    outboxSince: `${prefix}:outbox-since`,
    claims: `${prefix}:claims`,
    claimTokens: `${prefix}:claim-tokens`,
    open: `${prefix}:open`,
    lanes: `${prefix}:lanes`,
    history: `${prefix}:history`,
    chainHistory: (chain) => `${prefix}:history:${chain}`,
    summaries: `${prefix}:summaries`,
    records: `${prefix}:records`,
    recent: `${prefix}:recent`,
    incidents: `${prefix}:incidents`,
    resolved: `${prefix}:incidents-resolved`,
    resolvedRows: `${prefix}:incidents-resolved-rows`,
    copies: `${prefix}:copies`,
    copyOf: `${prefix}:copy-of`,
  };
}
