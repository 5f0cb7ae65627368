import { type IncidentId, type ReleaseId } from '../../domain/ids.ts';
import { type CardPlace } from '../../domain/release/release.ts';
import { type InOrder } from './in-order.ts';
import { type PostOnce } from './post-once.ts';
import { type Said, type Saying, say } from './say.ts';

export type Replying = Saying & {
  /** Whose thread it is, wherever that stands. */
  readonly of: ReleaseId | IncidentId;
  /** The card; null while it is not posted, when the reply waits and keeps its turn. */
  readonly place: CardPlace | null;
  /** Its number among the replies of this thread; in the order in which they come when not given. */
  readonly line?: number;
};

/**
 * In the thread under a card; what comes first stands first. Repeating it finds what was posted. `heard` is given for
 * incidents, which go before releases.
 */
export type Reply = (ask: Replying) => Promise<Said>;

/**
 * 0 goes first: the message of an incident itself, for until it stands nobody knows of that one at all. Slack takes one
 * message a second in a channel, so where much breaks at once the steps of known incidents would hold up the new ones.
 */
const priorities = { broadcast: 1, 'in-thread': 2, release: 4 };
/** A card that is on its way comes within seconds; where Slack is away it may take an hour. Milliseconds. */
const soonMs = 1000;
const soonAttempts = 60;
const laterMs = 5000;

export function createReply(postOnce: PostOnce, inOrder: InOrder): Reply {
  return function reply({ of, place, line, ...ask }) {
    return inOrder({ place: of, key: ask.key, line: line ?? null }, async () => {
      if (place === null) {
        const afterMs = ask.attemptsBefore < soonAttempts ? soonMs : laterMs;
        return { kind: 'later', afterMs, reason: 'the card is not posted yet' };
      }
      const where = { channel: place.channel, thread: place.ts };
      return await say(postOnce, priorities[ask.heard ?? 'release'], where, 'gonogo_note', ask);
    });
  };
}
