import { generateKeyPairSync } from 'node:crypto';
import { type EvidenceFile, type SignedBundle } from '../../src/domain/bundle/format.ts';
import { type Evidence, type EvidenceKind, type FactsOf, type PostDeploy } from '../../src/domain/evidence/evidence.ts';
import { type ChainId, type CommitSha, type ReleaseId, type RunId } from '../../src/domain/ids.ts';
import { genesis, type LedgerEntry, link, type Unchained } from '../../src/domain/ledger/entry.ts';
import { stored } from '../../src/domain/ledger/events-of.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Candidate, type CandidateEvidence } from '../../src/domain/release/candidate.ts';
import { type Instant } from '../../src/domain/time.ts';
import { bundleOf, bundleText, signBundle } from '../../src/evidence/bundle.ts';
import { readSigningKey, type SigningKey } from '../../src/evidence/bundle-keys.ts';
import { readForBundle } from '../../src/evidence/bundle-read.ts';
import { digestOf, readFile } from '../../src/evidence/read-file.ts';
import { image } from '../support/evidence.ts';
import { newSha, noEvidence, oldSha } from '../support/facts.ts';
import { createScene, first, type Scene, type TimedEvent } from '../support/lane.ts';
import { approveAll, propose, readEvidence, runSucceeds, start, watchAll } from '../support/lane-stages.ts';
import { type PolicyChange } from '../support/policy.ts';

export const chain = 'lane.checkout.production' as ChainId;
export const exportedAt = '2026-11-19T08:00:00.000Z' as Instant;

export function freshPem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

export function keyOf(pem: string): SigningKey {
  const read = readSigningKey(pem);
  if (read.kind === 'wrong') throw new Error(`This is no key: ${read.why}.`);
  return read.key;
}

/** The one that the tests trust, and one that nobody does. */
export const ourKey = keyOf(freshPem());
export const otherKey = keyOf(freshPem());

/** An evidence file with what reading it makes of it. */
type Piece<Kind extends EvidenceKind> = {
  readonly file: EvidenceFile;
  readonly evidence: Extract<Evidence<FactsOf[Kind]>, { state: 'present' }>;
};

function piece<Kind extends EvidenceKind>(kind: Kind, sha: CommitSha, fields: object): Piece<Kind> {
  const bytes = new TextEncoder().encode(JSON.stringify({ schemaVersion: 1, sha, ...fields }, null, 2));
  const read = readFile(kind, bytes, sha);
  if (read.kind === 'problem') throw new Error(read.problem.detail);
  const artifact = `${kind}-${sha}`;
  const url = 'https://github.com/acme/checkout/actions/runs/7001/artifacts/5';
  const source = { artifact, url, run: '7001' as RunId, workflow: 'commit-stage.yml', from: 'github' } as const;
  const { digest, facts, text } = read;
  return { file: { digest, text }, evidence: { state: 'present', digest, source, facts } };
}

const images = [image('api', 'a'), image('web', 'b')];
export const manifest = piece('release-candidate', newSha, { version: 'v2.14.0', images });
export const oldManifest = piece('release-candidate', oldSha, { version: 'v2.13.0', images: [image('api', 'c')] });
const tests = piece('tests', newSha, { suites: { unit: { passed: 812, total: 812 } } });
const infra = piece('infra', newSha, { environment: 'production', status: 'succeeded', images });
const smoke = piece('smoke', newSha, { status: 'passed', checks: [{ name: 'GET /healthz', passed: true }] });
const decision = piece('decision', newSha, { decision: 'release', reasons: ['Größe, naïve, 決定'] });

export const files: readonly EvidenceFile[] = [manifest, oldManifest, tests, infra, smoke, decision].map(
  ({ file }) => file,
);
export const afterTheRun: Partial<PostDeploy> = {
  infra: infra.evidence,
  smoke: smoke.evidence,
  decision: decision.evidence,
};

const gate = { id: 'release-candidate', kind: 'manifest', mode: 'blocking' } as const;
export const evidence: CandidateEvidence = {
  ...noEvidence,
  manifest: manifest.evidence,
  tests: tests.evidence,
  gates: { 'release-candidate': { of: 'manifest', evidence: manifest.evidence } },
};

/** A gate over the manifest, and two goes. */
export const withGate: PolicyChange = { gates: [gate] };

/** A release with a manifest, approved by two, deployed, watched, and found to be what was approved. */
export function deployed(): Scene {
  const scene = createScene(withGate);
  propose(scene, { candidate: { evidence, target } });
  approveAll(scene);
  start(scene);
  runSucceeds(scene);
  readEvidence(scene, afterTheRun);
  scene.fact({ type: 'RecordVersion', release: first, seen: { kind: 'seen', sha: newSha, version: null } });
  watchAll(scene);
  return scene;
}

const target: Candidate['target'] = {
  kind: 'known',
  sha: oldSha,
  version: 'v2.13.0',
  verified: 'yes',
  manifest: oldManifest.evidence,
};

/** The events as the ledger would have them. Whoever votes or verifies is the actor of it. */
export function entriesOf(events: readonly TimedEvent[]): readonly LedgerEntry[] {
  return link(chain, 0, genesis, events.map(unchained));
}

export function unchained({ event, at }: TimedEvent): Unchained {
  const by = event.type === 'VoteCast' ? event.vote.by : event.type === 'ItemVerified' ? event.tick.by : null;
  return { ...stored(event), at, actor: by ?? 'system:jobs' };
}

export type Exporting = {
  readonly entries: readonly LedgerEntry[];
  readonly release?: ReleaseId;
  readonly policy: LanePolicy | null;
  readonly copies?: readonly EvidenceFile[];
};

/** The bundle of a release, as it comes out of the ledger; null when there is no such release. */
export async function bundleFrom({
  entries,
  release = first,
  policy,
  copies = files,
}: Exporting): Promise<SignedBundle | null> {
  const read = await readForBundle(
    {
      ledger: {
        load: async () => ({ newest: entries.length }),
        entriesAfter: async (_chain, seq, count) => entries.slice(seq, seq + count),
      },
      copies: { byDigest: async (digest) => copies.find((copy) => copy.digest === digest) ?? null },
    },
    release,
  );
  return read === null ? null : signBundle(bundleOf({ release, ...read, policy, now: exportedAt }), ourKey);
}

export async function bundleOfScene(scene: Scene, release: ReleaseId = first): Promise<SignedBundle> {
  const bundle = await bundleFrom({ entries: entriesOf(scene.events), release, policy: scene.policy });
  if (bundle === null) throw new Error(`The scene has no ${release}.`);
  return bundle;
}

export function bytesOf(bundle: SignedBundle): Uint8Array {
  return Buffer.from(bundleText(bundle));
}

/** The same bundle with something else in it, signed again by ours or by another key. */
export function resigned(bundle: SignedBundle, change: Partial<SignedBundle>, key: SigningKey = ourKey): SignedBundle {
  const { signature: _signature, key: _key, ...rest } = { ...bundle, ...change };
  return signBundle(rest, key);
}

export function digestOfText(text: string): EvidenceFile['digest'] {
  return digestOf(new TextEncoder().encode(text));
}
