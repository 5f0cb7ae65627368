import { LedgerDamaged, LedgerUnavailable } from './adapters/ledger/errors.ts';
import { type ChainId } from './domain/ids.ts';
import { UnknownEvent } from './domain/ledger/events-of.ts';
import { type OpenRow } from './domain/views.ts';

/** What operators should know and mend. Kept in this process only: whatever goes on is found and told again. */
export type Troubles = {
  /** Something that went wrong once. Logged, and shown for ten minutes after it was last told. */
  tell(sentence: string): void;
  /** A chain that cannot be worked on. It is shown, and Gonogo is not armed, until the chain is `readable` again. */
  unreadable(chain: ChainId, error: unknown): void;
  readable(chain: ChainId): void;
  /** The open releases of lanes that the config does not have. */
  astray(rows: readonly Pick<OpenRow, 'release' | 'service' | 'environment'>[]): void;
  warnings(): readonly string[];
  /** Why a go might not be carried out; a part of the warnings. */
  reasons(): readonly string[];
};

type Logs = { error(facts: object, text: string): void; warn(facts: object, text: string): void };

/** Milliseconds. */
const shownFor = 10 * 60_000;
/** The same trouble is logged again after this long; milliseconds. */
const logEvery = 60_000;
/** The newest ones say enough. */
const mostTold = 10;

/** `elapsed`: milliseconds of a clock that never steps. */
export function createTroubles(log: Logs, elapsed: () => number): Troubles {
  const told = new Map<string, number>();
  const unreadable = new Map<ChainId, string>();
  const logged = new Map<string, number>();
  let lost: readonly string[] = [];

  function logOnce(sentence: string, facts: object): void {
    const now = elapsed();
    for (const [other, at] of logged) if (now - at >= logEvery) logged.delete(other);
    if (logged.has(sentence)) return;
    logged.set(sentence, now);
    log.error(facts, sentence);
  }

  function recent(): readonly string[] {
    for (const [sentence, at] of told) if (elapsed() - at >= shownFor) told.delete(sentence);
    return [...told.keys()].toReversed().slice(0, mostTold);
  }

  return {
    tell(sentence) {
      recent();
      told.delete(sentence);
      told.set(sentence, elapsed());
      logOnce(sentence, {});
    },
    unreadable(chain, error) {
      const reason = error instanceof Error ? error.message : String(error);
      const isLedger = [LedgerDamaged, LedgerUnavailable, UnknownEvent].some((kind) => error instanceof kind);
      const what = isLedger
        ? `The ledger of lane ${laneOf(chain)} cannot be read`
        : `Nothing goes on in ${laneOf(chain)}`;
      const sentence = `${what}: ${reason}`;
      unreadable.set(chain, sentence);
      logOnce(sentence, { err: error, chain });
    },
    readable: (chain) => void unreadable.delete(chain),
    astray(rows) {
      const sentences = sentencesOf(rows);
      for (const sentence of sentences) if (!lost.includes(sentence)) log.warn({}, sentence);
      lost = sentences;
    },
    warnings: () => [...unreadable.values(), ...lost, ...recent()],
    reasons: () => [...unreadable.values()],
  };
}

function sentencesOf(rows: readonly Pick<OpenRow, 'release' | 'service' | 'environment'>[]): readonly string[] {
  const lanes = Map.groupBy(rows, ({ service, environment }) => `${service} → ${environment}`);
  return [...lanes].map(([lane, releases]) => {
    const ids = releases.map(({ release }) => release).join(', ');
    return `${lane} has a release in flight (${ids}) but is not in gonogo.yaml; put the lane back to watch and end it.`;
  });
}

/** `lane.checkout.production` as people call it. */
function laneOf(chain: ChainId): string {
  return chain.split('.').slice(1).join(' → ');
}
