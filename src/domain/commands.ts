import { type PostDeploy } from './evidence/evidence.ts';
import {
  type BlobSha,
  type ChannelId,
  type CommitSha,
  type DispatchId,
  type PolicyVersion,
  type ReleaseId,
  type RunId,
  type SlackUserId,
} from './ids.ts';
import { type Push } from './lane/lane.ts';
import { type StrayRun } from './lane/past-gonogo.ts';
import { type Standing } from './people/actor.ts';
import { type Candidate, type VersionSeen } from './release/candidate.ts';
import { type Run, type RunStatus } from './release/dispatch-step.ts';
import { type CardPlace } from './release/release.ts';
import { type ReleaseKind, type ReleaseRequest, type RollbackWarning } from './release/terms.ts';
import { type Instant } from './time.ts';
import { type Baseline } from './watch/baseline.ts';
import { type TelemetryRead } from './watch/telemetry.ts';
import { type HealthReading, type LookReading } from './watch/watch.ts';

/** Slack standings of the people whom a decision depends on, by Slack id. */
export type Standings = Readonly<Record<string, Standing>>;

/** What people ask for. Each comes from one button, modal or slash command. */
export type PersonCommand =
  | {
      readonly type: 'RequestRelease';
      readonly release: ReleaseId;
      readonly kind: Exclude<ReleaseKind, 'rollback'>;
      readonly request: ReleaseRequest;
      readonly again: ReleaseId | null;
      /** The user groups of the ladder that Slack says the person is in; only an emergency asks for them. */
      readonly groups?: readonly string[];
    }
  /** `warned` is what the confirm named; something else that comes up asks once more. */
  | {
      readonly type: 'RollBack';
      readonly release: ReleaseId;
      readonly target: CommitSha;
      readonly of: ReleaseId | null;
      readonly reason: string;
      readonly warned: readonly RollbackWarning[];
    }
  /** `sha` is the commit that the person looked at: a word about one commit says nothing about the next. */
  | {
      readonly type: 'VerifyItem';
      readonly release: ReleaseId;
      readonly item: string;
      readonly sha: CommitSha;
      readonly note: string;
    }
  /** `shown` is the start of the subject's hash on the card that was clicked. */
  | { readonly type: 'Approve'; readonly release: ReleaseId; readonly shown: string }
  | { readonly type: 'Reject'; readonly release: ReleaseId; readonly reason: string }
  | { readonly type: 'Withdraw'; readonly release: ReleaseId }
  | { readonly type: 'Deploy'; readonly release: ReleaseId; readonly shown: string }
  | { readonly type: 'Stop'; readonly release: ReleaseId; readonly reason: string }
  | { readonly type: 'Retry'; readonly release: ReleaseId; readonly shown: string }
  | { readonly type: 'AdoptRun'; readonly release: ReleaseId; readonly run: Run }
  | { readonly type: 'ConfirmNotStarted'; readonly release: ReleaseId }
  | { readonly type: 'ExtendWatch'; readonly release: ReleaseId }
  | { readonly type: 'AcceptUnverified'; readonly release: ReleaseId }
  | { readonly type: 'AdoptLive' }
  | { readonly type: 'ClearHold' };

