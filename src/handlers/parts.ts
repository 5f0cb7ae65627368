import { type HomeTab, type Message, type Modal } from '../cards/block-kit.ts';
import { type KeyProblem } from '../cards/bundle-words.ts';
import {
  type ChainId,
  type ChannelId,
  type EnvironmentName,
  type IncidentId,
  type MessageTs,
  type ReleaseId,
  type RepoName,
  type RunId,
  type ServiceId,
  type SlackUserId,
} from '../domain/ids.ts';
import { type IncidentKind } from '../domain/incident/aggregate.ts';
import { type IncidentPolicy } from '../domain/incident/policy.ts';
import { type IncidentRow, type IncidentView } from '../domain/incident/views.ts';
import { type Lane } from '../domain/lane/lane.ts';
import { type Standing } from '../domain/people/actor.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Trigger } from '../domain/policy/watch.ts';
import { type Candidate } from '../domain/release/candidate.ts';
import { type CardPlace, type Ended } from '../domain/release/release.ts';
import { type ReleaseKind, type ReleaseRequest } from '../domain/release/terms.ts';
import { type Instant } from '../domain/time.ts';
import { type HistoryRow, type LaneRow, type OpenRow, type ReleaseView } from '../domain/views.ts';
import { type FlowAnswer, type Submission } from '../flow.ts';

/** All that handlers need of the rest. What reads or writes the ledger may throw; what talks to Slack never does. */
export type HandlerParts = {
  submit(submission: Submission): Promise<FlowAnswer>;
  /** Null for a lane that the config does not have. */
  readLane(chain: ChainId): Promise<Lane | null>;
  policyOf(chain: ChainId): LanePolicy | null;
  lanes(): readonly LanePolicy[];
  /** The workspace that Gonogo is installed in; null until Slack has said so. */
  teamId(): string | null;
  /** What Slack says of somebody; answers within a second, if need be `unknown`. */
  standing(user: SlackUserId): Promise<Standing>;
  forgetPerson(user: SlackUserId): void;
  readonly readings: Readings;
  readonly slack: SlackSlice;
  readonly candidates: { read(asked: CandidateAsked): Promise<CandidateAnswer> };
  /** The release's signed bundle, which has been checked as `gonogo verify` checks it. Reads only. */
  bundle(release: ReleaseId): Promise<Bundled>;
  /** What the watch of a release saw of one signal; null where nobody watched. It reads telemetry, and never throws. */
  chart(view: ReleaseView, signal: Trigger): Promise<ChartDrawn | null>;
  /** The address of a run at this GitHub. */
  runUrl(repo: RepoName, run: RunId): string;
  readonly incidents: Incidents;
  newReleaseId(service: ServiceId, environment: EnvironmentName): ReleaseId;
  now(): Instant;
  readonly log: Log;
};

/** Incidents as handlers need them. What reads or writes the ledger may throw; `groupsOf` never does. */
export type Incidents = {
  submit(submission: Submission<IncidentKind>): Promise<FlowAnswer<IncidentKind>>;
  /** Never null: an incident about a service that the config has no more goes by the top level's ladder. */
  policyOf(incident: IncidentId): IncidentPolicy;
  /** The incident as it stands now; null where nothing has opened it. */
  view(incident: IncidentId): Promise<IncidentView | null>;
  /** What somebody has still to do something about, worst and oldest first, and the ten that were resolved last. */
  rows(): Promise<{ readonly open: readonly IncidentRow[]; readonly recent: readonly IncidentRow[] }>;
  /** The incident whose live message stands there; null for any other message. */
  at(place: CardPlace): Promise<IncidentId | null>;
  /** Those of these user groups that Slack says the person is in, at most a minute old; none where Slack does not answer. */
  groupsOf(user: SlackUserId, groups: readonly string[]): Promise<readonly string[]>;
  newIncidentId(service: ServiceId | null): IncidentId;
};

/** What can be read at the same cost whatever has happened before. */
export type Readings = {
  status(): Promise<StatusReading>;
  /** A page, newest first. */
  history(asked: HistoryAsked): Promise<HistoryRead>;
  /** The whole record of a release that has ended; null when there is none. */
  record(release: ReleaseId): Promise<Ended | null>;
};

