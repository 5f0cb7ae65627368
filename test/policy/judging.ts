import { expect } from 'vitest';
import { judgeGates } from '../../src/domain/gates/judge.ts';
import { type GateResult } from '../../src/domain/gates/result.ts';
import { type EnvironmentName } from '../../src/domain/ids.ts';
import { type Gate } from '../../src/domain/policy/gates.ts';
import { collectEvidence, type StagingLane } from '../../src/evidence/collect-candidate.ts';
import { type RangeFacts } from '../../src/evidence/reads.ts';
import { policyWith } from '../support/policy.ts';
import { emptyRange, emptyWorld, now, open, repo, sha, type World } from './shelf.ts';

export const workflowGate: Gate = {
  id: 'integration-gate',
  kind: 'workflow-run',
  mode: 'blocking',
  workflow: 'integration-gate.yml',
  branch: 'main',
};
export const manifestGate: Gate = { id: 'release-candidate', kind: 'manifest', mode: 'blocking' };
export const scorecardGate: Gate = { id: 'scorecard', kind: 'scorecard', mode: 'blocking', accept: ['green'] };
export const yellowGate: Gate = { ...scorecardGate, accept: ['green', 'yellow'] };
export const artifactsGate: Gate = { id: 'artifacts', kind: 'artifacts', mode: 'blocking' };
export const smokeGate: Gate = { id: 'smoke', kind: 'smoke', mode: 'blocking' };
export const reviewGate: Gate = { id: 'review', kind: 'review', mode: 'blocking' };
export const checksGate: Gate = { id: 'checks', kind: 'checks', mode: 'blocking' };
export const policyGate: Gate = { id: 'policy', kind: 'policy', mode: 'blocking' };
export const environmentGate: Gate = { id: 'environment', kind: 'environment', mode: 'blocking' };
export const stagingGate: Gate = {
  id: 'staging',
  kind: 'staging',
  mode: 'blocking',
  environment: 'staging' as EnvironmentName,
};

/** One rule: what lies at GitHub, the gate that looks at it, and what a release manager expects it to say. */
export type EvidenceCase = {
  readonly rule: string;
  readonly gate: Gate;
  readonly world: Partial<World>;
  readonly range?: RangeFacts;
  readonly staging?: Readonly<Record<string, StagingLane>>;
  readonly says: GateResult['outcome'];
  readonly because: string;
};

/** Collects and judges as for a real candidate; `because` is the reason's code, or what is wrong with the file. */
export async function expectCase({ gate, world, range, staging, says, because }: EvidenceCase): Promise<void> {
  const { reads, copies } = open({ ...emptyWorld, ...world });
  const policy = policyWith({ gates: [gate], refs: ['main', 'hotfix/*'], repo });
  const candidate = { sha, url: `https://github.com/acme/checkout/commit/${sha}` };
  const evidence = await collectEvidence({
    policy,
    candidate,
    range: range ?? emptyRange,
    staging: staging ?? {},
    reads,
    copies,
    now,
  });
  const [result] = judgeGates(policy, { sha, evidence });

  expect({ says: result?.outcome, because: result === undefined ? null : codeOf(result) }).toEqual({ says, because });
}

function codeOf({ reason }: GateResult): string {
  return 'problem' in reason ? reason.problem : reason.code;
}
