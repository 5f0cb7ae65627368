import { type ChecklistItem } from './checklist/item.ts';
import { type GateResult } from './gates/result.ts';
import { type CommitSha, type EnvironmentName, type ReleaseId, type ServiceId, type SlackUserId } from './ids.ts';
import { type IncidentRow } from './incident/views.ts';
import { type Debt } from './lane/debts.ts';
import { type Hold, type Live } from './lane/lane.ts';
import { type Recording } from './lane/recording.ts';
import { type Suspect } from './lane/suspects.ts';
import { type WindowState } from './lane/windows.ts';
import { type LanePolicy } from './policy/lane-policy.ts';
import { type Trigger } from './policy/watch.ts';
import { type Blocker } from './release/blockers.ts';
import { type Candidate } from './release/candidate.ts';
import { type RecheckWait } from './release/dispatch-step.ts';
import { type FailureCause } from './release/outcome.ts';
import { type CardPlace, type Phase, type Preparing, type Release, type UnverifiedBecause } from './release/release.ts';
import { type ReleaseKind, type RiskLevel, type RollbackWarning } from './release/terms.ts';
import { type Instant } from './time.ts';

/** What people read. Built by pure functions from the ledger's state; the words are in cards/. */

/** One thing that stands between a release and its end, and who can settle it. */
export type Condition = { readonly who: readonly SlackUserId[] } & (
  | { readonly code: 'gathering'; readonly problem: string | null; readonly progress: Preparing['progress'] }
  | { readonly code: 'blocked'; readonly blocker: Blocker }
  | { readonly code: 'votes_missing'; readonly role: string; readonly missing: number; readonly expiresAt: Instant }
  | { readonly code: 'lane_busy'; readonly behind: ReleaseId; readonly position: number }
  | { readonly code: 'lane_held'; readonly reason: string }
  | { readonly code: 'window_shut'; readonly reason: string; readonly opensAt: Instant | null }
  | { readonly code: 'preferred_time'; readonly opensAt: Instant }
  | { readonly code: 'needs_deploy'; readonly lapsesAt: Instant }
  | { readonly code: 'rechecking'; readonly waitingFor: RecheckWait | null }
  | { readonly code: 'calling_github' }
  | { readonly code: 'looking_for_run'; readonly because: string; readonly until: Instant }
  | { readonly code: 'run_not_found'; readonly searched: 'yes' | 'no' }
  | { readonly code: 'two_runs' }
  | { readonly code: 'run_in_progress'; readonly url: string }
  | { readonly code: 'run_unreadable'; readonly url: string; readonly reason: string }
  | { readonly code: 'reading_live' }
  /** The run has succeeded; what it left behind is read. */
  | { readonly code: 'reading_evidence' }
  /** A rollback waits until what it has cancelled is over. */
  | { readonly code: 'cancelling'; readonly behind: ReleaseId }
  | { readonly code: 'version_awaited'; readonly until: Instant; readonly lastSeen: string | null }
  | { readonly code: 'watching'; readonly endsAt: Instant }
  | { readonly code: 'unverified'; readonly because: UnverifiedBecause }
);

export type RuleProgress = {
  readonly role: string;
  readonly min: number;
  readonly given: readonly SlackUserId[];
  /** Who could still give a go under this rule, as far as the config knows. */
  readonly possible: readonly SlackUserId[];
};

/** Everything that the live message of a release shows. */
export type ReleaseView = {
  readonly release: Release;
  readonly policy: LanePolicy;
  readonly live: Live;
  /** Whether it makes sense to record what is live, where nothing is on record. */
  readonly recording: Recording;
  readonly hold: Hold | null;
  readonly rules: readonly RuleProgress[];
  readonly conditions: readonly Condition[];
  /** 1 for the next one to go; null when it does not wait for the lane. */
  readonly position: number | null;
  /** Whether the go that completes the rules deploys at once ('on-go'), or a Deploy button follows. */
  readonly execution: 'on-go' | 'separate';
  /** What the requester says, and never less than what the change itself says. */
  readonly risk: RiskLevel;
  readonly gates: readonly GateResult[];
  readonly checklist: readonly ChecklistItem[];
  /** Gates that block any other release of the lane and are not asked of this emergency, by their ids. */
  readonly waived: readonly string[];
  /** The review that it still owes as an emergency; null where none is owed. */
  readonly debt: Debt | null;
  /** A failed run that a deployer may start once more. */
  readonly retryable: 'yes' | 'no';
  /** The rollback that has put production back since it ended; null when none has. */
  readonly undone: UndoneBy | null;
  /** The rollback that is under way, because of which this cannot be rolled back now; null for none. */
  readonly undoing: ReleaseId | null;
  readonly now: Instant;
};

export type UndoneBy = {
  readonly release: ReleaseId;
  readonly at: Instant;
  /** Who confirmed it; for one by mandate, the first who had granted it. */
  readonly by: SlackUserId;
  readonly how: 'by-person' | 'by-mandate';
  readonly sha: CommitSha | null;
  readonly version: string | null;
  readonly card: CardPlace | null;
};