/** What was read or has happened. They come late, twice and out of order, and never move a release back. */
export type FactCommand =
  | { readonly type: 'Advance'; readonly release: ReleaseId }
  | {
      readonly type: 'RecordCandidate';
      readonly release: ReleaseId;
      readonly candidate: Candidate;
      readonly standings: Standings;
    }
  | {
      readonly type: 'RecordGatherProgress';
      readonly release: ReleaseId;
      readonly done: number;
      readonly total: number;
    }
  | { readonly type: 'RecordPostDeploy'; readonly release: ReleaseId; readonly evidence: PostDeploy }
  | {
      readonly type: 'RecordGatherFailure';
      readonly release: ReleaseId;
      readonly reason: string;
      readonly final: 'final' | 'passing';
    }
  | {
      readonly type: 'RecordRecheck';
      readonly release: ReleaseId;
      readonly candidate: Candidate;
      readonly standings: Standings;
      readonly baseline: Baseline | null;
      /** Fresh, for the dispatch that this recheck may lead to. */
      readonly dispatch: DispatchId;
    }
  | { readonly type: 'ClaimDispatch'; readonly release: ReleaseId; readonly dispatch: DispatchId }
  | {
      readonly type: 'RecordDispatchAnswer';
      readonly release: ReleaseId;
      readonly dispatch: DispatchId;
      readonly answer: DispatchAnswer;
    }
  | {
      readonly type: 'RecordRunsFound';
      readonly release: ReleaseId;
      readonly dispatch: DispatchId;
      readonly runs: readonly Run[];
    }
  /** The time is over in which a run may still appear beside the rollback that took its place. */
  | { readonly type: 'EndLateSearch'; readonly release: ReleaseId; readonly dispatch: DispatchId }
  | { readonly type: 'RecordRun'; readonly release: ReleaseId; readonly reading: RunReading }
  | { readonly type: 'RecordRunUnreadable'; readonly release: ReleaseId; readonly run: RunId; readonly reason: string }
  | {
      readonly type: 'RecordVersion';
      readonly release: ReleaseId;
      readonly seen: VersionSeen;
      /** Absent where it was not asked: after a run that did not succeed, and in a lane without a health check. */
      readonly health?: HealthReading;
    }
  | {
      readonly type: 'RecordLook';
      readonly release: ReleaseId;
      readonly look: number;
      readonly reading: LookReading;
      readonly seen: VersionSeen;
      /** What telemetry brought; null where the lane has none. */
      readonly telemetry: TelemetryRead | null;
    }
  /** Minutes of a watch whose verdict was given before they came; null where they cannot be asked for any more. */
  | { readonly type: 'RecordLateMinutes'; readonly release: ReleaseId; readonly telemetry: TelemetryRead | null }
  | { readonly type: 'RecordCard'; readonly release: ReleaseId; readonly card: CardPlace }
  | { readonly type: 'RecordCardLost'; readonly release: ReleaseId; readonly reason: string }
  /** The review that an emergency owed has been filled in. */
  | { readonly type: 'SettleDebt'; readonly release: ReleaseId; readonly by: SlackUserId }
  | { readonly type: 'AdvanceDebts' }
  | { readonly type: 'RecordLiveForAdoption'; readonly seen: VersionSeen }
  | { readonly type: 'RecordPush'; readonly push: Push }
  /** Runs of the lane's workflows that no lane started. */
  | { readonly type: 'RecordRunsPastGonogo'; readonly runs: readonly StrayRun[] }
  /** `conclusion` is null where GitHub does not show the run any more. */
  | {
      readonly type: 'RecordRunPastGonogoEnded';
      readonly run: RunId;
      readonly conclusion: string | null;
      readonly live: VersionSeen | null;
    }
  | { readonly type: 'AdoptPolicy'; readonly version: PolicyVersion };

export type LaneCommand = PersonCommand | FactCommand;

/** `refused` means that GitHub said no and started nothing; `ambiguous` that nobody knows. */
export type DispatchAnswer =
  | { readonly kind: 'started'; readonly run: Run }
  | { readonly kind: 'accepted' }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'ambiguous'; readonly reason: string };

export type RunReading = {
  readonly run: Run;
  readonly status: RunStatus;
  /** Null until the run is completed. */
  readonly conclusion: string | null;
  /** 1 for the run as dispatched; more when somebody started it again at GitHub. */
  readonly attempt: number;
  /** The run's name as people see it; null when it could not be read. */
  readonly title: string | null;
  readonly createdAt: Instant | null;
  /** The path of the workflow that ran; null when it could not be read. */
  readonly workflowPath: string | null;
  /** The blob of the workflow file at the run's head; null when it could not be read. */
  readonly workflowBlob: BlobSha | null;
};

/** Where a refusal is told: to the person in this channel, or by whoever submitted the command. */
export type AnswerIn =
  | { readonly kind: 'channel'; readonly user: SlackUserId; readonly channel: ChannelId | null }
  | { readonly kind: 'caller' };
