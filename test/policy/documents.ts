import { otherSha, sha } from './shelf.ts';

/** Evidence files as a good pipeline writes them, to be spoilt one field at a time. */

function hex(digit: string): string {
  return digit.repeat(64);
}

export const image = { name: 'api', ref: `acme.azurecr.io/checkout-api@sha256:${hex('a')}` };
export const manifest = {
  schemaVersion: 1,
  sha,
  version: 'v2.14.0',
  createdAt: '2026-11-02T10:00:00Z',
  runId: '100',
  images: [image, { name: 'web', ref: `acme.azurecr.io/checkout-web@sha256:${hex('b')}` }],
  configDigest: `sha256:${hex('c')}`,
};

export const invariantIds: readonly string[] = Array.from(
  { length: 12 },
  (_, index) => `INV-${String(index + 1).padStart(2, '0')}`,
);
export const invariants = invariantIds.map((id) => ({ id, passed: true }));
export const artifacts = invariantIds.map((id) => ({ name: `artifact-${id}`, sha256: hex('d') }));
export const scorecard = { schemaVersion: 1, sha, decision: 'green', invariants, artifacts };

export const smoke = {
  schemaVersion: 1,
  sha,
  status: 'passed',
  checks: [{ name: 'GET /healthz', passed: true, durationMs: 41 }],
};
export const infra = { schemaVersion: 1, sha, environment: 'production', status: 'succeeded', images: manifest.images };
export const decision = { schemaVersion: 1, sha, decision: 'release', reasons: [], decidedAt: '2026-11-02T11:00:00Z' };
export const tests = {
  schemaVersion: 1,
  sha,
  suites: { unit: { passed: 812, total: 812 }, e2e: { passed: 9, total: 9 } },
};

export const ofAnotherCommit = { sha: otherSha };