/** A line of `/release status` and of Home, kept as a projection so that reading costs the same for ever. */
export type OpenRow = {
  readonly release: ReleaseId;
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  readonly phase: Phase;
  readonly sha: CommitSha | null;
  readonly version: string | null;
  readonly summary: string;
  readonly urgency: string;
  readonly requestedBy: SlackUserId;
  readonly since: Instant;
  readonly card: CardPlace | null;
  /** People who can take the next step. */
  readonly waitsFor: readonly SlackUserId[];
  /** Where so many could that naming them would swell every row: everybody who has one of these roles. */
  readonly waitsForRoles: readonly string[];
  /** Without its people, who are named above. */
  readonly next: Condition | null;
};

export type LaneRow = {
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  readonly live: Live;
  readonly hold: Hold | null;
  /** Reviews that emergencies owe. Lines that were kept before there were any do not have it. */
  readonly debts?: readonly Debt[];
};

/** A line of `/release history`. */
export type HistoryRow = {
  readonly release: ReleaseId;
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  readonly endedAt: Instant;
  readonly sha: CommitSha | null;
  readonly version: string | null;
  readonly type: 'Feature' | 'Hotfix' | 'Emergency' | 'Replay' | 'Rollback';
  readonly outcome: Phase;
  /** Why it failed; null when it did not. */
  readonly failure: FailureCause['code'] | null;
  /** What breached the watch, or was found to have when it was over; null where none was breached, and in what was kept before this was. */
  readonly breached: Trigger | null;
  /** Whether production was put back from it. */
  readonly rollback: 'N/A' | 'Yes';
  /** Of a rollback: the release that it undoes, where the one who pressed had named one. */
  readonly undoes: ReleaseId | null;
  /** Of a rollback: whether nobody pressed, and the go of what it undoes had authorised it. */
  readonly mandate: 'yes' | 'no';
  /** Of a rollback: the commit that production showed before it; null where that was not seen. */
  readonly wasLive: CommitSha | null;
  readonly notes: string;
  readonly requestedBy: SlackUserId;
  readonly approvedBy: readonly SlackUserId[];
  readonly card: CardPlace | null;
};

/** The same with what other lines tell of it, as far as they were read. */
export type HistoryLine = HistoryRow & {
  /** The rollback that put production back from it. */
  readonly undoneBy: HistoryRow | null;
  /** What this one undid, as a rollback. */
  readonly undid: HistoryRow | null;
};

export type StatusView = {
  readonly service: ServiceId | null;
  readonly lanes: readonly LaneRow[];
  readonly open: readonly OpenRow[];
  readonly recent: readonly HistoryRow[];
  /** What somebody has still to do something about, worst first; of the service, where one was asked for. */
  readonly incidents: readonly IncidentRow[];
  readonly warnings: readonly string[];
  readonly now: Instant;
};

export type HomeView = {
  readonly user: SlackUserId;
  readonly needsYou: readonly OpenRow[];
  readonly open: readonly OpenRow[];
  readonly lanes: readonly LaneRow[];
  /** All that are not done with, worst first, also those that do not wait for this person. */
  readonly incidents: readonly IncidentRow[];
  readonly warnings: readonly string[];
  readonly now: Instant;
};

/** What the request modal is filled with, once GitHub has been read. */
export type RequestDraft = {
  readonly kind: Exclude<ReleaseKind, 'rollback'>;
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  readonly ref: string;
  readonly candidate: Candidate;
  readonly policy: LanePolicy;
  readonly gates: readonly GateResult[];
  readonly checklist: readonly ChecklistItem[];
  readonly summary: string;
  readonly now: Instant;
};

/** A version that can be gone back to, as it is offered. `verifiedAt` is null for one that no watch saw work here. */
export type RollbackChoice = {
  readonly sha: CommitSha;
  readonly version: string | null;
  readonly verifiedAt: Instant | null;
  /** What came of it when it ran here again since; null for nothing bad. */
  readonly suspect: Suspect['why'] | null;
};

/** What the rollback modal is filled with, once what is to be put back has been read. */
export type RollbackDraft = {
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  readonly policy: LanePolicy;
  readonly live: Live;
  /** What production goes back to, with what that undoes. */
  readonly candidate: Candidate;
  /** When a watch last saw it work here; null when none did. */
  readonly verifiedAt: Instant | null;
  /** Who told that it did not hold up here, and when; null where nobody did. */
  readonly suspect: Suspect | null;
  readonly warnings: readonly RollbackWarning[];
  /** How long earlier releases of the lane took to become live, in milliseconds. */
  readonly tookMs: readonly number[];
  /** What is in the lane, and will be ended or cancelled; null when the lane is free. */
  readonly occupant: {
    readonly release: ReleaseId;
    readonly phase: Phase;
    readonly sha: CommitSha | null;
    readonly version: string | null;
  } | null;
  /** The release that is undone, where there is one. */
  readonly of: ReleaseId | null;
  /** What stands in the reason beforehand; empty for nothing. */
  readonly reason: string;
  readonly now: Instant;
};

/** What a request for a commit would meet, found out without making one. */
export type DryRun = {
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  readonly policy: LanePolicy;
  readonly candidate: Candidate;
  /** As if the person who asks were the requester. */
  readonly rules: readonly RuleProgress[];
  readonly blockers: readonly Blocker[];
  readonly gates: readonly GateResult[];
  readonly checklist: readonly ChecklistItem[];
  readonly window: WindowState;
  readonly hold: Hold | null;
  /** The release that it would have to wait for; null when the lane is free. */
  readonly laneBusyBehind: ReleaseId | null;
  readonly execution: 'on-go' | 'separate';
  readonly risk: RiskLevel;
  readonly now: Instant;
};
