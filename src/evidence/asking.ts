import { type Authority } from '../domain/evidence/authority.ts';
import { type Evidence, type EvidenceKind, type FactsOf, type RunFact } from '../domain/evidence/evidence.ts';
import { type CommitSha } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Instant } from '../domain/time.ts';
import { findEvidence } from './find-evidence.ts';
import { artifactName } from './names.ts';
import { type CheckFact, type Copies, type EvidenceReads, type Read, type VariablesSeen } from './reads.ts';

/** The policy of the lane, as far as it says where evidence is and whose counts. */
export type LaneAsked = Pick<LanePolicy, 'repo' | 'refs' | 'deploy' | 'replay' | 'environment' | 'artifactPrefix'>;

export type Asked = {
  readonly policy: LaneAsked;
  readonly sha: CommitSha;
  readonly reads: EvidenceReads;
  readonly copies: Copies;
  readonly now: Instant;
};

/** The questions about one commit. Each is asked once, however many gates want the answer. */
export type Asking = {
  readonly runs: () => Promise<Read<readonly RunFact[]>>;
  readonly checks: () => Promise<Read<readonly CheckFact[]>>;
  readonly variables: () => Promise<Read<VariablesSeen>>;
  readonly secrets: () => Promise<Read<readonly string[]>>;
  readonly workflowFiles: () => Promise<Read<readonly string[]>>;
  readonly file: (path: string) => Promise<Read<{ readonly blob: string; readonly text: string } | null>>;
  /** Evidence of one kind; with a workflow file, only of its runs. */
  readonly evidence: <Kind extends EvidenceKind>(
    kind: Kind,
    workflow: string | null,
  ) => Promise<Evidence<FactsOf[Kind]>>;
  /** What a run of another lane says that it did. */
  readonly infraOf: (authority: Authority) => Promise<Evidence<FactsOf['infra']>>;
};

export function openAsking({ policy, sha, reads, copies, now }: Asked): Asking {
  const { repo, environment, artifactPrefix: prefix } = policy;
  const runs = once(async () => await reads.runsFor(repo, sha));
  const named = onceForEach(async (kind: EvidenceKind) => {
    return await reads.artifactsNamed(repo, artifactName(kind, prefix, sha));
  });
  const search = { reads, copies, now, repo, prefix, sha };

  async function find<Kind extends EvidenceKind>(
    kind: Kind,
    workflow: string | null,
  ): Promise<Evidence<FactsOf[Kind]>> {
    return await findFor(kind, authorityOf(policy, sha, workflow));
  }

  async function findFor<Kind extends EvidenceKind>(
    kind: Kind,
    authority: Authority,
  ): Promise<Evidence<FactsOf[Kind]>> {
    const [listedRuns, artifacts] = await Promise.all([runs(), named(kind)]);
    return await findEvidence(kind, search, { runs: listedRuns, artifacts }, authority);
  }

  const found = nothingFound();
  async function evidence<Kind extends EvidenceKind>(
    kind: Kind,
    workflow: string | null,
  ): Promise<Evidence<FactsOf[Kind]>> {
    const ofKind = found[kind];
    const known = ofKind.get(workflow);
    if (known !== undefined) return await known;
    const answer = find(kind, workflow);
    ofKind.set(workflow, answer);
    return await answer;
  }

  return {
    runs,
    checks: once(async () => await reads.checksFor(repo, sha)),
    variables: once(async () => await reads.variablesOf(repo, environment)),
    secrets: once(async () => await reads.secretsOf(repo, environment)),
    workflowFiles: once(async () => await reads.workflowFilesAt(repo, sha)),
    file: onceForEach(async (path: string) => await reads.fileAt(repo, sha, path)),
    evidence,
    infraOf: async (authority) => await findFor('infra', authority),
  };
}

/** Whose runs speak for a commit in this lane. */
export function authorityOf(policy: LaneAsked, sha: CommitSha, workflow: string | null): Authority {
  return { sha, repo: policy.repo, refs: [...policy.refs, policy.deploy.ref], workflow };
}

/** What was found of each kind, by the workflow file that alone counted. */
type Found = { readonly [Kind in EvidenceKind]: Map<string | null, Promise<Evidence<FactsOf[Kind]>>> };

function nothingFound(): Found {
  return {
    'release-candidate': new Map(),
    infra: new Map(),
    smoke: new Map(),
    decision: new Map(),
    timing: new Map(),
    tests: new Map(),
    scorecard: new Map(),
  };
}

function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | null = null;
  return async () => await (answer ??= ask());
}

function onceForEach<Key, T>(ask: (key: Key) => Promise<T>): (key: Key) => Promise<T> {
  const answers = new Map<Key, Promise<T>>();
  return async (key) => {
    const known = answers.get(key);
    if (known !== undefined) return await known;
    const answer = ask(key);
    answers.set(key, answer);
    return await answer;
  };
}
