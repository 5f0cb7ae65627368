import { type Tick } from './checklist/item.ts';
import { type PostDeploy } from './evidence/evidence.ts';
import { type DispatchId, type PolicyVersion, type ReleaseId, type SlackUserId, type SubjectHash } from './ids.ts';
import { type DebtEvent } from './lane/debts.ts';
import { type Live, type Push } from './lane/lane.ts';
import { type LateRunEvent } from './lane/late-run.ts';
import { type GuardEvent } from './lane/past-gonogo.ts';
import { type Blocker } from './release/blockers.ts';
import { type Candidate } from './release/candidate.ts';
import {
  type AdvisoryJudged,
  type RecheckWait,
  type Run,
  type RunStatus,
  type StopAsked,
} from './release/dispatch-step.ts';
import { type FailureCause, type Outcome } from './release/outcome.ts';
import {
  type AwaitingDecision,
  type CardPlace,
  type Proposal,
  type ReadyBecause,
  type UnverifiedBecause,
  type Vote,
  type Waiting,
} from './release/release.ts';
import { type Subject } from './release/subject.ts';
import { type ReleaseKind, type ReleaseRequest, type RollbackCause } from './release/terms.ts';
import { type Instant } from './time.ts';
import { type Baseline } from './watch/baseline.ts';
import { type Lags } from './watch/lag.ts';
import { type Reading } from './watch/readings.ts';
import { type Failures, type LookReading, type Turned, type Unseen, type Watch } from './watch/watch.ts';

/** What has happened in a lane. Past tense, plain JSON, each with all that `evolve` needs. */
export type LaneEvent = AboutLane | AboutRelease | DebtEvent | LateRunEvent | GuardEvent;

export type AboutLane =
  | { readonly type: 'PolicyAdopted'; readonly version: PolicyVersion }
  | { readonly type: 'PushSeen'; readonly push: Push }
  | { readonly type: 'AdoptionAsked'; readonly by: SlackUserId }
  | { readonly type: 'AdoptionFailed'; readonly reason: string }
  | { readonly type: 'LaneAdopted'; readonly live: Extract<Live, { kind: 'known' }> }
  | { readonly type: 'HoldPlaced'; readonly reason: string; readonly release: ReleaseId | null }
  | { readonly type: 'HoldCleared'; readonly by: SlackUserId }
  /** Somebody was told no. Kept, because who tried what is part of the record. */
  | {
      readonly type: 'CommandRefused';
      readonly command: string;
      readonly code: string;
      readonly release: ReleaseId | null;
    };

