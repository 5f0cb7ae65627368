import { type ArtifactFact, type RunFact } from '../../domain/evidence/evidence.ts';
import {
  type CheckFact,
  type Download,
  type Read,
  type ReviewFact,
  type VariablesSeen,
} from '../../domain/evidence/reading.ts';
import { type CommitSha, type GithubLogin, type RepoName, type RunId } from '../../domain/ids.ts';
import { type GithubDownloads, type GithubReads } from './clients.ts';
import { readChecks, readReviews } from './evidence-checks.ts';
import { readFileAt, readWorkflowFiles } from './evidence-files.ts';
import { downloadArtifact, readArtifactsNamed, readArtifactsOfRun, readRuns } from './evidence-runs.ts';
import { readSecrets, readVariables } from './evidence-settings.ts';
import { readMayWrite } from './write-access.ts';

/** What is read of GitHub as evidence. What GitHub does not show is a problem with a sentence, never a crash. */
export type GithubEvidence = {
  /** Every run of this commit, of any workflow and event, newest first. */
  runsFor(this: void, repo: RepoName, sha: CommitSha): Promise<Read<readonly RunFact[]>>;
  /** Artifacts of this exact name, newest first. */
  artifactsNamed(this: void, repo: RepoName, name: string): Promise<Read<readonly ArtifactFact[]>>;
  artifactsOfRun(this: void, repo: RepoName, run: RunId): Promise<Read<readonly ArtifactFact[]>>;
  /** The bytes of the zip; `too-large` as soon as more than `mostBytes` came. */
  download(this: void, repo: RepoName, artifact: ArtifactFact, mostBytes: number): Promise<Download>;
  checksFor(this: void, repo: RepoName, sha: CommitSha): Promise<Read<readonly CheckFact[]>>;
  /** Every review of a pull request, oldest first. */
  reviewsOf(this: void, repo: RepoName, pull: number): Promise<Read<readonly ReviewFact[]>>;
  mayWrite(this: void, repo: RepoName, login: GithubLogin): Promise<Read<'yes' | 'no'>>;
  /** A file at a commit, from the root; null when it is not there. Text of at most 1 MB. */
  fileAt(
    this: void,
    repo: RepoName,
    sha: CommitSha,
    path: string,
  ): Promise<Read<{ readonly blob: string; readonly text: string } | null>>;
  workflowFilesAt(this: void, repo: RepoName, sha: CommitSha): Promise<Read<readonly string[]>>;
  variablesOf(this: void, repo: RepoName, environment: string): Promise<Read<VariablesSeen>>;
  secretsOf(this: void, repo: RepoName, environment: string): Promise<Read<readonly string[]>>;
};

export type GithubEvidenceNeeds = {
  readonly reads: GithubReads;
  readonly downloads: GithubDownloads;
  /** Where people look at GitHub, without a slash at its end: GitHub gives no address of an artifact's page. */
  readonly webUrl: string;
};

export function createGithubEvidence({ reads, downloads, webUrl }: GithubEvidenceNeeds): GithubEvidence {
  return {
    runsFor: async (repo, sha) => readRuns(reads, repo, sha),
    artifactsNamed: async (repo, name) => readArtifactsNamed(reads, repo, name, webUrl),
    artifactsOfRun: async (repo, run) => readArtifactsOfRun(reads, repo, run, webUrl),
    download: async (repo, artifact, mostBytes) => downloadArtifact(downloads, repo, artifact, mostBytes),
    checksFor: async (repo, sha) => readChecks(reads, repo, sha),
    reviewsOf: async (repo, pull) => readReviews(reads, repo, pull),
    mayWrite: async (repo, login) => readMayWrite(reads, repo, login),
    fileAt: async (repo, sha, path) => readFileAt(reads, repo, sha, path),
    workflowFilesAt: async (repo, sha) => readWorkflowFiles(reads, repo, sha),
    variablesOf: async (repo, environment) => readVariables(reads, repo, environment),
    secretsOf: async (repo, environment) => readSecrets(reads, repo, environment),
  };
}
