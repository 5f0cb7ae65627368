import { type NotTickable } from './checklist/ticks.ts';
import { type ReleaseId, type SlackUserId } from './ids.ts';
import { type Severity } from './incident/incident.ts';
import { type Ineligible } from './people/eligibility.ts';
import { type Blocker } from './release/blockers.ts';
import { type Phase, type ReadyBecause } from './release/release.ts';
import { type SubjectChange } from './release/subject-changes.ts';
import { type Instant } from './time.ts';

/** Every way to be told no. Each code carries just the facts that its sentence needs. */
export type Refusal =
  /** The table of authority does not allow it. */
  | {
      readonly code: 'not_allowed';
      readonly action: string;
      readonly because: 'not_a_member' | 'standing_unknown' | 'agent' | 'no_role' | 'wrong_role' | 'not_listed';
      readonly needs: string;
    }
  | { readonly code: 'not_eligible'; readonly why: Ineligible }
  | { readonly code: 'release_not_open' }
  | { readonly code: 'wrong_phase'; readonly phase: Phase; readonly command: string }
  | { readonly code: 'subject_changed'; readonly changes: readonly SubjectChange[] }
  | { readonly code: 'not_approvable'; readonly blockers: readonly Blocker[] }
  | { readonly code: 'already_voted' }
  | { readonly code: 'voting_over'; readonly expiresAt: Instant }
  | { readonly code: 'reason_missing' }
  | { readonly code: 'already_requested'; readonly release: ReleaseId }
  | { readonly code: 'lane_busy'; readonly behind: ReleaseId }
  | { readonly code: 'lane_held'; readonly reason: string }
  | { readonly code: 'window_shut'; readonly reason: string; readonly opensAt: Instant | null }
  | { readonly code: 'not_before'; readonly opensAt: Instant }
  | { readonly code: 'lapsed'; readonly lapsesAt: Instant; readonly because: ReadyBecause }
  | {
      readonly code: 'not_retryable';
      readonly because: 'already-retried' | 'not-last' | 'not-a-failed-run' | 'subject-expired' | 'subject-changed';
    }
  | { readonly code: 'nothing_to_adopt'; readonly because: 'already-known' | 'version-unknown' | 'being-read' }
  | { readonly code: 'not_held' }
  /** Replays and rollbacks start a workflow of their own, which this lane does not name. */
  | { readonly code: 'no_replay_workflow' }
  | { readonly code: 'rollback_under_way'; readonly release: ReleaseId }
  | { readonly code: 'not_verifiable'; readonly item: string; readonly because: NotTickable }
  | { readonly code: 'run_is_over' }
  /** Nobody may say that nothing started before GitHub has been searched once. */
  | { readonly code: 'not_searched' }
  /** No such incident, as far as the ledger knows. */
  | { readonly code: 'incident_unknown' }
  | { readonly code: 'incident_resolved' }
  | { readonly code: 'already_acknowledged'; readonly by: SlackUserId }
  | { readonly code: 'same_severity'; readonly severity: Severity }
  | { readonly code: 'text_missing' }
  | { readonly code: 'action_done'; readonly by: SlackUserId }
  | { readonly code: 'issue_made'; readonly url: string }
  | { readonly code: 'not_resolved_yet' }
  /** A review of an emergency is overdue, and blocks what is routine. */
  | { readonly code: 'review_overdue'; readonly release: ReleaseId; readonly dueAt: Instant }
  /** An emergency needs an open incident of P1 or P2 that it is for. */
  | { readonly code: 'no_emergency' };

export type RefusalCode = Refusal['code'];

/** The list that the tests hold against the sentences and the documentation. */
export const refusalCodes: Readonly<Record<RefusalCode, true>> = {
  not_allowed: true,
  not_eligible: true,
  release_not_open: true,
  wrong_phase: true,
  subject_changed: true,
  not_approvable: true,
  already_voted: true,
  voting_over: true,
  reason_missing: true,
  already_requested: true,
  lane_busy: true,
  lane_held: true,
  window_shut: true,
  not_before: true,
  lapsed: true,
  not_retryable: true,
  nothing_to_adopt: true,
  not_held: true,
  no_replay_workflow: true,
  rollback_under_way: true,
  not_verifiable: true,
  run_is_over: true,
  not_searched: true,
  incident_unknown: true,
  incident_resolved: true,
  already_acknowledged: true,
  same_severity: true,
  text_missing: true,
  action_done: true,
  issue_made: true,
  not_resolved_yet: true,
  review_overdue: true,
  no_emergency: true,
};
