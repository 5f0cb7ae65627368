import { canonicalJson, sha256 } from '../hash.ts';
import {
  type BlobSha,
  type CommitSha,
  type EnvironmentName,
  type PolicyVersion,
  type ServiceId,
  type SubjectHash,
} from '../ids.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Instant } from '../time.ts';
import { type Blocker } from './blockers.ts';
import { type Candidate } from './candidate.ts';

/** All that an approval covers. Whoever votes go, votes for exactly this; any change of it voids the votes. */
export type Subject = {
  readonly service: ServiceId;
  readonly environment: EnvironmentName;
  readonly kind: 'deploy';
  readonly sha: CommitSha;
  readonly workflow: { readonly path: string; readonly ref: string; readonly blobSha: BlobSha };
  /** By the names that the workflow uses. The dispatch id is added when the call is made. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly policyVersion: PolicyVersion;
  readonly expiresAt: Instant;
};

/** Null when the workflow file is missing: there is nothing to approve then. */
export function subjectOf(policy: LanePolicy, candidate: Candidate, expiresAt: Instant): Subject | null {
  if (candidate.workflow.kind === 'missing') return null;
  return {
    service: policy.service,
    environment: policy.environment,
    kind: 'deploy',
    sha: candidate.sha,
    workflow: { path: candidate.workflow.path, ref: policy.deploy.ref, blobSha: candidate.workflow.blobSha },
    inputs: { [inputName(policy, 'release_sha')]: candidate.sha },
    policyVersion: policy.version,
    expiresAt,
  };
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

/** What is different between two subjects, in the terms in which people are told. */
export type SubjectChange =
  | { readonly what: 'sha'; readonly from: CommitSha; readonly to: CommitSha; readonly ref: string | null }
  | { readonly what: 'workflow'; readonly path: string; readonly from: BlobSha; readonly to: BlobSha }
  | { readonly what: 'workflow-path'; readonly from: string; readonly to: string }
  | { readonly what: 'inputs'; readonly names: readonly string[] }
  | { readonly what: 'config'; readonly from: PolicyVersion; readonly to: PolicyVersion }
  | { readonly what: 'order'; readonly expected: string; readonly came: string }
  /** Something that keeps it from being approved has come up since. */
  | { readonly what: 'blocked'; readonly codes: readonly Blocker['code'][] }
  | { readonly what: 'voter'; readonly slack: string; readonly because: string };

/** Expiry is left out: it is renewed by a change and is never one. */
export function subjectChanges(before: Subject, now: Subject, ref: string | null): readonly SubjectChange[] {
  const changes: SubjectChange[] = [];
  if (before.sha !== now.sha) changes.push({ what: 'sha', from: before.sha, to: now.sha, ref });
  if (before.workflow.path !== now.workflow.path || before.workflow.ref !== now.workflow.ref) {
    changes.push({
      what: 'workflow-path',
      from: `${before.workflow.path}@${before.workflow.ref}`,
      to: `${now.workflow.path}@${now.workflow.ref}`,
    });
  } else if (before.workflow.blobSha !== now.workflow.blobSha) {
    changes.push({
      what: 'workflow',
      path: now.workflow.path,
      from: before.workflow.blobSha,
      to: now.workflow.blobSha,
    });
  }
  const names = changedInputs(before, now);
  if (names.length > 0) changes.push({ what: 'inputs', names });
  if (before.policyVersion !== now.policyVersion)
    changes.push({ what: 'config', from: before.policyVersion, to: now.policyVersion });
  return changes;
}

/** Inputs whose value follows the SHA are told with the SHA, not beside it. */
function changedInputs(before: Subject, now: Subject): readonly string[] {
  const names = new Set([...Object.keys(before.inputs), ...Object.keys(now.inputs)]);
  return [...names].filter((name) => {
    const was = before.inputs[name];
    const is = now.inputs[name];
    return was !== is && !(was === before.sha && is === now.sha);
  });
}
