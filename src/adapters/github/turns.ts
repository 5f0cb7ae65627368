/** Lets so many pieces of work run at the same time; the others wait, first come, first served. */
export type Turns = {
  /** Resolves to `no-turn`, without having begun, when none came in time. What the work throws is thrown. */
  take<T>(this: void, work: () => Promise<T>): Promise<T | 'no-turn'>;
};

/** `patienceMs`: how long somebody waits for a turn, in milliseconds. */
export function createTurns(most: number, patienceMs: number): Turns {
  const waiting: (() => void)[] = [];
  let taken = 0;

  async function turn(): Promise<'mine' | 'no-turn'> {
    if (taken < most) {
      taken += 1;
      return 'mine';
    }
    const { promise, resolve } = Promise.withResolvers<'mine' | 'no-turn'>();
    const timer = setTimeout(() => {
      waiting.splice(waiting.indexOf(begin), 1);
      resolve('no-turn');
    }, patienceMs);
    function begin(): void {
      clearTimeout(timer);
      resolve('mine');
    }
    waiting.push(begin);
    return await promise;
  }

  /** A turn goes from hand to hand, so that nobody who comes now overtakes those who wait. */
  function pass(): void {
    const next = waiting.shift();
    if (next === undefined) taken -= 1;
    else next();
  }

  return {
    async take(work) {
      if ((await turn()) === 'no-turn') return 'no-turn';
      try {
        return await work();
      } finally {
        pass();
      }
    },
  };
}
