import { type EvidenceKind } from '../../src/domain/evidence/evidence.ts';

/**
 * One thing to read, with what has to come of it. Who makes a case knows that from how it was made, never from reading
 * it: `same-or-refuse` is for damage whose place is left to chance, which may be harmless but must not change a byte.
 */
export type FuzzCase = {
  readonly name: string;
  readonly kind: EvidenceKind;
  readonly sha: string;
  readonly holds: 'zip' | 'json';
  readonly bytes: Buffer;
  readonly expected: 'accept' | 'refuse' | 'same-or-refuse';
  /** The file as it was before the damage. */
  readonly original: Buffer | null;
};
