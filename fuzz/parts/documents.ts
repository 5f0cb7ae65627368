import { type EvidenceKind } from '../../src/domain/evidence/evidence.ts';
import { below, hex, pick, type Random } from './chance.ts';

/** Evidence files as a good pipeline writes them, with more in them than anybody reads. */
export type Made = { readonly kind: EvidenceKind; readonly sha: string; readonly document: Record<string, unknown> };

export const scorecardIds: readonly string[] = Array.from(
  { length: 12 },
  (_, index) => `INV-${String(index + 1).padStart(2, '0')}`,
);

const kinds: readonly EvidenceKind[] = [
  'release-candidate',
  'infra',
  'smoke',
  'decision',
  'timing',
  'tests',
  'scorecard',
];

export function makeDocument(random: Random, kind: EvidenceKind = pick(random, kinds)): Made {
  const sha = hex(random, 40);
  const own = ownFields(random, kind);
  const more = random() < 0.4 ? { builder: { host: `runner-${below(random, 99)}`, labels: ['linux', 'x64'] } } : {};
  return { kind, sha, document: { schemaVersion: 1, sha, ...own, ...more } };
}

function ownFields(random: Random, kind: EvidenceKind): Record<string, unknown> {
  switch (kind) {
    case 'release-candidate':
      return {
        version: `v2.${below(random, 40)}.0`,
        images: images(random),
        configDigest: `sha256:${hex(random, 64)}`,
      };
    case 'infra':
      return { environment: 'production', status: 'succeeded', images: images(random) };
    case 'smoke':
      return { status: 'passed', checks: [{ name: 'GET /healthz', passed: true, durationMs: below(random, 900) }] };
    case 'decision':
      return { decision: 'release', reasons: [], decidedAt: '2026-11-02T10:00:00Z' };
    case 'timing':
      return {
        stages: [{ name: 'build', startedAt: '2026-11-02T10:00:00Z', finishedAt: '2026-11-02T10:04:30+00:00' }],
      };
    case 'tests':
      return { suites: { unit: { passed: below(random, 900), total: 900 }, e2e: { passed: 3, total: 3 } } };
    case 'scorecard':
      return {
        decision: 'green',
        invariants: scorecardIds.map((id) => ({ id, passed: true })),
        artifacts: scorecardIds.map((id) => ({ name: `artifact-${id}`, sha256: hex(random, 64) })),
      };
  }
}

export function images(random: Random): readonly { readonly name: string; readonly ref: string }[] {
  return ['api', 'web', 'worker', 'codex'].slice(0, 1 + below(random, 4)).map((name) => ({
    name,
    ref: `acme.azurecr.io/checkout-${name}@sha256:${hex(random, 64)}`,
  }));
}

/** Where the file of a kind lies in its artifact. Written out once more, so that a mistake is not shared. */
export function pathOf(kind: EvidenceKind, sha: string): string {
  const paths: Readonly<Record<EvidenceKind, string>> = {
    'release-candidate': `.artifacts/release-candidate/${sha}/manifest.json`,
    infra: `.artifacts/infra/${sha}/deployment.json`,
    smoke: `.artifacts/deploy/${sha}/api-smoke.json`,
    decision: `.artifacts/release/${sha}/decision.json`,
    timing: `.artifacts/pipeline/${sha}/timing.json`,
    tests: `.artifacts/tests/${sha}/summary.json`,
    scorecard: 'scorecard.json',
  };
  return paths[kind];
}

export function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
