import { type Digest, type Image } from '../../src/domain/evidence/documents.ts';
import {
  type Evidence,
  type InfraFacts,
  type ManifestFacts,
  type PostDeploy,
  type RunFact,
} from '../../src/domain/evidence/evidence.ts';
import { type GateFact } from '../../src/domain/gates/fact.ts';
import { type RunId } from '../../src/domain/ids.ts';
import { type Gate } from '../../src/domain/policy/gates.ts';
import { type Candidate, type CandidateEvidence } from '../../src/domain/release/candidate.ts';
import { newSha, noEvidence } from './facts.ts';

/** A digest of one hexadecimal digit, repeated. */
export function digestOf(digit: string): Digest {
  return `sha256:${digit.repeat(64)}` as Digest;
}

export function image(name: string, digit: string): Image {
  return { name, ref: `acme.azurecr.io/checkout-${name}@${digestOf(digit)}` };
}

export const images: readonly Image[] = [image('api', 'a'), image('web', 'b')];

export const manifestFacts: ManifestFacts = {
  version: 'v2.14.0',
  images,
  configDigest: null,
  createdAt: '2026-11-17T09:00:00Z',
  runId: '7001',
};

export function present<Facts>(facts: Facts, digit = 'd'): Evidence<Facts> {
  const source = {
    artifact: 'release-candidate',
    url: 'https://github.com/acme/checkout/actions/runs/7001',
    run: '7001' as RunId,
    workflow: 'commit-stage.yml',
    from: 'github',
  } as const;
  return { state: 'present', digest: digestOf(digit), source, facts };
}

export const missing = { state: 'missing', code: 'no-artifact', detail: 'there is none', source: null } as const;

/** GitHub gave no answer: it may be there. */
export const silent = { state: 'unreadable', code: 'not-answered', detail: 'HTTP 502', source: null } as const;

/** A candidate with a manifest of these images. Another digit is another file. */
export function withManifest(
  change: Partial<ManifestFacts> = {},
  digit = 'd',
): { readonly evidence: CandidateEvidence } {
  return { evidence: { ...noEvidence, manifest: present({ ...manifestFacts, ...change }, digit) } };
}

/** What a run left behind: nothing. */
export const nothingLeft: Omit<PostDeploy, 'readAt'> = { infra: missing, smoke: missing, decision: missing };

/** What a run leaves behind that did exactly what was approved. */
export function infra(change: Partial<InfraFacts> = {}): PostDeploy['infra'] {
  return present({ environment: 'production', status: 'succeeded', images, identityConvergence: null, ...change });
}
export function smoke(failed: readonly string[] = [], status = 'passed'): PostDeploy['smoke'] {
  return present({ status, total: 3, failed });
}
export function decision(said = 'release', reasons: readonly string[] = []): PostDeploy['decision'] {
  return present({ decision: said, reasons });
}
export const allLeft: Omit<PostDeploy, 'readAt'> = { infra: infra(), smoke: smoke(), decision: decision() };

/** The gate over the integration workflow, and what was found for it. */
export function integrationGate(mode: Gate['mode'] = 'blocking'): Gate {
  return { id: 'integration-gate', kind: 'workflow-run', mode, workflow: 'integration-gate.yml', branch: 'main' };
}

export function integrationRun(conclusion: string | null, change: Partial<RunFact> = {}): GateFact {
  const run: RunFact = {
    id: '7002' as RunId,
    url: 'https://github.com/acme/checkout/actions/runs/7002',
    workflow: '.github/workflows/integration-gate.yml',
    event: 'push',
    branch: 'main',
    sha: newSha,
    headRepo: 'acme/checkout',
    status: conclusion === null ? 'in_progress' : 'completed',
    conclusion,
    attempt: 1,
    createdAt: '2026-11-17T09:00:00Z',
    number: 12,
    ...change,
  };
  return { of: 'workflow-run', run, passedOver: [] };
}

export const unreadGate: GateFact = { of: 'unread', reason: 'HTTP 502' };

export function withGate(fact: GateFact, rest: Partial<CandidateEvidence> = {}): Pick<Candidate, 'evidence'> {
  return { evidence: { ...noEvidence, ...rest, gates: { 'integration-gate': fact } } };
}
