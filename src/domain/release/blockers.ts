import { type WorkflowLack } from './candidate.ts';

/** What keeps a candidate from being approved, whoever votes. Each says who can settle it. */
export type Blocker =
  | { readonly code: 'gates_not_evaluated'; readonly gates: readonly string[] }
  | { readonly code: 'workflow_lacks'; readonly path: string; readonly lacks: readonly WorkflowLack[] }
  | { readonly code: 'workflow_missing'; readonly path: string; readonly ref: string }
  | { readonly code: 'rules_cannot_be_met'; readonly role: string; readonly needed: number; readonly possible: number }
  | { readonly code: 'ref_not_allowed'; readonly ref: string; readonly allowed: readonly string[] };
