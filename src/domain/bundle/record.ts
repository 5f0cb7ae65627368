import { type ChecklistLine } from '../checklist/line.ts';
import { type Digest } from '../evidence/documents.ts';
import { type EvidenceKind, type EvidenceProblem } from '../evidence/evidence.ts';
import { type GateLine, type GateResult } from '../gates/result.ts';
import {
  type CommitSha,
  type DispatchId,
  type EnvironmentName,
  type ReleaseId,
  type RunId,
  type ServiceId,
  type SlackUserId,
  type SubjectHash,
} from '../ids.ts';
import { type Candidate } from '../release/candidate.ts';
import { type Emergency } from '../release/emergency.ts';
import { type FailureCause, type Outcome } from '../release/outcome.ts';
import { type UnverifiedBecause, type Vote } from '../release/release.ts';
import { type Subject } from '../release/subject.ts';
import { type ReleaseKind, type ReleaseRequest, type RollbackCause } from '../release/terms.ts';
import { type Instant } from '../time.ts';

/**
 * What a bundle says of its release, for people and programs that read on. Everything here follows from the events of
 * the release; `gates` and `evidence` also say what of the rules and copies is enclosed. It is never extended within
 * one version of the format, so that an old bundle stays one that can be checked.
 */
export type BundleRecord = {
  readonly kind: ReleaseKind;
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  /** As it was written; without what makes an emergency where it is none. */
  readonly request: Omit<WrittenRequest, 'emergency'> & { readonly emergency?: Emergency };
  readonly requestedBy: SlackUserId;
  readonly requestedAt: Instant;
  readonly candidate: CandidateRow | null;
  /** The subject that stood last, as it was voted on; null when it never came to a vote. */
  readonly subject: WrittenSubject | null;
  readonly subjectHash: SubjectHash | null;
  readonly gates: readonly GateRow[];
  readonly checklist: readonly ChecklistRow[];
  /** Every subject that was put to the vote, with the goes that it got. */
  readonly rounds: readonly Round[];
  readonly stops: readonly { readonly by: SlackUserId; readonly at: Instant; readonly reason: string }[];
  readonly dispatches: readonly DispatchRow[];
  readonly watch: WatchRow | null;
  readonly evidence: readonly EvidenceRow[];
  readonly links: {
    /** The release that this one asks again. */
    readonly again: ReleaseId | null;
    /** For a rollback: what it undoes, why, and who confirmed it, as it was written. */
    readonly cause: WrittenCause | null;
    /** The release that undid this one or took its place. */
    readonly undoneBy: ReleaseId | null;
  };
  readonly refused: readonly {
    readonly at: Instant;
    readonly actor: string;
    readonly command: string;
    readonly code: string;
  }[];
  /** As it was written; null while the release is open. */
  readonly outcome: Outcome | null;
  readonly endedAt: Instant | null;
  /** The first and last entry of the ledger's part, and how many of them are about this release. */
  readonly entries: { readonly from: number; readonly to: number; readonly own: number };
};

/** In the shape in which it was recorded: earlier versions knew no mandate, and no emergency. */
export type WrittenRequest = Omit<ReleaseRequest, 'mandate' | 'emergency'> &
  Partial<Pick<ReleaseRequest, 'mandate' | 'emergency'>>;

export type WrittenCause = Omit<RollbackCause, 'mandate'> & Partial<Pick<RollbackCause, 'mandate'>>;

/** A subject in the shape in which it was hashed: earlier versions did not have all that today's has. */
export type WrittenSubject = Pick<
  Subject,
  'service' | 'environment' | 'kind' | 'sha' | 'workflow' | 'inputs' | 'policyVersion' | 'expiresAt'
> &
  Partial<Subject>;

export type CandidateRow = Pick<
  Candidate,
  | 'sha'
  | 'version'
  | 'title'
  | 'url'
  | 'within'
  | 'base'
  | 'ahead'
  | 'behind'
  | 'commits'
  | 'pulls'
  | 'authors'
  | 'coAuthors'
  | 'lastPusher'
>;

/** Kind and mode are null where the rules are not enclosed. */
export type GateRow = GateLine & {
  readonly kind: GateResult['kind'] | null;
  readonly mode: GateResult['mode'] | null;
};

/** `at` and `note` are those of the person who settled it. */
export type ChecklistRow = Pick<ChecklistLine, 'id' | 'state'> & {
  readonly by: SlackUserId | null;
  readonly at: Instant | null;
  readonly note: string | null;
};

export type Round = {
  readonly round: number;
  readonly hash: SubjectHash;
  readonly at: Instant;
  readonly votes: readonly Vote[];
};

export type DispatchRow = {
  readonly dispatch: DispatchId;
  readonly at: Instant;
  readonly subjectHash: SubjectHash;
  readonly workflow: Subject['workflow'];
  /** Without the dispatch's id and the ticket, which are added in the call. */
  readonly inputs: Subject['inputs'];
  /** Advisory gates that would have blocked it. */
  readonly wouldHaveBlocked: readonly string[];
  readonly run: {
    readonly id: RunId;
    readonly url: string;
    readonly from: 'answer' | 'search' | 'person';
    readonly at: Instant;
  } | null;
  readonly conclusion: string | null;
  readonly endedAt: Instant | null;
  /** Set when the run could not count, whatever its conclusion. */
  readonly condemned: FailureCause | null;
};

/** Looks that did not happen are `missed`. */
export type WatchRow = {
  readonly begunAt: Instant;
  readonly endsAt: Instant;
  readonly ok: number;
  readonly failed: number;
  readonly unknown: number;
  readonly missed: number;
  readonly extendedBy: readonly SlackUserId[];
  readonly unverified: UnverifiedBecause | null;
};

/** One piece of evidence as it was read. `copy` says whether its file is in the bundle. */
export type EvidenceRow = {
  /** `manifest`, `tests`, `gate:<id>`, `rollback-target`, or `infra`, `smoke`, `decision` of a dispatch's run. */
  readonly name: string;
  readonly dispatch: DispatchId | null;
  readonly kind: EvidenceKind;
  readonly sha: CommitSha;
  readonly state: EvidenceProblem['state'] | 'present';
  readonly digest: Digest | null;
  readonly artifact: string | null;
  readonly url: string | null;
  readonly run: RunId | null;
  /** What is wrong with it; null when it is there. */
  readonly problem: string | null;
  readonly copy: 'enclosed' | 'not-enclosed';
};
