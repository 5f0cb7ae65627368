import { type Tick } from '../checklist/item.ts';
import { type PostDeploy } from '../evidence/evidence.ts';
import {
  type ChannelId,
  type DispatchId,
  type EnvironmentName,
  type GithubLogin,
  type MessageTs,
  type ReleaseId,
  type RunId,
  type ServiceId,
  type SlackUserId,
  type SubjectHash,
} from '../ids.ts';
import { type Standing } from '../people/actor.ts';
import { type Instant } from '../time.ts';
import { type Baseline } from '../watch/baseline.ts';
import { type Watch } from '../watch/watch.ts';
import { type Blocker } from './blockers.ts';
import { type Candidate } from './candidate.ts';
import { type DispatchStep, type Run, type RunStatus, type StopAsked } from './dispatch-step.ts';
import { type FailureCause, type Outcome } from './outcome.ts';
import { type Subject } from './subject.ts';
import { type SubjectChange } from './subject-changes.ts';
import { type ReleaseKind, type ReleaseRequest, type RollbackCause } from './terms.ts';

/**
 * One attempt to change what runs in a lane.
 *
 *   preparing ─▶ awaiting-decision ─▶ scheduled ─▶ ready ─▶ dispatching ─▶ deploying ─▶ watching ─▶ succeeded
 *                       │  ▲              └──────────┴──▲────────┘             │            ├─▶ unverified ─▶ accepted-unverified
 *                       │  └── a change voids the votes ┘                      └────────────┴─▶ failed
 *                       └─▶ rejected, expired, withdrawn, superseded
 *
 * A rollback is a release of its own: one deployer's confirm is its go, so it is `scheduled` (while what occupies the
 * lane is cancelled) or `dispatching` right after `preparing`; what it puts an end to ends `rolled-back` or `superseded`.
 *
 * A phase has only the fields that are true in it. Waiting for a person is a phase. What is after `dispatching`
 * never goes back before it, except that a failed run may be retried once: that is a second attempt, so the
 * triple (round, attempt, phase) only ever grows. A round begins with each subject that is put to the vote.
 */
export type Release =
  | Preparing
  | AwaitingDecision
  | Scheduled
  | Ready
  | Dispatching
  | Deploying
  | Watching
  | Unverified
  | Ended;

export type OpenRelease = Exclude<Release, Ended>;
export type Phase = OpenRelease['phase'] | Outcome['kind'];

type Base = {
  readonly id: ReleaseId;
  readonly kind: ReleaseKind;
  /** Set for a rollback. */
  readonly cause: RollbackCause | null;
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  readonly request: ReleaseRequest;
  readonly requestedBy: SlackUserId;
  readonly requestedAt: Instant;
  /** The release that this one asks again; null for a first request. */
  readonly again: ReleaseId | null;
  /** The live message; null until it is known to be posted. */
  readonly card: CardPlace | null;
  /** When people are told that a rollback does not get on; null for everything else. */
  readonly alarmAt: Instant | null;
  readonly since: Instant;
};

export type CardPlace = { readonly channel: ChannelId; readonly ts: MessageTs };

export type Vote = {
  readonly by: SlackUserId;
  readonly github: GithubLogin | null;
  readonly roles: readonly string[];
  readonly at: Instant;
};

/** What is put to the vote, and what is known of it. */
export type Proposal = {
  readonly round: number;
  readonly candidate: Candidate;
  readonly subject: Subject;
  readonly hash: SubjectHash;
  /** What keeps it from being approved, whoever votes. */
  readonly blockers: readonly Blocker[];
  readonly votes: readonly Vote[];
  /** What people have verified for this candidate. */
  readonly ticks: readonly Tick[];
  /** Listed people whom Slack does not call full members, as it said when the candidate was read. */
  readonly outsiders: Readonly<Record<string, Standing>>;
  /** When the candidate was last read. */
  readonly freshAt: Instant;
};

export type Preparing = Base & {
  readonly phase: 'preparing';
  readonly problem: string | null;
  readonly attempts: number;
  /** How much of what is asked for has been read. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  readonly gatherAt: Instant;
  readonly round: number;
  /** When we stop trying to read it. */
  readonly expiresAt: Instant;
};

export type AwaitingDecision = Base & {
  readonly phase: 'awaiting-decision';
  readonly proposal: Proposal;
  /** What changed since the last round, and whose votes it voided. */
  readonly voided: { readonly changes: readonly SubjectChange[]; readonly voters: readonly SlackUserId[] } | null;
  readonly reminders: number;
};

/** Why an approved release does not start yet. */
export type Waiting =
  | { readonly for: 'lane'; readonly behind: ReleaseId }
  | { readonly for: 'window'; readonly reason: string; readonly opensAt: Instant | null }
  | { readonly for: 'preferred-time'; readonly opensAt: Instant }
  /** A rollback waits for the end of what it has cancelled. */
  | { readonly for: 'cancelled'; readonly behind: ReleaseId }
  | { readonly for: 'hold'; readonly reason: string };

