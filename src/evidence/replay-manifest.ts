import { type Digest } from '../domain/evidence/documents.ts';
import { type Evidence, type ManifestFacts } from '../domain/evidence/evidence.ts';
import { type CommitSha } from '../domain/ids.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { manifestText } from '../domain/release/manifest-text.ts';
import { type Instant } from '../domain/time.ts';
import { openAsking } from './asking.ts';
import { manifestWorkflow } from './collect-candidate.ts';
import { present } from './find-evidence.ts';
import { artifactName } from './names.ts';
import { readCopy } from './read-file.ts';
import { type Copies, type Copy, type EvidenceReads } from './reads.ts';

export type FindingForReplay = {
  readonly policy: LanePolicy;
  readonly sha: CommitSha;
  /** The manifest that ran before, where that is known: then no other will do. */
  readonly digest?: Digest | null;
  readonly reads: EvidenceReads;
  readonly copies: Copies;
  readonly now: Instant;
};

export type ReplayManifest = {
  readonly evidence: Evidence<ManifestFacts>;
  /** The manifest as canonical JSON, for the workflow; null without one. */
  readonly text: string | null;
};

/**
 * The manifest whose images are to run again. What was seen to work here is put back by its digest, from our own copy:
 * that must wait neither for GitHub nor for an artifact that has expired. For any other commit the artifact that counts
 * for the lane decides, as it does for a deployment, with our copy of it where GitHub has deleted it.
 */
export async function findManifestForReplay(finding: FindingForReplay): Promise<ReplayManifest> {
  const { policy, sha, reads, copies, now } = finding;
  const digest = finding.digest ?? null;
  const ran = digest === null ? null : fromCopy(await copies.byDigest(digest), finding);
  if (ran !== null) return withText(ran, sha);

  const asking = openAsking({ policy, sha, reads, copies, now });
  const evidence = await asking.evidence('release-candidate', manifestWorkflow(policy));
  const isSilent = evidence.state === 'unreadable' && evidence.code === 'not-answered';
  if (isSilent && digest === null) return withText((await lastKept(finding)) ?? evidence, sha);
  if (evidence.state !== 'present' || digest === null || evidence.digest === digest) return withText(evidence, sha);
  const detail = `the manifest that is there has ${evidence.digest}; what ran had ${digest}`;
  return { evidence: { state: 'unreadable', code: 'digest-differs', detail, source: evidence.source }, text: null };
}

/** While GitHub does not answer: what was kept last, if the workflow made it that the lane asks for. */
async function lastKept(finding: FindingForReplay): Promise<Evidence<ManifestFacts> | null> {
  const { policy, sha, copies } = finding;
  const copy = await copies.newest(policy.repo, artifactName('release-candidate', policy.artifactPrefix, sha));
  const wanted = manifestWorkflow(policy);
  return copy !== null && (wanted === null || copy.workflow === wanted) ? fromCopy(copy, finding) : null;
}

function fromCopy(copy: Copy | null, { policy, sha }: FindingForReplay): Evidence<ManifestFacts> | null {
  if (copy === null || copy.repo !== policy.repo || copy.kind !== 'release-candidate') return null;
  const read = readCopy('release-candidate', copy, sha);
  if (read.kind === 'problem') return null;
  const { artifact, url, run, workflow } = copy;
  return present(read, { artifact, url, run, workflow, from: 'ours' });
}

function withText(evidence: Evidence<ManifestFacts>, sha: CommitSha): ReplayManifest {
  return { evidence, text: evidence.state === 'present' ? manifestText(sha, evidence.facts) : null };
}
