import { type Alert, type Note, type Saying } from '../../src/domain/effects.ts';
import { type RepoName } from '../../src/domain/ids.ts';
import { type Ineligible } from '../../src/domain/people/eligibility.ts';
import { type Refusal } from '../../src/domain/refusals.ts';
import { type Blocker } from '../../src/domain/release/blockers.ts';
import { type RecheckWait } from '../../src/domain/release/dispatch-step.ts';
import { type FailureCause } from '../../src/domain/release/outcome.ts';
import { type ReadyBecause, type UnverifiedBecause } from '../../src/domain/release/release.ts';
import { type SubjectChange } from '../../src/domain/release/subject-changes.ts';
import { type Condition } from '../../src/domain/views.ts';
import { breaches, breachOf, findings } from './breach-samples.ts';
import { reviewDue } from './emergency-samples.ts';
import {
  ana,
  at,
  ben,
  blob,
  dana,
  dispatch,
  liveSha,
  otherRelease,
  policy,
  releaseId,
  run,
  secondRun,
  sha,
  stop,
} from './fixtures.ts';
import { refusal, unapprovedRun, unapprovedRuns } from './run-samples.ts';

/** One of each kind of everything that is put into words. The types hold each list to its union. */

type ByCode<T extends { readonly code: string }> = { readonly [C in T['code']]: Extract<T, { readonly code: C }> };
type ByKind<T extends { readonly kind: string }> = { readonly [K in T['kind']]: Extract<T, { readonly kind: K }> };

const seen = { kind: 'seen', sha: liveSha, version: null } as const;

const blockerByCode: ByCode<Blocker> = {
  not_earlier: { code: 'not_earlier', ahead: 3 },
  gates_not_evaluated: { code: 'gates_not_evaluated', gates: ['gate "tests" (checks)'] },
  workflow_lacks: {
    code: 'workflow_lacks',
    path: 'deploy.yml',
    lacks: [
      { what: 'trigger', lines: 'on:\n  workflow_dispatch:' },
      { what: 'input', name: 'release_sha', lines: 'release_sha: {}' },
      { what: 'run-name', lines: 'run-name: x' },
    ],
  },
  workflow_missing: { code: 'workflow_missing', path: 'deploy.yml', ref: 'main' },
  rules_cannot_be_met: { code: 'rules_cannot_be_met', role: 'approver', needed: 2, possible: 1 },
  gates_not_passed: { code: 'gates_not_passed', gates: ['integration-gate', 'scorecard'] },
  checklist_open: { code: 'checklist_open', items: ['database.backup-verified:0123abcd', 'breaking.guide'] },
  digests_unavailable: { code: 'digests_unavailable', problem: { state: 'missing', code: 'expired', detail: '' } },
  no_replay_workflow: { code: 'no_replay_workflow' },
  ref_not_allowed: { code: 'ref_not_allowed', ref: 'feature/x', allowed: ['main', 'v*'] },
};
export const blockers: readonly Blocker[] = Object.values(blockerByCode);

const ineligibleByCode: ByCode<Ineligible> = {
  standing_unknown: { code: 'standing_unknown' },
  not_a_member: { code: 'not_a_member', standing: 'guest' },
  not_listed: { code: 'not_listed' },
  no_voting_role: { code: 'no_voting_role', roles: ['approver'] },
  is_requester: { code: 'is_requester' },
  not_linked: { code: 'not_linked' },
  is_author: { code: 'is_author' },
  is_co_author: { code: 'is_co_author' },
  is_last_pusher: { code: 'is_last_pusher' },
};
export const ineligibles: readonly Ineligible[] = Object.values(ineligibleByCode);

