import { foundIn } from '../domain/bundle/evidence-rows.ts';
import {
  type Bundle,
  type BundleEntry,
  bundleFormat,
  bundleVersion,
  type EvidenceFile,
  isWhole,
  type SignedBundle,
} from '../domain/bundle/format.ts';
import { recordOf } from '../domain/bundle/record-of.ts';
import { storyOf, toldBy } from '../domain/bundle/story.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { type Digest } from '../domain/evidence/documents.ts';
import { chainOfRelease, type ReleaseId } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Instant } from '../domain/time.ts';
import { type SigningKey } from './bundle-keys.ts';

export type Bundling = {
  readonly release: ReleaseId;
  /** Of its lane's chain, from its request to the last event about it, none left out. */
  readonly entries: readonly BundleEntry[];
  /** Our copies; those that the release does not name are left out. */
  readonly copies: readonly EvidenceFile[];
  /** The lane's policy as it is now; enclosed when it is still the one that was voted under. Null when it has none any more. */
  readonly policy: LanePolicy | null;
  readonly now: Instant;
};

/**
 * All that is known of a release, open or ended, in one document. It follows from the entries alone: the saved state and
 * the record are not asked, so that they cannot say anything else.
 *
 * @throws UnknownEvent for an entry that this version cannot read, and TypeError when the entries do not begin with its request
 */
export function bundleOf({ release, entries, copies, policy, now }: Bundling): Bundle {
  const story = storyOf(toldBy(entries.filter(isWhole)));
  const rules = policy !== null && policy.version === story.subject?.policyVersion ? policy : null;
  const files = filesFor(digestsOf(story), copies);
  const kept = new Set<string>(files.map(({ digest }) => digest));
  const record = recordOf(story, { entries, policy: rules, kept });
  if (record === null) throw new TypeError(`The entries of ${release} do not begin with its request.`);
  return {
    format: bundleFormat,
    version: bundleVersion,
    exportedAt: now,
    release,
    record,
    policy: rules,
    files,
    ledger: { chain: chainOfRelease(release), entries },
  };
}

/** The digests under which the release's evidence is kept, each once. */
export function evidenceDigests(entries: readonly BundleEntry[]): readonly Digest[] {
  return [...digestsOf(storyOf(toldBy(entries.filter(isWhole))))];
}

function digestsOf(story: Parameters<typeof foundIn>[0]): ReadonlySet<Digest> {
  const present = foundIn(story).flatMap(({ evidence }) => (evidence.state === 'present' ? [evidence.digest] : []));
  return new Set(present);
}

function filesFor(wanted: ReadonlySet<Digest>, copies: readonly EvidenceFile[]): readonly EvidenceFile[] {
  const texts = new Map(copies.map(({ digest, text }) => [digest, text]));
  return [...wanted].toSorted().flatMap((digest) => {
    const text = texts.get(digest);
    return text === undefined ? [] : [{ digest, text }];
  });
}

export function signBundle(bundle: Bundle, { publicKey, sign }: SigningKey): SignedBundle {
  const unsigned = { ...bundle, key: { id: publicKey.id, publicKey: publicKey.pem } };
  return { ...unsigned, signature: sign(signedText(unsigned)) };
}

/**
 * What is signed: all but the signature. It begins with a brace, which no ticket's signed part does, so that neither can
 * be taken for the other although one key signs both.
 */
export function signedText(bundle: Omit<SignedBundle, 'signature'>): string {
  return canonicalJson(bundle);
}

/** The file: the one form that RFC 8785 gives it, and a line end. One bundle has one sequence of bytes. */
export function bundleText(bundle: SignedBundle): string {
  return `${canonicalJson(bundle)}\n`;
}

/** A name under which people find it again. */
export function bundleFileName(release: ReleaseId): string {
  return `${release}.gonogo.json`;
}
