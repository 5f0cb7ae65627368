import { canonicalJson } from '../canonical-json.ts';
import { checklistOf } from '../checklist/checklist.ts';
import { type ChecklistItem, type Tick } from '../checklist/item.ts';
import { type ChecklistLine, checklistLine } from '../checklist/line.ts';
import { type Digest, type Image } from '../evidence/documents.ts';
import { gateLines } from '../gates/changed-gates.ts';
import { judgeGates } from '../gates/judge.ts';
import { type GateLine } from '../gates/result.ts';
import { hashOf, sha256 } from '../hash.ts';
import {
  type BlobSha,
  type CommitSha,
  type EnvironmentName,
  type PolicyVersion,
  type ServiceId,
  type SubjectHash,
} from '../ids.ts';
import { type Lane } from '../lane/lane.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Instant } from '../time.ts';
import { type Candidate } from './candidate.ts';
import { type Emergency } from './emergency.ts';
import { type Mandate, mandateFor } from './mandate.ts';
import { manifestText } from './manifest-text.ts';
import { type RollbackTarget, rollbackTargetOf } from './rollback-target.ts';
import { type ReleaseKind, type ReleaseRequest } from './terms.ts';
import { migrationInput, migrationsUndone } from './undone-migrations.ts';

/** All that an approval covers. Whoever votes go, votes for exactly this; any change of it voids the votes. */
export type Subject = {
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  readonly kind: ReleaseKind;
  readonly sha: CommitSha;
  /** By digest; empty when the commit has no manifest that can be read. */
  readonly images: readonly Image[];
  /** Of the manifest file; null when there is none. */
  readonly manifest: Digest | null;
  readonly workflow: { readonly path: string; readonly ref: string; readonly blobSha: BlobSha };
  /** By the names that the workflow uses. The dispatch id is added when the call is made. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly gates: readonly GateLine[];
  readonly checklist: readonly ChecklistLine[];
  readonly target: RollbackTarget | null;
  readonly mandate: Mandate | null;
  /** SHA-256 of the rules of the watch; null when the lane is not watched. */
  readonly watch: string | null;
  readonly policyVersion: PolicyVersion;
  /** There for an emergency alone: what is not asked of it follows from this and the lane's rules. */
  readonly emergency?: Pick<Emergency, 'incident' | 'severity' | 'skipStaging'>;
  readonly expiresAt: Instant;
};

/** What a subject is made of, besides the policy. */
export type About = {
  readonly kind: ReleaseKind;
  readonly candidate: Candidate;
  readonly ticks: readonly Tick[];
  readonly mandate: ReleaseRequest['mandate'];
  readonly emergency: ReleaseRequest['emergency'];
  readonly lane: Pick<Lane, 'standing' | 'verified' | 'ran'>;
};

/** Null when the workflow file is missing: there is nothing to approve then. */
export function subjectOf(policy: LanePolicy, about: About, expiresAt: Instant): Subject | null {
  const { kind, candidate } = about;
  if (candidate.workflow.kind === 'missing') return null;
  const { manifest } = candidate.evidence;
  const terms = mandateFor(policy, kind, about.mandate, candidate);
  return {
    service: policy.service,
    environment: policy.environment,
    kind,
    sha: candidate.sha,
    images: manifest.state === 'present' ? manifest.facts.images : [],
    manifest: manifest.state === 'present' ? manifest.digest : null,
    workflow: {
      path: candidate.workflow.path,
      ref: workflowOf(policy, kind)?.ref ?? policy.deploy.ref,
      blobSha: candidate.workflow.blobSha,
    },
    inputs: inputsOf(policy, about),
    gates: kind === 'rollback' ? [] : gateLines(judgeGates(policy, candidate)),
    checklist: checklistLine(itemsOf(policy, about)),
    target: kind === 'rollback' ? null : rollbackTargetOf(candidate),
    mandate: terms.kind === 'proposed' ? terms.mandate : null,
    watch: policy.watch === null ? null : hashOf(policy.watch),
    policyVersion: policy.version,
    ...emergencyOf(about),
    expiresAt,
  };
}

/** Absent where there is none, so that every other subject is hashed as it always was. */
function emergencyOf({ emergency }: About): Pick<Subject, 'emergency'> {
  if (emergency === null) return {};
  const { incident, severity, skipStaging } = emergency;
  return { emergency: { incident, severity, skipStaging } };
}

type Asked = Pick<About, 'kind' | 'candidate' | 'ticks' | 'lane'>;

/** A human's rollback waits for no checklist. */
export function itemsOf(policy: LanePolicy, { kind, candidate, ticks, lane }: Asked): readonly ChecklistItem[] {
  if (kind === 'rollback') return [];
  return checklistOf({
    policy,
    candidate,
    ticks,
    standing: lane.standing,
    target: rollbackTargetOf(candidate),
    took: lane.verified.map(({ tookMs }) => tookMs).filter((ms) => ms !== null),
  });
}

/** The workflow that a release of this kind starts; null for a replay in a lane that has none. */
export function workflowOf(policy: LanePolicy, kind: ReleaseKind): LanePolicy['replay'] {
  return kind === 'deploy' ? policy.deploy : policy.replay;
}

/**
 * A replay also carries our copy of the manifest, where the workflow takes it: artifacts expire. A rollback names the
 * migrations that its workflow is to undo.
 */
function inputsOf(policy: LanePolicy, { kind, candidate }: About): Subject['inputs'] {
  const inputs: Record<string, string> = { [inputName(policy, 'release_sha')]: candidate.sha };
  const { workflow, evidence } = candidate;
  const takes = inputName(policy, 'release_manifest');
  const isTaken = workflow.kind === 'found' && workflow.declares.includes(takes);
  if (kind !== 'deploy' && isTaken && evidence.manifest.state === 'present')
    inputs[takes] = manifestText(candidate.sha, evidence.manifest.facts);
  const undone = kind === 'rollback' ? migrationsUndone(policy, candidate) : [];
  if (undone.length > 0) inputs[migrationInput(policy)] = undone.join(' ');
  return inputs;
}

/** The name under which the lane's workflow takes one of our inputs. */
export function inputName(policy: LanePolicy, ours: string): string {
  return policy.inputs[ours] ?? ours;
}

/** SHA-256 of the subject's canonical JSON (RFC 8785). */
export function subjectHash(subject: Subject): SubjectHash {
  return sha256(canonicalJson(subject)) as SubjectHash;
}

/** What a button carries of the hash: enough to tell two subjects of one release apart. */
export function hashPrefix(hash: SubjectHash): string {
  return hash.slice(0, 16);
}
