import { type ChainId } from '../../domain/ids.ts';
import { type ChainFault, firstFault, genesis } from '../../domain/ledger/entry.ts';
import { LedgerDamaged } from './errors.ts';
import { type Ledger, type LoadedChain } from './ledger.ts';

/** The slice of the ledger that is walked. */
export type VerifiableLedger = Pick<Ledger, 'chains' | 'load' | 'entries'>;

export type Verification =
  | { readonly kind: 'whole'; readonly chains: number; readonly entries: number }
  | { readonly kind: 'damaged'; readonly chain: ChainId; readonly seq: number; readonly problem: string };

type Walk = { readonly seq: number; readonly hash: string; readonly fault: Fault | null };
type Fault = { readonly seq: number; readonly problem: string };

/**
 * Walks every chain from its first event, and compares where it ends with the saved head. Names the first bad event.
 * May run while commits land: what is added meanwhile is walked too.
 *
 * It cannot notice that a whole tail was taken away together with its head; that needs a head kept elsewhere.
 *
 * @throws LedgerUnavailable
 */
export async function verifyLedger(ledger: VerifiableLedger): Promise<Verification> {
  const chains = await ledger.chains();
  let entries = 0;
  for (const chain of chains) {
    const walk = await verifyChain(ledger, chain);
    if (walk.fault !== null) return { kind: 'damaged', chain, ...walk.fault };
    entries += walk.seq;
  }
  return { kind: 'whole', chains: chains.length, entries };
}

/** The head is read first, so that an event which comes after it cannot look like one that is missing. */
async function verifyChain(ledger: VerifiableLedger, chain: ChainId): Promise<Walk> {
  const saved = await headOf(ledger, chain);
  const version = saved instanceof LedgerDamaged ? null : saved.version;
  let seq = 0;
  let hash = genesis;
  let hashAtHead = genesis;
  try {
    for await (const page of ledger.entries(chain)) {
      const fault = firstFault(chain, page, { seq, hash });
      if (fault !== null) return { seq, hash, fault: { seq: fault.seq, problem: problemIn(fault) } };
      hashAtHead = page.find((entry) => entry.seq === version)?.hash ?? hashAtHead;
      seq += page.length;
      hash = page.at(-1)?.hash ?? hash;
    }
  } catch (error) {
    if (!(error instanceof LedgerDamaged)) throw error;
    return { seq, hash, fault: { seq: error.seq ?? seq + 1, problem: error.message } };
  }
  return { seq, hash, fault: headFault(saved, seq, hashAtHead) };
}

/** A head that cannot be read does not stop the walk, which then finds the event where the trouble begins. */
async function headOf(ledger: VerifiableLedger, chain: ChainId): Promise<LoadedChain | LedgerDamaged> {
  try {
    return await ledger.load(chain);
  } catch (error) {
    if (error instanceof LedgerDamaged) return error;
    throw error;
  }
}

function headFault(saved: LoadedChain | LedgerDamaged, walked: number, hashAtHead: string): Fault | null {
  if (saved instanceof LedgerDamaged) {
    return saved.seq === null ? { seq: walked, problem: saved.message } : endsEarly(walked);
  }
  // A chain is listed with its first event, so a listed chain without events has lost them.
  if (walked < saved.version || walked === 0) return endsEarly(walked);
  if (saved.newest > saved.version) {
    return {
      seq: saved.version + 1,
      problem:
        'It is written, but the saved state does not have it: a write was torn. Gonogo mends this when it next reads the chain.',
    };
  }
  if (hashAtHead === saved.head) return null;
  return {
    seq: saved.version,
    problem: 'The saved head names another event than this one: one of the two was changed.',
  };
}

function endsEarly(walked: number): Fault {
  return { seq: walked + 1, problem: 'It is missing, although it was written.' };
}

function problemIn({ seq, problem }: ChainFault): string {
  switch (problem) {
    case 'wrong_chain':
      return 'It belongs to another chain.';
    case 'wrong_seq':
      return `Another event stands where number ${seq} should be: one was taken out, moved or put in.`;
    case 'wrong_prev':
      return `It does not follow from event ${seq - 1}: one of the two was changed, moved or put in.`;
    case 'wrong_hash':
      return 'Its content was changed after it was written.';
  }
}
