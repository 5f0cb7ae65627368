import { type Evidence } from '../evidence/evidence.ts';
import { type GateFact, type PipelinePolicySeen } from '../gates/fact.ts';
import { type Candidate, type Known } from './candidate.ts';

/**
 * A reading in which GitHub did not answer some question takes nothing back that it answered before about the same
 * commit: silence is no change, and voids no votes. The last check before a dispatch does not use this: there,
 * silence makes it wait.
 */
export function withWhatWasKnown(before: Candidate, read: Candidate): Candidate {
  if (before.sha !== read.sha) return read;
  const now = countedElsewhere(before, read) ? countedAsBefore(before, read) : withBase(before, read);
  const gates: Record<string, GateFact> = {};
  for (const [id, fact] of Object.entries(now.evidence.gates)) gates[id] = laterGate(before.evidence.gates[id], fact);
  const migrations = laterKnown(before.changes.migrations, now.changes.migrations);
  const dependencies = laterKnown(before.changes.dependencies, now.changes.dependencies);
  return {
    ...now,
    changes: { ...now.changes, migrations, dependencies },
    evidence: {
      manifest: laterEvidence(before.evidence.manifest, now.evidence.manifest),
      tests: laterEvidence(before.evidence.tests, now.evidence.tests),
      gates,
    },
    target: laterTarget(before.target, now.target),
  };
}

/**
 * A version endpoint that is silent for a moment, perhaps because production is down, changes nothing of what a commit
 * brings: it is still counted from where it was counted before. This holds at the last check, too, for the fix of an
 * outage must not wait for the outage to end.
 */
export function withBase(before: Candidate, now: Candidate): Candidate {
  return before.sha === now.sha && before.base.kind === 'known' && now.base.kind === 'unknown'
    ? countedAsBefore(before, now)
    : now;
}

/**
 * While production is silent the record says from where to count, and production had said something else. The last
 * check goes by the record then: it may have come to know better since.
 */
function countedElsewhere({ base: before }: Candidate, { base: now, live }: Candidate): boolean {
  if (live.kind === 'seen' || before.kind === 'unknown' || now.kind === 'unknown') return false;
  return before.from === 'version-endpoint' && now.from === 'ledger' && before.sha !== now.sha;
}

function countedAsBefore(before: Candidate, now: Candidate): Candidate {
  const { base, ahead, behind, compareUrl, commits, pulls, labels, authors, coAuthors, changes } = before;
  const labelled = labels === undefined ? {} : { labels };
  const gates: Record<string, GateFact> = {};
  for (const [id, fact] of Object.entries(now.evidence.gates)) gates[id] = sinceBase(before.evidence.gates[id], fact);
  const evidence = { ...now.evidence, gates };
  return {
    ...now,
    base,
    ahead,
    behind,
    compareUrl,
    commits,
    pulls,
    ...labelled,
    authors,
    coAuthors,
    changes,
    evidence,
  };
}

/** What a gate knows by counting from the base: who reviewed what comes in, and which files of the interface changed. */
function sinceBase(before: GateFact | undefined, now: GateFact): GateFact {
  if (before === undefined) return now;
  if (before.of === 'review' && (now.of === 'review' || now.of === 'no-base')) return before;
  if (before.of !== 'staging' || now.of !== 'staging') return now;
  return { ...now, staging: { ...now.staging, uiFiles: before.staging.uiFiles } };
}

/** Whether something that was answered before about this commit has no answer now. */
export function silencedSince(before: Candidate, now: Candidate): 'yes' | 'no' {
  if (before.sha !== now.sha) return 'no';
  const gates = Object.entries(now.evidence.gates).some(
    ([id, fact]) => isSilent(fact) && !isSilent(before.evidence.gates[id] ?? fact),
  );
  const targets = before.target.kind === 'known' && now.target.kind === 'known';
  const isSilenced =
    gates ||
    fellSilent(before.evidence.manifest, now.evidence.manifest) ||
    fellSilent(before.evidence.tests, now.evidence.tests) ||
    notAnsweredAnyMore(before.changes.migrations, now.changes.migrations) ||
    notAnsweredAnyMore(before.changes.dependencies, now.changes.dependencies) ||
    (targets && fellSilent(before.target.manifest, now.target.manifest));
  return isSilenced ? 'yes' : 'no';
}

function fellSilent(before: Evidence<unknown>, now: Evidence<unknown>): boolean {
  return isUnanswered(now) && !isUnanswered(before);
}

function notAnsweredAnyMore(before: Known<unknown>, now: Known<unknown>): boolean {
  return now.kind === 'unknown' && now.why === 'not-answered' && before.kind === 'known';
}

function isUnanswered(evidence: Evidence<unknown>): boolean {
  return evidence.state === 'unreadable' && evidence.code === 'not-answered';
}

function isSilent(fact: GateFact): boolean {
  switch (fact.of) {
    case 'unread':
    case 'no-base':
      return true;
    case 'policy':
      return fact.policy.kind === 'read' && isPartlySilent(fact.policy);
    case 'manifest':
    case 'scorecard':
    case 'artifacts':
    case 'smoke':
      return isUnanswered(fact.evidence);
    default:
      return false;
  }
}

/** One question of a policy that has no answer leaves the whole gate unknown. */
function isPartlySilent(policy: Extract<PipelinePolicySeen, { kind: 'read' }>): boolean {
  const { unread, variables, unpinned, pinnedActions, evidence } = policy;
  return (
    unread.length > 0 ||
    variables === null ||
    (pinnedActions === 'asked' && unpinned === null) ||
    evidence.some(({ state }) => state === 'not-answered')
  );
}

function laterGate(before: GateFact | undefined, now: GateFact): GateFact {
  return before !== undefined && isSilent(now) && !isSilent(before) ? before : now;
}

function laterEvidence<T>(before: Evidence<T>, now: Evidence<T>): Evidence<T> {
  return isUnanswered(now) ? before : now;
}

function laterKnown<T>(before: Known<T>, now: Known<T>): Known<T> {
  return now.kind === 'unknown' && now.why === 'not-answered' ? before : now;
}

function laterTarget(before: Candidate['target'], now: Candidate['target']): Candidate['target'] {
  if (now.kind !== 'known' || before.kind !== 'known' || before.sha !== now.sha) return now;
  return { ...now, manifest: laterEvidence(before.manifest, now.manifest) };
}
