import { canonicalJson } from '../canonical-json.ts';
import { type ManifestFacts } from '../evidence/evidence.ts';
import { type CommitSha } from '../ids.ts';

/** A manifest in its canonical form (RFC 8785), as a replay hands it to the workflow: the images that are to run, and no more. */
export function manifestText(sha: CommitSha, facts: ManifestFacts): string {
  const { version, images, configDigest, createdAt, runId } = facts;
  return canonicalJson({
    schemaVersion: 1,
    sha,
    images,
    ...(version === null ? {} : { version }),
    ...(createdAt === null ? {} : { createdAt }),
    ...(runId === null ? {} : { runId }),
    ...(configDigest === null ? {} : { configDigest }),
  });
}
