import { type GateFact } from '../domain/gates/fact.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Candidate, type CandidateEvidence } from '../domain/release/candidate.ts';
import { type Instant } from '../domain/time.ts';
import { openAsking } from './asking.ts';
import { collectGate, type GateContext, type GateWithFact } from './collect-gates.ts';
import { type StagingLane } from './collect-staging.ts';
import { type Copies, type EvidenceReads, type RangeFacts } from './reads.ts';

export type { StagingLane } from './collect-staging.ts';

export type Collecting = {
  readonly policy: LanePolicy;
  readonly candidate: Pick<Candidate, 'sha' | 'url'>;
  readonly range: RangeFacts;
  /** What the lanes that staging gates name know of the commit, by environment. */
  readonly staging: Readonly<Record<string, StagingLane>>;
  readonly reads: EvidenceReads;
  readonly copies: Copies;
  readonly now: Instant;
  /** Called when a part is done: each gate is one, and so are manifest and tests. */
  readonly progress?: (done: number, total: number) => void;
};

/**
 * Everything that is found about a candidate: manifest and tests always, and a fact for each gate of the lane but
 * window and lane. All of it is asked for at once, and no list twice. It throws only when our own store does:
 * what GitHub does not answer stands in the facts.
 */
export async function collectEvidence(collecting: Collecting): Promise<CandidateEvidence> {
  const { policy, candidate, range, staging, reads, copies, now } = collecting;
  const { sha, url } = candidate;
  const asking = openAsking({ policy, sha, reads, copies, now });
  const context: GateContext = { asking, reads, policy, sha, url, range, staging };
  const gates = policy.gates.filter(hasFact);
  const counted = counting(gates.length + 2, collecting.progress);

  const [manifest, tests, facts] = await Promise.all([
    counted(asking.evidence('release-candidate', manifestWorkflow(policy))),
    counted(asking.evidence('tests', null)),
    Promise.all(gates.map(async (gate) => [gate.id, await counted(collectGate(gate, context))] as const)),
  ]);
  return { manifest, tests, gates: Object.fromEntries<GateFact>(facts) };
}

/** The manifest that goes into the subject is the one that the lane's manifest gate asks for. */
export function manifestWorkflow(policy: Pick<LanePolicy, 'gates'>): string | null {
  return policy.gates.find((gate) => gate.kind === 'manifest')?.workflow ?? null;
}

function hasFact(gate: LanePolicy['gates'][number]): gate is GateWithFact {
  return gate.kind !== 'window' && gate.kind !== 'lane';
}

function counting(total: number, progress: Collecting['progress']): <T>(part: Promise<T>) => Promise<T> {
  let done = 0;
  return async (part) => {
    const value = await part;
    done += 1;
    progress?.(done, total);
    return value;
  };
}
