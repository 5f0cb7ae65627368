import { type Redis } from 'ioredis';
import { CopyRefused, createEvidenceCopies } from './adapters/evidence-copies.ts';
import { ledgerKeys } from './adapters/ledger/keys.ts';
import { type Log } from './adapters/log.ts';
import { type ChainId, type CommitSha, laneChain } from './domain/ids.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { type Instant } from './domain/time.ts';
import { type CandidateReadingNeeds, createCandidateReading } from './evidence/candidate-reading.ts';
import { type StagingLane } from './evidence/collect-candidate.ts';
import { collectPostDeploy } from './evidence/collect-post-deploy.ts';
import { type Copies } from './evidence/reads.ts';
import { type Flow } from './flow.ts';
import { type JobParts } from './jobs/parts.ts';

export type EvidenceSide = {
  readonly candidates: ReturnType<typeof createCandidateReading>;
  readonly afterRun: JobParts['evidence']['afterRun'];
  readonly copies: Copies;
};

export type EvidenceNeeds = Pick<
  CandidateReadingNeeds,
  'candidates' | 'reads' | 'production' | 'healthCheck' | 'now'
> & {
  readonly redis: Redis;
  readonly prefix: string;
  readonly flow: Pick<Flow, 'read'>;
  readonly policyOf: (chain: ChainId) => LanePolicy | null;
  readonly log: Pick<Log, 'warn'>;
};

/** Joins what GitHub tells, our own copies of it, and what other lanes know of a commit. */
export function connectEvidence({
  candidates,
  reads,
  production,
  healthCheck,
  now,
  redis,
  prefix,
  flow,
  policyOf,
  log,
}: EvidenceNeeds): EvidenceSide {
  const copies = createEvidenceCopies(redis, ledgerKeys(prefix), (sentence) =>
    log.warn({ part: 'evidence' }, sentence),
  );

  async function staging(policy: LanePolicy, sha: CommitSha): Promise<Readonly<Record<string, StagingLane>>> {
    const known: Record<string, StagingLane> = {};
    for (const gate of policy.gates) {
      if (gate.kind !== 'staging' || gate.environment in known) continue;
      const chain = laneChain(policy.service, gate.environment);
      const lane = policyOf(chain);
      if (lane !== null) known[gate.environment] = { lane, verified: await verifiedIn(chain, sha) };
    }
    return known;
  }

  async function verifiedIn(
    chain: ChainId,
    sha: CommitSha,
  ): Promise<{ readonly release: string; readonly at: Instant } | null> {
    const lane = await flow.read(chain);
    const seen = lane?.verified.find((version) => version.sha === sha);
    return seen === undefined ? null : { release: seen.release, at: seen.at };
  }

  const reading = createCandidateReading({ candidates, reads, copies, production, healthCheck, staging, now });

  return {
    candidates: {
      /** A copy of ours that is not what it was kept as is told to people: it takes an operator, and proves nothing until then. */
      async read(asked) {
        try {
          return await reading.read(asked);
        } catch (error) {
          if (!(error instanceof CopyRefused)) throw error;
          return { kind: 'problem', passing: 'passing', sentence: error.message };
        }
      },
    },
    afterRun: async ({ policy, run, sha, workflow }) =>
      await collectPostDeploy({ policy, run, sha, workflow, reads, copies, now: now() }),
    copies,
  };
}