export type Scheduled = Base & {
  readonly phase: 'scheduled';
  readonly proposal: Proposal;
  readonly waiting: Waiting;
  /** The release that was to end before this one when the go was given; null when the lane was free. */
  readonly follows: ReleaseId | null;
  /** Every release that might have been the lane's last by now, as it stood at the go. Any other came in between. */
  readonly expects: readonly ReleaseId[];
  readonly attempt: number;
  /** When a person last looked: the go, or the press on Deploy. Nothing starts long after it. */
  readonly lookedAt: Instant;
  readonly approvedAt: Instant;
  readonly checkAt: Instant;
};

export type ReadyBecause =
  | 'separate'
  | 'high-risk'
  | 'waited-too-long'
  | 'predecessor-failed'
  | 'dispatch-refused'
  | 'not-started'
  /** What a rollback would do is not what was confirmed. */
  | 'rollback-changed';

export type Ready = Base & {
  readonly phase: 'ready';
  readonly proposal: Proposal;
  readonly because: ReadyBecause;
  /** Where a start was refused: what and why, in whole sentences. Of a changed rollback its warnings. */
  readonly detail: string | null;
  readonly approvedAt: Instant;
  readonly lapsesAt: Instant;
  readonly reminders: number;
  readonly attempt: number;
};

export type Dispatching = Base & {
  readonly phase: 'dispatching';
  readonly proposal: Proposal;
  readonly approvedAt: Instant;
  readonly attempt: number;
  readonly lookedAt: Instant;
  readonly baseline: Baseline | null;
  readonly step: DispatchStep;
  readonly stop: StopAsked | null;
};

export type Deploying = Base & {
  readonly phase: 'deploying';
  readonly proposal: Proposal;
  readonly approvedAt: Instant;
  readonly attempt: number;
  readonly dispatch: DispatchId;
  readonly run: Run;
  readonly status: RunStatus;
  /** Other runs of the same dispatch, which a person has seen and passed over. */
  readonly siblings: readonly RunId[];
  /** Whether the workflow file at the run's head is the approved one. */
  readonly workflow: 'approved' | 'unknown';
  /** How the run became known: by GitHub's answer, by its name, or by a person's word. */
  readonly from: 'answer' | 'search' | 'person';
  readonly intendedAt: Instant;
  /** Set while GitHub does not show the run. */
  readonly unreadable: { readonly since: Instant; readonly reason: string; readonly askAgainAt: Instant } | null;
  /** Set when the run must fail whatever its conclusion is. */
  readonly condemned: FailureCause | null;
  readonly stop: StopAsked | null;
  /** Set once the run is over without success: then what is live is read before anything is said. */
  readonly ended: {
    readonly conclusion: string;
    readonly at: Instant;
    readonly readUntil: Instant;
    /** How far the run had come: one that never began was evicted, not cancelled by somebody. */
    readonly reached: RunStatus;
  } | null;
  /** What the run left behind; null until it was read. */
  readonly postDeploy: PostDeploy | null;
  readonly baseline: Baseline | null;
};

export type Watching = Base & {
  readonly phase: 'watching';
  readonly proposal: Proposal;
  readonly approvedAt: Instant;
  readonly attempt: number;
  readonly dispatch: DispatchId;
  readonly run: Run;
  readonly intendedAt: Instant;
  readonly postDeploy: PostDeploy | null;
  readonly baseline: Baseline | null;
  readonly watch: Watch;
};

/** `another-version`: the last looks showed a version that nobody approved here. */
export type UnverifiedBecause =
  | 'never-seen-live'
  | 'too-few-looks'
  | 'ends-failing'
  | 'another-version'
  | 'workflow-unknown'
  /** The run did not leave the evidence that the lane requires. */
  | 'evidence-missing'
  /** Telemetry that the lane asks for said too little. */
  | 'signals-unknown';

export type Unverified = Base & {
  readonly phase: 'unverified';
  readonly proposal: Proposal;
  readonly approvedAt: Instant;
  readonly attempt: number;
  readonly dispatch: DispatchId;
  readonly run: Run;
  readonly intendedAt: Instant;
  readonly postDeploy: PostDeploy | null;
  readonly baseline: Baseline | null;
  readonly watch: Watch | null;
  readonly because: UnverifiedBecause;
  readonly askAgainAt: Instant;
};

export type Ended = Base & {
  readonly phase: 'ended';
  readonly outcome: Outcome;
  /** Null when it ended before there was anything to vote on. */
  readonly proposal: Proposal | null;
  readonly attempt: number;
  readonly run: Run | null;
  readonly watch: Watch | null;
  readonly dispatch: DispatchId | null;
  readonly postDeploy: PostDeploy | null;
  readonly baseline: Baseline | null;
  /** Milliseconds from the intent to start the run to the new version being seen live; null when that never was. */
  readonly tookMs: number | null;
};

/** The phase in the words that the record and the metadata use: an ended release has its outcome's name. */
export function phaseName(release: Release): Phase {
  return release.phase === 'ended' ? release.outcome.kind : release.phase;
}
