import { type Digest } from '../evidence/documents.ts';
import { type CommitSha, type GithubLogin, type ReleaseId, type SlackUserId } from '../ids.ts';
import { type Trigger } from '../policy/watch.ts';
import { type Instant } from '../time.ts';
import { type Emergency } from './emergency.ts';

/** `replay`: the digests of an earlier candidate, without a build. `rollback`: a replay with a cause. */
export type ReleaseKind = 'deploy' | 'replay' | 'rollback';

/** Why production is put back, and what the person who confirmed it had been warned about. */
export type RollbackCause = {
  /** The release that it undoes, where there is one. */
  readonly of: ReleaseId | null;
  readonly reason: string;
  readonly by: SlackUserId;
  readonly roles: readonly string[];
  readonly github: GithubLogin | null;
  readonly warned: readonly RollbackWarning[];
  /** Set when no person pressed: a trigger fired, and the go of the release that is undone had authorised this. */
  readonly mandate: {
    readonly trigger: Trigger;
    readonly manifest: Digest;
    readonly grantedBy: readonly SlackUserId[];
  } | null;
};

/**
 * `never-verified`: it is none of the last ten that a watch saw work here. `config-differs`: it goes with another configuration than the one that
 * is live. `migration-between`: the schema has moved on since, and stays.
 * `migration-undone`: it has moved on, and the workflow is asked to undo that. `already-live`: it is what production shows.
 * Of one that ran here and did not hold up, in place of the first: `breached-here`, its watch found it unhealthy;
 * `undone-here`, production was rolled back from it; `unverified-here`, no watch could say that it works.
 */
export const rollbackWarnings = [
  'never-verified',
  'breached-here',
  'undone-here',
  'unverified-here',
  'config-differs',
  'migration-between',
  'migration-undone',
  'already-live',
] as const;
export type RollbackWarning = (typeof rollbackWarnings)[number];

export type ReleaseRequest = {
  readonly ref: { readonly kind: 'sha'; readonly sha: CommitSha } | { readonly kind: 'ref'; readonly name: string };
  readonly summary: string;
  /** `Emergency` is declared and never chosen. */
  readonly urgency: 'Routine' | 'Urgent' | 'Emergency';
  /** Set exactly where the urgency is `Emergency`. */
  readonly emergency: Emergency | null;
  readonly risk: { readonly level: RiskLevel; readonly impact: string; readonly mitigation: string };
  /** Whether one automatic rollback is asked for with the go. */
  readonly mandate: 'yes' | 'no';
  /** Not before this instant; null for as soon as may be. */
  readonly preferred: Instant | null;
  /** What the requester wrote of another time that would do; for people. */
  readonly alternative: string;
};
export type RiskLevel = 'Low' | 'Medium' | 'High';
