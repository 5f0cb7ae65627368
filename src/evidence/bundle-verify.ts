import { firstBreak } from '../domain/bundle/chain.ts';
import { foundIn } from '../domain/bundle/evidence-rows.ts';
import { type BundleFault } from '../domain/bundle/fault.ts';
import { bundleFormat, bundleVersion, Envelope, isAbout, isWhole, type SignedBundle } from '../domain/bundle/format.ts';
import { firstWrongStep } from '../domain/bundle/judge-story.ts';
import { recordOf } from '../domain/bundle/record-of.ts';
import { type Story, storyOf, type Told, toldBy } from '../domain/bundle/story.ts';
import { hashOf } from '../domain/hash.ts';
import { chainOfRelease } from '../domain/ids.ts';
import { type LedgerEntry } from '../domain/ledger/entry.ts';
import { UnknownEvent } from '../domain/ledger/events-of.ts';
import { bundleText, signedText } from './bundle.ts';
import { firstDifference, firstWrongFile } from './bundle-compare.ts';
import { type PublicKey, readPublicKey } from './bundle-keys.ts';
import { type JsonLimits, readJson } from './json.ts';

export type BundleVerdict =
  /** `by` signed it; whether that is a key to be trusted was settled when one was given. */
  | { readonly kind: 'sound'; readonly bundle: SignedBundle; readonly by: PublicKey }
  | { readonly kind: 'wrong'; readonly fault: BundleFault }
  /** Written by a newer Gonogo; this one cannot say whether it is right. */
  | { readonly kind: 'too-new'; readonly what: string };

/** A bundle of 10,000 events has 10 MB and 600,000 values. */
export const mostBundleBytes = 64 * 1024 * 1024;
const limits: JsonLimits = {
  bytes: mostBundleBytes,
  depth: 64,
  values: 5_000_000,
  // A gate may well be called `constructor`; nothing here copies values by such keys.
  refusedKeys: new Set(['__proto__']),
};

/**
 * Checks a bundle without asking anybody: its form, signature, chain, and that all it says follows from its entries and
 * files. Fails closed: the first thing that is wrong, or that is not known, ends it. `trusted` is the key that has to
 * have signed it; with null any may have, so that only the rest is checked, and whoever asked has to say so.
 */
export function verifyBundle(bytes: Uint8Array, trusted: PublicKey | null): BundleVerdict {
  const read = readEnvelope(bytes);
  if (read.kind !== 'read') return read;
  const { bundle } = read;
  const key = signerOf(bundle, trusted);
  if ('code' in key) return { kind: 'wrong', fault: key };
  const fault = chainFault(bundle);
  if (fault !== null) return { kind: 'wrong', fault };
  const said = whatIsSaid(bundle, bundle.ledger.entries.filter(isWhole));
  return said === null ? { kind: 'sound', bundle, by: key } : said;
}

type EnvelopeRead =
  | { readonly kind: 'read'; readonly bundle: SignedBundle }
  | Exclude<BundleVerdict, { kind: 'sound' }>;

function readEnvelope(bytes: Uint8Array): EnvelopeRead {
  const json = readJson(bytes, limits);
  if (json.kind === 'problem') return wrong({ code: 'not-readable', detail: json.problem.detail });
  const { value } = json;
  if (typeof value !== 'object' || value === null || !('format' in value) || value.format !== bundleFormat)
    return wrong({ code: 'wrong-shape', field: 'format', detail: `it is not ${bundleFormat}` });
  if ('version' in value && value.version !== bundleVersion && Number.isInteger(value.version))
    return { kind: 'too-new', what: `the format ${bundleFormat} ${String(value.version)}` };
  const parsed = Envelope.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const field = issue?.path.map(String).join('.') ?? '';
    return wrong({ code: 'wrong-shape', field, detail: issue?.message ?? 'it has another shape' });
  }
  // Record and policy are only measured against what is made anew, so their shapes need no trust.
  const bundle = value as SignedBundle;
  if (!Buffer.from(bundleText(bundle)).equals(bytes)) return wrong({ code: 'not-as-written' });
  return { kind: 'read', bundle };
}

function wrong(fault: BundleFault): { readonly kind: 'wrong'; readonly fault: BundleFault } {
  return { kind: 'wrong', fault };
}

function signerOf({ signature, ...unsigned }: SignedBundle, trusted: PublicKey | null): PublicKey | BundleFault {
  const read = readPublicKey(unsigned.key.publicKey);
  if (read.kind === 'wrong' || read.key.pem !== unsigned.key.publicKey) return { code: 'unusable-key' };
  const { key } = read;
  if (key.id !== unsigned.key.id) return { code: 'wrong-key-id', says: unsigned.key.id, is: key.id };
  if (trusted !== null && trusted.id !== key.id) return { code: 'signed-by-another', by: key.id, trusted: trusted.id };
  return key.isSignedBy(signedText(unsigned), signature) ? key : { code: 'wrong-signature' };
}

function chainFault({ release, ledger }: SignedBundle): BundleFault | null {
  const { chain, entries } = ledger;
  if (chain !== chainOfRelease(release)) return { code: 'wrong-ends' };
  const broken = firstBreak(chain, entries);
  if (broken !== null) return { code: 'broken-chain', ...broken };
  const foreign = entries.find((entry) => isWhole(entry) && !isAbout(release, entry));
  if (foreign !== undefined) return { code: 'foreign-entry', seq: foreign.seq };
  const [first] = entries;
  const last = entries.at(-1);
  const hasEnds = first !== undefined && last !== undefined && isWhole(first) && isWhole(last);
  return hasEnds && first.type === 'ReleaseRequested' ? null : { code: 'wrong-ends' };
}

/** Whether rules, record and files are what the entries say; null when they are. */
function whatIsSaid(
  bundle: SignedBundle,
  entries: readonly LedgerEntry[],
): Exclude<BundleVerdict, { kind: 'sound' }> | null {
  const told: Told[] = [];
  for (const entry of entries) {
    try {
      told.push(...toldBy([entry]));
    } catch (error) {
      if (!(error instanceof UnknownEvent)) return unreadable(entry);
      return { kind: 'too-new', what: `event ${entry.seq}, a ${entry.type} of version ${entry.v}` };
    }
  }
  try {
    const story = storyOf(told);
    const fault = policyFault(bundle, story) ?? firstWrongStep(bundle.release, told, bundle.policy);
    if (fault !== null) return wrong(fault);
    const differs = recordFault(bundle, story) ?? firstWrongFile(bundle.files, foundIn(story));
    return differs === null ? null : wrong(differs);
  } catch {
    // Hashed and signed, and still not what Gonogo writes: whoever signed it has made it up.
    return wrong({ code: 'wrong-shape', field: 'ledger.entries', detail: 'an event lacks what such an event has' });
  }
}

function unreadable({ seq, type }: LedgerEntry): BundleVerdict & { readonly kind: 'wrong' } {
  return wrong({ code: 'unreadable-event', seq, type });
}

function policyFault({ policy }: SignedBundle, { subject }: Story): BundleFault | null {
  if (policy === null) return null;
  const { version, ...rules } = policy;
  if (hashOf(rules) !== version) return { code: 'wrong-policy-hash' };
  return version === subject?.policyVersion ? null : { code: 'policy-of-another' };
}

function recordFault({ record, policy, files, ledger }: SignedBundle, story: Story): BundleFault | null {
  const kept = new Set<string>(files.map(({ digest }) => digest));
  const field = firstDifference(record, recordOf(story, { entries: ledger.entries, policy, kept }));
  return field === null ? null : { code: 'record-differs', field };
}
