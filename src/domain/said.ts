import {
  type CommitSha,
  type DispatchId,
  type EnvironmentName,
  type GithubLogin,
  type IncidentId,
  type ReleaseId,
  type RepoName,
  type SlackUserId,
} from './ids.ts';
import { type RunEnd } from './incident/report.ts';
import { type Trigger } from './policy/watch.ts';
import { type Refusal } from './refusals.ts';
import { type VersionSeen } from './release/candidate.ts';
import { type Run, type StopAsked } from './release/dispatch-step.ts';
import { type NoMandate } from './release/mandate.ts';
import { type FailureCause } from './release/outcome.ts';
import { type ReadyBecause, type UnverifiedBecause } from './release/release.ts';
import { type SubjectChange } from './release/subject-changes.ts';
import { type Instant } from './time.ts';
import { type Finding } from './watch/finding.ts';
import { type Unseen } from './watch/watch.ts';

/** What stands in the thread. */
export type Note =
  | {
      readonly kind: 'reminder';
      readonly expiresAt: Instant;
      readonly of: 'vote' | 'ready';
      readonly who: readonly SlackUserId[];
    }
  /** Those whom the lane's ladder tells first hear of a request before it is decided. */
  | { readonly kind: 'on-call-told'; readonly who: readonly SlackUserId[]; readonly groups: readonly string[] }
  | {
      readonly kind: 'votes-voided';
      readonly changes: readonly SubjectChange[];
      readonly voters: readonly SlackUserId[];
    }
  | {
      readonly kind: 'run-failed';
      readonly requestedBy: SlackUserId;
      readonly run: Run | null;
      readonly cause: FailureCause;
      readonly live: VersionSeen | null;
    }
  | {
      readonly kind: 'ready-again';
      readonly because: ReadyBecause;
      readonly detail: string | null;
      readonly ask: readonly SlackUserId[];
    }
  | {
      readonly kind: 'stop-recorded';
      readonly by: SlackUserId;
      readonly reason: string;
      readonly wants: StopAsked['wants'];
      readonly run: Run | null;
    }
  /** A trigger that the lane only tries out would have breached. */
  | { readonly kind: 'advisory-breach'; readonly trigger: Trigger; readonly finding: Finding }
  /** Minutes that came after the verdict make up for what was missing. */
  | { readonly kind: 'turned-healthy' }
  | { readonly kind: 'unverified-again'; readonly because: UnverifiedBecause }
  /** The review that an emergency owes. Once it is overdue, it keeps the lane from routine requests. */
  | {
      readonly kind: 'review-due';
      readonly incident: IncidentId;
      readonly owner: SlackUserId;
      readonly dueAt: Instant;
      readonly overdue: 'yes' | 'no';
    };

