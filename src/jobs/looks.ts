import { type ChainId } from '../domain/ids.ts';
import { type Lane } from '../domain/lane/lane.ts';
import { type Work } from '../domain/schedule.ts';

export type Look = Extract<Work, { kind: 'look' }>;

/**
 * Looks that this process is taking. They come in hundreds a second and are worth nothing a moment later, so they do not
 * go through the queue: whoever moved the lane's due time on takes the look at once. It comes again a while later, should
 * this process die meanwhile or the look fail.
 */
export type Looks = {
  /** False while so many are under way that a further one has to wait: then its due time must stay where it is. */
  hasRoom(): boolean;
  /** Takes one, unless one at this lane is under way. Returns at once. */
  begin(chain: ChainId, lane: Lane, look: Look): void;
  /** Resolves when none is under way, after `deadlineMs` at the latest. */
  idle(deadlineMs: number): Promise<void>;
};

/** Twice as many as 500 a second can leave open when production takes two seconds to answer. Each holds a connection. */
const atMost = 2000;

export function createLooks(parts: {
  readonly take: (chain: ChainId, lane: Lane, look: Look) => Promise<void>;
  readonly failed: (chain: ChainId, error: unknown) => void;
}): Looks {
  const underWay = new Map<ChainId, Promise<void>>();

  async function take(chain: ChainId, lane: Lane, look: Look): Promise<void> {
    try {
      await parts.take(chain, lane, look);
    } catch (error) {
      parts.failed(chain, error);
    } finally {
      underWay.delete(chain);
    }
  }

  return {
    hasRoom: () => underWay.size < atMost,
    begin(chain, lane, look) {
      if (!underWay.has(chain)) underWay.set(chain, take(chain, lane, look));
    },
    async idle(deadlineMs) {
      const deadline = new Promise<void>((resolve) => {
        setTimeout(resolve, deadlineMs).unref();
      });
      await Promise.race([Promise.all(underWay.values()), deadline]);
    },
  };
}
