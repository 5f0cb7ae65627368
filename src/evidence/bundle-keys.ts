import { createPrivateKey, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { Digest } from '../domain/evidence/documents.ts';
import { sha256OfBytes } from '../domain/hash.ts';

/** The public half of an Ed25519 key. `id` is the SHA-256 of its DER (SPKI) form, by which people tell keys apart. */
export type PublicKey = {
  readonly id: Digest;
  /** In the one form in which it is written: equal keys have equal text. */
  readonly pem: string;
  /** Whether the signature, in base64, is this key's over the text's UTF-8 bytes. */
  isSignedBy(this: void, text: string, signature: string): boolean;
};

export type SigningKey = {
  readonly publicKey: PublicKey;
  /** Base64. The same text always gets the same signature. */
  sign(this: void, text: string): string;
};

export type KeyRead<Key> =
  | { readonly kind: 'key'; readonly key: Key }
  | { readonly kind: 'wrong'; readonly why: WhyNot };

/** Why a text is not the key that was asked for. */
export type WhyNot = 'not-pem' | 'not-ed25519' | 'private' | 'not-private';

/** Never throws, and never repeats the text. */
export function readSigningKey(pem: string): KeyRead<SigningKey> {
  const key = keyIn(() => createPrivateKey(pem));
  if (key === null) return { kind: 'wrong', why: pem.includes('PUBLIC KEY-----') ? 'not-private' : 'not-pem' };
  if (key.asymmetricKeyType !== 'ed25519') return { kind: 'wrong', why: 'not-ed25519' };
  const publicKey = publicKeyOf(createPublicKey(key));
  return { kind: 'key', key: { publicKey, sign: (text) => sign(null, Buffer.from(text), key).toString('base64') } };
}

/** A private key is refused: it would lie around where only its public half is needed. */
export function readPublicKey(pem: string): KeyRead<PublicKey> {
  if (pem.includes('PRIVATE KEY-----')) return { kind: 'wrong', why: 'private' };
  const key = keyIn(() => createPublicKey(pem));
  if (key === null) return { kind: 'wrong', why: 'not-pem' };
  if (key.asymmetricKeyType !== 'ed25519') return { kind: 'wrong', why: 'not-ed25519' };
  return { kind: 'key', key: publicKeyOf(key) };
}

function keyIn(read: () => KeyObject): KeyObject | null {
  try {
    return read();
  } catch {
    return null;
  }
}

function publicKeyOf(key: KeyObject): PublicKey {
  const id = Digest.parse(`sha256:${sha256OfBytes(key.export({ type: 'spki', format: 'der' }))}`);
  const pem = key.export({ type: 'spki', format: 'pem' }).toString();
  return { id, pem, isSignedBy: (text, signature) => isSignature(key, text, signature) };
}

/** Base64 has several texts for some bytes; only the one that we write is taken. */
function isSignature(key: KeyObject, text: string, signature: string): boolean {
  const bytes = Buffer.from(signature, 'base64');
  return bytes.toString('base64') === signature && verify(null, Buffer.from(text), key, bytes);
}
