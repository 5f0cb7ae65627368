import { canonicalJson } from '../canonical-json.ts';
import { changedGates, type GateChange } from '../gates/changed-gates.ts';
import { type BlobSha, type CommitSha, type PolicyVersion } from '../ids.ts';
import { type Blocker } from './blockers.ts';
import { type Subject } from './subject.ts';

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
  | { readonly what: 'voter'; readonly slack: string; readonly because: string }
  /** Images of the manifest, by name: another digest, a new one, or one that is gone. */
  | {
      readonly what: 'images';
      readonly changed: readonly string[];
      readonly added: readonly string[];
      readonly gone: readonly string[];
    }
  | { readonly what: 'manifest'; readonly now: 'changed' | 'found' | 'gone' }
  | { readonly what: 'gate'; readonly id: string; readonly from: GateChange['from']; readonly to: GateChange['to'] }
  | { readonly what: 'checklist'; readonly items: readonly string[] }
  | { readonly what: 'target'; readonly from: CommitSha | null; readonly to: CommitSha | null }
  /** What a go would authorise besides the deployment. */
  | { readonly what: 'mandate'; readonly now: 'proposed' | 'changed' | 'gone' }
  /** Something in the subject that has no words of its own. */
  | { readonly what: 'other' };

/**
 * Expiry is left out: it is renewed by a change and is never one. What follows from the commit (its images, gates
 * and checklist) is not told beside a new commit.
 */
export function subjectChanges(before: Subject, found: Subject, ref: string | null): readonly SubjectChange[] {
  const now = withoutWhatAsksForNothing(before, found);
  const changes: SubjectChange[] = [];
  const isAnother = before.sha !== now.sha;
  if (isAnother) changes.push({ what: 'sha', from: before.sha, to: now.sha, ref });
  changes.push(...workflowChanges(before, now));
  const names = changedInputs(before, now);
  if (names.length > 0) changes.push({ what: 'inputs', names });
  if (!isAnother) changes.push(...evidenceChanges(before, now));
  if (JSON.stringify(before.target) !== JSON.stringify(now.target))
    changes.push({ what: 'target', from: before.target?.sha ?? null, to: now.target?.sha ?? null });
  if (JSON.stringify(before.mandate) !== JSON.stringify(now.mandate) && changes.length === 0)
    changes.push({ what: 'mandate', now: mandateChange(before, now) });
  if (before.policyVersion !== now.policyVersion)
    changes.push({ what: 'config', from: before.policyVersion, to: now.policyVersion });
  const isSame = canonicalJson(before) === canonicalJson({ ...now, expiresAt: before.expiresAt });
  return changes.length === 0 && !isSame ? [{ what: 'other' }] : changes;
}

/**
 * An item that could not be known before and is settled by evidence now asks nobody for anything: people approved
 * knowing less. So it is when a release waits behind the lane's first, which makes known what is live.
 */
function withoutWhatAsksForNothing(before: Subject, now: Subject): Subject {
  const known = new Set(before.checklist.map(({ id }) => id));
  return { ...now, checklist: now.checklist.filter(({ id, state }) => state !== 'evidence' || known.has(id)) };
}

/** Where its target moved, that is told; this is for terms that changed by themselves. */
function mandateChange(before: Subject, now: Subject): 'proposed' | 'changed' | 'gone' {
  if (before.mandate === null) return 'proposed';
  return now.mandate === null ? 'gone' : 'changed';
}

function workflowChanges(before: Subject, now: Subject): readonly SubjectChange[] {
  if (before.workflow.path !== now.workflow.path || before.workflow.ref !== now.workflow.ref) {
    const from = `${before.workflow.path}@${before.workflow.ref}`;
    return [{ what: 'workflow-path', from, to: `${now.workflow.path}@${now.workflow.ref}` }];
  }
  if (before.workflow.blobSha === now.workflow.blobSha) return [];
  return [{ what: 'workflow', path: now.workflow.path, from: before.workflow.blobSha, to: now.workflow.blobSha }];
}

function evidenceChanges(before: Subject, now: Subject): readonly SubjectChange[] {
  const changes: SubjectChange[] = [];
  const images = imageChanges(before, now);
  if (images !== null) changes.push(images);
  else if (before.manifest !== now.manifest) {
    changes.push({
      what: 'manifest',
      now: before.manifest === null ? 'found' : now.manifest === null ? 'gone' : 'changed',
    });
  }
  for (const { id, from, to } of changedGates(before.gates, now.gates)) changes.push({ what: 'gate', id, from, to });
  const items = changedItems(before, now);
  if (items.length > 0) changes.push({ what: 'checklist', items });
  return changes;
}

function imageChanges(before: Subject, now: Subject): SubjectChange | null {
  if (before.images.length === 0 || now.images.length === 0) return null;
  const was = new Map(before.images.map(({ name, ref }) => [name, ref]));
  const is = new Map(now.images.map(({ name, ref }) => [name, ref]));
  const changed = [...is].filter(([name, ref]) => was.has(name) && was.get(name) !== ref).map(([name]) => name);
  const added = [...is.keys()].filter((name) => !was.has(name));
  const gone = [...was.keys()].filter((name) => !is.has(name));
  return changed.length + added.length + gone.length === 0 ? null : { what: 'images', changed, added, gone };
}

function changedItems(before: Subject, now: Subject): readonly string[] {
  const was = new Map(before.checklist.map((line) => [line.id, JSON.stringify(line)]));
  const is = new Map(now.checklist.map((line) => [line.id, JSON.stringify(line)]));
  // The plan to go back follows from where that leads, and is told with it.
  const isElsewhere = before.target?.sha !== now.target?.sha;
  const ids = [...new Set([...was.keys(), ...is.keys()])].filter((id) => was.get(id) !== is.get(id));
  return isElsewhere ? ids.filter((id) => !id.startsWith('rollback.')) : ids;
}

/** Inputs whose value follows the SHA or the manifest (which names the SHA) are told with those, not beside them. */
function changedInputs(before: Subject, now: Subject): readonly string[] {
  const names = new Set([...Object.keys(before.inputs), ...Object.keys(now.inputs)]);
  return [...names].filter((name) => {
    const was = before.inputs[name];
    const is = now.inputs[name];
    if (was === is || (was === before.sha && is === now.sha)) return false;
    const isAnother = before.sha !== now.sha || before.manifest !== now.manifest;
    return !(isAnother && (was ?? is ?? '').startsWith('{'));
  });
}
