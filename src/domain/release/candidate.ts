import { type BlobSha, type CommitSha, type GithubLogin } from '../ids.ts';

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
  readonly authors: readonly Identity[];
  readonly coAuthors: readonly Identity[];
  readonly lastPusher: LastPusher;
  readonly workflow: WorkflowSeen;
  readonly live: VersionSeen;
};
