import { type Redis } from 'ioredis';
import { z } from 'zod';
import { Digest } from '../domain/evidence/documents.ts';
import { evidenceKinds } from '../domain/evidence/evidence.ts';
import { type Copy } from '../domain/evidence/reading.ts';
import { sha256 } from '../domain/hash.ts';
import { CommitSha, RepoName, RunId } from '../domain/ids.ts';
import { type Instant } from '../domain/time.ts';
import { type LedgerKeys } from './ledger/keys.ts';

export type EvidenceCopies = {
  /** Keeping the same file twice changes nothing; another file under the same digest or artifact is refused. */
  keep(this: void, copy: Copy): Promise<void>;
  byDigest(this: void, digest: Digest): Promise<Copy | null>;
  /** The copy that was made of this artifact. */
  byArtifact(this: void, repo: RepoName, artifactId: string): Promise<Copy | null>;
  /** The copy that was kept last under this artifact name. */
  newest(this: void, repo: RepoName, artifact: string): Promise<Copy | null>;
};

/** A copy is not what it is kept as. Nothing may be built on it; the message names the digest. */
export class CopyRefused extends Error {
  override readonly name = 'CopyRefused';
}

/** The slice of the client that copies need. */
type Store = Pick<Redis, 'hget' | 'multi'>;

/**
 * Keeps our own copies of evidence files: the file once, under the digest of its bytes, and beside it which artifacts
 * it was read from. A copy is checked against its digest whenever it is read; `damaged` is told of one that fails.
 *
 * @throws CopyRefused when bytes and digest differ as it is kept, or when an artifact that was kept has other bytes now
 */
export function createEvidenceCopies(
  redis: Store,
  { copies, copyOf }: Pick<LedgerKeys, 'copies' | 'copyOf'>,
  damaged: (sentence: string) => void,
): EvidenceCopies {
  async function keep(copy: Copy): Promise<void> {
    checked(copy.text, copy.digest);
    const known = await noteAt(artifactField(copy.repo, copy.artifactId));
    if (known !== null && known.digest !== copy.digest) throw twoFiles(copy, known.digest);
    const { text, ...about } = copy;
    const note = JSON.stringify(about);
    // All or nothing: Redis runs them as one, and refuses them together when its memory is full.
    await redis
      .multi()
      .hsetnx(copies, copy.digest, text)
      .hsetnx(copyOf, digestField(copy.digest), note)
      .hsetnx(copyOf, artifactField(copy.repo, copy.artifactId), note)
      .hset(copyOf, nameField(copy.repo, copy.artifact), note)
      .exec();
    // What stood there before was not replaced. It is the same, unless it was damaged: then it is mended.
    const kept = await redis.hget(copies, copy.digest);
    if (kept !== text) await redis.multi().hset(copies, copy.digest, text).exec();
  }

  async function noteAt(field: string): Promise<Note | null> {
    const note = await redis.hget(copyOf, field);
    return note === null ? null : Note.parse(JSON.parse(note));
  }

  /** A note without its file is damage, and not the absence of a copy. */
  async function textOf({ digest, artifact }: Note): Promise<string> {
    const text = await redis.hget(copies, digest);
    if (text === null) throw new CopyRefused(`Our copy ${digest} of ${artifact} is gone. Restore it from a backup.`);
    return checked(text, digest);
  }

  /** A copy that is damaged is none: GitHub is asked again, and what is read there takes its place. */
  async function copyAt(field: string): Promise<Copy | null> {
    const note = await noteAt(field);
    if (note === null) return null;
    try {
      return { ...note, text: await textOf(note) };
    } catch (error) {
      if (!(error instanceof CopyRefused)) throw error;
      damaged(error.message);
      return null;
    }
  }

  return {
    keep,
    byDigest: async (digest) => copyAt(digestField(digest)),
    byArtifact: async (repo, artifactId) => copyAt(artifactField(repo, artifactId)),
    newest: async (repo, artifact) => copyAt(nameField(repo, artifact)),
  };
}

/** What is noted of a copy, besides its text. It was written by us, so another shape is damage and throws. */
const Note = z.object({
  repo: RepoName,
  kind: z.enum(evidenceKinds),
  sha: CommitSha,
  artifact: z.string(),
  artifactId: z.string(),
  digest: Digest,
  run: RunId,
  url: z.string(),
  workflow: z.string().nullable(),
  keptAt: z.string().transform((time) => time as Instant),
});
type Note = z.infer<typeof Note>;

function checked(text: string, digest: Digest): string {
  const found = `sha256:${sha256(text)}`;
  if (found === digest) return text;
  throw new CopyRefused(`Our copy ${digest} holds other bytes (${found}). It is not used; restore it from a backup.`);
}

function twoFiles({ repo, artifactId, digest }: Copy, known: Digest): CopyRefused {
  return new CopyRefused(
    `The artifact ${artifactId} of ${repo} was kept as ${known}, and now it has ${digest}. An artifact never changes, so the new file is not taken.`,
  );
}

function digestField(digest: Digest): string {
  return `digest ${digest}`;
}

function artifactField(repo: RepoName, artifactId: string): string {
  return `artifact ${repo.toLowerCase()} ${artifactId}`;
}

/** Spaces are in no name of a repository, so no two fields can be taken for one. */
function nameField(repo: RepoName, artifact: string): string {
  return `name ${repo.toLowerCase()} ${artifact}`;
}
