import { incidentAlert } from '../cards/alert.ts';
import { type Message } from '../cards/block-kit.ts';
import { metadataOf, type ReleaseMetadata } from '../cards/metadata.ts';
import { releaseCard } from '../cards/release-card.ts';
import { sayingText } from '../cards/saying.ts';
import { threadNote } from '../cards/thread-note.ts';
import { type DispatchAnswer, type FactCommand } from '../domain/commands.ts';
import { type Effect, effectId } from '../domain/effects.ts';
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
    reply(ask: SayIt & { readonly place: CardPlace }): Promise<{ readonly kind: 'said' | 'lost' } | Later>;
    alert(ask: SayIt & { readonly channel: ChannelId }): Promise<{ readonly kind: 'said' | 'lost' } | Later>;
    tell(ask: {
      readonly user: SlackUserId;
      readonly channel: ChannelId | null;
      readonly message: Message;
      readonly attemptsBefore: number;
    }): Promise<{ readonly kind: 'told' | 'lost' } | Later>;
  };
  readonly github: {
    startRun(ask: {
      readonly repo: RepoName;
      readonly workflow: string;
      readonly ref: string;
      readonly inputs: Readonly<Record<string, string>>;
    }): Promise<DispatchAnswer>;
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
  readonly report: (command: FactCommand) => Promise<void>;
  /** Milliseconds of a clock that never steps. */
  readonly elapsed: () => number;
};

type SayIt = { readonly key: string; readonly message: Message; readonly attemptsBefore: number };
type Later = { readonly kind: 'later'; readonly afterMs: number; readonly reason: string };
export type Claim = { readonly effect: string; readonly token: number };

/** `settled`: the effect left the outbox together with what was recorded of it. */
export type Performed = { readonly kind: 'done' } | { readonly kind: 'settled' } | Later;

type Performing<T extends Effect['type']> = (
  parts: PerformParts,
  effect: Extract<Effect, { type: T }>,
  how: Claim & { readonly attemptsBefore: number },
) => Promise<Performed>;

const done: Performed = { kind: 'done' };
/** A reply belongs under a card that may still be on its way. */
const cardOnItsWay: Performed = { kind: 'later', afterMs: 1000, reason: 'the card is not posted yet' };

/**
 * A claim that was appended longer ago than this is not acted on: the process may have been paused, and the
 * search for its run may be over. Far below the 120 s that the search lasts.
 */
const claimGoodForMs = 5000;

/** Every effect, with the story of its second performance. */
const performers: { readonly [T in Effect['type']]: Performing<T> } = {
  /** Twice: the same message is updated to the same content, or found by its metadata before it is posted again. */
  ShowCard: async (parts, effect, { attemptsBefore, ...claim }) => {
    const view = await parts.viewOf(effect.release);
    if (view === null) return done;
    const { release, policy } = view;
    const shown = await parts.slack.showLive({
      release: release.id,
      place: release.card,
      attemptsBefore,
      message: releaseCard(view),
      metadata: metadataOf(release),
      channels: policy.channels,
    });
    if (shown.kind === 'later') return shown;
    if (shown.kind === 'lost') {
      await parts.report({ type: 'RecordCardLost', release: release.id, reason: shown.reason });
      return { kind: 'later', afterMs: 0, reason: shown.reason };
    }
    if (samePlace(shown.place, release.card)) return done;
    await parts.submit({ type: 'RecordCard', release: release.id, card: shown.place }, { ...claim, settle: false });
    return done;
  },

  /** Twice: found in the thread by its key. */
  Reply: async (parts, effect, { attemptsBefore }) => {
    const view = await parts.viewOf(effect.release);
    if (view === null) return done;
    if (view.release.card === null) return cardOnItsWay;
    const message = threadNote(effect.note, view);
    const said = await parts.slack.reply({ place: view.release.card, key: effectId(effect), message, attemptsBefore });
    return said.kind === 'later' ? said : done;
  },

  /** Twice: found in the channel by its key. */
  Alert: async (parts, effect, { attemptsBefore }) => {
    const view = await parts.viewOf(effect.release);
    if (view === null) return done;
    const message = incidentAlert(effect.alert, view);
    const said = await parts.slack.alert({
      channel: view.policy.channels.incidents,
      key: effectId(effect),
      message,
      attemptsBefore,
    });
    return said.kind === 'later' ? said : done;
  },

  /** Twice: the person reads the same sentence again. */
  Tell: async (parts, effect, { attemptsBefore }) => {
    const { user, channel, say } = effect;
    const told = await parts.slack.tell({ user, channel, message: sayingText(say), attemptsBefore });
    return told.kind === 'later' && attemptsBefore < 3 ? told : done;
  },

  /**
   * Never twice. The claim is appended before the call, and only while the dispatch still waits for one; whoever
   * comes second finds it claimed and goes away. An answer that cannot be recorded under the claim any more is
   * reported all the same, for it is about the dispatch id and not about who made the call.
   */
  StartRun: async (parts, effect, { effect: name, token }) => {
    const claim = { effect: name, token };
    const begun = parts.elapsed();
    const claimed = await parts.submit(
      { type: 'ClaimDispatch', release: effect.release, dispatch: effect.dispatch },
      { ...claim, settle: false },
    );
    if (claimed !== 'recorded') return done;
    const { repo, workflow, ref, inputs } = effect;
    const answer: DispatchAnswer =
      parts.elapsed() - begun > claimGoodForMs
        ? { kind: 'ambiguous', reason: 'this process was held up before it could call GitHub' }
        : await parts.github.startRun({ repo, workflow, ref, inputs });
    const record: FactCommand = {
      type: 'RecordDispatchAnswer',
      release: effect.release,
      dispatch: effect.dispatch,
      answer,
    };
    const recorded = await parts.submit(record, { ...claim, settle: true });
    if (recorded === 'fenced') await parts.report(record);
    return { kind: 'settled' };
  },

  /** Twice: GitHub says that the run is being cancelled, or over. What it did not hear the state asks again. */
  CancelRun: async (parts, { repo, run }) => {
    await parts.github.cancelRun(repo, run);
    return done;
  },
};

export async function perform(
  parts: PerformParts,
  effect: Effect,
  how: Claim & { readonly attemptsBefore: number },
): Promise<Performed> {
  // The table's one cast: each performer is stored under the type of effect that it takes.
  const performer = performers[effect.type] as Performing<Effect['type']>;
  return performer(parts, effect, how);
}

function samePlace(one: CardPlace, other: CardPlace | null): boolean {
  return other !== null && one.channel === other.channel && one.ts === other.ts;
}
