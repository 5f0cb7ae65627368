import { type CommitSha, type DispatchId, type ReleaseId, type SlackUserId } from '../ids.ts';
import { type Trigger } from '../policy/watch.ts';
import { type Finding } from '../watch/finding.ts';
import { type VersionSeen } from './candidate.ts';
import { type Run } from './dispatch-step.ts';

export type FailureCause =
  | { readonly code: 'run-failed'; readonly conclusion: string }
  | { readonly code: 'run-cancelled'; readonly by: SlackUserId | null }
  /** The concurrency group dropped the run before it began. */
  | { readonly code: 'run-evicted' }
  /** GitHub did not show it any more, and a person gave it up. */
  | { readonly code: 'run-lost'; readonly reason: string }
  /** A person linked a run that cannot be the one that was started. */
  | { readonly code: 'not-our-run'; readonly title: string }
  | { readonly code: 'two-runs'; readonly runs: readonly Run[] }
  | { readonly code: 'workflow-changed'; readonly path: string }
  | { readonly code: 'rerun-by-hand'; readonly runAttempt: number }
  | { readonly code: 'wrong-version'; readonly live: CommitSha }
  /**
   * `finding` is what was measured; null in records of before it was kept. `rollback` is the one that was started by
   * itself, as the go had authorised; null when none was.
   */
  | {
      readonly code: 'watch-breached';
      readonly trigger: Trigger;
      readonly finding: Finding | null;
      readonly rollback: ReleaseId | null;
    }
  /** The run put other images live than those that were approved. */
  | { readonly code: 'wrong-digests'; readonly images: readonly string[] }
  /** What the run left behind contradicts what was approved. */
  | {
      readonly code: 'evidence-contradicts';
      readonly evidence: 'infra' | 'smoke' | 'decision';
      readonly detail: string;
    }
  | { readonly code: 'smoke-failed'; readonly checks: readonly string[] }
  | { readonly code: 'decision-hold'; readonly decision: string; readonly reasons: readonly string[] };

export type Outcome =
  | { readonly kind: 'succeeded' }
  | { readonly kind: 'accepted-unverified'; readonly by: SlackUserId }
  | { readonly kind: 'failed'; readonly cause: FailureCause; readonly live: VersionSeen | null }
  | { readonly kind: 'rejected'; readonly by: SlackUserId; readonly reason: string }
  | { readonly kind: 'expired' }
  | { readonly kind: 'withdrawn'; readonly by: SlackUserId }
  /** `called`: GitHub had been asked for a run of it, and none was found; absent where nothing was sent. */
  | { readonly kind: 'superseded'; readonly by: ReleaseId; readonly called?: DispatchId }
  /** Production was put back by this rollback. */
  | { readonly kind: 'rolled-back'; readonly by: ReleaseId };
