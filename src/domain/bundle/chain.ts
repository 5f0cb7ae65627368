import { type ChainId } from '../ids.ts';
import { type ChainFault, firstFault, genesis } from '../ledger/entry.ts';
import { type BundleEntry, isWhole } from './format.ts';

/** The first entry that does not follow from the one before it; null when all do. The first one's `prev` is taken as it is. */
export function firstBreak(
  chain: ChainId,
  entries: readonly BundleEntry[],
): { readonly seq: number; readonly problem: ChainFault['problem'] | 'wrong_start' } | null {
  const [first] = entries;
  if (first === undefined) return null;
  if (first.seq === 1 && first.prev !== genesis) return { seq: 1, problem: 'wrong_start' };
  let before = { seq: first.seq - 1, hash: first.prev };
  for (const entry of entries) {
    const fault = isWhole(entry) ? firstFault(chain, [entry], before) : linkFault(entry, before);
    if (fault !== null) return { seq: fault.seq, problem: fault.problem };
    before = entry;
  }
  return null;
}

/** Of an entry that is withheld only its place can be checked; the hash of the next one covers it. */
function linkFault(
  { seq, prev }: BundleEntry,
  before: { readonly seq: number; readonly hash: string },
): Pick<ChainFault, 'seq' | 'problem'> | null {
  if (seq !== before.seq + 1) return { seq: before.seq + 1, problem: 'wrong_seq' };
  return prev === before.hash ? null : { seq, problem: 'wrong_prev' };
}
