import { type CommitSha, type RunId } from '../ids.ts';
import { type Instant } from '../time.ts';
import { type Digest, type Image } from './documents.ts';

/** What a run may leave behind, each in an artifact of its own. */
export const evidenceKinds = [
  'release-candidate',
  'infra',
  'smoke',
  'decision',
  'timing',
  'tests',
  'scorecard',
] as const;
export type EvidenceKind = (typeof evidenceKinds)[number];

/** Where a file was found. The links lead people to it. */
export type Source = {
  readonly artifact: string;
  readonly url: string;
  readonly run: RunId;
  /** The workflow file that ran, such as `commit-stage.yml`; null when GitHub does not say. */
  readonly workflow: string | null;
  /** `ours` when GitHub has it no more, and the copy that was kept when it was first read serves. */
  readonly from: 'github' | 'ours';
};

/**
 * Why there is nothing, or nothing that can be read. `missing` is an answer: it was looked for and is not there.
 * `unreadable` says that something is there, or may be, and nobody can tell what it says. Neither ever counts as passed.
 */
export type EvidenceProblem =
  | { readonly state: 'missing'; readonly code: MissingCode; readonly detail: string }
  | { readonly state: 'unreadable'; readonly code: UnreadableCode; readonly detail: string };

export type MissingCode =
  /** No artifact of this name exists for the commit. */
  | 'no-artifact'
  /** GitHub has deleted it, and no copy of ours was kept. */
  | 'expired'
  /** There is one, of a run that does not count: a pull request's, a fork's, another branch's, another workflow's, another commit's. */
  | 'no-authority'
  /** The newest run that counts has not ended. */
  | 'run-in-progress'
  /** The artifact does not hold the file. */
  | 'no-file';

export type UnreadableCode =
  /** GitHub could not be asked, or answered with an error. It may be there. */
  | 'not-answered'
  /** GitHub refuses to show it, and asking again would change nothing by itself. */
  | 'refused'
  | 'artifact-too-large'
  | 'digest-differs'
  | 'not-a-zip'
  | 'zip-refused'
  | 'file-too-large'
  | 'not-json'
  | 'json-refused'
  /** JSON of another shape than the file has; `detail` names the field. */
  | 'wrong-shape'
  | 'wrong-sha'
  /** Two artifacts of this name in one run, or the file twice in one artifact. */
  | 'ambiguous';

/** `digest` is of the file's bytes as they were read; our copy is kept under it. */
export type Evidence<Facts> =
  | { readonly state: 'present'; readonly digest: Digest; readonly source: Source; readonly facts: Facts }
  | (EvidenceProblem & { readonly source: Source | null });

/** What is kept of each kind in a lane's state; the whole file is kept under its digest. */
export type ManifestFacts = {
  readonly version: string | null;
  readonly images: readonly Image[];
  readonly configDigest: Digest | null;
  readonly createdAt: string | null;
  readonly runId: string | null;
};
export type InfraFacts = {
  readonly environment: string;
  readonly status: string;
  readonly images: readonly Image[];
  readonly identityConvergence: string | null;
};
export type SmokeFacts = { readonly status: string; readonly total: number; readonly failed: readonly string[] };
export type DecisionFacts = { readonly decision: string; readonly reasons: readonly string[] };
export type TimingFacts = { readonly ms: number };
export type TestsFacts = {
  readonly suites: readonly { readonly name: string; readonly passed: number; readonly total: number }[];
};
export type ScorecardFacts = {
  readonly decision: string;
  readonly invariants: readonly { readonly id: string; readonly passed: boolean }[];
  readonly artifacts: readonly { readonly name: string; readonly sha256: string }[];
};

export type FactsOf = {
  readonly 'release-candidate': ManifestFacts;
  readonly infra: InfraFacts;
  readonly smoke: SmokeFacts;
  readonly decision: DecisionFacts;
  readonly timing: TimingFacts;
  readonly tests: TestsFacts;
  readonly scorecard: ScorecardFacts;
};

/** What a run left behind about what it did; read once the run has succeeded. */
export type PostDeploy = {
  readonly infra: Evidence<InfraFacts>;
  readonly smoke: Evidence<SmokeFacts>;
  readonly decision: Evidence<DecisionFacts>;
  readonly readAt: Instant;
};

/** A run as it is listed for a commit. */
export type RunFact = {
  readonly id: RunId;
  readonly url: string;
  /** The path of the workflow file from the repository's root. */
  readonly workflow: string;
  readonly event: string;
  readonly branch: string | null;
  readonly sha: CommitSha;
  /** `owner/name` of where the commit lives: another one than the lane's for a fork. Null when GitHub does not say. */
  readonly headRepo: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly attempt: number;
  /** ISO 8601 as GitHub writes it. Newer runs have greater numbers. */
  readonly createdAt: string;
  readonly number: number;
};

/** An artifact as it is listed. */
export type ArtifactFact = {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly expired: 'yes' | 'no';
  /** GitHub's digest of the zip; null from servers that give none. */
  readonly digest: Digest | null;
  readonly run: RunId;
  readonly url: string;
};