export const refusals: readonly Refusal[] = [
  ...(['not_a_member', 'standing_unknown', 'agent', 'no_role', 'wrong_role', 'not_listed'] as const).map(
    (because): Refusal => ({ code: 'not_allowed', action: 'release.deploy', because, needs: 'the deployer role' }),
  ),
  ...ineligibles.map((why): Refusal => ({ code: 'not_eligible', why })),
  { code: 'release_not_open' },
  { code: 'wrong_phase', phase: 'deploying', command: 'Approve' },
  { code: 'subject_changed', changes: [] },
  { code: 'subject_changed', changes: [{ what: 'inputs', names: ['release_sha'] }] },
  { code: 'not_approvable', blockers: [blockerByCode.workflow_missing] },
  { code: 'already_voted' },
  { code: 'voting_over', expiresAt: at('11:00') },
  { code: 'reason_missing' },
  { code: 'already_requested', release: otherRelease },
  { code: 'lane_busy', behind: otherRelease },
  { code: 'lane_held', reason: 'rolled back.' },
  { code: 'window_shut', reason: 'weekend', opensAt: at('17:00') },
  { code: 'window_shut', reason: 'weekend', opensAt: null },
  { code: 'not_before', opensAt: at('14:00') },
  { code: 'lapsed', lapsesAt: at('11:00'), because: 'separate' },
  ...(['already-retried', 'not-last', 'not-a-failed-run', 'subject-expired', 'subject-changed'] as const).map(
    (because): Refusal => ({ code: 'not_retryable', because }),
  ),
  ...(['already-known', 'version-unknown', 'being-read'] as const).map(
    (because): Refusal => ({ code: 'nothing_to_adopt', because }),
  ),
  { code: 'not_held' },
  { code: 'not_searched' },
  { code: 'run_is_over' },
  { code: 'no_replay_workflow' },
  { code: 'rollback_under_way', release: otherRelease },
  { code: 'incident_unknown' },
  { code: 'incident_resolved' },
  { code: 'already_acknowledged', by: ana },
  { code: 'same_severity', severity: 'P2' },
  { code: 'text_missing' },
  { code: 'action_done', by: ana },
  { code: 'issue_made', url: 'https://github.com/acme/checkout/issues/7' },
  { code: 'not_resolved_yet' },
  { code: 'review_overdue', release: otherRelease, dueAt: at('11:00') },
  { code: 'no_emergency' },
  ...(['no-such-item', 'not-open', 'not-theirs', 'note-missing'] as const).map(
    (because): Refusal => ({ code: 'not_verifiable', item: 'database.backup-verified:0123abcd', because }),
  ),
];

const conditionByCode: ByCode<Condition> = {
  gathering: { code: 'gathering', problem: 'GitHub answered 502.', progress: null, who: [] },
  blocked: { code: 'blocked', blocker: blockerByCode.workflow_lacks, who: [dana] },
  votes_missing: { code: 'votes_missing', role: 'approver', missing: 1, expiresAt: at('15:00'), who: [ana, ben] },
  lane_busy: { code: 'lane_busy', behind: otherRelease, position: 2, who: [] },
  lane_held: { code: 'lane_held', reason: 'rolled back', who: [ana] },
  window_shut: { code: 'window_shut', reason: 'weekend', opensAt: null, who: [] },
  preferred_time: { code: 'preferred_time', opensAt: at('14:00'), who: [] },
  needs_deploy: { code: 'needs_deploy', lapsesAt: at('15:00'), who: [ana] },
  rechecking: { code: 'rechecking', waitingFor: null, who: [] },
  calling_github: { code: 'calling_github', who: [] },
  looking_for_run: { code: 'looking_for_run', because: 'GitHub answered 502', until: at('12:02'), who: [] },
  run_not_found: { code: 'run_not_found', searched: 'yes', who: [ana] },
  two_runs: { code: 'two_runs', who: [ana] },
  run_unreadable: { code: 'run_unreadable', url: run.url, reason: 'GitHub shows no run 1', who: [ana] },
  run_in_progress: { code: 'run_in_progress', url: run.url, who: [] },
  reading_live: { code: 'reading_live', who: [] },
  reading_evidence: { code: 'reading_evidence', who: [] },
  cancelling: { code: 'cancelling', behind: otherRelease, who: [] },
  version_awaited: { code: 'version_awaited', until: at('12:10'), lastSeen: liveSha, who: [] },
  watching: { code: 'watching', endsAt: at('12:20'), who: [] },
  unverified: { code: 'unverified', because: 'too-few-looks', who: [ana] },
};

const waitBy: { readonly [F in RecheckWait['for']]: Extract<RecheckWait, { readonly for: F }> } = {
  github: { for: 'github', said: 'GitHub answered 502.' },
  slack: { for: 'slack', who: ana },
  workflow: { for: 'workflow', path: '.github/workflows/deploy.yml', ref: 'main' },
};
export const conditions: readonly Condition[] = [
  ...Object.values(conditionByCode),
  ...Object.values(waitBy).map((waitingFor): Condition => ({ code: 'rechecking', waitingFor, who: [] })),
  { code: 'unverified', because: 'workflow-unknown', who: [ana] },
  { code: 'gathering', problem: null, progress: null, who: [] },
  { code: 'gathering', problem: null, progress: { done: 34, total: 60 }, who: [] },
];