/** What stands in the incidents channel. */
export type Alert =
  | {
      readonly kind: 'breached';
      readonly run: Run;
      readonly sha: CommitSha;
      readonly trigger: Trigger;
      /** For health: the last failure, in words; else empty. */
      readonly reason: string;
      readonly finding: Finding;
      /** What follows by itself, or why nothing does. */
      readonly next: AfterBreach;
      readonly ask: readonly SlackUserId[];
    }
  | {
      readonly kind: 'failed';
      readonly run: Run | null;
      readonly cause: FailureCause;
      readonly live: VersionSeen | null;
      readonly ask: readonly SlackUserId[];
    }
  | {
      readonly kind: 'two-runs';
      readonly dispatch: DispatchId;
      readonly runs: readonly Run[];
      readonly ask: readonly SlackUserId[];
    }
  | {
      readonly kind: 'run-not-found';
      readonly dispatch: DispatchId | null;
      /** Whether GitHub let us look at all. */
      readonly searched: 'yes' | 'no';
      readonly ask: readonly SlackUserId[];
    }
  /** Runs of a release whose place a rollback has taken: when it began, no run of it had been found. */
  | {
      readonly kind: 'late-run';
      readonly of: ReleaseId;
      readonly dispatch: DispatchId;
      readonly runs: readonly Run[];
      readonly ask: readonly SlackUserId[];
    }
  /**
   * Somebody started the lane's workflow past Gonogo. `environments`: those whose lanes use the file, for GitHub does
   * not tell which one it was started for.
   */
  | {
      readonly kind: 'unapproved-run';
      readonly run: Run;
      readonly workflow: string;
      readonly title: string;
      readonly startedBy: GithubLogin | null;
      /** Of the ref that it was started on. */
      readonly sha: CommitSha | null;
      readonly environments: readonly EnvironmentName[];
      /** Null while it goes on, as far as is known. */
      readonly ended: RunEnd | null;
      readonly ask: readonly SlackUserId[];
    }
  /** The run did what somebody had asked it not to do. */
  | {
      readonly kind: 'stop-too-late';
      readonly run: Run;
      readonly stop: StopAsked;
      readonly ask: readonly SlackUserId[];
    }
  /** GitHub was asked again and again to cancel the run, and it goes on. */
  | {
      readonly kind: 'cancel-unheard';
      readonly run: Run;
      readonly stop: StopAsked;
      readonly ask: readonly SlackUserId[];
    }
  /** Production fails its health check while the new version is awaited. Nothing has ended, and nothing follows by itself. */
  | {
      readonly kind: 'down';
      readonly run: Run;
      readonly sha: CommitSha;
      /** In a row. */
      readonly failures: number;
      /** The last one, in words. */
      readonly reason: string;
      readonly ask: readonly SlackUserId[];
    }
  /** Nothing has been known of these signals for a while. */
  | {
      readonly kind: 'blind';
      readonly triggers: readonly Unseen[];
      readonly problems: readonly string[];
      readonly ask: readonly SlackUserId[];
    }
  /** A rollback does not get on: what it waits for, and how to do it by hand. */
  | {
      readonly kind: 'rollback-stalled';
      readonly because: RollbackStall;
      readonly byHand: ByHand;
      readonly ask: readonly SlackUserId[];
    }
  | {
      readonly kind: 'run-unreadable';
      readonly run: Run;
      readonly reason: string;
      readonly ask: readonly SlackUserId[];
    }
  | {
      readonly kind: 'unverified';
      readonly because: UnverifiedBecause;
      readonly detail: string;
      readonly ask: readonly SlackUserId[];
    };

export type AfterBreach =
  | {
      readonly kind: 'rollback';
      readonly release: ReleaseId;
      readonly to: CommitSha;
      readonly grantedBy: readonly SlackUserId[];
    }
  | {
      readonly kind: 'person';
      /**
       * `migration`: it may not be possible to undo one, so the lane is held as well. `not-named`: the mandate is for
       * other triggers. From `not-asked` on: why there is none, as in a request; `no-mandate` where that is not known.
       */
      readonly because:
        | 'no-mandate'
        | 'migration'
        | 'too-late'
        | 'is-rollback'
        | 'under-way'
        | 'not-named'
        | Exclude<NoMandate, 'migration' | 'rollback'>;
    }
  /**
   * The breach was found in minutes that came after the verdict: what the release had been called, and when. The minute
   * is the one that completed it. A mandate ends with the watch.
   */
  | {
      readonly kind: 'late';
      readonly called: 'healthy' | 'accepted' | 'unverified';
      readonly calledAt: Instant;
      readonly minute: Instant;
      readonly mandate: 'ended' | 'none';
    };

export type RollbackStall =
  | { readonly code: 'not-read'; readonly problem: string | null }
  | { readonly code: 'behind'; readonly release: ReleaseId }
  | { readonly code: 'rechecking'; readonly said: string | null }
  | { readonly code: 'calling' }
  /** GitHub said no, and nothing is tried again by itself. */
  | { readonly code: 'refused'; readonly said: string | null }
  /** `detail`: the warnings that came up since it was asked for, where there are any. */
  | {
      readonly code: 'waits-for-confirm';
      readonly because: Exclude<ReadyBecause, 'dispatch-refused'>;
      readonly detail: string | null;
    }
  /** It was called for, and no run was found; `searched`: whether GitHub let us look at all. */
  | { readonly code: 'not-found'; readonly dispatch: DispatchId | null; readonly searched: 'yes' | 'no' }
  /** GitHub does not show its run. */
  | { readonly code: 'unreadable'; readonly run: Run; readonly said: string };

/** What somebody types to start the workflow without Gonogo. */
export type ByHand = {
  readonly repo: RepoName;
  readonly workflow: string;
  readonly ref: string;
  readonly inputs: Readonly<Record<string, string>>;
};

/** What only one person sees. */
export type Saying =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | {
      readonly kind: 'rules-cannot-be-met';
      readonly release: ReleaseId;
      readonly role: string;
      readonly needed: number;
      readonly possible: number;
    }
  | { readonly kind: 'adoption-failed'; readonly reason: string }
  | { readonly kind: 'adopted'; readonly sha: CommitSha };
