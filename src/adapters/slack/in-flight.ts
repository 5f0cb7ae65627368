/** Counts work that was begun and is not finished yet, so that a shutdown can wait for it. */
export type InFlight = {
  enter(): void;
  leave(): void;
  /** Counts a piece of work until it settles; its failure stays with whoever owns it. */
  track(work: Promise<unknown>): void;
  /** Resolves once nothing is in flight; at once when nothing is. */
  idle(): Promise<void>;
};

export function createInFlight(): InFlight {
  let count = 0;
  let waiting: (() => void)[] = [];

  function enter(): void {
    count += 1;
  }

  function leave(): void {
    count -= 1;
    if (count > 0 || waiting.length === 0) return;
    const resolves = waiting;
    waiting = [];
    for (const resolve of resolves) resolve();
  }

  return {
    enter,
    leave,
    track(work: Promise<unknown>): void {
      enter();
      work.then(leave, leave);
    },
    idle(): Promise<void> {
      if (count === 0) return Promise.resolve();
      return new Promise((resolve) => waiting.push(resolve));
    },
  };
}
