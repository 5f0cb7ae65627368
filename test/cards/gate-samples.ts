import {
  type GateReason,
  type PolicyBreach,
  type PolicyUnread,
  type ReviewLack,
} from '../../src/domain/gates/reason.ts';
import { type CommitSha, type GithubLogin } from '../../src/domain/ids.ts';

export const workflow = 'integration-gate.yml';
const ana = 'ana' as GithubLogin;
const sha = '4f2a91c0d3b8e7f6a5948372615048392a1b0c3d' as CommitSha;
export const difference = { wanted: 12, distinct: 11, absent: ['INV-05'], twice: ['INV-06'], extra: ['inv-05'] };

/** The compiler proves that no code is left out. */
export const reasons: { readonly [Code in GateReason['code']]: readonly Extract<GateReason, { code: Code }>[] } = {
  'not-read': [{ code: 'not-read' }],
  'could-not-read': [{ code: 'could-not-read', why: 'GitHub did not answer.' }],
  'manifest-found': [
    { code: 'manifest-found', version: 'v2.14.0', images: 4 },
    { code: 'manifest-found', version: null, images: 1 },
  ],
  'evidence-missing': [{ code: 'evidence-missing', evidence: 'scorecard', problem: 'expired', detail: '' }],
  'evidence-unreadable': [
    { code: 'evidence-unreadable', evidence: 'smoke', problem: 'wrong-sha', detail: 'it says b' },
  ],
  'evidence-of-another-workflow': [
    { code: 'evidence-of-another-workflow', evidence: 'scorecard', workflow, made: 'nightly.yml' },
    { code: 'evidence-of-another-workflow', evidence: 'scorecard', workflow, made: null },
  ],
  'run-succeeded': [
    { code: 'run-succeeded', workflow, attempt: 1 },
    { code: 'run-succeeded', workflow, attempt: 3 },
  ],
  'run-in-progress': [{ code: 'run-in-progress', workflow, status: 'queued' }],
  'run-failed': [{ code: 'run-failed', workflow, branch: 'main', conclusion: 'failure', attempt: 1 }],
  'run-missing': [
    { code: 'run-missing', workflow, branch: 'main', passedOver: [] },
    {
      code: 'run-missing',
      workflow,
      branch: 'main',
      passedOver: [
        { because: 'event', count: 2 },
        { because: 'fork', count: 1 },
      ],
    },
  ],
  'run-does-not-count': [{ code: 'run-does-not-count', workflow, branch: 'main', because: 'commit' }],
  reviewed: [
    { code: 'reviewed', pulls: 1, leftOut: [] },
    { code: 'reviewed', pulls: 2, leftOut: [ana] },
    { code: 'reviewed', pulls: 40, leftOut: [] },
  ],
  'range-not-known': [{ code: 'range-not-known', why: 'the version address answered with HTTP 503' }],
  'nothing-to-review': [{ code: 'nothing-to-review' }],
  'not-reviewed': [
    { code: 'not-reviewed', pulls: [lacking(212, 'approved-earlier')], loose: [], looseCount: 0 },
    { code: 'not-reviewed', pulls: [], loose: [sha], looseCount: 1 },
    { code: 'not-reviewed', pulls: [], loose: [], looseCount: 3 },
    {
      code: 'not-reviewed',
      pulls: Array.from({ length: 40 }, (_, index) => lacking(index + 1, 'not-approved')),
      loose: [sha],
      looseCount: 9,
    },
  ],
  'checks-passed': [
    { code: 'checks-passed', total: 1 },
    { code: 'checks-passed', total: 60 },
  ],
  'checks-failed': [{ code: 'checks-failed', failed: ['lint', 'e2e'], total: 60 }],
  'checks-pending': [{ code: 'checks-pending', pending: ['e2e'], total: 60 }],
  'no-checks': [{ code: 'no-checks' }],
  'scorecard-accepted': [
    { code: 'scorecard-accepted', decision: 'green', invariants: 12, failed: [] },
    { code: 'scorecard-accepted', decision: 'yellow', invariants: 12, failed: ['INV-03'] },
  ],
  'scorecard-decision': [{ code: 'scorecard-decision', decision: ' green', accept: ['green'], failed: ['INV-03'] }],
  'scorecard-invariants': [{ code: 'scorecard-invariants', failed: ['INV-03'], ...difference }],
  'artifacts-complete': [{ code: 'artifacts-complete', total: 12 }],
  'artifacts-incomplete': [{ code: 'artifacts-incomplete', unhashed: ['a.html'], ...difference }],
  'smoke-passed': [{ code: 'smoke-passed', total: 7 }],
  'smoke-status': [{ code: 'smoke-status', status: 'Passed', failed: [] }],
  'smoke-failed': [{ code: 'smoke-failed', failed: ['GET /healthz'], total: 7 }],
  'smoke-empty': [{ code: 'smoke-empty' }],
  'policy-kept': [{ code: 'policy-kept', unknownKeys: ['skipAll'] }],
  'policy-missing': [{ code: 'policy-missing' }],
  'policy-unreadable': [{ code: 'policy-unreadable', why: 'it is not JSON' }],
  'policy-broken': [],
  'policy-not-looked-up': [],
  'environment-ready': [{ code: 'environment-ready', identityConvergence: 'disabled' }],
  'environment-not-ready': [
    {
      code: 'environment-not-ready',
      variables: ['ACR_NAME'],
      secrets: ['DB_PASSWORD'],
      identity: ['IDENTITY_CLIENT_ID'],
    },
  ],
  'staging-verified': [
    {
      code: 'staging-verified',
      environment: 'staging',
      release: 'checkout.staging.a1b2c3d4',
      at: '2026-11-20T09:00:00Z',
    },
    { code: 'staging-verified', environment: 'staging', release: null, at: '2026-11-20T09:00:00Z' },
  ],
  'staging-not-verified': [{ code: 'staging-not-verified', environment: 'staging' }],
  'staging-not-told': [{ code: 'staging-not-told', environment: 'staging', workflow: 'cloud-deployment-pipeline.yml' }],
};

