import { type ChainId } from '../ids.ts';
import { type Instant } from '../time.ts';
import { type LedgerEntry } from './entry.ts';

/** What is known of a chain without reading its events. */
export type ChainHead = {
  readonly chain: ChainId;
  /** How many events the chain has; 0 for one that does not exist yet. */
  readonly version: number;
  /** The hash of the newest event; `genesis` for an empty chain. */
  readonly head: string;
  /** The state as it was saved last, with the newest event or some before it; null for an empty chain. */
  readonly state: unknown;
};

/** An effect as the outbox keeps it. The same id written again replaces what is still waiting under it. */
export type OutboxEntry = {
  readonly id: string;
  readonly chain: ChainId;
  /** 0 goes first. */
  readonly priority: number;
  readonly notBefore: Instant;
  readonly effect: unknown;
};

/** What may be read without a chain: rows for `/release status`, history, and the records of what has ended. */
export type Projection =
  | { readonly kind: 'open-row'; readonly release: string; readonly row: unknown }
  | { readonly kind: 'no-open-row'; readonly release: string }
  | { readonly kind: 'lane-row'; readonly lane: ChainId; readonly row: unknown }
  /** Of an incident that somebody still has to do something about; `null` takes it out. */
  | { readonly kind: 'incident-row'; readonly incident: string; readonly row: unknown }
  /** An incident that was resolved, for the list of the latest. */
  | { readonly kind: 'incident-resolved'; readonly incident: string; readonly at: Instant; readonly row: unknown }
  | {
      readonly kind: 'ended';
      readonly release: string;
      readonly at: Instant;
      readonly summary: unknown;
      readonly record: unknown;
    };

/**
 * One atomic write. All of it happens, or nothing of it: the events at the expected version, the state,
 * the effects, the projections, and the marks that an input has been taken.
 */
export type Commit = {
  readonly chain: ChainId;
  readonly expected: { readonly version: number; readonly head: string };
  readonly entries: readonly LedgerEntry[];
  /** The state after the entries; null leaves the one that was saved before, from which these entries lead on. */
  readonly state: unknown;
  readonly effects: readonly OutboxEntry[];
  readonly projections: readonly Projection[];
  /** When the chain next has something to do by itself. It only brings a due time forward; null leaves it. */
  readonly due: Instant | null;
  /** Inputs taken with this commit. If any was taken before, nothing is written and the answer names them. */
  readonly inputs: readonly string[];
  /** Claims that this commit depends on; each must still be held. `settle` takes the effect out of the outbox. */
  readonly claims: readonly { readonly effect: string; readonly token: number; readonly settle: boolean }[];
};

export type CommitAnswer =
  | { readonly kind: 'committed' }
  /** Another writer was first: load again and decide again. */
  | { readonly kind: 'conflict' }
  /** These inputs were taken by an earlier commit. */
  | { readonly kind: 'replayed'; readonly inputs: readonly string[] }
  /** These effects are no longer ours: a later claim holds them. */
  | { readonly kind: 'fenced'; readonly effects: readonly string[] };
