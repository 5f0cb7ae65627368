import { hash } from 'node:crypto';
import canonicalize from 'canonicalize';

/** SHA-256 of UTF-8 text, as 64 lower-case hexadecimal digits. */
export function sha256(text: string): string {
  return hash('sha256', text);
}

/** SHA-256 of bytes, as 64 lower-case hexadecimal digits. */
export function sha256OfBytes(bytes: Uint8Array): string {
  return hash('sha256', bytes);
}

/** JSON in the one form of RFC 8785, so that equal values have equal bytes and therefore equal hashes. */
export function canonicalJson(value: unknown): string {
  const text = canonicalText(value);
  if (text === undefined) throw new TypeError('Only JSON values have a canonical form; this one is undefined.');
  return text;
}

/**
 * RFC 8785 has no form for half of a surrogate pair, and titles and file names may hold one. Such text is hashed as
 * readers show it, with a replacement character: the same for whoever wrote it and whoever checks it.
 */
function canonicalText(value: unknown): string | undefined {
  try {
    return canonicalize(value);
  } catch {
    return canonicalize(wellFormed(value));
  }
}

function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return value.toWellFormed();
  if (Array.isArray(value)) return value.map(wellFormed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key.toWellFormed(), wellFormed(inner)]));
}

/** SHA-256 over the canonical JSON of a value. */
export function hashOf(value: unknown): string {
  return sha256(canonicalJson(value));
}
