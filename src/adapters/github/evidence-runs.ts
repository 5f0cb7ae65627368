import { type ArtifactFact, type RunFact } from '../../domain/evidence/evidence.ts';
import { type Download, type Read } from '../../domain/evidence/reading.ts';
import { type CommitSha, type RepoName, type RunId } from '../../domain/ids.ts';
import { type Problem, partsOf } from './answers.ts';
import { type GithubDownloads, type GithubReads } from './clients.ts';
import { type Artifact, ArtifactPage, RunPage } from './evidence-shapes.ts';
import { type Listing, readList, readProblem } from './pages.ts';

/** GitHub lists at most 1,000 runs for one search. */
const mostRunPages = 10;
const mostArtifactPages = 5;
const access = 'actions';

/** Every run of a commit, newest first. */
export async function readRuns(reads: GithubReads, repo: RepoName, sha: CommitSha): Promise<Read<readonly RunFact[]>> {
  const read = await readList(reads, repo, {
    url: '/repos/{owner}/{repo}/actions/runs',
    parameters: { head_sha: sha },
    page: RunPage,
    keyOf: (run) => run.id,
    size: 100,
    pages: mostRunPages,
    what: `the runs of ${sha.slice(0, 7)}`,
    access,
  });
  if (read.kind === 'problem') return read;
  return { kind: 'read', value: read.value.toSorted((a, b) => newestFirst(a.id, b.id)) };
}

/** Artifacts of this exact name, newest first. */
export async function readArtifactsNamed(
  reads: GithubReads,
  repo: RepoName,
  name: string,
  webUrl: string,
): Promise<Read<readonly ArtifactFact[]>> {
  const url = '/repos/{owner}/{repo}/actions/artifacts';
  const read = await readList(reads, repo, artifactsAt(url, { name }, `the artifacts ${name}`));
  if (read.kind === 'problem') return read;
  // Servers that do not know the filter list every artifact.
  const named = read.value.filter((artifact) => artifact.name === name);
  return { kind: 'read', value: factsOf(named, repo, webUrl) };
}

export async function readArtifactsOfRun(
  reads: GithubReads,
  repo: RepoName,
  run: RunId,
  webUrl: string,
): Promise<Read<readonly ArtifactFact[]>> {
  const url = '/repos/{owner}/{repo}/actions/runs/{run}/artifacts';
  const read = await readList(reads, repo, artifactsAt(url, { run }, `the artifacts of run ${run}`));
  return read.kind === 'problem' ? read : { kind: 'read', value: factsOf(read.value, repo, webUrl) };
}

function artifactsAt(url: string, parameters: Listing<Artifact>['parameters'], what: string): Listing<Artifact> {
  return {
    url,
    parameters,
    page: ArtifactPage,
    keyOf: (artifact) => artifact.id,
    size: 100,
    pages: mostArtifactPages,
    what,
    access,
  };
}

/** What no run is known of any more is left out: nobody could say whose it was. */
function factsOf(artifacts: readonly Artifact[], repo: RepoName, webUrl: string): readonly ArtifactFact[] {
  return artifacts
    .flatMap((artifact): readonly ArtifactFact[] => {
      const { id, run } = artifact;
      if (run === null) return [];
      return [{ ...artifact, run, url: `${webUrl}/${repo}/actions/runs/${run}/artifacts/${id}` }];
    })
    .toSorted((a, b) => newestFirst(a.id, b.id));
}

/** Ids only grow, and pass what a number holds. */
function newestFirst(a: string, b: string): number {
  return a.length === b.length ? Number(a < b) - Number(a > b) : b.length - a.length;
}

/**
 * The bytes of an artifact's zip. GitHub answers with an address that lives a minute; the bytes are fetched from there
 * without our token. 410 says that they are gone for good.
 */
export async function downloadArtifact(
  downloads: GithubDownloads,
  repo: RepoName,
  artifact: ArtifactFact,
  mostBytes: number,
): Promise<Download> {
  if (artifact.bytes > mostBytes) return { kind: 'too-large' };
  const url = '/repos/{owner}/{repo}/actions/artifacts/{artifact}/zip';
  const heard = await downloads.download(url, { ...partsOf(repo), artifact: artifact.id }, mostBytes);
  switch (heard.kind) {
    case 'bytes':
    case 'too-large':
      return heard;
    case 'refused':
      return notGiven(artifact, `its storage answered ${heard.status}`);
    case 'silence':
      return notGiven(artifact, heard.reason);
    case 'answer':
      if (heard.status === 410) return { kind: 'expired' };
      if (heard.status < 400) return notGiven(artifact, 'GitHub named no address for it');
      return readProblem(heard, repo, `the artifact ${artifact.name}`, access);
  }
}

function notGiven(artifact: ArtifactFact, why: string): Problem {
  return {
    kind: 'problem',
    passing: 'passing',
    sentence: `The artifact ${artifact.name} could not be fetched: ${why}. It is tried again.`,
  };
}
