import { type ChainId } from '../domain/ids.ts';

/** A commit's workflows and checks end within a moment of each other, and each end is a delivery. Milliseconds. */
const gathersFor = 1_000;
/** One reading may take a hundred calls of the few thousand that GitHub allows in an hour. Milliseconds. */
const restsFor = 10_000;

export type GentleHintsParts = {
  /** Has the open candidates of a lane read again. */
  readonly wake: (chain: ChainId) => Promise<void>;
  readonly later: (milliseconds: number, run: () => void) => void;
  readonly log: { warn(facts: object, text: string): void };
};

/**
 * Asks that the candidates of a lane be read again: soon, once for all that asks for it meanwhile, and always after the
 * last of it. What is lost here with the process, the next regular reading finds.
 */
export function createGentleHints({ wake, later, log }: GentleHintsParts): (chain: ChainId) => void {
  const asked = new Set<ChainId>();
  /** Lanes that wait for their moment, or rest after it. */
  const busy = new Set<ChainId>();

  async function pass(chain: ChainId): Promise<void> {
    try {
      await wake(chain);
    } catch (error) {
      log.warn(
        { err: error, chain },
        'What GitHub reported could not be passed on. The next regular reading finds it.',
      );
    }
  }

  function passOrRest(chain: ChainId): void {
    if (!asked.delete(chain)) {
      busy.delete(chain);
      return;
    }
    later(restsFor, () => passOrRest(chain));
    void pass(chain);
  }

  return function hintGently(chain) {
    asked.add(chain);
    if (busy.has(chain)) return;
    busy.add(chain);
    later(gathersFor, () => passOrRest(chain));
  };
}
