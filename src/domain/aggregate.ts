import { type Context, type Decision } from './decision.ts';
import { type Effect } from './effects.ts';
import { type ChainId } from './ids.ts';
import { type Projection } from './ledger/commit.ts';
import { type LedgerEntry } from './ledger/entry.ts';
import { type Refusal } from './refusals.ts';
import { type Instant } from './time.ts';

/** The types that belong together in one kind of chain. */
export type Kind = {
  readonly State: object;
  readonly Command: { readonly type: string };
  readonly Event: { readonly type: string };
  readonly Policy: object;
};

/** An event, and the state that it met. */
export type Met<K extends Kind> = { readonly state: K['State']; readonly event: K['Event']; readonly at: Instant };

/**
 * One kind of chain, as the flow needs it: what its state is, how it is decided and evolved, and what readers and the
 * clock have to know after a change. Pure.
 */
export type Aggregate<K extends Kind> = {
  /** The version of the state's shape. A state of another shape is not read: the events are, from the first one on. */
  readonly schema: number;
  /** The name under which the state is saved. */
  readonly name: string;
  empty(chain: ChainId): K['State'];
  decide(state: K['State'], command: K['Command'], context: Context<K['Policy']>): Decision<K['Event']>;
  evolve(state: K['State'], event: K['Event'], at: Instant): K['State'];
  /** Throws UnknownEvent for what this version cannot read. */
  eventOf(entry: LedgerEntry): K['Event'];
  stored(event: K['Event']): { readonly type: string; readonly v: number; readonly data: unknown };
  /** Who tried what and was told no, for the record. */
  refusalOnRecord(
    command: K['Command'],
    refusal: Refusal,
  ): { readonly events: readonly K['Event'][]; readonly effects: readonly Effect[] };
  /** What begins something is refused when the ledger's memory is full; a no-go, a stop and every fact are still recorded. */
  isBeginning(command: K['Command']): boolean;
  /** Comes in crowds, and changes a few bytes of a state of some thousands: it is not saved with each. */
  isSmall(event: K['Event']): boolean;
  /** What readers are to find after the change. */
  projections(
    before: K['State'],
    after: K['State'],
    met: readonly Met<K>[],
    policy: K['Policy'],
  ): readonly Projection[];
  /** When the chain has to be woken because of the change; null when the due time that stands will do. */
  wakeAfterChange(before: K['State'], after: K['State']): Instant | null;
  /** What shows people the state anew, and the rows to write, after a write that was torn. */
  repaired(
    before: K['State'],
    after: K['State'],
    met: readonly Met<K>[],
    policy: K['Policy'],
  ): { readonly effects: readonly Effect[]; readonly projections: readonly Projection[]; readonly due: Instant | null };
};
