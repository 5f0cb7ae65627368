import { type Message } from '../cards/block-kit.ts';
import { type IncidentMetadata, type ReleaseMetadata } from '../cards/metadata.ts';
import { type DispatchAnswer, type FactCommand } from '../domain/commands.ts';
import { type Effect } from '../domain/effects.ts';
import {
  type ChannelId,
  type IncidentId,
  type ReleaseId,
  type RepoName,
  type RunId,
  type SlackUserId,
} from '../domain/ids.ts';
import { type FactIncidentCommand } from '../domain/incident/commands.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type CardPlace } from '../domain/release/release.ts';
import { type Instant } from '../domain/time.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Telemetry } from '../domain/watch/telemetry.ts';

/** What the world is changed through. Each call says what a repetition does; none of them throws for an expected refusal. */
export type PerformParts = {
  /** The release as it stands now, also when it has ended; null when it is not known. */
  readonly viewOf: (release: ReleaseId) => Promise<ReleaseView | null>;
  /** The incident as it stands now; null where nothing has opened it. */
  readonly incidentOf: (incident: IncidentId) => Promise<IncidentView | null>;
  /** Which of these effects nobody has performed yet. */
  readonly owed: (effectIds: readonly string[]) => Promise<readonly string[]>;
  readonly slack: {
    /** `channels`: where it belongs, and where it stands when that channel is gone. */
    showLive(ask: {
      readonly id: ReleaseId | IncidentId;
      readonly place: CardPlace | null;
      readonly attemptsBefore: number;
      readonly message: Message;
      readonly metadata: ReleaseMetadata | IncidentMetadata;
      readonly channels: readonly [ChannelId, ChannelId];
      /** Incidents go before everything else that waits for Slack. */
      readonly priority: 'card' | 'incident';
    }): Promise<
      | { readonly kind: 'shown'; readonly place: CardPlace }
      | { readonly kind: 'lost'; readonly reason: string }
      /** Neither channel can be used; an operator may mend that. */
      | { readonly kind: 'nowhere'; readonly reason: string }
      | Later
    >;
    /**
     * In the thread of a live message; waits while it is not posted. `line` is its number there, where it has one, and
     * `broadcast` shows it in the channel as well.
     */
    reply(
      ask: SayIt & {
        readonly of: ReleaseId | IncidentId;
        readonly place: CardPlace | null;
        readonly line?: number;
        readonly heard?: 'in-thread' | 'broadcast';
      },
    ): Promise<Said>;
    /** To one person, by direct message. Repeating it finds what was posted. What is said `about` one thing keeps its order. */
    page(ask: SayIt & { readonly user: SlackUserId; readonly about?: string }): Promise<Said>;
    /** A public channel with these people in it; `lost` where we may not open one. Repeating it finds the same channel. */
    openChannel(ask: {
      readonly name: string;
      readonly topic: string;
      readonly people: readonly SlackUserId[];
    }): Promise<
      | { readonly kind: 'opened'; readonly channel: ChannelId }
      | { readonly kind: 'lost'; readonly reason: string }
      | Later
    >;
    /** As a message of its own in a channel. Repeating it finds what was posted. */
    announce(ask: SayIt & { readonly channel: ChannelId }): Promise<Said>;
    share(ask: ShareIt): Promise<Said>;
    tell(ask: {
      readonly user: SlackUserId;
      readonly channel: ChannelId | null;
      readonly message: Message;
      readonly attemptsBefore: number;
    }): Promise<{ readonly kind: 'told' | 'lost' } | Later>;
  };
  /** Draws an SVG document; rejects where nothing can be drawn. */
  readonly draw: (svg: string) => Promise<Uint8Array>;
  /** What production showed; never throws. */
  readonly telemetry: Pick<Telemetry, 'readings'>;
  readonly github: {
    /** Has at hand whatever a start would wait for. */
    prepare(): Promise<void>;
    /** `isInTime` is asked right before the call; when it says no, none is made and the answer is `refused`. */
    startRun(
      ask: {
        readonly repo: RepoName;
        readonly workflow: string;
        readonly ref: string;
        readonly inputs: Readonly<Record<string, string>>;
      },
      isInTime: () => boolean,
    ): Promise<DispatchAnswer>;
    /** Finds the issue by its marker, or makes it; called again it makes no second one. */
    makeIssue(ask: {
      readonly repo: RepoName;
      readonly title: string;
      readonly body: string;
      /** Stands in the body, hidden, and names this issue among all. */
      readonly marker: string;
    }): Promise<
      { readonly kind: 'made'; readonly url: string } | { readonly kind: 'failed'; readonly reason: string } | Later
    >;
    cancelRun(
      repo: RepoName,
      run: RunId,
    ): Promise<{ readonly kind: 'asked' | 'over' } | { readonly kind: 'problem'; readonly sentence: string }>;
  };
  /**
   * Pages by webhook; null where none is configured. `lost`: the service will never take it. `keyRefused`: how often in
   * a row it has refused our key.
   */
  readonly pager: null | {
    send(
      event: PagerEvent,
      attemptsBefore: number,
    ): Promise<
      | { readonly kind: 'accepted' }
      | { readonly kind: 'lost'; readonly reason: string }
      | (Later & { readonly keyRefused: number })
    >;
  };
  /** Issues a fact about an incident, like `submit`. */
  readonly submitIncident: (
    command: FactIncidentCommand,
    claim: (Claim & { readonly settle: boolean }) | null,
  ) => Promise<'recorded' | 'nothing' | 'fenced'>;
  /** Issues a fact; `claim` makes it depend on the effect still being ours. */
  readonly submit: (
    command: FactCommand,
    claim: Claim & { readonly settle: boolean },
  ) => Promise<'recorded' | 'nothing' | 'fenced'>;
  /** Issues a fact that stands by itself, whoever holds the effect by now. */
  readonly report: (command: FactCommand) => Promise<'recorded' | 'nothing' | 'fenced'>;
  /** Tells operators what they have to mend, in one sentence. */
  readonly trouble: (sentence: string) => void;
  readonly log: { warn(facts: object, text: string): void };
  /** Milliseconds of a clock that never steps. */
  readonly elapsed: () => number;
};