const causeByCode: ByCode<FailureCause> = {
  'run-failed': { code: 'run-failed', conclusion: 'timed_out' },
  'run-cancelled': { code: 'run-cancelled', by: ana },
  'run-evicted': { code: 'run-evicted' },
  'run-lost': { code: 'run-lost', reason: 'GitHub answered 404.' },
  'not-our-run': { code: 'not-our-run', title: 'Deploy v2.12.0' },
  'two-runs': { code: 'two-runs', runs: [run, secondRun] },
  'workflow-changed': { code: 'workflow-changed', path: 'deploy.yml' },
  'rerun-by-hand': { code: 'rerun-by-hand', runAttempt: 2 },
  'wrong-version': { code: 'wrong-version', live: liveSha },
  'watch-breached': { code: 'watch-breached', trigger: 'health', finding: null, rollback: null },
  'wrong-digests': { code: 'wrong-digests', images: ['web'] },
  'evidence-contradicts': { code: 'evidence-contradicts', evidence: 'infra', detail: 'its status is partial' },
  'smoke-failed': { code: 'smoke-failed', checks: ['GET /healthz'] },
  'decision-hold': { code: 'decision-hold', decision: 'hold', reasons: ['two checks are flaky.'] },
};
export const causes: readonly FailureCause[] = [
  ...Object.values(causeByCode),
  { code: 'run-cancelled', by: null },
  { code: 'watch-breached', trigger: 'errors', finding: null, rollback: otherRelease },
];

const readyBy: Readonly<Record<ReadyBecause, true>> = {
  separate: true,
  'high-risk': true,
  'waited-too-long': true,
  'predecessor-failed': true,
  'dispatch-refused': true,
  'not-started': true,
  'rollback-changed': true,
};
export const readyReasons = Object.keys(readyBy) as readonly ReadyBecause[];

const unverifiedBy: Readonly<Record<UnverifiedBecause, true>> = {
  'never-seen-live': true,
  'too-few-looks': true,
  'ends-failing': true,
  'another-version': true,
  'workflow-unknown': true,
  'evidence-missing': true,
  'signals-unknown': true,
};
export const unverifiedReasons = Object.keys(unverifiedBy) as readonly UnverifiedBecause[];

const changeByWhat: { readonly [W in SubjectChange['what']]: Extract<SubjectChange, { readonly what: W }> } = {
  sha: { what: 'sha', from: liveSha, to: sha, ref: 'main' },
  workflow: { what: 'workflow', path: 'deploy.yml', from: blob, to: blob },
  'workflow-path': { what: 'workflow-path', from: 'a.yml@main', to: 'b.yml@main' },
  inputs: { what: 'inputs', names: ['release_sha'] },
  config: { what: 'config', from: policy.version, to: policy.version },
  order: { what: 'order', expected: releaseId, came: otherRelease },
  blocked: {
    what: 'blocked',
    codes: ['gates_not_evaluated', 'workflow_lacks', 'gates_not_passed', 'checklist_open'],
  },
  voter: { what: 'voter', slack: ana, because: 'not_a_member' },
  images: { what: 'images', changed: ['web'], added: [], gone: [] },
  manifest: { what: 'manifest', now: 'changed' },
  gate: { what: 'gate', id: 'integration-gate', from: 'pass', to: 'fail' },
  checklist: { what: 'checklist', items: ['database.backup-verified:0123abcd'] },
  target: { what: 'target', from: liveSha, to: sha },
  mandate: { what: 'mandate', now: 'proposed' },
  other: { what: 'other' },
};
export const changes: readonly SubjectChange[] = [
  ...Object.values(changeByWhat),
  { what: 'images', changed: ['web'], added: ['codex'], gone: ['worker'] },
  { what: 'manifest', now: 'found' },
  { what: 'manifest', now: 'gone' },
  { what: 'target', from: null, to: sha },
  { what: 'target', from: sha, to: sha },
  { what: 'target', from: sha, to: null },
  { what: 'mandate', now: 'changed' },
  { what: 'mandate', now: 'gone' },
  ...ineligibles.map((why): SubjectChange => ({ what: 'voter', slack: ben, because: why.code })),
  ...Object.values(blockerByCode).map((blocker): SubjectChange => ({ what: 'blocked', codes: [blocker.code] })),
];

