import { type CommitSha, type EnvironmentName, type ServiceId, shortSha } from '../domain/ids.ts';
import { type Identity, type VersionSeen } from '../domain/release/candidate.ts';
import { type FailureCause } from '../domain/release/outcome.ts';
import { type Phase, type Proposal, type Release } from '../domain/release/release.ts';
import { type HistoryRow, type ReleaseView } from '../domain/views.ts';
import { breachInShort } from './finding-text.ts';
import { clause, code, type Markup, md, plain } from './text.ts';

/** How people call things. The same thing has the same name on the card, in the thread and in a refusal. */

/** "v2.14.0 (abc1234)", or the short SHA alone. For `plain_text`. */
export function versionName(version: string | null, sha: CommitSha): string {
  return version === null ? shortSha(sha) : `${plain(version, 40)} (${shortSha(sha)})`;
}

/** The same for mrkdwn. */
export function versionText(version: string | null, sha: CommitSha): Markup {
  return version === null || version === shortSha(sha)
    ? code(shortSha(sha))
    : md`${code(version, 40)} (${code(shortSha(sha))})`;
}

export function laneName(service: ServiceId, environment: EnvironmentName): string {
  return `${service} → ${environment}`;
}

export function proposalOf(release: Release): Proposal | null {
  return release.phase === 'preparing' ? null : release.proposal;
}

/** What is asked for: the candidate's version once it was read, the words of the request before. */
export function whatOf(release: Release): string {
  const candidate = proposalOf(release)?.candidate ?? null;
  if (candidate !== null) return versionName(candidate.version, candidate.sha);
  const ref = release.request.ref;
  return ref.kind === 'sha' ? shortSha(ref.sha) : plain(ref.name, 60);
}

/** "checkout → production v2.14.0 (abc1234)". */
export function titleOf(view: ReleaseView): string {
  return `${laneName(view.release.service, view.release.environment)} ${whatOf(view.release)}`;
}

export function titleText(view: ReleaseView): Markup {
  return md`*${laneName(view.release.service, view.release.environment)}* ${code(whatOf(view.release))}`;
}

export function identityName(identity: Identity): string {
  return identity.login ?? plain(identity.name, 60);
}

/** What production says it runs. */
export function seenText(seen: VersionSeen | null): Markup {
  if (seen === null) return md`What is live was not read.`;
  if (seen.kind === 'unknown') return md`What is live is not known: ${clause(seen.reason)}.`;
  return md`${versionText(seen.version, seen.sha)} is live.`;
}

const phaseWords: Readonly<Record<Phase, string>> = {
  preparing: 'being prepared',
  'awaiting-decision': 'waiting for a decision',
  scheduled: 'approved and waiting',
  ready: 'approved, waiting for Deploy',
  dispatching: 'being started',
  deploying: 'deploying',
  watching: 'deployed and watched',
  unverified: 'deployed, not verified',
  succeeded: 'succeeded',
  'accepted-unverified': 'accepted without a full watch',
  failed: 'failed',
  rejected: 'rejected',
  expired: 'expired',
  withdrawn: 'withdrawn',
  superseded: 'superseded',
  'rolled-back': 'rolled back',
};

/** For after a colon, or in a table. */
export function phaseText(phase: Phase): string {
  return phaseWords[phase];
}

const failures: Readonly<Record<FailureCause['code'], string>> = {
  'run-failed': 'the run failed',
  'run-cancelled': 'the run was cancelled',
  'run-evicted': 'the run was cancelled before it began',
  'run-lost': 'the run could not be read',
  'not-our-run': 'another run was linked',
  'two-runs': 'two runs of one dispatch',
  'workflow-changed': 'another workflow file ran',
  'rerun-by-hand': 'started again by hand',
  'wrong-version': 'another version is live',
  'watch-breached': 'the watch failed',
  'wrong-digests': 'other images than approved',
  'evidence-contradicts': 'the evidence contradicts it',
  'smoke-failed': 'the smoke test failed',
  'decision-hold': 'the pipeline decided to hold',
};

/** The last column of the history: why it failed, else what it was about. For `plain_text`. */
export function notesOf(row: Pick<HistoryRow, 'failure' | 'breached' | 'notes'>): string {
  if (row.failure === null)
    return row.breached === null ? plain(row.notes, 200) : `found later: ${breachInShort[row.breached]}`;
  return row.breached === null ? failures[row.failure] : breachInShort[row.breached];
}
