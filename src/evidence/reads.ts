import { type Digest } from '../domain/evidence/documents.ts';
import { type ArtifactFact, type RunFact } from '../domain/evidence/evidence.ts';
import {
  type CheckFact,
  type Copy,
  type Download,
  type Read,
  type ReviewFact,
  type VariablesSeen,
} from '../domain/evidence/reading.ts';
import { type CommitSha, type GithubLogin, type RepoName, type RunId } from '../domain/ids.ts';

export type {
  CheckFact,
  Copy,
  Download,
  RangeFacts,
  RangePull,
  Read,
  ReadProblem,
  ReviewFact,
  VariablesSeen,
} from '../domain/evidence/reading.ts';

/** What collecting evidence reads of GitHub. Nothing here acts; ids and text come as they are, to be judged here. */
export type EvidenceReads = {
  /** Every run of this commit, of any workflow and event, newest first. */
  runsFor(repo: RepoName, sha: CommitSha): Promise<Read<readonly RunFact[]>>;
  /** Artifacts of this exact name, newest first. */
  artifactsNamed(repo: RepoName, name: string): Promise<Read<readonly ArtifactFact[]>>;
  artifactsOfRun(repo: RepoName, run: RunId): Promise<Read<readonly ArtifactFact[]>>;
  /** The bytes of the zip; `too-large` as soon as more than `mostBytes` came. */
  download(repo: RepoName, artifact: ArtifactFact, mostBytes: number): Promise<Download>;
  checksFor(repo: RepoName, sha: CommitSha): Promise<Read<readonly CheckFact[]>>;
  /** Every review of a pull request, oldest first. */
  reviewsOf(repo: RepoName, pull: number): Promise<Read<readonly ReviewFact[]>>;
  /** Whether somebody may write to a repository; `no` also where GitHub does not show that. */
  mayWrite(repo: RepoName, login: GithubLogin): Promise<Read<'yes' | 'no'>>;
  /** A file at a commit, from the root; null when it is not there. Text of at most 1 MB. */
  fileAt(
    repo: RepoName,
    sha: CommitSha,
    path: string,
  ): Promise<Read<{ readonly blob: string; readonly text: string } | null>>;
  /** The names of the files below `.github/workflows` at a commit. */
  workflowFilesAt(repo: RepoName, sha: CommitSha): Promise<Read<readonly string[]>>;
  variablesOf(repo: RepoName, environment: string): Promise<Read<VariablesSeen>>;
  secretsOf(repo: RepoName, environment: string): Promise<Read<readonly string[]>>;
};

/** Our own copies of evidence files, each under the digest of its bytes. GitHub deletes artifacts after a while. */
export type Copies = {
  keep(copy: Copy): Promise<void>;
  byDigest(digest: Digest): Promise<Copy | null>;
  /** The copy that was made of this artifact; an artifact never changes. */
  byArtifact(repo: RepoName, artifactId: string): Promise<Copy | null>;
  /** The copy that was kept last under this artifact name. */
  newest(repo: RepoName, artifact: string): Promise<Copy | null>;
};
