import { type CommitSha, type GithubLogin, type ReleaseId, type SlackUserId } from '../ids.ts';
import { type VersionSeen } from '../release/candidate.ts';
import { type Run } from '../release/dispatch-step.ts';
import { type FailureCause } from '../release/outcome.ts';

/** How a run ended that nobody follows, and what was live after it. `conclusion` is null where GitHub does not show it. */
export type RunEnd = { readonly conclusion: string | null; readonly live: VersionSeen | null };

/** What became of a release that an incident is about: what was tried, and whether it helped. */
export type Report =
  | {
      readonly kind: 'rollback-begun';
      readonly to: CommitSha;
      readonly by: { readonly kind: 'person'; readonly user: SlackUserId } | { readonly kind: 'mandate' };
      readonly reason: string;
      /** The release that is undone; null where there is none. */
      readonly of: ReleaseId | null;
    }
  /** A person declared an emergency for this incident. */
  | { readonly kind: 'emergency'; readonly sha: CommitSha; readonly by: SlackUserId }
  | { readonly kind: 'run-started'; readonly run: Run }
  /** Somebody started the workflow past Gonogo, in the name that the alarm had told them. */
  | {
      readonly kind: 'by-hand';
      readonly run: Run;
      readonly startedBy: GithubLogin | null;
      readonly ended: RunEnd | null;
    }
  | { readonly kind: 'put-back'; readonly to: CommitSha; readonly version: string | null }
  /** `expired`: nobody pressed, or it could not be read, until its time was over. */
  | { readonly kind: 'rollback-failed'; readonly cause: FailureCause | { readonly code: 'expired' } }
  | { readonly kind: 'ended'; readonly outcome: string; readonly by: SlackUserId | null };