export type AboutRelease = { readonly release: ReleaseId } & (
  | {
      readonly type: 'ReleaseRequested';
      readonly request: ReleaseRequest;
      readonly kind: ReleaseKind;
      readonly cause: RollbackCause | null;
      readonly requestedBy: SlackUserId;
      readonly again: ReleaseId | null;
      readonly expiresAt: Instant;
    }
  /** People were told that a rollback does not get on. */
  | { readonly type: 'RollbackStalled'; readonly alarmAt: Instant }
  | { readonly type: 'GatherProgressed'; readonly done: number; readonly total: number }
  /** A person has verified an item; what is voted on is the same but for that. */
  | {
      readonly type: 'ItemVerified';
      readonly tick: Tick;
      readonly subject: Subject;
      readonly hash: SubjectHash;
      readonly blockers: readonly Blocker[];
    }
  | { readonly type: 'PostDeployRead'; readonly evidence: PostDeploy }
  | { readonly type: 'GatherFailed'; readonly reason: string; readonly gatherAt: Instant }
  | {
      readonly type: 'ProposalMade';
      readonly proposal: Proposal;
      readonly voided: AwaitingDecision['voided'];
    }
  | {
      readonly type: 'ProposalRefreshed';
      readonly candidate: Candidate;
      readonly blockers: readonly Blocker[];
      readonly outsiders: Proposal['outsiders'];
    }
  | { readonly type: 'VoteCast'; readonly vote: Vote }
  | { readonly type: 'Reminded'; readonly count: number }
  | {
      readonly type: 'ReleaseScheduled';
      readonly waiting: Waiting;
      readonly follows: ReleaseId | null;
      readonly expects: readonly ReleaseId[];
      readonly checkAt: Instant;
    }
  | { readonly type: 'WaitChanged'; readonly waiting: Waiting; readonly checkAt: Instant }
  | {
      readonly type: 'ReleaseReadied';
      readonly because: ReadyBecause;
      readonly detail: string | null;
      readonly lapsesAt: Instant;
    }
  | { readonly type: 'RecheckBegun'; readonly attempt: number; readonly deployer: SlackUserId | null }
  | { readonly type: 'RecheckDelayed'; readonly reason: RecheckWait; readonly recheckAt: Instant }
  | {
      readonly type: 'DispatchIntended';
      readonly dispatch: DispatchId;
      readonly ref: string;
      readonly advisory: AdvisoryJudged;
      /** What was usual before it, or before what it mends, as the watch will compare with it; null where nothing is known. */
      readonly baseline: Baseline | null;
    }
  | { readonly type: 'DispatchClaimed'; readonly dispatch: DispatchId; readonly unknownAt: Instant }
  | { readonly type: 'SearchBegun'; readonly because: string; readonly until: Instant; readonly lookAt: Instant }
  | { readonly type: 'SearchContinued'; readonly lookAt: Instant }
  | { readonly type: 'PersonAsked'; readonly askAgainAt: Instant }
  | { readonly type: 'TwoRunsFound'; readonly runs: readonly Run[]; readonly askAgainAt: Instant }
  | { readonly type: 'RunAdopted'; readonly run: Run; readonly from: 'answer' | 'search' | 'person' }
  | { readonly type: 'StopRequested'; readonly stop: StopAsked }
  | { readonly type: 'RunCondemned'; readonly cause: FailureCause }
  | { readonly type: 'RunUnreadable'; readonly reason: string; readonly askAgainAt: Instant }
  | { readonly type: 'CancelRepeated'; readonly askAgainAt: Instant }
  | {
      readonly type: 'RunProgressed';
      readonly status: RunStatus;
      readonly workflow: 'approved' | 'unknown';
      readonly url: string;
    }
  | { readonly type: 'RunEnded'; readonly conclusion: string; readonly readUntil: Instant }
  | { readonly type: 'WatchAwaitsVersion'; readonly until: Instant; readonly lookAt: Instant }
  | {
      readonly type: 'VersionAwaited';
      readonly seen: string;
      readonly strangers: number;
      readonly failures: Failures | null;
      readonly lookAt: Instant;
    }
  | { readonly type: 'WatchBegun'; readonly endsAt: Instant; readonly lookAt: Instant; readonly total: number }
  | {
      readonly type: 'LookTaken';
      readonly look: number;
      /** Looks before this one that did not happen. */
      readonly missed: number;
      readonly reading: LookReading;
      /** Whether it is one of those that a verdict of health needs (looked-at.ts). */
      readonly counts: 'yes' | 'no';
      readonly strangers: number;
      readonly lookAt: Instant;
      /** Those that telemetry brought or completed with this look; the watch has the others already. */
      readonly minutes: readonly Reading[];
      /** Where they came later than was known. */
      readonly lags: Lags;
      readonly blind: readonly Unseen[];
      readonly problems: readonly string[];
    }
  | {
      readonly type: 'WatchExtended';
      readonly by: SlackUserId;
      readonly stage: Watch['stage'];
      readonly endsAt: Instant;
      readonly lookAt: Instant;
      readonly total: number;
    }
  | { readonly type: 'VerdictUnverified'; readonly because: UnverifiedBecause; readonly askAgainAt: Instant }
  | { readonly type: 'AskedAgain'; readonly askAgainAt: Instant }
  /** The verdict is given, and minutes of the watch may still come. */
  | { readonly type: 'MinutesAwaited'; readonly readAt: Instant; readonly until: Instant }
  | {
      readonly type: 'LateMinutesRead';
      readonly minutes: readonly Reading[];
      /** `over`: all have come, or no more are awaited. */
      readonly rest: 'awaited' | 'over';
    }
  /** They say something else than the verdict did. */
  | { readonly type: 'VerdictTurned'; readonly found: Turned }
  | { readonly type: 'ReleaseEnded'; readonly outcome: Outcome }
  | { readonly type: 'CardPosted'; readonly card: CardPlace }
  | { readonly type: 'CardLost'; readonly reason: string }
);

/** Every event type with the version of its shape that this code writes and reads. */
export const eventVersions: Readonly<Record<LaneEvent['type'], number>> = {
  PolicyAdopted: 1,
  PushSeen: 1,
  AdoptionAsked: 1,
  AdoptionFailed: 1,
  LaneAdopted: 1,
  HoldPlaced: 1,
  HoldCleared: 1,
  CommandRefused: 1,
  DebtIncurred: 1,
  DebtReminded: 1,
  DebtSettled: 1,
  LateRunAwaited: 1,
  LateRunFound: 1,
  LateRunGivenUp: 1,
  RunsGuarded: 1,
  RunPastGonogoSeen: 1,
  RunPastGonogoEnded: 1,
  ReleaseRequested: 3,
  GatherProgressed: 1,
  RollbackStalled: 1,
  ItemVerified: 2,
  PostDeployRead: 1,
  GatherFailed: 1,
  ProposalMade: 3,
  ProposalRefreshed: 3,
  VoteCast: 1,
  Reminded: 1,
  ReleaseScheduled: 1,
  WaitChanged: 1,
  ReleaseReadied: 1,
  RecheckBegun: 1,
  RecheckDelayed: 1,
  DispatchIntended: 3,
  DispatchClaimed: 1,
  SearchBegun: 1,
  SearchContinued: 1,
  PersonAsked: 1,
  TwoRunsFound: 1,
  RunAdopted: 1,
  StopRequested: 1,
  RunCondemned: 1,
  RunUnreadable: 1,
  CancelRepeated: 1,
  RunProgressed: 1,
  RunEnded: 1,
  WatchAwaitsVersion: 1,
  VersionAwaited: 2,
  WatchBegun: 1,
  LookTaken: 4,
  WatchExtended: 1,
  VerdictUnverified: 1,
  AskedAgain: 1,
  MinutesAwaited: 1,
  LateMinutesRead: 1,
  VerdictTurned: 1,
  ReleaseEnded: 2,
  CardPosted: 1,
  CardLost: 1,
};