/** One event of PagerDuty's Events API v2, but for the routing key. */
export type PagerEvent =
  | {
      readonly action: 'trigger';
      readonly key: string;
      readonly summary: string;
      readonly severity: 'critical' | 'error' | 'warning' | 'info';
      readonly source: string;
      readonly at: Instant;
      readonly details: Readonly<Record<string, string>>;
    }
  | { readonly action: 'acknowledge' | 'resolve'; readonly key: string };

type Said = { readonly kind: 'said' } | { readonly kind: 'lost'; readonly reason: string } | Later;
type SayIt = { readonly key: string; readonly message: Message; readonly attemptsBefore: number };
/** A file for the thread of a card. `altText` says what a picture shows; null for what is none. */
type ShareIt = {
  readonly key: string;
  readonly place: CardPlace;
  readonly name: string;
  readonly title: string;
  readonly bytes: Uint8Array;
  readonly altText: string | null;
  readonly comment: Message;
  readonly attemptsBefore: number;
};
export type Later = { readonly kind: 'later'; readonly afterMs: number; readonly reason: string };
export type Claim = { readonly effect: string; readonly token: number };

/** `settled`: the effect left the outbox together with what was recorded of it. */
export type Performed = { readonly kind: 'done' } | { readonly kind: 'settled' } | Later;

export type How = Claim & { readonly attemptsBefore: number };
export type EffectOf<T extends Effect['type']> = Extract<Effect, { type: T }>;
export type Performing<T extends Effect['type']> = (
  parts: PerformParts,
  effect: EffectOf<T>,
  how: How,
) => Promise<Performed>;

export const done: Performed = { kind: 'done' };

/** Milliseconds: a second at first, then twice as long each time, up to a minute. */
export function growing(attemptsBefore: number): number {
  return Math.min(60_000, 1000 * 2 ** Math.min(attemptsBefore, 6));
}
