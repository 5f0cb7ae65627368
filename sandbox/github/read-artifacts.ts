import { type Answer, countedAnswer, json, notFound, problem, type RepoRequest } from './answers.ts';
import { isExpired } from './artifacts.ts';
import { type Artifact } from './held-types.ts';
import { apiUrl, forkId, type Json, nodeId } from './present-repo.ts';
import { runOf } from './read-runs.ts';
import { type WorldState } from './state.ts';
import { type Repo } from './types.ts';

/** Reads of what runs left behind. Expired ones stay in the lists, and only their bytes are gone. */

export function listArtifacts(request: RepoRequest): Answer {
  return answerArtifacts(request, request.repo.artifacts);
}

export function listArtifactsOfRun(request: RepoRequest): Answer {
  const run = runOf(request);
  if (run === undefined) return notFound();
  return answerArtifacts(
    request,
    request.repo.artifacts.filter((one) => one.runId === run.id),
  );
}

export function getArtifact(request: RepoRequest): Answer {
  const artifact = artifactOf(request);
  return artifact === undefined ? notFound() : json(presentArtifact(request.state, request.repo, artifact));
}

/** The bytes lie elsewhere: the answer is an address that lives a minute. */
export function downloadArtifact(request: RepoRequest): Answer {
  const { state } = request;
  const artifact = artifactOf(request);
  if (artifact === undefined) return notFound();
  if (isExpired(state, artifact)) return problem(410, 'Artifact has expired');
  return { kind: 'redirect', location: state.openDownload(artifact) };
}

function answerArtifacts(request: RepoRequest, artifacts: readonly Artifact[]): Answer {
  const name = request.url.searchParams.get('name');
  const wanted = artifacts.filter((one) => name === null || one.name === name);
  return countedAnswer(request, wanted, 'artifacts', (one) => presentArtifact(request.state, request.repo, one));
}

function artifactOf({ repo, params }: RepoRequest): Artifact | undefined {
  return repo.artifacts.find((one) => String(one.id) === params.get('artifact'));
}

function presentArtifact(state: WorldState, repo: Repo, artifact: Artifact): Json {
  const url = `${apiUrl(state, repo)}/actions/artifacts/${artifact.id}`;
  const run = repo.runs.find((one) => one.id === artifact.runId);
  return {
    id: artifact.id,
    node_id: nodeId('A', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.bytes.length,
    url,
    archive_download_url: `${url}/zip`,
    expired: isExpired(state, artifact),
    created_at: artifact.createdAt,
    updated_at: artifact.createdAt,
    expires_at: artifact.expiresAt,
    digest: state.faults.hideDigests ? null : artifact.digest,
    workflow_run:
      run === undefined
        ? null
        : {
            id: BigInt(run.id),
            repository_id: repo.id,
            head_repository_id: run.headRepo === null ? repo.id : forkId(run.headRepo),
            head_branch: run.headBranch,
            head_sha: run.headSha,
          },
  };
}
