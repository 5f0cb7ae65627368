import { z } from 'zod';
import { Digest } from '../evidence/documents.ts';
import { type ChainId, ReleaseId } from '../ids.ts';
import { type LedgerEntry } from '../ledger/entry.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { Instant } from '../time.ts';
import { type BundleRecord } from './record.ts';

/**
 * One file that says what was approved, by whom, on what evidence, and what then ran, and that proves it.
 *
 * `record` is for reading; it follows from the ledger's entries alone, so whoever checks it makes it again. The entries
 * are the lane's chain from the request of this release to the last event about it.
 */
export type Bundle = {
  readonly format: typeof bundleFormat;
  readonly version: typeof bundleVersion;
  readonly exportedAt: Instant;
  readonly release: ReleaseId;
  readonly record: BundleRecord;
  /** The rules that the subject names by their hash; null when the config at hand is another one. */
  readonly policy: LanePolicy | null;
  /** Our copies of the evidence, ordered by digest. */
  readonly files: readonly EvidenceFile[];
  readonly ledger: { readonly chain: ChainId; readonly entries: readonly BundleEntry[] };
};

/** `id` is the SHA-256 of the public key as DER (SPKI); the signature is over all but itself, as RFC 8785 writes it. */
export type SignedBundle = Bundle & {
  readonly key: { readonly id: Digest; readonly publicKey: string };
  readonly signature: string;
};

export const bundleFormat = 'gonogo-release-bundle';
export const bundleVersion = 1;

/** `digest` is of the text's bytes. */
export type EvidenceFile = { readonly digest: Digest; readonly text: string };

/** An event about something else in the lane: only its place in the chain is told. */
export type Withheld = { readonly seq: number; readonly prev: string; readonly hash: string };
export type BundleEntry = LedgerEntry | Withheld;

export function isWhole(entry: BundleEntry): entry is LedgerEntry {
  return 'data' in entry;
}

/** Only this release's own events are shown whole. */
export function entryFor(release: ReleaseId, entry: LedgerEntry): BundleEntry {
  if (isAbout(release, entry)) return entry;
  const { seq, prev, hash } = entry;
  return { seq, prev, hash };
}

export function isAbout(release: ReleaseId, { data }: Pick<LedgerEntry, 'data'>): boolean {
  return typeof data === 'object' && data !== null && 'release' in data && data.release === release;
}

const Hash = z.string().regex(/^[0-9a-f]{64}$/);
const Seq = z.int().min(1);
const link = { seq: Seq, prev: Hash, hash: Hash };

const Entry = z.union([
  z.strictObject({
    ...link,
    chain: z.string(),
    type: z.string(),
    v: z.int(),
    at: Instant,
    actor: z.string(),
    data: z.record(z.string(), z.unknown()),
  }),
  z.strictObject(link),
]);

/** The outside of a bundle. What record and policy hold follows from elsewhere, and is compared with it. */
export const Envelope = z.strictObject({
  format: z.literal(bundleFormat),
  version: z.literal(bundleVersion),
  exportedAt: Instant,
  release: ReleaseId,
  record: z.unknown(),
  policy: z.record(z.string(), z.unknown()).nullable(),
  files: z.array(z.strictObject({ digest: Digest, text: z.string() })),
  ledger: z.strictObject({ chain: z.string(), entries: z.array(Entry).min(1) }),
  key: z.strictObject({ id: Digest, publicKey: z.string().max(1000) }),
  signature: z.string().max(200),
});
