import { type BundleEntry, type EvidenceFile, entryFor, isAbout, isWhole } from '../domain/bundle/format.ts';
import { type Digest } from '../domain/evidence/documents.ts';
import { type ChainId, chainOfRelease, type ReleaseId } from '../domain/ids.ts';
import { type LedgerEntry } from '../domain/ledger/entry.ts';
import { evidenceDigests } from './bundle.ts';

/** What is read for a bundle; nothing is written. */
export type BundleReads = {
  readonly ledger: {
    load(chain: ChainId): Promise<{ readonly newest: number }>;
    entriesAfter(chain: ChainId, seq: number, count: number): Promise<readonly LedgerEntry[]>;
  };
  readonly copies: { byDigest(digest: Digest): Promise<EvidenceFile | null> };
};

export type ReadForBundle = { readonly entries: readonly BundleEntry[]; readonly copies: readonly EvidenceFile[] };

const pageSize = 1000;

/**
 * The release's part of its chain and our copies of its evidence; null when there is no such release. The chain is read
 * from its end, because what is asked for is mostly young. Errors of the ledger and of the copies are passed on.
 */
export async function readForBundle(
  { ledger, copies }: BundleReads,
  release: ReleaseId,
): Promise<ReadForBundle | null> {
  const entries = await entriesOf(ledger, release);
  if (entries === null) return null;
  const kept: EvidenceFile[] = [];
  for (const digest of evidenceDigests(entries)) {
    const copy = await copies.byDigest(digest);
    if (copy !== null) kept.push({ digest: copy.digest, text: copy.text });
  }
  return { entries, copies: kept };
}

async function entriesOf(ledger: BundleReads['ledger'], release: ReleaseId): Promise<readonly BundleEntry[] | null> {
  const chain = chainOfRelease(release);
  let before = (await ledger.load(chain)).newest;
  const pages: BundleEntry[][] = [];
  while (before > 0) {
    const from = Math.max(0, before - pageSize);
    const page = await ledger.entriesAfter(chain, from, before - from);
    const begins = page.findIndex((entry) => entry.type === 'ReleaseRequested' && isAbout(release, entry));
    pages.unshift(page.slice(Math.max(0, begins)).map((entry) => entryFor(release, entry)));
    if (begins !== -1) return upToLastOwn(pages.flat());
    before = from;
  }
  return null;
}

/** What happened in the lane after the last event about the release is no part of its bundle. */
function upToLastOwn(entries: readonly BundleEntry[]): readonly BundleEntry[] {
  return entries.slice(0, entries.findLastIndex(isWhole) + 1);
}
