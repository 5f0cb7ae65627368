import { hashOf } from '../hash.ts';
import { type ChainId } from '../ids.ts';
import { type Instant } from '../time.ts';

/**
 * One event as it stands in the ledger. `hash` covers every other field, `prev` included, so a chain
 * cannot be changed, cut in the middle, reordered or added to without breaking from there on.
 */
export type LedgerEntry = {
  readonly chain: ChainId;
  /** 1 for the first entry of a chain, then one more each. */
  readonly seq: number;
  readonly type: string;
  /** The version of the event's shape. An unknown type or version stops the reader; it is never skipped. */
  readonly v: number;
  readonly at: Instant;
  /** Who caused it: a Slack user, an agent, or a named part of the system. */
  readonly actor: string;
  readonly data: unknown;
  readonly prev: string;
  readonly hash: string;
};

/** What the first entry of a chain has as its predecessor. */
export const genesis = '0'.repeat(64);

export type Unchained = Omit<LedgerEntry, 'seq' | 'prev' | 'hash' | 'chain'>;

/** Links new events behind the head of their chain. */
export function link(
  chain: ChainId,
  version: number,
  head: string,
  events: readonly Unchained[],
): readonly LedgerEntry[] {
  const entries: LedgerEntry[] = [];
  let prev = head;
  let seq = version;
  for (const event of events) {
    seq += 1;
    const body = { chain, seq, ...event, prev };
    prev = hashOf(body);
    entries.push({ ...body, hash: prev });
  }
  return entries;
}

export type ChainFault = {
  readonly chain: ChainId;
  readonly seq: number;
  readonly problem: 'wrong_chain' | 'wrong_seq' | 'wrong_prev' | 'wrong_hash';
};

/** The first entry that does not follow from the one before it; null when all do. `after` is where to begin. */
export function firstFault(
  chain: ChainId,
  entries: readonly LedgerEntry[],
  after: { readonly seq: number; readonly hash: string } = { seq: 0, hash: genesis },
): ChainFault | null {
  let { seq, hash: prev } = after;
  for (const { hash, ...body } of entries) {
    seq += 1;
    if (body.chain !== chain) return { chain, seq, problem: 'wrong_chain' };
    if (body.seq !== seq) return { chain, seq, problem: 'wrong_seq' };
    if (body.prev !== prev) return { chain, seq, problem: 'wrong_prev' };
    if (hashOf(body) !== hash) return { chain, seq, problem: 'wrong_hash' };
    prev = hash;
  }
  return null;
}
