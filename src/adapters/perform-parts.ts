import { type Message } from '../cards/block-kit.ts';
import { type ReleaseMetadata } from '../cards/metadata.ts';
import { type DispatchAnswer, type FactCommand } from '../domain/commands.ts';
import { type Effect } from '../domain/effects.ts';
import { type ChannelId, type ReleaseId, type RepoName, type RunId, type SlackUserId } from '../domain/ids.ts';
import { type CardPlace } from '../domain/release/release.ts';
import { type ReleaseView } from '../domain/views.ts';

/** What the world is changed through. Each call says what a repetition does; none of them throws for an expected refusal. */
export type PerformParts = {
  /** The release as it stands now, also when it has ended; null when it is not known. */
  readonly viewOf: (release: ReleaseId) => Promise<ReleaseView | null>;
  readonly slack: {
    showLive(ask: {
      readonly release: ReleaseId;
      readonly place: CardPlace | null;
      readonly attemptsBefore: number;
      readonly message: Message;
      readonly metadata: ReleaseMetadata;
      readonly channels: { readonly releases: ChannelId; readonly incidents: ChannelId };
    }): Promise<
      { readonly kind: 'shown'; readonly place: CardPlace } | { readonly kind: 'lost'; readonly reason: string } | Later
    >;
    reply(ask: SayIt & { readonly place: CardPlace }): Promise<Said>;
    alert(ask: SayIt & { readonly channel: ChannelId }): Promise<Said>;
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
    cancelRun(
      repo: RepoName,
      run: RunId,
    ): Promise<{ readonly kind: 'asked' | 'over' } | { readonly kind: 'problem'; readonly sentence: string }>;
  };
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
