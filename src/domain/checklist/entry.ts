import { sha256 } from '../hash.ts';
import { type CommitSha } from '../ids.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Candidate } from '../release/candidate.ts';
import { type ChecklistItem, type ItemText, type Needs } from './item.ts';

/** Where a rollback would lead. */
export type PlanTarget = { readonly sha: CommitSha; readonly version: string | null };

/** What the sections look at. Each is a pure function of this, and asks for no tick that nothing calls for. */
export type Facts = {
  readonly policy: LanePolicy;
  readonly candidate: Candidate;
  /** Where a rollback would lead; null when there is nothing to go back to. */
  readonly target: PlanTarget | null;
  /** How long earlier deployments and rollbacks of the lane took, in milliseconds. */
  readonly took: readonly number[];
};

/** An item before any tick: only evidence can have settled it. */
export type Entry = Omit<ChecklistItem, 'section'>;

export function proven(id: string, text: ItemText, url: string | null): Entry {
  return { id, text, state: { kind: 'settled', by: 'evidence', url } };
}

export function asked(id: string, text: ItemText, needs: Needs): Entry {
  return { id, text, state: { kind: 'open', needs } };
}

export function said(id: string, text: ItemText): Entry {
  return { id, text, state: { kind: 'informs' } };
}

/** A word of anybody with a role, and why they are sure. */
export const aNote: Needs = { role: null, note: 'wanted' };
/** A word of anybody with a role. */
export const aWord: Needs = { role: null, note: 'optional' };

/**
 * A name as part of an id. Names that others chose may be of any length and hold anything, and an id travels in a
 * button: whatever is not short and plain is replaced by the start of its SHA-256, after a `~` that no plain name has.
 */
export function named(name: string): string {
  return /^[A-Za-z0-9@/._+-]{1,80}$/.test(name) ? name : `~${fingerprint(name)}`;
}

/**
 * The start of a SHA-256 over text and lists: what a tick was given for, as part of an id. Not over the canonical form,
 * which refuses text with half a character; names that others chose may hold one.
 */
export function fingerprint(value: Listed): string {
  return sha256(JSON.stringify(value)).slice(0, 16);
}

type Listed = string | number | null | readonly Listed[];
