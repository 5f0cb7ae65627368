import { type Digest } from '../evidence/documents.ts';
import { sha256 } from '../hash.ts';
import { type CommitSha, type ReleaseId } from '../ids.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Trigger } from '../policy/watch.ts';
import { type Candidate } from './candidate.ts';
import { rollbackTargetOf } from './rollback-target.ts';
import { type ReleaseKind, type ReleaseRequest } from './terms.ts';

/**
 * What a go authorises besides the deployment: one rollback, to exactly this, should one of these triggers fire within
 * so many minutes of the new version being live. It stands in the subject, so that everyone who votes go grants the same.
 */
export type Mandate = {
  readonly to: CommitSha;
  readonly version: string | null;
  readonly manifest: Digest;
  readonly triggers: readonly Trigger[];
  readonly minutes: number;
};

/**
 * Why a request proposes none. `migration`: the schema would have moved on, and nothing proves that it can go back. Of
 * `reversible-migration` and `config-differs` every rollback warns, and a warning is for a person to confirm.
 */
export type NoMandate =
  | 'not-asked'
  | 'never'
  | 'no-target'
  | 'not-watched'
  | 'migration'
  | 'reversible-migration'
  | 'config-differs'
  | 'rollback';

export type MandateTerms =
  | { readonly kind: 'proposed'; readonly mandate: Mandate }
  | { readonly kind: 'none'; readonly why: NoMandate };

/**
 * Fails closed: without a target whose digests are known, a trigger that acts, and a way back for the schema there is
 * none. Nor is there where its rollback would have to wait for a person: a mandate promises only what it will do.
 * What stands in the way is named before what was not asked for, because asking would not have helped.
 */
export function mandateFor(
  policy: LanePolicy,
  kind: ReleaseKind,
  asked: ReleaseRequest['mandate'],
  candidate: Candidate,
): MandateTerms {
  if (kind === 'rollback') return none('rollback');
  if (policy.rollback.mandate === 'never') return none('never');
  const { watch } = policy;
  const triggers = watch === null ? [] : watch.sources.filter((trigger) => !watch.advisory.includes(trigger));
  if (triggers.length === 0) return none('not-watched');
  const target = rollbackTargetOf(candidate);
  if (target === null || policy.replay === null) return none('no-target');
  if (!canSchemaGoBack(candidate)) return none('migration');
  if (bringsMigration(candidate)) return none('reversible-migration');
  if (isOtherConfig(candidate)) return none('config-differs');
  if (asked === 'no') return none('not-asked');
  const { sha: to, version, manifest } = target;
  return { kind: 'proposed', mandate: { to, version, manifest, triggers, minutes: policy.rollback.minutes } };
}

function none(why: NoMandate): MandateTerms {
  return { kind: 'none', why };
}

/** Fails closed: a migration of which GitHub did not tell counts as one that cannot be undone. */
export function canSchemaGoBack({ changes: { migrations } }: Candidate): boolean {
  if (migrations.kind === 'unknown') return migrations.why !== 'not-answered';
  return migrations.value.count === 0 || migrations.value.reversible === 'all';
}

function bringsMigration({ changes: { migrations } }: Candidate): boolean {
  return migrations.kind === 'known' && migrations.value.count > 0;
}

/** Where one of the two names no configuration, nobody can tell. */
function isOtherConfig({ evidence: { manifest }, target }: Candidate): boolean {
  if (target.kind === 'none' || target.manifest.state !== 'present' || manifest.state !== 'present') return false;
  const before = target.manifest.facts.configDigest;
  const own = manifest.facts.configDigest;
  return before !== null && own !== null && before !== own;
}

/** There is one automatic rollback for each attempt of a release: its name follows from it, so a second one is the same. */
export function rollbackIdOf(release: ReleaseId, attempt: number): ReleaseId {
  const lane = release.slice(0, release.lastIndexOf('.'));
  return `${lane}.${sha256(`rollback of ${release}, attempt ${attempt}`).slice(0, 12)}` as ReleaseId;
}
