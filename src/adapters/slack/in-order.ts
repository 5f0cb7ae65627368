import { type Said } from './say.ts';

/**
 * Keeps what is said in one place in its order, also when each of it has to be tried again at a time of its own: Slack
 * was away, and the later reply would come back first. Known to this process alone; after a restart the order is that in
 * which they come back.
 */
export type InOrder = (turn: Turn, say: () => Promise<Said>) => Promise<Said>;

export type Turn = {
  /** A thread, or a conversation. */
  readonly place: string;
  readonly key: string;
  /** Its number among what is said there; null for whatever comes in the order in which it is asked for. */
  readonly line: number | null;
};

/** Those who wait behind another come back so long after it, one after the other; ever longer while it is being said. */
const gapMs = 300;
const longestGapMs = 5000;
/**
 * What was to come back and has not for so long is somebody else's by now, and nobody waits for it. Longer than a call
 * may wait for its turn. Milliseconds.
 */
const patienceMs = 90_000;

type Waiting = { readonly key: string; readonly line: number | null; backAt: number; asked: number };

export function createInOrder(now: () => number): InOrder {
  const places = new Map<string, readonly Waiting[]>();

  function keep(place: string, waiting: readonly Waiting[]): void {
    if (waiting.length === 0) places.delete(place);
    else places.set(place, waiting);
  }

  function entryOf({ place, key, line }: Turn): Waiting {
    const waiting = (places.get(place) ?? []).filter(({ backAt }) => now() - backAt < patienceMs);
    const known = waiting.find((each) => each.key === key);
    const entry = known ?? { key, line, backAt: now(), asked: 0 };
    keep(place, known === undefined ? inserted(waiting, entry) : waiting);
    return entry;
  }

  /** Milliseconds until it may ask again; 0 when it is its turn. */
  function waitFor(place: string, entry: Waiting): number {
    const waiting = places.get(place) ?? [];
    const position = waiting.indexOf(entry);
    const [first] = waiting;
    const gap = Math.min(longestGapMs, gapMs * 2 ** Math.min(entry.asked, 10));
    entry.asked += 1;
    return position <= 0 || first === undefined ? 0 : Math.max(first.backAt - now(), gap) + (position - 1) * gapMs;
  }

  return async function inOrder(turn, say) {
    const entry = entryOf(turn);
    const wait = waitFor(turn.place, entry);
    entry.backAt = now() + wait;
    if (wait > 0) return { kind: 'later', afterMs: wait, reason: 'something before it is not said yet' };
    const said = await say();
    if (said.kind === 'later') entry.backAt = now() + said.afterMs;
    else {
      const others = (places.get(turn.place) ?? []).filter((each) => each !== entry);
      keep(turn.place, others);
    }
    return said;
  };
}

/** Behind all but those of a higher line. */
function inserted(waiting: readonly Waiting[], entry: Waiting): readonly Waiting[] {
  const { line } = entry;
  const at = line === null ? -1 : waiting.findIndex((each) => each.line !== null && each.line > line);
  return at === -1 ? [...waiting, entry] : waiting.toSpliced(at, 0, entry);
}
