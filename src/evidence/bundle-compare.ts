import { type Found } from '../domain/bundle/evidence-rows.ts';
import { type BundleFault } from '../domain/bundle/fault.ts';
import { type EvidenceFile } from '../domain/bundle/format.ts';
import { canonicalJson } from '../domain/canonical-json.ts';
import { digestOf, readCopy } from './read-file.ts';

/** Where two values first differ, as a path of keys; null when they have the same canonical form. */
export function firstDifference(one: unknown, other: unknown): string | null {
  return differenceAt('record', asWritten(one), asWritten(other));
}

function asWritten(value: unknown): unknown {
  return JSON.parse(canonicalJson(value));
}

function differenceAt(path: string, one: unknown, other: unknown): string | null {
  if (one === other) return null;
  if (!isParent(one) || !isParent(other) || Array.isArray(one) !== Array.isArray(other)) return path;
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
  for (const key of keys) {
    const isInBoth = Object.hasOwn(one, key) && Object.hasOwn(other, key);
    const found = isInBoth ? differenceAt(`${path}.${key}`, one[key], other[key]) : `${path}.${key}`;
    if (found !== null) return found;
  }
  return null;
}

function isParent(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/**
 * The first file that is not what the ledger says of it; null when all are. Each has to have its digest, to be asked
 * for, and to say what was understood from it when it was read.
 */
export function firstWrongFile(files: readonly EvidenceFile[], found: readonly Found[]): BundleFault | null {
  const digests = files.map(({ digest }) => digest);
  if (digests.some((digest, index) => index > 0 && digest <= (digests[index - 1] ?? '')))
    return { code: 'files-disordered' };
  for (const file of files) {
    const { digest } = file;
    if (digestOf(new TextEncoder().encode(file.text)) !== digest) return { code: 'wrong-file-digest', digest };
    const said = found.filter(({ evidence }) => evidence.state === 'present' && evidence.digest === digest);
    if (said.length === 0) return { code: 'file-not-asked-for', digest };
    for (const one of said) {
      const detail = contradiction(file, one);
      if (detail !== null) return { code: 'file-says-otherwise', name: one.name, digest, detail };
    }
  }
  return null;
}

/** Facts that only one side has are passed over: another version of Gonogo may read more from a file, or less. */
function contradiction(file: EvidenceFile, { kind, sha, evidence }: Found): string | null {
  const read = readCopy(kind, file, sha);
  if (read.kind === 'problem') return read.problem.detail;
  const facts = evidence.state === 'present' ? evidence.facts : null;
  if (!isParent(facts) || !isParent(read.facts)) return null;
  const now: Readonly<Record<string, unknown>> = read.facts;
  const wrong = Object.keys(facts).find(
    (key) => Object.hasOwn(now, key) && canonicalJson(facts[key]) !== canonicalJson(now[key]),
  );
  return wrong ?? null;
}
