import { type EvidenceKind, type MissingCode, type UnreadableCode } from '../evidence/evidence.ts';
import { type CommitSha, type GithubLogin } from '../ids.ts';
import { type Instant } from '../time.ts';
import { type PassedOver } from './fact.ts';

/**
 * Why a gate says what it says, with what its sentence and the way to fix it need; the words are in
 * cards/gate-sentences.ts.
 *
 * What a gate says when it does not pass follows one rule. `unknown` is what asking again may settle by itself: a run
 * that goes on, an answer that GitHub owes. `fail` wants a person to do something. Neither lets a blocking gate go.
 */
export type GateReason =
  | AnyReason
  | FileReason
  | RunReason
  | ReviewReason
  | ChecksReason
  | ScorecardReason
  | SmokeReason
  | PolicyReason
  | EnvironmentReason
  | StagingReason;

export type AnyReason =
  /** Unknown: nothing was found for this gate yet, or only what answers another question than it asks now. */
  | { readonly code: 'not-read' }
  /** Unknown: `why` is a clause or a sentence about GitHub. */
  | { readonly code: 'could-not-read'; readonly why: string };

/** Of every gate that looks into a file: manifest, scorecard, artifacts, smoke. */
export type FileReason =
  /** Pass: the manifest was found. */
  | { readonly code: 'manifest-found'; readonly version: string | null; readonly images: number }
  /** Fail; unknown while the run that makes it goes on. */
  | {
      readonly code: 'evidence-missing';
      readonly evidence: EvidenceKind;
      readonly problem: MissingCode;
      readonly detail: string;
    }
  /** Fail; unknown where GitHub did not answer. */
  | {
      readonly code: 'evidence-unreadable';
      readonly evidence: EvidenceKind;
      readonly problem: UnreadableCode;
      readonly detail: string;
    }
  /** Fail; unknown with a null `made`, when GitHub does not say which workflow made it. */
  | {
      readonly code: 'evidence-of-another-workflow';
      readonly evidence: EvidenceKind;
      readonly workflow: string;
      readonly made: string | null;
    };

export type RunReason =
  /** Pass. */
  | { readonly code: 'run-succeeded'; readonly workflow: string; readonly attempt: number }
  /** Unknown: it has no conclusion yet; `status` is GitHub's word. */
  | { readonly code: 'run-in-progress'; readonly workflow: string; readonly status: string }
  /** Fail. */
  | {
      readonly code: 'run-failed';
      readonly workflow: string;
      readonly branch: string;
      readonly conclusion: string;
      readonly attempt: number;
    }
  /** Fail: `passedOver` counts the runs that name the commit and do not count. */
  | {
      readonly code: 'run-missing';
      readonly workflow: string;
      readonly branch: string;
      readonly passedOver: readonly { readonly because: PassedOver['because']; readonly count: number }[];
    }
  /** Fail: the run that was handed over answers another question than this gate asks. */
  | {
      readonly code: 'run-does-not-count';
      readonly workflow: string;
      readonly branch: string;
      readonly because: PassedOver['because'];
    };

/**
 * Why a pull request counts as not reviewed. `bot-only`: nobody but bots approved it. `author-only`: nobody but its
 * author did. `author-unknown`: GitHub names no author, so that a single approval may be the author's own.
 * `outsider-only`: nobody who belongs to the repository did.
 */
export type ReviewLack =
  | 'not-approved'
  | 'approved-earlier'
  | 'rejected'
  | 'author-only'
  | 'bot-only'
  | 'author-unknown'
  | 'outsider-only';

export type ReviewReason =
  /** Pass: `leftOut` approved, too, without belonging to the repository. */
  | { readonly code: 'reviewed'; readonly pulls: number; readonly leftOut: readonly GithubLogin[] }
  /** Unknown: what is live is not known, and `why`, so that nobody knows which commits come in. */
  | { readonly code: 'range-not-known'; readonly why: string }
  /** Pass: no commit comes in that is not live already. */
  | { readonly code: 'nothing-to-review' }
  /** Fail: commits without a pull request and pull requests without a review; one of the two may be none. */
  | {
      readonly code: 'not-reviewed';
      readonly pulls: readonly UnreviewedPull[];
      readonly loose: readonly CommitSha[];
      readonly looseCount: number;
    };

/** `by` are those who rejected it, or whose approval does not count. */
export type UnreviewedPull = {
  readonly number: number;
  readonly url: string;
  readonly lack: ReviewLack;
  readonly by: readonly GithubLogin[];
};

export type ChecksReason =
  /** Pass. */
  | { readonly code: 'checks-passed'; readonly total: number }
  /** Fail. */
  | { readonly code: 'checks-failed'; readonly failed: readonly string[]; readonly total: number }
  /** Unknown. */
  | { readonly code: 'checks-pending'; readonly pending: readonly string[]; readonly total: number }
  /** Unknown: a gate that asks for checks where there are none cannot pass. */
  | { readonly code: 'no-checks' };

