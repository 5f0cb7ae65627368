import { type EvidenceProblem } from '../domain/evidence/evidence.ts';
import { type ScanLimits, scanJson } from './json-scan.ts';

export type JsonRead =
  | { readonly kind: 'json'; readonly value: unknown }
  | { readonly kind: 'problem'; readonly problem: EvidenceProblem };

/** Bytes. The largest evidence file that is known has 200 kB. */
export const mostJsonBytes = 2 * 1024 * 1024;

export type JsonLimits = ScanLimits & { readonly bytes: number };

const ofEvidence: JsonLimits = {
  bytes: mostJsonBytes,
  depth: 64,
  values: 100_000,
  refusedKeys: new Set(['__proto__', 'constructor', 'prototype']),
};

/**
 * JSON that somebody else wrote. It is scanned before it is parsed, so that neither depth nor amount can hurt, and
 * refused when two readers could understand it differently: keys twice, keys that mean something to JavaScript,
 * numbers beyond what a number holds, halves of characters. A byte-order mark at the start is skipped.
 */
export function readJson(bytes: Uint8Array, limits: JsonLimits = ofEvidence): JsonRead {
  if (bytes.byteLength > limits.bytes) {
    return problem('file-too-large', `the file has ${bytes.byteLength} bytes; at most ${limits.bytes} are read`);
  }
  const text = decoded(bytes);
  if (text === null) return problem('not-json', 'the file is no UTF-8 text');

  const refusal = scanJson(text, limits);
  if (refusal !== null) return problem('json-refused', refusal);
  try {
    const value: unknown = JSON.parse(text);
    return { kind: 'json', value };
  } catch {
    return problem('not-json', 'the file is no JSON');
  }
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

function problem(code: 'file-too-large' | 'not-json' | 'json-refused', detail: string): JsonRead {
  return { kind: 'problem', problem: { state: 'unreadable', code, detail } };
}
