import { type RunReading, type Standings } from '../domain/commands.ts';
import { type PostDeploy } from '../domain/evidence/evidence.ts';
import {
  type ChainId,
  type CommitSha,
  type DispatchId,
  type RepoName,
  type RunId,
  type SlackUserId,
} from '../domain/ids.ts';
import { type Lane } from '../domain/lane/lane.ts';
import { type ListedRun } from '../domain/lane/past-gonogo.ts';
import { type LanePolicy, type WatchPolicy } from '../domain/policy/lane-policy.ts';
import { type VersionSeen } from '../domain/release/candidate.ts';
import { type Run } from '../domain/release/dispatch-step.ts';
import { type Work } from '../domain/schedule.ts';
import { type Instant } from '../domain/time.ts';
import { type Telemetry } from '../domain/watch/telemetry.ts';
import { type HealthReading } from '../domain/watch/watch.ts';
import { type CandidateAsked, type CandidateFound } from '../evidence/candidate-reading.ts';
import { type Production } from '../evidence/production.ts';
import { type Flow } from '../flow.ts';
import { type TelemetryTurns } from './telemetry-turns.ts';

/** A read that GitHub did not answer usefully: `final` when asking again would change nothing by itself. */
export type Problem = { readonly kind: 'problem'; readonly passing: 'passing' | 'final'; readonly sentence: string };

/** What the jobs read. Nothing here acts. */
export type JobParts = {
  readonly flow: Pick<Flow, 'submit' | 'read'>;
  readonly policyOf: (chain: ChainId) => LanePolicy | null;
  readonly candidates: { read(asked: CandidateAsked): Promise<CandidateFound | Problem> };
  readonly evidence: {
    /** What a run that has succeeded left behind. `workflow` is the path of its file. */
    afterRun(asked: {
      readonly policy: LanePolicy;
      readonly run: RunId;
      readonly sha: CommitSha;
      readonly workflow: string;
    }): Promise<PostDeploy>;
  };
  readonly runs: {
    readRun(
      repo: RepoName,
      run: RunId,
      workflowPath: string,
    ): Promise<{ readonly kind: 'read'; readonly reading: RunReading } | Problem>;
    findRuns(
      repo: RepoName,
      workflow: string,
      dispatch: DispatchId,
      since: Instant,
    ): Promise<{ readonly kind: 'searched'; readonly runs: readonly Run[] } | Problem>;
    /** Every dispatched run of a workflow file since then. */
    listRuns(
      repo: RepoName,
      workflow: string,
      since: Instant,
    ): Promise<{ readonly kind: 'searched'; readonly runs: readonly ListedRun[] } | Problem>;
  };
  readonly telemetry: Pick<Telemetry, 'readings'>;
  readonly telemetryTurns: TelemetryTurns;
  /** What was usual in production before a deployment. */
  readonly production: Pick<Production, 'baseline'>;
  readonly probe: {
    health(watch: WatchPolicy | null): Promise<HealthReading>;
    version(watch: WatchPolicy | null): Promise<VersionSeen>;
  };
  readonly people: {
    /** As far as they are known, at most a minute old. */
    standings(users: readonly SlackUserId[]): Promise<Standings>;
    /** Asked now. */
    freshStandings(users: readonly SlackUserId[]): Promise<Standings>;
  };
  readonly newDispatchId: () => DispatchId;
  readonly now: () => Instant;
  readonly log: { warn(facts: object, text: string): void };
};

/** One read or one tick of the clock for one lane. It distrusts its premise: the lane is read again first. */
export type Job<K extends Work['kind']> = (parts: JobParts, at: At, work: WorkOf<K>) => Promise<void>;

export type At = { readonly chain: ChainId; readonly lane: Lane; readonly policy: LanePolicy };
export type WorkOf<K extends Work['kind']> = Extract<Work, { kind: K }>;
