import { type Evidence, type EvidenceKind, type PostDeploy } from '../evidence/evidence.ts';
import { type GateFact } from '../gates/fact.ts';
import { type CommitSha, type DispatchId } from '../ids.ts';
import { type Candidate } from '../release/candidate.ts';
import { type EvidenceRow } from './record.ts';
import { type Story } from './story.ts';

/** Evidence with the facts that the ledger has of it, by which a file is measured. */
export type Found = {
  readonly name: string;
  readonly dispatch: DispatchId | null;
  readonly kind: EvidenceKind;
  readonly sha: CommitSha;
  readonly evidence: Evidence<unknown>;
};

/** All evidence of a release: what the candidate was judged on, where a rollback leads, and what its runs left behind. */
export function foundIn({ candidate, left, subject }: Story): readonly Found[] {
  const ofCandidate = candidate === null || candidate.evidence === 'not-asked' ? [] : foundFor(candidate.candidate);
  const sha = subject?.sha ?? candidate?.candidate.sha;
  if (sha === undefined) return ofCandidate;
  return [...ofCandidate, ...left.flatMap(({ dispatch, evidence }) => leftBehind(dispatch, sha, evidence))];
}

/** `kept` are the digests of the files that are enclosed. */
export function evidenceRow({ evidence, ...about }: Found, kept: ReadonlySet<string>): EvidenceRow {
  const { source } = evidence;
  const digest = evidence.state === 'present' ? evidence.digest : null;
  return {
    ...about,
    state: evidence.state,
    digest,
    artifact: source?.artifact ?? null,
    url: source?.url ?? null,
    run: source?.run ?? null,
    problem: evidence.state === 'present' ? null : `${evidence.code}: ${evidence.detail}`,
    copy: digest !== null && kept.has(digest) ? 'enclosed' : 'not-enclosed',
  };
}

function foundFor({ sha, evidence, target }: Candidate): readonly Found[] {
  const found: Found[] = [
    { name: 'manifest', dispatch: null, kind: 'release-candidate', sha, evidence: evidence.manifest },
    { name: 'tests', dispatch: null, kind: 'tests', sha, evidence: evidence.tests },
  ];
  for (const [id, fact] of Object.entries(evidence.gates)) {
    const kind = kindOf(fact);
    if (kind !== null && 'evidence' in fact && 'state' in fact.evidence)
      found.push({ name: `gate:${id}`, dispatch: null, kind, sha, evidence: fact.evidence });
  }
  if (target.kind === 'known') {
    const { manifest } = target;
    found.push({
      name: 'rollback-target',
      dispatch: null,
      kind: 'release-candidate',
      sha: target.sha,
      evidence: manifest,
    });
  }
  return found;
}

/** The kind of file that a gate looked at; null for gates that look at something else. */
function kindOf(fact: GateFact): EvidenceKind | null {
  switch (fact.of) {
    case 'manifest':
      return 'release-candidate';
    case 'scorecard':
    case 'artifacts':
      return 'scorecard';
    case 'smoke':
      return 'smoke';
    case 'unread':
    case 'no-base':
    case 'workflow-run':
    case 'review':
    case 'checks':
    case 'policy':
    case 'environment':
    case 'staging':
      return null;
  }
}

function leftBehind(dispatch: DispatchId, sha: CommitSha, evidence: PostDeploy): readonly Found[] {
  const kinds = ['infra', 'smoke', 'decision'] as const;
  return kinds.map((kind) => ({ name: kind, dispatch, kind, sha, evidence: evidence[kind] }));
}