const noteByKind: ByKind<Note> = {
  reminder: { kind: 'reminder', expiresAt: at('15:00'), of: 'vote', who: [ana, ben] },
  'on-call-told': { kind: 'on-call-told', who: [ben], groups: ['S0ONCALL'] },
  'votes-voided': { kind: 'votes-voided', changes, voters: [ana] },
  'run-failed': { kind: 'run-failed', requestedBy: dana, run, cause: causeByCode['run-failed'], live: seen },
  'ready-again': { kind: 'ready-again', because: 'dispatch-refused', detail: refusal, ask: [ana, ben] },
  'stop-recorded': { kind: 'stop-recorded', by: ana, reason: 'wrong tag', wants: 'cancel', run },
  'advisory-breach': { kind: 'advisory-breach', trigger: 'errors', finding: findings.errors },
  'turned-healthy': { kind: 'turned-healthy' },
  'unverified-again': { kind: 'unverified-again', because: 'never-seen-live' },
  'review-due': reviewDue,
};
export const notes: readonly Note[] = [
  ...Object.values(noteByKind),
  { kind: 'ready-again', because: 'rollback-changed', detail: 'never-verified,migration-between', ask: [ana] },
  ...readyReasons.map((because): Note => ({ kind: 'ready-again', because, detail: null, ask: [] })),
  ...unverifiedReasons.map((because): Note => ({ kind: 'unverified-again', because })),
];

const alertByKind: ByKind<Alert> = {
  breached: breachOf('health'),
  down: { kind: 'down', run, sha, failures: 4, reason: 'it answered 503', ask: [ana] },
  blind: { kind: 'blind', triggers: ['errors', 'cpu'], problems: ['Prometheus did not answer in 5 s'], ask: [ana] },
  failed: {
    kind: 'failed',
    run,
    cause: causeByCode['run-failed'],
    live: { kind: 'unknown', reason: 'it answered 503' },
    ask: [ana],
  },
  'two-runs': { kind: 'two-runs', dispatch, runs: [run, secondRun], ask: [ana] },
  'run-not-found': { kind: 'run-not-found', dispatch, searched: 'yes', ask: [ana] },
  'unapproved-run': unapprovedRun,
  'late-run': { kind: 'late-run', of: releaseId, dispatch, runs: [run, secondRun], ask: [ana] },
  'stop-too-late': { kind: 'stop-too-late', run, stop: { ...stop, wants: 'no-go' }, ask: [ana] },
  'cancel-unheard': { kind: 'cancel-unheard', run, stop: { ...stop, asked: 4 }, ask: [ana, ben] },
  'rollback-stalled': {
    kind: 'rollback-stalled',
    because: { code: 'rechecking', said: 'GitHub did not answer' },
    byHand: { repo: 'acme/checkout' as RepoName, workflow: 'replay.yml', ref: 'main', inputs: { release_sha: sha } },
    ask: [ana],
  },
  'run-unreadable': { kind: 'run-unreadable', run, reason: 'GitHub answered 404.', ask: [ana] },
  unverified: { kind: 'unverified', because: 'too-few-looks', detail: '11 of 30 looks are known', ask: [] },
};
export const alerts: readonly Alert[] = [
  ...Object.values(alertByKind),
  ...breaches,
  { kind: 'blind', triggers: ['errors'], problems: [], ask: [] },
  ...unapprovedRuns,
  {
    ...alertByKind['rollback-stalled'],
    because: { code: 'waits-for-confirm', because: 'rollback-changed', detail: 'config-differs,migration-between' },
  },
  { kind: 'run-not-found', dispatch: null, searched: 'no', ask: [ana] },
  { kind: 'stop-too-late', run, stop, ask: [ana] },
  ...causes.map((cause): Alert => ({ kind: 'failed', run, cause, live: null, ask: [ana] })),
  ...unverifiedReasons.map((because): Alert => ({ kind: 'unverified', because, detail: liveSha, ask: [ana] })),
];

const sayingByKind: ByKind<Saying> = {
  refused: { kind: 'refused', refusal: { code: 'already_voted' } },
  'rules-cannot-be-met': { kind: 'rules-cannot-be-met', release: releaseId, role: 'approver', needed: 2, possible: 0 },
  'adoption-failed': { kind: 'adoption-failed', reason: 'the version endpoint answered 503' },
  adopted: { kind: 'adopted', sha },
};
export const sayings = Object.values(sayingByKind);
