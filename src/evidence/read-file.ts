import { type Digest } from '../domain/evidence/documents.ts';
import { type EvidenceKind, type EvidenceProblem, type FactsOf } from '../domain/evidence/evidence.ts';
import { sha256OfBytes } from '../domain/hash.ts';
import { type CommitSha } from '../domain/ids.ts';
import { understand } from './facts.ts';
import { readJson } from './json.ts';
import { filePath } from './names.ts';
import { readFromZip } from './zip.ts';

/** `text` is the file as it was read; `digest` is of its bytes; `value` is all of its JSON, also what nobody reads. */
export type FileRead<Facts> =
  | {
      readonly kind: 'read';
      readonly facts: Facts;
      readonly digest: Digest;
      readonly text: string;
      readonly value: unknown;
    }
  | { readonly kind: 'problem'; readonly problem: EvidenceProblem };

/** The evidence in an artifact's zip. The commit that the file names has to be `sha`, whatever the artifact is called. */
export async function readArtifact<Kind extends EvidenceKind>(
  kind: Kind,
  zip: Uint8Array,
  sha: CommitSha,
): Promise<FileRead<FactsOf[Kind]>> {
  const read = await readFromZip(zip, filePath(kind, sha));
  return read.kind === 'problem' ? read : readFile(kind, read.bytes, sha);
}

/** The evidence in a file's bytes. */
export function readFile<Kind extends EvidenceKind>(
  kind: Kind,
  bytes: Uint8Array,
  sha: CommitSha,
): FileRead<FactsOf[Kind]> {
  const json = readJson(bytes);
  if (json.kind === 'problem') return json;
  const understood = understand(kind, json.value);
  if (understood.kind === 'wrong-shape') {
    return { kind: 'problem', problem: { state: 'unreadable', code: 'wrong-shape', detail: understood.detail } };
  }
  if (understood.sha !== sha) {
    const detail = `the file is about ${understood.sha}, not about ${sha}`;
    return { kind: 'problem', problem: { state: 'unreadable', code: 'wrong-sha', detail } };
  }
  // A byte-order mark stays in the text, so that its digest remains that of the bytes.
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  return { kind: 'read', facts: understood.facts, digest: digestOf(bytes), text, value: json.value };
}

/** The same from a copy that was kept as text; a text that does not have its digest any more is refused. */
export function readCopy<Kind extends EvidenceKind>(
  kind: Kind,
  copy: { readonly text: string; readonly digest: Digest },
  sha: CommitSha,
): FileRead<FactsOf[Kind]> {
  const bytes = new TextEncoder().encode(copy.text);
  if (digestOf(bytes) !== copy.digest) {
    const detail = 'our copy is not what was kept under its digest';
    return { kind: 'problem', problem: { state: 'unreadable', code: 'digest-differs', detail } };
  }
  return readFile(kind, bytes, sha);
}

/** SHA-256 of bytes, as evidence is named by it. */
export function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${sha256OfBytes(bytes)}` as Digest;
}
