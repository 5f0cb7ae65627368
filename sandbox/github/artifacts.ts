import { createHash } from 'node:crypto';
import { type Artifact, type Files } from './held-types.ts';
import { instantText, type WorldState } from './state.ts';
import { type Repo } from './types.ts';
import { zipOf } from './zip.ts';

/** GitHub keeps artifacts for 90 days unless it is told otherwise. */
const keptDays = 90;
const dayMs = 86_400_000;

export type Published = { readonly runId: string; readonly name: string };

/** Any bytes at all, zip or not. */
export function publishZip(state: WorldState, repo: Repo, where: Published, bytes: Uint8Array): Artifact {
  return publish(state, repo, where, { bytes: Buffer.from(bytes), files: null });
}

export function publishArtifact(state: WorldState, repo: Repo, where: Published, files: Files): Artifact {
  return publish(state, repo, where, { bytes: zipOf(files), files });
}

/** What the run published before under this name goes; the new one has an id of its own. */
export function replaceArtifact(state: WorldState, repo: Repo, where: Published, files: Files): Artifact {
  const kept = repo.artifacts.filter((one) => one.runId !== where.runId || one.name !== where.name);
  repo.artifacts.splice(0, repo.artifacts.length, ...kept);
  return publishArtifact(state, repo, where, files);
}

function publish(
  state: WorldState,
  repo: Repo,
  { runId, name }: Published,
  content: Pick<Artifact, 'bytes' | 'files'>,
): Artifact {
  const artifact: Artifact = {
    id: state.nextId(),
    name,
    runId,
    ...content,
    digest: `sha256:${createHash('sha256').update(content.bytes).digest('hex')}`,
    createdAt: state.nowText(),
    expiresAt: instantText(state.nowMs() + keptDays * dayMs),
    expired: false,
  };
  repo.artifacts.unshift(artifact);
  state.emit('change');
  return artifact;
}

/** Every artifact of this name, of all runs, or the one with this id. Throws when there is none. */
export function expireArtifact(state: WorldState, repo: Repo, which: string | number): void {
  const found = repo.artifacts.filter((one) => one.id === which || one.name === which);
  if (found.length === 0) throw new Error(`${repo.fullName} has no artifact ${which}`);
  for (const one of found) one.expired = true;
  state.emit('change');
}

export function isExpired(state: WorldState, artifact: Artifact): boolean {
  return artifact.expired || state.faults.artifactsExpired || Date.parse(artifact.expiresAt) <= state.nowMs();
}

/** The newest of this name that can still be had. */
export function newestArtifact(state: WorldState, repo: Repo, name: string): Artifact | undefined {
  return repo.artifacts.find((one) => one.name === name && !isExpired(state, one));
}
