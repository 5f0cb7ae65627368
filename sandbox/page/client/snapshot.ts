import { type EphemeralMessage, type Message, type View } from '../../slack/types.ts';

/** Everything that the page shows, as one value. The server sends it whole whenever something changes. */
export type Snapshot = {
  /** Milliseconds since 1970, by the sandbox's clock. */
  readonly now: number;
  /** How far the clock was moved forward, in milliseconds; null where it cannot be. */
  readonly clock: { readonly aheadMs: number } | null;
  readonly team: string;
  readonly bot: BotState;
  readonly people: readonly Person[];
  readonly channels: readonly ChannelInfo[];
  /** By channel, oldest first, replies among them. */
  readonly messages: Readonly<Record<string, readonly Message[]>>;
  /** By the person who sees them. */
  readonly ephemerals: Readonly<Record<string, readonly EphemeralMessage[]>>;
  /** By person; the topmost modal last. */
  readonly views: Readonly<Record<string, readonly View[]>>;
  readonly homes: Readonly<Record<string, View>>;
  readonly services: readonly LiveService[];
  /** What the pretend pager was told, newest first. */
  readonly alerts: readonly PagedAlert[];
  readonly repos: readonly RepoInfo[];
  /** What the links to the pretend GitHub begin with; no trailing slash. */
  readonly githubUrl: string;
  /** Newest first. */
  readonly runs: readonly RunInfo[];
  readonly switches: readonly SwitchInfo[];
  readonly tour: TourPeople;
};

/** By id: who asks in the first tour and is refused their own go, and who may give it. */
export type TourPeople = { readonly asks: string; readonly approves: string };

export type BotState = {
  readonly userId: string;
  readonly name: string;
  readonly state: 'ready' | 'not-ready' | 'unreachable';
  /** What `/readyz` said when the bot is not ready. */
  readonly says: string;
};

export type PersonKind = 'member' | 'guest' | 'deleted' | 'bot' | 'stranger' | 'app';

export type Person = {
  readonly id: string;
  /** The handle, without the at sign. */
  readonly name: string;
  readonly realName: string;
  /** Six hex digits. */
  readonly color: string;
  readonly kind: PersonKind;
  /** What the person may do or did here, in a few words: `approver and deployer`. */
  readonly hint: string;
};

export type ChannelInfo = {
  readonly id: string;
  readonly name: string;
  readonly topic: string;
  readonly isArchived: boolean;
  /** For direct messages with the bot: whose they are; null for channels. */
  readonly with: string | null;
};

/** What a demo service answers when it is asked, the same way as the bot asks it. */
export type LiveService = {
  readonly name: string;
  readonly version: string | null;
  readonly sha: string | null;
  readonly health: 'healthy' | 'failing' | 'not-json' | 'no-answer';
  /** The words behind the verdict: `200 ok`, `500`, `200 with an HTML page`. */
  readonly says: string;
};

export type RepoInfo = {
  readonly name: string;
  readonly defaultBranch: string;
  readonly branches: readonly RefInfo[];
  readonly tags: readonly RefInfo[];
  /** The default branch's newest commits, newest first. */
  readonly commits: readonly CommitInfo[];
  readonly pulls: readonly PullInfo[];
};

export type RefInfo = { readonly name: string; readonly sha: string };

export type PullInfo = {
  readonly number: number;
  readonly title: string;
  readonly author: string;
  readonly state: 'open' | 'merged' | 'closed';
  readonly commits: readonly CommitInfo[];
};

export type CommitInfo = { readonly sha: string; readonly title: string; readonly author: string; readonly at: string };

export type RunInfo = {
  readonly id: string;
  readonly repo: string;
  readonly number: number;
  readonly title: string;
  readonly workflow: string;
  readonly event: string;
  readonly branch: string;
  readonly actor: string;
  readonly url: string;
  readonly attempt: number;
  readonly createdAt: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly jobs: readonly JobInfo[];
};

export type JobInfo = {
  readonly name: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly steps: readonly StepInfo[];
};

export type StepInfo = { readonly name: string; readonly status: string; readonly conclusion: string | null };

export type SwitchGroup = 'service' | 'signals' | 'evidence' | 'deploy' | 'network' | 'people';

/** One way to break things, or to put them right. */
export type SwitchInfo = {
  readonly name: string;
  readonly group: SwitchGroup;
  readonly label: string;
  /** One sentence: what to expect from Gonogo. */
  readonly expect: string;
  /** `once` does something and is over; a toggle stays until it is turned off. */
  readonly kind: 'toggle' | 'once';
  /** The services for which it is on; `*` when it does not belong to one. */
  readonly on: readonly string[];
};

/** What a person is told after an action: what went wrong, or nothing. */
export type ActResult = { readonly trouble: string | null };

export type PagedAlert = {
  readonly key: string;
  readonly status: 'triggered' | 'acknowledged' | 'resolved';
  readonly summary: string;
  readonly severity: string;
};
