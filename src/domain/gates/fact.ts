import {
  type Evidence,
  type ManifestFacts,
  type RunFact,
  type ScorecardFacts,
  type SmokeFacts,
} from '../evidence/evidence.ts';
import { type CommitSha, type GithubLogin } from '../ids.ts';
import { type Instant } from '../time.ts';

/**
 * What was found for one gate of the lane's config. It is a plain observation: whether it passes is judged in this
 * folder, by the rule of the gate. `unread` is what is kept when GitHub did not answer; no gate passes on it.
 */
export type GateFact =
  | { readonly of: 'unread'; readonly reason: string }
  /** What is live is not known, so that nobody knows which commits come in. No gate passes on it either. */
  | { readonly of: 'no-base'; readonly reason: string }
  /** The newest run that counts for this commit; null when there is none. `passedOver` are runs that do not count. */
  | { readonly of: 'workflow-run'; readonly run: RunFact | null; readonly passedOver: readonly PassedOver[] }
  | {
      readonly of: 'review';
      readonly pulls: readonly ReviewedPull[];
      /** Commits of the range that no merged pull request brought; at most five are named, `looseCount` counts all. */
      readonly loose: readonly CommitSha[];
      readonly looseCount: number;
    }
  /** Check runs and commit statuses together, by name; the newest of each name. At most 20 names of each are kept. */
  | {
      readonly of: 'checks';
      readonly total: number;
      readonly failed: readonly string[];
      readonly pending: readonly string[];
      readonly url: string;
    }
  | { readonly of: 'manifest'; readonly evidence: Evidence<ManifestFacts> }
  | { readonly of: 'scorecard'; readonly evidence: Evidence<ScorecardFacts> }
  | { readonly of: 'artifacts'; readonly evidence: Evidence<ScorecardFacts> }
  | { readonly of: 'smoke'; readonly evidence: Evidence<SmokeFacts> }
  | { readonly of: 'policy'; readonly policy: PipelinePolicySeen }
  | { readonly of: 'environment'; readonly names: EnvironmentNames }
  | { readonly of: 'staging'; readonly staging: StagingSeen };

/** A run that names the commit and does not count, and why not. */
export type PassedOver = {
  readonly url: string;
  readonly because: 'event' | 'branch' | 'fork' | 'workflow' | 'commit';
};

export type ReviewedPull = {
  readonly number: number;
  readonly url: string;
  readonly author: GithubLogin | null;
  /** Who approved, with the newest word of each: only approvals of the commit that was merged count. */
  readonly approvedBy: readonly GithubLogin[];
  /** Who approved an earlier commit only. */
  readonly approvedEarlierBy: readonly GithubLogin[];
  /** Who asked for changes last and has not approved since. */
  readonly rejectedBy: readonly GithubLogin[];
  /**
   * Who approved, of any commit, without belonging to the repository. Absent where nobody did, and in what was read
   * before GitHub was asked who belongs.
   */
  readonly outsiders?: readonly GithubLogin[];
};

/** `.github/policy/pipeline-policy.json` at the candidate's commit, with what it asks looked up. */
export type PipelinePolicySeen =
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string }
  | {
      readonly kind: 'read';
      readonly blob: string;
      readonly unknownKeys: readonly string[];
      /** Each workflow that has to have succeeded for this commit, with the newest run that counts. */
      readonly workflows: readonly { readonly file: string; readonly branch: string; readonly run: RunFact | null }[];
      readonly evidence: readonly {
        readonly kind: string;
        /** `not-answered`: GitHub did not say; a moment later it may. */
        readonly state: 'present' | 'missing' | 'unreadable' | 'not-answered' | 'unknown-kind';
      }[];
      readonly registries: readonly string[];
      readonly requiredVariables: readonly string[];
      /** Variable names of the repository and its environment; null when they could not be listed. */
      readonly variables: readonly string[] | null;
      /** Workflow files of the repository at this commit that the policy forbids. */
      readonly forbiddenPresent: readonly string[];
      readonly allowedSecrets: readonly string[];
      /** `uses:` lines of the workflow file that would run which name no commit; null when the policy does not ask, or there is no file. */
      readonly unpinned: readonly string[] | null;
      readonly pinnedActions: 'asked' | 'not-asked';
      /** What could not be looked up, in words; nothing here counts as passed. */
      readonly unread: readonly string[];
    };

/** Names only: no value of a secret is ever read. */
export type EnvironmentNames = {
  readonly variables: readonly string[];
  readonly secrets: readonly string[];
  /** Secrets that the repository's pipeline policy allows beside Key Vault. */
  readonly allowedSecrets: readonly string[];
  /** Whether the variable IDENTITY_CONVERGE_ENABLED is `true`. */
  readonly identityConvergence: 'enabled' | 'disabled';
};

/** What staging knows of this commit. */
export type StagingSeen = {
  /** The way in which this commit was seen to work there; null when it was not. */
  readonly verified:
    | { readonly by: 'gonogo'; readonly release: string; readonly at: Instant }
    | { readonly by: 'run'; readonly url: string; readonly at: string }
    | null;
  readonly environment: string;
  /**
   * A run that succeeded and may have deployed it there, or only built it: its workflow deploys the gate's own lane, too,
   * and it left nothing that names an environment. Absent where there is none, and in what was read before this was asked.
   */
  readonly unproven?: { readonly url: string; readonly workflow: string };
  /** Files of the user interface that changed since what is live; at most five are named. Null when that is not known. */
  readonly uiFiles: readonly string[] | null;
};
