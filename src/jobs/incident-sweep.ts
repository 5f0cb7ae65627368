import { type ChainId, incidentIn } from '../domain/ids.ts';
import { type IncidentKind } from '../domain/incident/aggregate.ts';
import { dueOfIncident } from '../domain/incident/wake.ts';
import { after, type Instant } from '../domain/time.ts';
import { type Flow } from '../flow.ts';

export type IncidentParts = {
  readonly flow: Pick<Flow<IncidentKind>, 'submit' | 'readAt'>;
  readonly due: {
    /** Makes chains due at `until` instead of now, in one step: whoever takes them has so long to do what is due. */
    lease(chains: readonly ChainId[], until: Instant): Promise<void>;
    reschedule(chain: ChainId, from: Instant, to: Instant | null, version: number | null): Promise<'moved' | 'kept'>;
  };
  readonly now: () => Instant;
  readonly troubles: {
    unreadable(chain: ChainId, error: unknown): void;
    readable(chain: ChainId): void;
  };
};

/** Takes incidents whose time has come, all at once, and lets each take its steps. */
export type IncidentSweep = {
  /** Resolves when all are taken; their steps go on. */
  take(chains: readonly ChainId[]): Promise<void>;
};

/** A process that dies has taken them for this long: then they are due again. Milliseconds. */
const leaseMs = 30_000;
/** So many take their steps at a time. */
const together = 64;

/**
 * However many fall due at one moment, they are taken in one step, so none keeps a lane or another incident from being
 * found. There are no jobs in between: a step is one write, and its effects go through the queue by themselves.
 */
export function createIncidentSweep(parts: IncidentParts): IncidentSweep {
  const waiting: { readonly chain: ChainId; readonly until: Instant }[] = [];
  const taken = new Set<ChainId>();
  let running = 0;

  async function advance(chain: ChainId, until: Instant): Promise<void> {
    try {
      await advanceIncident(parts, chain, until);
      parts.troubles.readable(chain);
    } catch (error) {
      parts.troubles.unreadable(chain, error);
    } finally {
      taken.delete(chain);
      running -= 1;
      goOn();
    }
  }

  function goOn(): void {
    while (running < together) {
      const next = waiting.shift();
      if (next === undefined) return;
      running += 1;
      void advance(next.chain, next.until);
    }
  }

  return {
    async take(chains) {
      const fresh = chains.filter((chain) => !taken.has(chain));
      if (fresh.length === 0) return;
      const until = after(parts.now(), leaseMs);
      for (const chain of fresh) taken.add(chain);
      try {
        await parts.due.lease(fresh, until);
      } catch (error) {
        for (const chain of fresh) taken.delete(chain);
        throw error;
      }
      waiting.push(...fresh.map((chain) => ({ chain, until })));
      goOn();
    },
  };
}

/** The due time moves on after the write, so that a crash repeats the question and loses nothing. */
async function advanceIncident(parts: IncidentParts, chain: ChainId, until: Instant): Promise<void> {
  const incident = incidentIn(chain);
  if (incident === null) return;
  await parts.flow.submit({
    chain,
    command: { type: 'AdvanceIncident', incident },
    actor: { kind: 'system', part: 'clock' },
    input: null,
    answerIn: { kind: 'caller' },
    claim: null,
  });
  const read = await parts.flow.readAt(chain);
  const next = read === null ? null : dueOfIncident(read.state);
  await parts.due.reschedule(chain, until, next, read?.version ?? null);
}
