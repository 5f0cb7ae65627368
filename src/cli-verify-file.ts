import { readFileSync, statSync } from 'node:fs';
import { type Outcome, type Surroundings, wrongUse } from './cli-arguments.ts';
import { ticketKey } from './cli-key.ts';
import { bundleInWords } from './cli-verify-story.ts';
import { faultSentence } from './cli-verify-words.ts';
import { type PublicKey, readPublicKey, type WhyNot } from './evidence/bundle-keys.ts';
import { mostBundleBytes, verifyBundle } from './evidence/bundle-verify.ts';

/** Checks a bundle offline. The key that is trusted is the one named, else the public half of our own. */
export function verifyFile(file: string, keyFile: string | null, surroundings: Surroundings): Outcome {
  const trusted = trustedKey(keyFile, surroundings);
  if ('code' in trusted) return trusted;
  const bytes = bytesOf(file);
  if ('code' in bytes) return bytes;
  const verdict = verifyBundle(bytes, trusted.key);
  switch (verdict.kind) {
    case 'wrong':
      return { code: 1, out: `${file} is not to be trusted. ${faultSentence(verdict.fault)}\n`, err: '' };
    case 'too-new':
      return wrongUse(
        `${file} holds ${verdict.what}, which this Gonogo does not know. Check it with the version that wrote it, or a newer one.`,
      );
    case 'sound':
      if (trusted.key === null) return unvouched(file, verdict.by);
      return { code: 0, out: bundleInWords(verdict.bundle), err: '' };
  }
}

/** Whoever can write a file can also sign it with a key of their own, so without a trusted key nothing is said about what it says. */
function unvouched(file: string, { id }: PublicKey): Outcome {
  return wrongUse(
    `${file} holds together, and is signed by ${id}; but nobody has said that this key is to be trusted, so it proves nothing yet. ` +
      'Give the public key of your Gonogo with --key <public.pem> (gonogo key prints it where Gonogo runs).',
  );
}

type Trusted = { readonly key: PublicKey | null };

function trustedKey(keyFile: string | null, surroundings: Surroundings): Trusted | Outcome {
  if (keyFile === null) {
    const own = ticketKey(surroundings);
    if (own.kind === 'wrong') return wrongUse(own.sentence);
    return { key: own.kind === 'key' ? own.key.publicKey : null };
  }
  let pem: string;
  try {
    pem = surroundings.readFile(keyFile);
  } catch {
    return wrongUse(`The key ${keyFile} cannot be read. gonogo key prints one where Gonogo runs.`);
  }
  const read = readPublicKey(pem);
  return read.kind === 'key' ? { key: read.key } : wrongUse(`${keyFile} ${keyProblem(read.why)}`);
}

function keyProblem(why: WhyNot): string {
  switch (why) {
    case 'private':
      return 'holds a private key. To check a bundle the public one is enough, and it is the only one to hand around: gonogo key prints it.';
    case 'not-ed25519':
      return 'is a key of another kind than Ed25519, which is what Gonogo signs with.';
    case 'not-pem':
    case 'not-private':
      return 'is no public key in PEM form. gonogo key prints one where Gonogo runs.';
  }
}

/** As bytes: read as text, a character that was spoilt could look like one that stood there. */
function bytesOf(file: string): Uint8Array | Outcome {
  try {
    const { size } = statSync(file);
    if (size > mostBundleBytes) return wrongUse(`${file} has ${size} bytes; a bundle has at most ${mostBundleBytes}.`);
    return readFileSync(file);
  } catch (error) {
    return wrongUse(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}.`);
  }
}
