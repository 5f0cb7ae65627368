import { type CommitSha, type RepoName } from '../ids.ts';
import { type Gate } from '../policy/gates.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Candidate } from '../release/candidate.ts';
import { judgeArtifacts } from './artifacts.ts';
import { judgeChecks } from './checks.ts';
import { judgeEnvironment } from './environment.ts';
import { type GateFact } from './fact.ts';
import { type GateOf, type Judgement, noGrounds, unknown } from './judgement.ts';
import { judgeManifest } from './manifest.ts';
import { judgePolicy } from './policy.ts';
import { type GateResult } from './result.ts';
import { judgeReview } from './review.ts';
import { judgeScorecard } from './scorecard.ts';
import { judgeSmoke } from './smoke.ts';
import { judgeStaging } from './staging.ts';
import { judgeWorkflowRun } from './workflow-run.ts';

/** The gates that look at the candidate; window and lane look at the clock and at what else goes on. */
type EvidenceGate = Exclude<Gate, GateOf<'window' | 'lane'>>;

/**
 * What each gate of the lane says of this candidate, in the order of the config.
 *
 * Fails closed: a gate without a fact, or with one that answers another question than it asks now, is `unknown`.
 */
export function judgeGates(
  policy: Pick<LanePolicy, 'gates' | 'repo'>,
  candidate: Pick<Candidate, 'sha' | 'evidence'>,
): readonly GateResult[] {
  return policy.gates.filter(looksAtEvidence).map((gate) => {
    const fact = factFor(gate, candidate);
    const judgement =
      fact === null ? unknown({ code: 'not-read' }, noGrounds) : judged(gate, fact, candidate, policy.repo);
    return { id: gate.id, kind: gate.kind, mode: gate.mode, ...judgement };
  });
}

function judged(
  gate: EvidenceGate,
  fact: GateFact,
  candidate: Pick<Candidate, 'sha' | 'evidence'>,
  repo: RepoName,
): Judgement {
  const commit: { readonly sha: CommitSha; readonly repo: RepoName } = { sha: candidate.sha, repo };
  switch (gate.kind) {
    case 'workflow-run':
      return judgeWorkflowRun(gate, fact, commit);
    case 'review':
      return judgeReview(fact);
    case 'checks':
      return judgeChecks(fact);
    case 'manifest':
      return judgeManifest(gate, fact);
    case 'scorecard':
      return judgeScorecard(gate, fact);
    case 'artifacts':
      return judgeArtifacts(gate, fact);
    case 'smoke':
      return judgeSmoke(gate, fact);
    case 'policy':
      return judgePolicy(fact, { ...commit, manifest: candidate.evidence.manifest });
    case 'environment':
      return judgeEnvironment(gate, fact);
    case 'staging':
      return judgeStaging(gate, fact);
  }
}

/** Ids come from a config, and `constructor` is a fine id: only what was put there counts. */
function factFor(gate: EvidenceGate, candidate: Pick<Candidate, 'evidence'>): GateFact | null {
  const { gates } = candidate.evidence;
  return Object.hasOwn(gates, gate.id) ? (gates[gate.id] ?? null) : null;
}

function looksAtEvidence(gate: Gate): gate is EvidenceGate {
  return gate.kind !== 'window' && gate.kind !== 'lane';
}
