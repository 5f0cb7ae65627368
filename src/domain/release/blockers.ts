import { type EvidenceProblem } from '../evidence/evidence.ts';
import { type WorkflowLack } from './candidate.ts';

/** What keeps a candidate from being approved, whoever votes. Each says who can settle it. */
export type Blocker =
  | { readonly code: 'gates_not_evaluated'; readonly gates: readonly string[] }
  | { readonly code: 'workflow_lacks'; readonly path: string; readonly lacks: readonly WorkflowLack[] }
  | { readonly code: 'workflow_missing'; readonly path: string; readonly ref: string }
  | { readonly code: 'rules_cannot_be_met'; readonly role: string; readonly needed: number; readonly possible: number }
  /** Blocking gates that say no, or cannot say yes. Why, and what to do, stands with each gate. */
  | { readonly code: 'gates_not_passed'; readonly gates: readonly string[] }
  /** Items of the checklist that wait for a person, by their ids. */
  | { readonly code: 'checklist_open'; readonly items: readonly string[] }
  /** A replay starts what was built before: without its manifest nobody knows what that was. */
  | { readonly code: 'digests_unavailable'; readonly problem: EvidenceProblem }
  | { readonly code: 'no_replay_workflow' }
  /** It has commits that production has not, and has never run here: putting it live is no going back. */
  | { readonly code: 'not_earlier'; readonly ahead: number }
  | { readonly code: 'ref_not_allowed'; readonly ref: string; readonly allowed: readonly string[] };
