import { type CommitSha, type GithubLogin, type RepoName, type RunId } from '../ids.ts';
import { type Instant } from '../time.ts';
import { type Digest } from './documents.ts';
import { type EvidenceKind } from './evidence.ts';

/** What reading GitHub for evidence answers, and what is kept of it. Text comes as it is, to be judged later. */

export type Read<T> = { readonly kind: 'read'; readonly value: T } | ReadProblem;

/** `passing` may go away by itself; `final` needs somebody to change something. */
export type ReadProblem = {
  readonly kind: 'problem';
  readonly passing: 'passing' | 'final';
  readonly sentence: string;
};

export type Download =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'expired' }
  | { readonly kind: 'too-large' }
  | ReadProblem;

/** `outcome` is `passed` for success, neutral and skipped; `pending` while it has not ended. */
export type CheckFact = {
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'pending';
  readonly url: string;
};

export type ReviewFact = {
  readonly by: GithubLogin | null;
  readonly state: 'approved' | 'changes-requested' | 'dismissed' | 'commented';
  readonly commit: CommitSha | null;
  /** Whether its writer is an owner, member or collaborator of the repository, or may write to it otherwise. */
  readonly belongs: 'yes' | 'no';
};

/** Names of the repository's and the environment's variables together. */
export type VariablesSeen = { readonly names: readonly string[]; readonly identityConvergence: 'enabled' | 'disabled' };

/** What the candidate's reader found that only evidence needs, between base and candidate and in the workflow file. */
export type RangeFacts = {
  readonly pulls: readonly RangePull[];
  /** Commits that no merged pull request brought, newest first. */
  readonly loose: readonly CommitSha[];
  /** Whether every commit was asked about: a range that was not read whole proves no review. */
  readonly complete: 'yes' | 'no';
  /** Why it is not known from where to count, so that only the head commit was read; null where it is. */
  readonly noBase: string | null;
  /** Files that changed since the base; null when that is not known. */
  readonly files: readonly string[] | null;
  /** The workflow file that a dispatch would run, at the head of its ref, of the very blob that is approved; null where there is none. */
  readonly workflowText: string | null;
};

export type RangePull = {
  readonly number: number;
  readonly url: string;
  readonly author: GithubLogin | null;
  /** The head of its branch as it was merged. */
  readonly head: CommitSha | null;
  readonly labels: readonly string[];
};

/** Our own copy of an evidence file. */
export type Copy = {
  readonly repo: RepoName;
  readonly kind: EvidenceKind;
  readonly sha: CommitSha;
  /** The artifact's name and id at GitHub. */
  readonly artifact: string;
  readonly artifactId: string;
  readonly digest: Digest;
  /** The file, as it was read. */
  readonly text: string;
  readonly run: RunId;
  readonly url: string;
  readonly workflow: string | null;
  readonly keptAt: Instant;
};
