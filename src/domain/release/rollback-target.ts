import { type Digest, type Image } from '../evidence/documents.ts';
import { type CommitSha } from '../ids.ts';
import { type Candidate } from './candidate.ts';

/** Where a rollback leads, fixed when the request is posted: exactly these images. */
export type RollbackTarget = {
  readonly sha: CommitSha;
  readonly version: string | null;
  readonly manifest: Digest;
  readonly images: readonly Image[];
};

/** Null where there is nothing to go back to: nothing is known to be live, or nobody has its digests. */
export function rollbackTargetOf({ target }: Pick<Candidate, 'target'>): RollbackTarget | null {
  if (target.kind === 'none' || target.manifest.state !== 'present') return null;
  const { sha, version, manifest } = target;
  return { sha, version, manifest: manifest.digest, images: manifest.facts.images };
}
