import { type Tick } from '../checklist/item.ts';
import { type Digest } from '../evidence/documents.ts';
import {
  type CommitSha,
  type EnvironmentName,
  type GithubLogin,
  type PolicyVersion,
  type ReleaseId,
  type ServiceId,
  type SlackUserId,
} from '../ids.ts';
import { type Ended, type OpenRelease, type Release } from '../release/release.ts';
import { type Instant } from '../time.ts';
import { type Debt } from './debts.ts';
import { type LateRun } from './late-run.ts';
import { type Call, type Guard } from './past-gonogo.ts';
import { type Suspect } from './suspects.ts';

/**
 * One service in one environment. At most one release is in flight: from `dispatching` until its watch is
 * over and a person has settled what the watch could not. The events of a lane's releases are in the lane's
 * chain, so that a dispatch changes release and lane in one commit.
 */
export type Lane = {
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  /** The config that the lane was last known to run under; null before its first event. */
  readonly policyVersion: PolicyVersion | null;
  readonly live: Live;
  readonly hold: Hold | null;
  readonly adoption: { readonly by: SlackUserId; readonly at: Instant } | null;
  /** The newest pushes to refs of this repository, newest first; at most ten. */
  readonly pushes: readonly Push[];
  readonly open: Readonly<Record<ReleaseId, OpenRelease>>;
  /** The release that last left the lane after it had been dispatched. It may still be retried. */
  readonly last: Ended | null;
  /** Versions that a watch saw work here, newest first; at most ten. They are what one can go back to. */
  readonly verified: readonly Verified[];
  /** Versions that ran here and did not hold up, the newest news first; at most ten. */
  readonly suspects: readonly Suspect[];
  /** The commits that have run here, verified or taken as people said, newest first; at most twenty. */
  readonly ran: readonly CommitSha[];
  /** Answers of people that stay true from release to release, such as that the dashboards are there. */
  readonly standing: readonly Tick[];
  /** For each advisory gate how often it was judged at a dispatch, and how often it would have blocked. */
  readonly advisory: Readonly<Record<string, { readonly judged: number; readonly wouldHaveBlocked: number }>>;
  /** Reviews that emergencies still owe, the oldest first. */
  readonly debts: readonly Debt[];
  /** Runs that no search found, and that may appear beside a rollback. */
  readonly lateRuns: readonly LateRun[];
  /** What GitHub was asked to start in the last two days, oldest first. */
  readonly calls: readonly Call[];
  /** Null until the runs of its workflows were looked at for the first time. */
  readonly guard: Guard | null;
};

export type Verified = {
  readonly sha: CommitSha;
  readonly version: string | null;
  readonly release: ReleaseId;
  readonly at: Instant;
  /** Of its manifest, under which our copy is kept; null when it had none. */
  readonly manifest: Digest | null;
  readonly configDigest: Digest | null;
  /** How long it took to become live, in milliseconds. */
  readonly tookMs: number | null;
};

/** What runs, as far as a release was verified or a person has said so. */
export type Live =
  | { readonly kind: 'unknown' }
  | {
      readonly kind: 'known';
      readonly sha: CommitSha;
      readonly version: string | null;
      readonly since: Instant;
      readonly how:
        | { readonly kind: 'verified'; readonly release: ReleaseId }
        | { readonly kind: 'adopted'; readonly by: SlackUserId };
    };

export type Hold = {
  readonly reason: string;
  readonly since: Instant;
  readonly release: ReleaseId | null;
  /**
   * `rollback`: production was put back, and somebody looks before the next release; an emergency may follow. `doubt`:
   * what is live, or whether something still runs, is not known; nothing may follow but a rollback.
   */
  readonly kind: 'rollback' | 'doubt';
};

export type Push = { readonly ref: string; readonly sha: CommitSha; readonly pusher: GithubLogin };

export function emptyLane(service: ServiceId, environment: EnvironmentName): Lane {
  return {
    service,
    environment,
    policyVersion: null,
    live: { kind: 'unknown' },
    hold: null,
    adoption: null,
    pushes: [],
    open: {},
    last: null,
    verified: [],
    suspects: [],
    ran: [],
    standing: [],
    advisory: {},
    debts: [],
    lateRuns: [],
    calls: [],
    guard: null,
  };
}

/** The release that occupies the lane; null when the lane is free. */
export function occupant(lane: Lane): OpenRelease | null {
  const inLane = Object.values(lane.open).filter((release) => occupies(release));
  // While a rollback makes its last check, what it will undo is still being watched: that one occupies the lane.
  return inLane.find((release) => !isChecking(release)) ?? inLane[0] ?? null;
}

/** What will be live when it is this release's turn, if all goes as expected: whoever is before it. Null for nobody. */
export function expectedBefore(lane: Pick<Lane, 'open'>, id: ReleaseId | null): OpenRelease | null {
  const own = id === null ? undefined : lane.open[id];
  // Whoever waits comes after the one in the lane.
  if (own !== undefined && occupies(own)) return null;
  const waiting = queue(lane);
  const place = waiting.findIndex((release) => release.id === id);
  const ahead = place === -1 ? waiting : waiting.slice(0, place);
  const inLane = Object.values(lane.open).find((release) => occupies(release) && release.id !== id);
  return ahead.at(-1) ?? inLane ?? null;
}

/** Whether its run is over: what is read and watched afterwards changes production no more. */
export function hasRun(release: OpenRelease): boolean {
  return (
    release.phase === 'watching' ||
    release.phase === 'unverified' ||
    (release.phase === 'deploying' && release.ended !== null)
  );
}

function isChecking(release: Release): boolean {
  return release.kind === 'rollback' && release.phase === 'dispatching' && release.step.at === 'rechecking';
}

/** From the last check before the start until everything about it is settled. */
export function occupies(release: Release): boolean {
  switch (release.phase) {
    case 'dispatching':
    case 'deploying':
    case 'watching':
    case 'unverified':
      return true;
    case 'preparing':
    case 'awaiting-decision':
    case 'scheduled':
    case 'ready':
    case 'ended':
      return false;
  }
}

const ranks = { Emergency: 1, Urgent: 2, Routine: 3 } as const;

/** A rollback goes before everything, then emergencies, then what is urgent. */
function rank({ kind, request }: OpenRelease): number {
  return kind === 'rollback' ? 0 : ranks[request.urgency];
}

/** Approved releases that wait for the lane, in the order in which they will go; within a rank by approval. */
export function queue(lane: Pick<Lane, 'open'>): readonly Extract<OpenRelease, { phase: 'scheduled' }>[] {
  return Object.values(lane.open)
    .filter((release) => release.phase === 'scheduled')
    .toSorted((a, b) => {
      const byRank = rank(a) - rank(b);
      if (byRank !== 0) return byRank;
      return a.approvedAt === b.approvedAt ? (a.id < b.id ? -1 : 1) : a.approvedAt < b.approvedAt ? -1 : 1;
    });
}
