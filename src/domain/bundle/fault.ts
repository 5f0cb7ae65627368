import { type ChainFault } from '../ledger/entry.ts';
import { type Ineligible } from '../people/eligibility.ts';

/** The first thing that is wrong with a bundle, with the facts that its sentence needs. `seq` numbers ledger entries. */
export type BundleFault =
  | { readonly code: 'not-readable'; readonly detail: string }
  /** It reads like a bundle, and is not written as Gonogo writes one: somebody has changed or re-saved it. */
  | { readonly code: 'not-as-written' }
  | { readonly code: 'wrong-shape'; readonly field: string; readonly detail: string }
  | { readonly code: 'unusable-key' }
  | { readonly code: 'wrong-key-id'; readonly says: string; readonly is: string }
  | { readonly code: 'signed-by-another'; readonly by: string; readonly trusted: string }
  | { readonly code: 'wrong-signature' }
  | { readonly code: 'broken-chain'; readonly seq: number; readonly problem: ChainFault['problem'] | 'wrong_start' }
  | { readonly code: 'foreign-entry'; readonly seq: number }
  | { readonly code: 'wrong-ends' }
  | { readonly code: 'unreadable-event'; readonly seq: number; readonly type: string }
  | { readonly code: 'wrong-policy-hash' }
  | { readonly code: 'policy-of-another' }
  | StoryFault
  | { readonly code: 'record-differs'; readonly field: string }
  | { readonly code: 'files-disordered' }
  | { readonly code: 'wrong-file-digest'; readonly digest: string }
  | { readonly code: 'file-not-asked-for'; readonly digest: string }
  | { readonly code: 'file-says-otherwise'; readonly name: string; readonly digest: string; readonly detail: string };

/** What the events tell cannot have been so, or must not have been. */
export type StoryFault = { readonly seq: number } & (
  | { readonly code: 'out-of-place'; readonly type: string }
  | { readonly code: 'wrong-subject-hash' }
  | { readonly code: 'subject-of-another' }
  | { readonly code: 'by-another'; readonly says: string; readonly actor: string }
  | { readonly code: 'voted-twice'; readonly who: string }
  | { readonly code: 'not-eligible'; readonly who: string; readonly because: Ineligible['code'] }
  | { readonly code: 'not-approved'; readonly type: string; readonly lacks: string | null }
  | { readonly code: 'dispatched-otherwise' }
  | {
      readonly code: 'success-without-ground';
      readonly because: 'no-run' | 'run-without-success' | 'run-condemned' | 'evidence-contradicts';
    }
);