export type ScorecardReason =
  /** Pass: `failed` are invariants that the accepted decision allows to fail; none with `green`. */
  | {
      readonly code: 'scorecard-accepted';
      readonly decision: string;
      readonly invariants: number;
      readonly failed: readonly string[];
    }
  /** Fail: the decision is none of those accepted. It is shown exactly as it was written. */
  | {
      readonly code: 'scorecard-decision';
      readonly decision: string;
      readonly accept: readonly string[];
      readonly failed: readonly string[];
    }
  /** Fail. */
  | ({ readonly code: 'scorecard-invariants'; readonly failed: readonly string[] } & SetDifference)
  /** Pass. */
  | { readonly code: 'artifacts-complete'; readonly total: number }
  /** Fail: `unhashed` bear no SHA-256. */
  | ({ readonly code: 'artifacts-incomplete'; readonly unhashed: readonly string[] } & SetDifference);

/** How a list of names differs from what was asked for. `distinct` names were found, each counted once. */
export type SetDifference = {
  readonly wanted: number;
  readonly distinct: number;
  /** Empty when only a number of names is asked for, not which. */
  readonly absent: readonly string[];
  readonly twice: readonly string[];
  readonly extra: readonly string[];
};

export type SmokeReason =
  /** Pass. */
  | { readonly code: 'smoke-passed'; readonly total: number }
  /** Fail: any word but `passed`, shown exactly as it was written. */
  | { readonly code: 'smoke-status'; readonly status: string; readonly failed: readonly string[] }
  /** Fail. */
  | { readonly code: 'smoke-failed'; readonly failed: readonly string[]; readonly total: number }
  /** Fail: a smoke test that checked nothing proves nothing. */
  | { readonly code: 'smoke-empty' };

/** `unknownKeys` of the policy file are told and never obeyed. */
export type PolicyReason =
  /** Pass. */
  | { readonly code: 'policy-kept'; readonly unknownKeys: readonly string[] }
  /** Fail. */
  | { readonly code: 'policy-missing' }
  /** Fail. */
  | { readonly code: 'policy-unreadable'; readonly why: string }
  /** Fail. */
  | {
      readonly code: 'policy-broken';
      readonly breaches: readonly PolicyBreach[];
      readonly unknownKeys: readonly string[];
    }
  /** Unknown: nothing is broken, and not everything could be looked up. */
  | {
      readonly code: 'policy-not-looked-up';
      readonly unread: readonly PolicyUnread[];
      readonly unknownKeys: readonly string[];
    };

/** One thing that the repository's pipeline policy asks and that is not so. */
export type PolicyBreach =
  | {
      readonly what: 'workflow-missing';
      readonly file: string;
      readonly branch: string;
    }
  | {
      readonly what: 'workflow-failed';
      readonly file: string;
      readonly branch: string;
      readonly conclusion: string;
    }
  | { readonly what: 'evidence-missing'; readonly kind: string }
  | { readonly what: 'evidence-of-no-kind'; readonly kind: string }
  /** The policy names registries, and no manifest says where the images are. */
  | { readonly what: 'no-manifest' }
  | { readonly what: 'registry'; readonly image: string; readonly ref: string; readonly allowed: readonly string[] }
  | { readonly what: 'variables'; readonly names: readonly string[] }
  | { readonly what: 'forbidden-workflows'; readonly files: readonly string[] }
  | { readonly what: 'unpinned-actions'; readonly uses: readonly string[] };

export type PolicyUnread =
  | { readonly what: 'workflow-in-progress'; readonly file: string }
  | { readonly what: 'evidence'; readonly kind: string }
  | { readonly what: 'manifest' }
  | { readonly what: 'variables' }
  | { readonly what: 'actions' }
  | { readonly what: 'other'; readonly words: string };

export type EnvironmentReason =
  /** Pass. */
  | { readonly code: 'environment-ready'; readonly identityConvergence: 'enabled' | 'disabled' }
  /** Fail; at least one of the lists names something. */
  | {
      readonly code: 'environment-not-ready';
      readonly variables: readonly string[];
      /** Secrets that stand at GitHub, where only Key Vault may hold them. */
      readonly secrets: readonly string[];
      /** What identity convergence needs, where it is enabled. */
      readonly identity: readonly string[];
    };

export type StagingReason =
  /** Pass: `release` is null where a run of the lane's workflow proves it and no release of ours. */
  | {
      readonly code: 'staging-verified';
      readonly environment: string;
      readonly release: string | null;
      readonly at: Instant | string;
    }
  /** Fail. */
  | { readonly code: 'staging-not-verified'; readonly environment: string }
  /** Unknown: the workflow ran, and nobody can tell whether it deployed there. */
  | { readonly code: 'staging-not-told'; readonly environment: string; readonly workflow: string };
