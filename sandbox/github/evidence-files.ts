import { createHash } from 'node:crypto';

/** The files that the demo's pipelines leave behind, as plain values: what they say, not when they say it. */

export type Image = { readonly name: string; readonly ref: string };

const registry = 'acme.azurecr.io';
const imageNames = ['api', 'web', 'worker'];

/** Where a kind of evidence lies inside its artifact. */
export const evidencePaths = {
  'release-candidate': (sha: string) => `.artifacts/release-candidate/${sha}/manifest.json`,
  infra: (sha: string) => `.artifacts/infra/${sha}/deployment.json`,
  deploy: (sha: string) => `.artifacts/deploy/${sha}/api-smoke.json`,
  release: (sha: string) => `.artifacts/release/${sha}/decision.json`,
  pipeline: (sha: string) => `.artifacts/pipeline/${sha}/timing.json`,
  tests: (sha: string) => `.artifacts/tests/${sha}/summary.json`,
  scorecard: () => 'scorecard.json',
} as const;

export type EvidenceKind = keyof typeof evidencePaths;

export function isEvidenceKind(name: string): name is EvidenceKind {
  return Object.hasOwn(evidencePaths, name);
}

/** The images of a commit. The same commit gives the same digests, as a build that can be repeated does. */
export function imagesOf(service: string, sha: string): readonly Image[] {
  return imageNames.map((name) => imageOf(service, name, sha));
}

/** Another image under the same name. `salt` tells the builds apart. */
export function rebuilt(image: Image, salt: string): Image {
  const [repository = ''] = image.ref.split('@');
  return { name: image.name, ref: `${repository}@${digestOf(image.ref, salt)}` };
}

function imageOf(service: string, name: string, sha: string): Image {
  return { name, ref: `${registry}/${service}-${name}@${digestOf(service, name, sha)}` };
}

export function digestOf(...parts: readonly string[]): string {
  return `sha256:${createHash('sha256').update(parts.join('\n')).digest('hex')}`;
}

export function manifestOf(facts: {
  readonly sha: string;
  readonly version: string | null;
  readonly createdAt: string;
  readonly runId: string;
  readonly images: readonly Image[];
  readonly configDigest: string;
}): object {
  const { sha, version, createdAt, runId, images, configDigest } = facts;
  return { schemaVersion: 1, sha, ...(version === null ? {} : { version }), createdAt, runId, images, configDigest };
}

export function testsOf(sha: string): object {
  const suites = { unit: full(812), integration: full(96), e2e: full(41) };
  return { schemaVersion: 1, sha, suites };
}

function full(total: number): object {
  return { passed: total, total };
}

export function scorecardOf(sha: string): object {
  const invariants = twelve((number) => ({ id: `INV-${number}`, passed: true }));
  const artifacts = twelve((number) => ({
    name: `artifact-${number}.json`,
    sha256: digestOf(sha, number).slice('sha256:'.length),
  }));
  return { schemaVersion: 1, sha, decision: 'green', invariants, artifacts };
}

function twelve(make: (number: string) => object): readonly object[] {
  return Array.from({ length: 12 }, (_, index) => make(String(index + 1).padStart(2, '0')));
}

export function deploymentOf(facts: {
  readonly sha: string;
  readonly environment: string;
  readonly deployedAt: string;
  readonly images: readonly Image[];
}): object {
  const { sha, environment, deployedAt, images } = facts;
  return {
    schemaVersion: 1,
    sha,
    environment,
    status: 'succeeded',
    deployedAt,
    images,
    identityConvergence: 'disabled',
  };
}

export function smokeOf(sha: string, outcome: 'passed' | 'failed'): object {
  const checks = [
    { name: 'GET /healthz', passed: true, durationMs: 41 },
    { name: 'GET /version', passed: true, durationMs: 17 },
    { name: 'POST /basket', passed: outcome === 'passed', durationMs: 118 },
  ];
  return { schemaVersion: 1, sha, status: outcome, checks };
}

export function decisionOf(sha: string, decidedAt: string, decision: 'release' | 'hold'): object {
  const reasons = decision === 'hold' ? ['Somebody has to look at the basket first.'] : [];
  return { schemaVersion: 1, sha, decision, reasons, decidedAt };
}

export type Stage = { readonly name: string; readonly startedAt: string; readonly finishedAt: string };

export function timingOf(sha: string, stages: readonly Stage[]): object {
  return { schemaVersion: 1, sha, stages };
}
