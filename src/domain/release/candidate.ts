import { type Evidence, type ManifestFacts, type TestsFacts } from '../evidence/evidence.ts';
import { type GateFact } from '../gates/fact.ts';
import { type BlobSha, type CommitSha, type GithubLogin } from '../ids.ts';
import { type Rehearsed } from '../watch/telemetry.ts';

/** Someone named by Git. `login` is null where GitHub knows no account for the address. */
export type Identity = { readonly login: GithubLogin | null; readonly name: string; readonly email: string };

export type CommitLine = { readonly sha: CommitSha; readonly title: string; readonly author: Identity };

export type PullLine = {
  readonly number: number;
  readonly title: string;
  readonly url: string;
  readonly author: GithubLogin | null;
};

/** What production says it runs, or why that is not known. */
export type VersionSeen =
  | { readonly kind: 'seen'; readonly sha: CommitSha; readonly version: string | null }
  | { readonly kind: 'unknown'; readonly reason: string };

/** The workflow that a dispatch will use, at the head of the ref that the dispatch will name. */
export type WorkflowSeen =
  | {
      readonly kind: 'found';
      readonly path: string;
      readonly blobSha: BlobSha;
      readonly lacks: readonly WorkflowLack[];
      /** The inputs that it declares. */
      readonly declares: readonly string[];
    }
  | { readonly kind: 'missing'; readonly path: string; readonly ref: string };

/** What a workflow file needs before Gonogo can start it, with the lines to add. */
export type WorkflowLack =
  | { readonly what: 'trigger'; readonly lines: string }
  | { readonly what: 'input'; readonly name: string; readonly lines: string }
  | { readonly what: 'run-name'; readonly lines: string };

/** From where the changes are counted. Without one only the head commit's people are known. */
export type Base =
  | { readonly kind: 'known'; readonly sha: CommitSha; readonly from: 'version-endpoint' | 'ledger' }
  | { readonly kind: 'unknown'; readonly reason: string };

export type LastPusher =
  | { readonly kind: 'known'; readonly who: Identity; readonly from: 'push' | 'activity' | 'committer' }
  | { readonly kind: 'unknown' };

/** What GitHub and production say of the commit that is asked for, read at one moment. */
export type Candidate = {
  readonly sha: CommitSha;
  /** A tag on this commit, where there is one. */
  readonly version: string | null;
  readonly title: string;
  readonly url: string;
  /** The requestable ref from which this commit can be reached; null when it is on none of them. */
  readonly within: string | null;
  readonly base: Base;
  /** Commits between base and candidate; null when the base is unknown. */
  readonly ahead: number | null;
  /** Commits that production has and the candidate has not. Above 0 this deploys something older or aside. */
  readonly behind: number | null;
  readonly compareUrl: string | null;
  /** The newest commits first; at most 20 are kept, `ahead` counts all. */
  readonly commits: readonly CommitLine[];
  readonly pulls: readonly PullLine[];
  /** Of its pull requests, each once; at most 20. Absent where there are none, and in what was read before they were kept. */
  readonly labels?: readonly string[];
  readonly authors: readonly Identity[];
  readonly coAuthors: readonly Identity[];
  readonly lastPusher: LastPusher;
  readonly workflow: WorkflowSeen;
  readonly live: VersionSeen;
  readonly changes: Changes;
  readonly evidence: CandidateEvidence;
  /** Where a rollback of this would lead. */
  readonly target: TargetSeen;
  /** What putting this back takes away from production; null for what is not a rollback. */
  readonly undoes: Undone | null;
  /** What telemetry answered when it was asked once, before anybody relies on it. Empty where there is none. */
  readonly rehearsal: readonly Rehearsed[];
  /** What the watch of this could see at the service's usual traffic; null where that is not known. */
  readonly sight: Sight | null;
};

/** `points`: the least rise of the error rate that eight of ten watches detect; null when not even an outage would be. */
export type Sight = { readonly requestsPerMinute: number; readonly points: number | null };

/** The version to go back to: what is live before this one. Without its digests there is nothing to go back to. */
export type TargetSeen =
  | {
      readonly kind: 'known';
      readonly sha: CommitSha;
      readonly version: string | null;
      /** Whether a watch saw it work here; otherwise somebody said so. */
      readonly verified: 'yes' | 'no';
      readonly manifest: Evidence<ManifestFacts>;
    }
  | { readonly kind: 'none'; readonly why: 'live-unknown' | 'same-commit' | 'no-replay-workflow' };

/** Commits that production has and the one to go back to has not, newest first; at most 20 are kept, `count` counts all. */
export type Undone = {
  readonly count: number | null;
  readonly commits: readonly CommitLine[];
  readonly migrations: Changes['migrations'];
  /** The configuration digest of what is live, where its manifest is known. */
  readonly liveConfig: string | null;
};

/** What was found for this commit. */
export type CandidateEvidence = {
  readonly manifest: Evidence<ManifestFacts>;
  readonly tests: Evidence<TestsFacts>;
  /** By the gate's id; gates that look at lane and window have none. */
  readonly gates: Readonly<Record<string, GateFact>>;
};

/**
 * What the commits between base and candidate bring, apart from their text. Every list may be "not known", with why:
 * `no-base` (nothing to compare with), `not-answered` (GitHub did not say), `not-configured` (nobody asked).
 */
export type Changes = {
  readonly migrations: Known<{
    readonly files: readonly string[];
    readonly count: number;
    readonly reversible: 'all' | 'some' | 'none';
  }>;
  readonly dependencies: Known<{ readonly added: readonly Dependency[]; readonly count: number }>;
  /** Lockfiles that changed, where the dependencies themselves could not be compared. */
  readonly lockfiles: readonly string[];
  /** Whether every changed file was listed: GitHub lists 300 at most, and some servers none. */
  readonly files: 'whole' | 'cut' | 'not-given';
  readonly breaking: readonly { readonly title: string; readonly url: string | null }[];
  /** Breaking changes that are not kept by name. Absent where there are none, and in what was read before they were counted. */
  readonly moreBreaking?: MoreBreaking;
};

/** `digest` changes with any of their titles. */
export type MoreBreaking = { readonly count: number; readonly digest: string };

export type Known<T> =
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'unknown'; readonly why: NotKnown };
export type NotKnown = 'no-base' | 'not-answered' | 'not-configured';

/** A dependency that the candidate has and what is live has not. */
export type Dependency = {
  readonly name: string;
  readonly version: string;
  readonly licence: string | null;
  /** Known weaknesses, by their advisory ids. Null when it was not scanned. */
  readonly advisories: readonly string[] | null;
};
