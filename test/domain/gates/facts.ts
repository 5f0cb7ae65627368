import { type Digest } from '../../../src/domain/evidence/documents.ts';
import {
  type Evidence,
  type ManifestFacts,
  type RunFact,
  type ScorecardFacts,
  type SmokeFacts,
} from '../../../src/domain/evidence/evidence.ts';
import {
  type EnvironmentNames,
  type GateFact,
  type PipelinePolicySeen,
  type ReviewedPull,
  type StagingSeen,
} from '../../../src/domain/gates/fact.ts';
import { judgeGates } from '../../../src/domain/gates/judge.ts';
import { type GateResult } from '../../../src/domain/gates/result.ts';
import { type CommitSha, type GithubLogin, type RepoName, type RunId } from '../../../src/domain/ids.ts';
import { Gate } from '../../../src/domain/policy/gates.ts';
import { type CandidateEvidence } from '../../../src/domain/release/candidate.ts';
import { type Instant } from '../../../src/domain/time.ts';

/** What is found for a candidate with which nothing is wrong; each test spoils one thing of it. */

export const sha = 'a'.repeat(40) as CommitSha;
export const otherSha = 'b'.repeat(40) as CommitSha;
export const repo = 'acme/checkout' as RepoName;
export const fileDigest = `sha256:${'c'.repeat(64)}` as Digest;
export const runUrl = 'https://github.com/acme/checkout/actions/runs/7';

export function login(name: string): GithubLogin {
  return name as GithubLogin;
}

export function run(over: Partial<RunFact> = {}): RunFact {
  return {
    id: '7' as RunId,
    url: runUrl,
    workflow: '.github/workflows/commit-stage.yml',
    event: 'push',
    branch: 'main',
    sha,
    headRepo: 'acme/checkout',
    status: 'completed',
    conclusion: 'success',
    attempt: 1,
    createdAt: '2026-11-20T10:00:00Z',
    number: 7,
    ...over,
  };
}

export function present<Facts>(facts: Facts, workflow: string | null = 'commit-stage.yml'): Evidence<Facts> {
  return {
    state: 'present',
    digest: fileDigest,
    source: { artifact: `of-${sha}`, url: runUrl, run: '7' as RunId, workflow, from: 'github' },
    facts,
  };
}

export function pull(over: Partial<ReviewedPull> = {}): ReviewedPull {
  return {
    number: 212,
    url: 'https://github.com/acme/checkout/pull/212',
    author: login('eli'),
    approvedBy: [login('ana')],
    approvedEarlierBy: [],
    rejectedBy: [],
    ...over,
  };
}

export function review(...pulls: readonly ReviewedPull[]): GateFact {
  return { of: 'review', pulls, loose: [], looseCount: 0 };
}

export const invariantIds: readonly string[] = Array.from(
  { length: 12 },
  (_, index) => `INV-${String(index + 1).padStart(2, '0')}`,
);
export const artifactNames: readonly string[] = Array.from({ length: 12 }, (_, index) => `notebook-${index + 1}.html`);

export const scorecardFacts: ScorecardFacts = {
  decision: 'green',
  invariants: invariantIds.map((id) => ({ id, passed: true })),
  artifacts: artifactNames.map((name, index) => ({ name, sha256: index.toString(16).repeat(64) })),
};
export const smokeFacts: SmokeFacts = { status: 'passed', total: 3, failed: [] };
export const manifestFacts: ManifestFacts = {
  version: 'v2.14.0',
  images: [
    { name: 'api', ref: `acme.azurecr.io/checkout-api@sha256:${'d'.repeat(64)}` },
    { name: 'web', ref: `acme.azurecr.io/checkout-web@sha256:${'e'.repeat(64)}` },
  ],
  configDigest: null,
  createdAt: null,
  runId: null,
};

export type PolicyRead = Extract<PipelinePolicySeen, { kind: 'read' }>;
export const policyRead: PolicyRead = {
  kind: 'read',
  blob: 'f'.repeat(40),
  unknownKeys: [],
  workflows: [{ file: 'commit-stage.yml', branch: 'main', run: run() }],
  evidence: [{ kind: 'release-candidate', state: 'present' }],
  registries: ['acme.azurecr.io'],
  requiredVariables: ['ACR_NAME'],
  variables: ['ACR_NAME', 'KEY_VAULT_NAME'],
  forbiddenPresent: [],
  allowedSecrets: [],
  unpinned: [],
  pinnedActions: 'asked',
  unread: [],
};

export const environmentNames: EnvironmentNames = {
  variables: [
    'AZURE_TENANT_ID',
    'AZURE_SUBSCRIPTION_ID',
    'AZURE_RESOURCE_GROUP',
    'AZURE_GITHUB_CLIENT_ID',
    'ACR_NAME',
    'KEY_VAULT_NAME',
  ],
  secrets: [],
  allowedSecrets: [],
  identityConvergence: 'disabled',
};

export const stagingSeen: StagingSeen = {
  verified: { by: 'gonogo', release: 'checkout.staging.a1b2c3d4', at: '2026-11-20T09:00:00.000Z' as Instant },
  environment: 'staging',
  uiFiles: [],
};

/** A fact of each kind that its gate passes on. */
export const good = {
  'workflow-run': { of: 'workflow-run', run: run(), passedOver: [] },
  review: review(pull()),
  checks: { of: 'checks', total: 4, failed: [], pending: [], url: `${runUrl}/checks` },
  manifest: { of: 'manifest', evidence: present(manifestFacts) },
  scorecard: { of: 'scorecard', evidence: present(scorecardFacts) },
  artifacts: { of: 'artifacts', evidence: present(scorecardFacts) },
  smoke: { of: 'smoke', evidence: present(smokeFacts) },
  policy: { of: 'policy', policy: policyRead },
  environment: { of: 'environment', names: environmentNames },
  staging: { of: 'staging', staging: stagingSeen },
} as const satisfies Record<string, GateFact>;

export type JudgedKind = keyof typeof good;
export const judgedKinds = Object.keys(good) as readonly JudgedKind[];

/** What the config says of a gate of this kind, with its defaults. */
export function gate(kind: string, keys: object = {}): Gate {
  const own = kind === 'workflow-run' ? { workflow: 'commit-stage.yml', branch: 'main' } : {};
  return Gate.parse({ id: kind, kind, ...own, ...keys });
}

export function evidenceOf(
  gates: CandidateEvidence['gates'],
  manifest: Evidence<ManifestFacts> = present(manifestFacts),
): CandidateEvidence {
  const tests = { state: 'missing', code: 'no-artifact', detail: 'there is none', source: null } as const;
  return { manifest, tests, gates };
}

/** What one gate says of one fact. */
export function judge(asked: Gate, fact: GateFact, manifest?: Evidence<ManifestFacts>): GateResult {
  const evidence = evidenceOf({ [asked.id]: fact }, manifest);
  const [result] = judgeGates({ gates: [asked], repo }, { sha, evidence });
  if (result === undefined) throw new Error('This gate is not judged on evidence.');
  return result;
}
