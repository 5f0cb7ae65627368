import { faultSentence } from './cli-verify-words.ts';
import { type ChainId, chainOfRelease, type ReleaseId } from './domain/ids.ts';
import { UnknownEvent } from './domain/ledger/events-of.ts';
import { type LanePolicy } from './domain/policy/lane-policy.ts';
import { type Instant } from './domain/time.ts';
import { bundleFileName, bundleOf, bundleText, signBundle } from './evidence/bundle.ts';
import { readSigningKey, type SigningKey } from './evidence/bundle-keys.ts';
import { type BundleReads, readForBundle } from './evidence/bundle-read.ts';
import { verifyBundle } from './evidence/bundle-verify.ts';
import { type Bundled, type HandlerParts } from './handlers/parts.ts';

export type BundleNeeds = BundleReads & {
  readonly policyOf: (chain: ChainId) => LanePolicy | null;
  /** PEM; null where none is set. */
  readonly ticketKey: string | null;
  readonly now: () => Instant;
};

/** What `gonogo bundle` writes, for the button on a card. Errors of the ledger and of the copies are passed on. */
export function createBundler({ ledger, copies, policyOf, ticketKey, now }: BundleNeeds): HandlerParts['bundle'] {
  const signing = signingKey(ticketKey);

  return async function bundle(release) {
    if (signing.kind === 'no-key') return signing;
    try {
      const read = await readForBundle({ ledger, copies }, release);
      if (read === null) return { kind: 'problem', sentence: `The ledger has no release ${release}.` };
      const policy = policyOf(chainOfRelease(release));
      return sealed(release, bundleOf({ release, ...read, policy, now: now() }), signing.key);
    } catch (error) {
      if (error instanceof UnknownEvent) return { kind: 'problem', sentence: error.message };
      throw error;
    }
  };
}

/** A bundle that does not verify must not leave with a signature on it that was meant to say the opposite. */
function sealed(release: ReleaseId, bundle: Parameters<typeof signBundle>[0], key: SigningKey): Bundled {
  const bytes = Buffer.from(bundleText(signBundle(bundle, key)));
  const verdict = verifyBundle(bytes, key.publicKey);
  switch (verdict.kind) {
    case 'sound':
      return { kind: 'bundle', name: bundleFileName(release), bytes };
    case 'wrong':
      return { kind: 'problem', sentence: `It would not verify. ${faultSentence(verdict.fault)}` };
    case 'too-new':
      return { kind: 'problem', sentence: `This Gonogo does not know ${verdict.what}.` };
  }
}

type Signing = { readonly kind: 'key'; readonly key: SigningKey } | Extract<Bundled, { kind: 'no-key' }>;

function signingKey(pem: string | null): Signing {
  if (pem === null) return { kind: 'no-key', problem: 'not-set' };
  const read = readSigningKey(pem);
  if (read.kind === 'key') return read;
  return { kind: 'no-key', problem: read.why === 'not-ed25519' ? 'not-ed25519' : 'not-pem' };
}