const breaches: { readonly [What in PolicyBreach['what']]: Extract<PolicyBreach, { what: What }> } = {
  'workflow-missing': { what: 'workflow-missing', file: workflow, branch: 'main' },
  'workflow-failed': { what: 'workflow-failed', file: workflow, branch: 'main', conclusion: 'failure' },
  'evidence-missing': { what: 'evidence-missing', kind: 'tests' },
  'evidence-of-no-kind': { what: 'evidence-of-no-kind', kind: 'sbom' },
  'no-manifest': { what: 'no-manifest' },
  registry: { what: 'registry', image: 'api', ref: 'ghcr.io/api@sha256:0', allowed: ['acme.azurecr.io'] },
  variables: { what: 'variables', names: ['ACR_NAME'] },
  'forbidden-workflows': { what: 'forbidden-workflows', files: ['acceptance.yml'] },
  'unpinned-actions': { what: 'unpinned-actions', uses: ['actions/checkout@v4'] },
};
const unread: { readonly [What in PolicyUnread['what']]: Extract<PolicyUnread, { what: What }> } = {
  'workflow-in-progress': { what: 'workflow-in-progress', file: workflow },
  evidence: { what: 'evidence', kind: 'tests' },
  manifest: { what: 'manifest' },
  variables: { what: 'variables' },
  actions: { what: 'actions' },
  other: { what: 'other', words: 'the workflow files of this commit' },
};
const lacks: Readonly<Record<ReviewLack, true>> = {
  'not-approved': true,
  'approved-earlier': true,
  rejected: true,
  'author-only': true,
  'bot-only': true,
  'author-unknown': true,
  'outsider-only': true,
};

/** Everything that a gate may say, at least once. */
export const every: readonly GateReason[] = [
  ...Object.values<readonly GateReason[]>(reasons).flat(),
  ...Object.values(breaches).map(
    (breach): GateReason => ({ code: 'policy-broken', breaches: [breach], unknownKeys: [] }),
  ),
  ...Object.values(unread).map(
    (one): GateReason => ({ code: 'policy-not-looked-up', unread: [one], unknownKeys: ['skipAll'] }),
  ),
  ...(Object.keys(lacks) as readonly ReviewLack[]).map(
    (lack): GateReason => ({ code: 'not-reviewed', pulls: [lacking(212, lack)], loose: [], looseCount: 0 }),
  ),
];

function lacking(number: number, lack: ReviewLack): Extract<GateReason, { code: 'not-reviewed' }>['pulls'][number] {
  return { number, url: `https://github.com/acme/checkout/pull/${number}`, lack, by: [ana] };
}
