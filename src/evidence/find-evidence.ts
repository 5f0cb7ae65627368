import { type Authority, type ChosenArtifact, chooseArtifact, workflowFileOf } from '../domain/evidence/authority.ts';
import {
  type ArtifactFact,
  type Evidence,
  type EvidenceKind,
  type EvidenceProblem,
  type FactsOf,
  type RunFact,
  type Source,
} from '../domain/evidence/evidence.ts';
import { type CommitSha, type RepoName } from '../domain/ids.ts';
import { type Instant } from '../domain/time.ts';
import { artifactName } from './names.ts';
import { digestOf, type FileRead, readArtifact, readCopy } from './read-file.ts';
import { type Copies, type Copy, type EvidenceReads, type Read } from './reads.ts';
import { tooLargeZip, zipLimits } from './zip.ts';

/** Where to look: whose artifacts, about which commit, and what GitHub and our own copies are asked through. */
export type Search = {
  readonly reads: Pick<EvidenceReads, 'download'>;
  readonly copies: Copies;
  readonly now: Instant;
  readonly repo: RepoName;
  /** Before the names of all artifacts. */
  readonly prefix: string;
  readonly sha: CommitSha;
};

/** What GitHub lists: runs of the commit, and artifacts of the name that is looked for. */
export type Listed = { readonly runs: Read<readonly RunFact[]>; readonly artifacts: Read<readonly ArtifactFact[]> };

/** One artifact, and the workflow file whose run made it, where that is known. */
export type Made = { readonly artifact: ArtifactFact; readonly workflow: string | null };

/**
 * Evidence of one kind about a commit: the artifact of the run that counts, read, and kept as a copy of ours.
 *
 * Once GitHub has the artifact no more, our copy serves, and the source says so. While GitHub does not answer, a copy
 * is not enough: a newer run may have found something else. Then it is `unreadable`, until GitHub can be asked.
 */
export async function findEvidence<Kind extends EvidenceKind>(
  kind: Kind,
  search: Search,
  listed: Listed,
  authority: Authority,
): Promise<Evidence<FactsOf[Kind]>> {
  const { runs, artifacts } = listed;
  if (runs.kind === 'problem') return { ...notAnswered(runs.sentence), source: null };
  if (artifacts.kind === 'problem') return { ...notAnswered(artifacts.sentence), source: null };

  const name = artifactName(kind, search.prefix, search.sha);
  const named = artifacts.value.filter((artifact) => artifact.name === name);
  const chosen = await choose(name, named, runs.value, search, authority);
  if (chosen.kind === 'problem') {
    const source = chosen.artifact === null ? null : sourceOf(madeBy(chosen.artifact, runs.value), 'github');
    return { ...chosen.problem, source };
  }
  return await readMade(kind, { artifact: chosen.artifact, workflow: workflowFileOf(chosen.run) }, search);
}

/** What an artifact says, from our copy of it where there is one: an artifact never changes. */
export async function readMade<Kind extends EvidenceKind>(
  kind: Kind,
  made: Made,
  search: Search,
): Promise<Evidence<FactsOf[Kind]>> {
  const { artifact } = made;
  const copy = await search.copies.byArtifact(search.repo, artifact.id);
  const isOurs = copy !== null && copy.kind === kind && copy.artifact === artifact.name && copy.sha === search.sha;
  if (isOurs) {
    const read = readCopy(kind, copy, search.sha);
    if (read.kind === 'read') return present(read, sourceOf(made, artifact.expired === 'yes' ? 'ours' : 'github'));
    // A copy that was damaged is no reason to stop while GitHub still has the artifact.
    if (artifact.expired === 'yes') return { ...read.problem, source: sourceOf(made, 'ours') };
  }

  const source = sourceOf(made, 'github');
  if (artifact.expired === 'yes') return { ...expired, source };
  const read = await downloaded(kind, artifact, search);
  if (read.kind === 'problem') return { ...read.problem, source };
  await search.copies.keep(copyOf(kind, made, read, search));
  return present(read, source);
}

const expired: EvidenceProblem = {
  state: 'missing',
  code: 'expired',
  detail: 'GitHub has deleted it, and no copy of it was kept',
};

/**
 * An artifact that GitHub does not even list any more stands for itself by the copy that was kept of it, as long as
 * its run still is the one that counts.
 */
async function choose(
  name: string,
  named: readonly ArtifactFact[],
  runs: readonly RunFact[],
  search: Search,
  authority: Authority,
): Promise<ChosenArtifact> {
  const chosen = chooseArtifact(named, runs, authority);
  if (chosen.kind === 'chosen' || chosen.problem.state !== 'missing') return chosen;
  const copy = await search.copies.newest(search.repo, name);
  if (copy === null || named.some(({ id }) => id === copy.artifactId)) return chosen;
  const withCopy = chooseArtifact([...named, artifactOf(copy)], runs, authority);
  return withCopy.kind === 'chosen' && withCopy.artifact.id === copy.artifactId ? withCopy : chosen;
}

function artifactOf(copy: Copy): ArtifactFact {
  const { artifactId, artifact, text, run, url } = copy;
  return { id: artifactId, name: artifact, bytes: text.length, expired: 'yes', digest: null, run, url };
}

async function downloaded<Kind extends EvidenceKind>(
  kind: Kind,
  artifact: ArtifactFact,
  search: Search,
): Promise<FileRead<FactsOf[Kind]>> {
  if (artifact.bytes > zipLimits.zip) return { kind: 'problem', problem: tooLargeZip(artifact.bytes) };
  const download = await search.reads.download(search.repo, artifact, zipLimits.zip);
  switch (download.kind) {
    case 'bytes': {
      const digest = digestOf(download.bytes);
      if (artifact.digest === null || artifact.digest === digest) {
        return await readArtifact(kind, download.bytes, search.sha);
      }
      const detail = `GitHub names ${artifact.digest}, and the bytes that came have ${digest}`;
      return { kind: 'problem', problem: { state: 'unreadable', code: 'digest-differs', detail } };
    }
    case 'expired':
      return { kind: 'problem', problem: expired };
    case 'too-large':
      return { kind: 'problem', problem: tooLargeZip(artifact.bytes) };
    case 'problem':
      return { kind: 'problem', problem: notAnswered(download.sentence) };
  }
}

export function notAnswered(sentence: string): EvidenceProblem {
  return { state: 'unreadable', code: 'not-answered', detail: sentence };
}

export function sourceOf({ artifact, workflow }: Made, from: Source['from']): Source {
  return { artifact: artifact.name, url: artifact.url, run: artifact.run, workflow, from };
}

function madeBy(artifact: ArtifactFact, runs: readonly RunFact[]): Made {
  const run = runs.find(({ id }) => id === artifact.run);
  return { artifact, workflow: run === undefined ? null : workflowFileOf(run) };
}

type Readable<Facts> = Extract<FileRead<Facts>, { kind: 'read' }>;

export function present<Facts>(read: Readable<Facts>, source: Source): Evidence<Facts> {
  return { state: 'present', digest: read.digest, source, facts: read.facts };
}

function copyOf(kind: EvidenceKind, made: Made, read: Readable<unknown>, search: Search): Copy {
  const { artifact, workflow } = made;
  return {
    repo: search.repo,
    kind,
    sha: search.sha,
    artifact: artifact.name,
    artifactId: artifact.id,
    digest: read.digest,
    text: read.text,
    run: artifact.run,
    url: artifact.url,
    workflow,
    keptAt: search.now,
  };
}