export type HistoryAsked = {
  /** Null for all lanes. */
  readonly chain: ChainId | null;
  /** Begins with the `newer` releases that ended next after an instant, and goes on before it; null for the newest. */
  readonly from: { readonly notAfter: Instant; readonly newer: number } | null;
  /** Only what comes after this one: where the page before ended. */
  readonly before: ReleaseId | null;
  readonly limit: number;
};

export type HistoryRead = {
  readonly rows: readonly HistoryRow[];
  /** The `before` of the page that follows; null on the last one. */
  readonly next: ReleaseId | null;
};

export type StatusReading = {
  readonly lanes: readonly LaneRow[];
  readonly open: readonly OpenRow[];
  readonly recent: readonly HistoryRow[];
  readonly warnings: readonly string[];
};

/** The few calls that cannot wait for an effect: a modal's trigger lives three seconds. None of them throws. */
export type SlackSlice = {
  /** The view's id; null when it did not open. */
  openModal(triggerId: string, view: Modal): Promise<string | null>;
  updateModal(viewId: string, view: Modal): Promise<void>;
  publishHome(user: SlackUserId, view: HomeTab): Promise<void>;
  /** Tells one person what only they see: in the channel where they are, else in their direct messages. */
  tell(ask: {
    readonly user: SlackUserId;
    readonly channel: ChannelId | null;
    readonly message: Message;
  }): Promise<void>;
  /** A message of a channel or of a thread that Gonogo may read; null for none, and where Slack does not answer. */
  messageAt(place: CardPlace): Promise<MessageRead | null>;
  /** Puts a file into somebody's direct messages. `later`: it may stand there or not; a second one does no harm. */
  sendFile(ask: FileToSend): Promise<FileSent>;
  /** Puts a file into the thread under a card. `later`: it may stand there or not, and asking again is safe. */
  share(
    ask: FileToShare,
  ): Promise<{ readonly kind: 'said' } | { readonly kind: 'lost' | 'later'; readonly reason: string }>;
};

export type MessageRead = {
  readonly text: string;
  /** The message whose thread it stands in; null for one that is in no thread. The first of a thread names itself. */
  readonly thread: MessageTs | null;
  /** Null where no person or app wrote it. */
  readonly by: SlackUserId | null;
};

export type FileToSend = {
  readonly user: SlackUserId;
  /** How it is called when it is saved. */
  readonly name: string;
  /** How it is called in Slack. */
  readonly title: string;
  /** At least one byte. */
  readonly bytes: Uint8Array;
  /** What stands above the file. */
  readonly comment: Message;
};

export type FileSent =
  | { readonly kind: 'said'; readonly place: CardPlace }
  | { readonly kind: 'lost' | 'later'; readonly reason: string };

export type FileToShare = {
  /** Names this one file among all. */
  readonly key: string;
  readonly place: CardPlace;
  readonly name: string;
  readonly title: string;
  readonly bytes: Uint8Array;
  /** What a picture shows; null for what is none. */
  readonly altText: string | null;
  readonly comment: Message;
};

export type Bundled =
  | { readonly kind: 'bundle'; readonly name: string; readonly bytes: Uint8Array }
  /** Nothing can sign it. */
  | { readonly kind: 'no-key'; readonly problem: KeyProblem }
  | { readonly kind: 'problem'; readonly sentence: string };

export type ChartDrawn = {
  /** What the picture says, in words. */
  readonly caption: string;
  /** Null where nothing can be drawn. */
  readonly bytes: Uint8Array | null;
  readonly name: string;
  readonly title: string;
};

export type CandidateAsked = {
  readonly policy: LanePolicy;
  readonly kind: ReleaseKind;
  readonly ref: ReleaseRequest['ref'];
  readonly lane: Pick<Lane, 'live' | 'pushes' | 'verified' | 'open'>;
  /** Nothing has been requested yet. */
  readonly release: null;
};

/** A candidate with its evidence, and with where a rollback of it would lead. */
export type CandidateAnswer =
  | { readonly kind: 'found'; readonly candidate: Candidate }
  | { readonly kind: 'problem'; readonly sentence: string };

export type Log = {
  info(facts: object, text: string): void;
  warn(facts: object, text: string): void;
  error(facts: object, text: string): void;
};
