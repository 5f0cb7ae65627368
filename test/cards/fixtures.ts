import {
  type BlobSha,
  type ChannelId,
  type CommitSha,
  type DispatchId,
  type EnvironmentName,
  type GithubLogin,
  type MessageTs,
  type PolicyVersion,
  type ReleaseId,
  type RepoName,
  type RunId,
  type ServiceId,
  type SlackUserId,
} from '../../src/domain/ids.ts';
import { emptyLane, type Lane } from '../../src/domain/lane/lane.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Candidate, type Identity } from '../../src/domain/release/candidate.ts';
import {
  type Deploying,
  type Dispatching,
  type DispatchStep,
  type Ended,
  type Outcome,
  type Preparing,
  type Proposal,
  type Ready,
  type Release,
  type ReleaseRequest,
  type Scheduled,
  type Unverified,
  type Watching,
} from '../../src/domain/release/release.ts';
import { type Subject, subjectHash } from '../../src/domain/release/subject.ts';
import { viewOf } from '../../src/domain/release/view.ts';
import { type Instant } from '../../src/domain/time.ts';
import { type ReleaseView } from '../../src/domain/views.ts';

export const ana = 'U0ANA' as SlackUserId;
export const ben = 'U0BEN' as SlackUserId;
export const cara = 'U0CARA' as SlackUserId;
export const dana = 'U0DANA' as SlackUserId;

export const checkout = 'checkout' as ServiceId;
export const production = 'production' as EnvironmentName;
export const releaseId = 'checkout.production.a1b2c3d4' as ReleaseId;
export const otherRelease = 'checkout.production.e5f6a7b8' as ReleaseId;
export const sha = '4f2a91c0d3b8e7f6a5948372615048392a1b0c3d' as CommitSha;
export const liveSha = '9c8b7a6f5e4d3c2b1a0f9e8d7c6b5a4f3e2d1c0b' as CommitSha;
export const blob = '1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d' as BlobSha;
export const dispatch = 'gng-0123456789abcdef' as DispatchId;
export const run = { id: '7781234567' as RunId, url: 'https://github.com/acme/checkout/actions/runs/7781234567' };
export const secondRun = { id: '7781234568' as RunId, url: 'https://github.com/acme/checkout/actions/runs/7781234568' };
export const card = { channel: 'C0RELEASES' as ChannelId, ts: '1763700000.000100' as MessageTs };

export const now = at('12:00');

/** A time on the day of the tests. */
export function at(time: string): Instant {
  return `2026-11-20T${time}:00.000Z` as Instant;
}

export function identity(login: string): Identity {
  return { login: login as GithubLogin, name: login, email: `${login}@example.com` };
}

export const policy: LanePolicy = {
  version: 'b'.repeat(64) as PolicyVersion,
  service: checkout,
  environment: production,
  team: null,
  repo: 'acme/checkout' as RepoName,
  paths: [],
  refs: ['main'],
  deploy: { workflow: 'deploy.yml', ref: 'main' },
  replay: null,
  inputs: {},
  approval: {
    rules: [{ role: 'approver', min: 2 }],
    expiresMs: 4 * 3_600_000,
    execute: 'on-go',
    exclude: ['requester', 'agent-owner', 'author', 'co-author', 'last-pusher'],
    hours: 'all',
  },
  gates: [],
  windows: { deny: [], allow: [] },
  watch: {
    minutes: 30,
    everyMs: 60_000,
    health: { url: 'https://checkout.example.com/healthz', timeoutMs: 5000, html: false },
    version: { url: 'https://checkout.example.com/version', field: 'sha' },
    allowHosts: [],
    triggers: { healthFailures: 3, errorPoints: 5, latencyFactor: 2, memoryPercent: 90, cpuPercent: 90 },
    advisory: [],
    sources: ['health'],
    withoutSource: [],
    hasTelemetry: false,
    azure: null,
    prometheus: null,
  },
  postDeploy: { required: [] },
  rollback: { mandate: 'propose', minutes: 30 },
  migrations: null,
  artifactPrefix: '',
  channels: { releases: 'C0RELEASES' as ChannelId, incidents: 'C0INCIDENTS' as ChannelId },
  people: [
    { slack: ana, github: 'ana' as GithubLogin, roles: ['approver', 'deployer'] },
    { slack: ben, github: 'ben' as GithubLogin, roles: ['approver', 'deployer', 'qa'] },
    { slack: cara, github: 'cara' as GithubLogin, roles: ['approver'] },
  ],
  agents: [],
  calendar: {
    timezone: 'Europe/Berlin',
    workdays: ['mon', 'tue', 'wed', 'thu', 'fri'],
    hours: { from: '09:00', to: '17:00' },
    holidays: [],
  },
  escalation: [],
  notEvaluated: [],
  blockingNotEvaluated: [],
};

export const candidate: Candidate = {
  sha,
  version: 'v2.14.0',
  title: 'Round the total before tax',
  url: `https://github.com/acme/checkout/commit/${sha}`,
  within: 'main',
  base: { kind: 'known', sha: liveSha, from: 'version-endpoint' },
  ahead: 12,
  behind: 0,
  compareUrl: 'https://github.com/acme/checkout/compare/9c8b7a6...4f2a91c',
  commits: Array.from({ length: 12 }, (_, index) => ({
    sha: `${index.toString(16)}${sha.slice(1)}` as CommitSha,
    title: `Change number ${index + 1}`,
    author: identity('eli'),
  })),
  pulls: [
    { number: 212, title: 'Rounding', url: 'https://github.com/acme/checkout/pull/212', author: 'eli' as GithubLogin },
  ],
  authors: [identity('eli')],
  coAuthors: [identity('finn')],
  lastPusher: { kind: 'known', who: identity('eli'), from: 'push' },
  workflow: { kind: 'found', path: '.github/workflows/deploy.yml', blobSha: blob, lacks: [] },
  live: { kind: 'seen', sha: liveSha, version: 'v2.13.0' },
};

export const subject: Subject = {
  service: checkout,
  environment: production,
  kind: 'deploy',
  sha,
  workflow: { path: '.github/workflows/deploy.yml', ref: 'main', blobSha: blob },
  inputs: { release_sha: sha },
  policyVersion: policy.version,
  expiresAt: at('15:00'),
};

export const proposal: Proposal = {
  round: 1,
  candidate,
  subject,
  hash: subjectHash(subject),
  blockers: [],
  votes: [],
  freshAt: at('11:30'),
};

export const voteOfAna = { by: ana, github: 'ana' as GithubLogin, roles: ['approver', 'deployer'], at: at('11:40') };
const voteOfBen = { by: ben, github: 'ben' as GithubLogin, roles: ['approver', 'deployer', 'qa'], at: at('11:45') };
export const approved: Proposal = { ...proposal, votes: [voteOfAna, voteOfBen] };

export const request: ReleaseRequest = {
  ref: { kind: 'ref', name: 'main' },
  summary: 'Round the total before tax, as the auditors asked.',
  urgency: 'Routine',
  risk: { level: 'Medium', impact: 'Wrong totals', mitigation: 'Deploy v2.13.0 again' },
  preferred: null,
  alternative: '',
};

const base = {
  id: releaseId,
  kind: 'deploy',
  service: checkout,
  environment: production,
  request,
  requestedBy: dana,
  requestedAt: at('11:00'),
  again: null,
  card,
  since: at('11:30'),
} as const;

const run1 = { approvedAt: at('11:45'), attempt: 1, dispatch, run } as const;

export const preparing: Preparing = {
  ...base,
  phase: 'preparing',
  problem: null,
  attempts: 0,
  gatherAt: now,
  round: 0,
  expiresAt: at('15:00'),
};
export const awaiting = { ...base, phase: 'awaiting-decision', proposal, voided: null, reminders: 0 } as const;
export const scheduled: Scheduled = {
  ...base,
  phase: 'scheduled',
  proposal: approved,
  waiting: { for: 'lane', behind: otherRelease },
  follows: otherRelease,
  expects: [otherRelease],
  approvedAt: at('11:45'),
  checkAt: at('12:15'),
};
export const ready: Ready = {
  ...base,
  phase: 'ready',
  proposal: approved,
  because: 'separate',
  detail: null,
  approvedAt: at('11:45'),
  lapsesAt: at('15:45'),
  attempt: 1,
};

export function dispatching(step: DispatchStep): Dispatching {
  return { ...base, phase: 'dispatching', proposal: approved, approvedAt: at('11:45'), attempt: 1, step, stop: null };
}

export const steps: Readonly<Record<DispatchStep['at'], DispatchStep>> = {
  rechecking: { at: 'rechecking', since: now, recheckAt: now, waitingFor: null },
  intended: { at: 'intended', dispatch, intendedAt: now },
  calling: { at: 'calling', dispatch, intendedAt: now, unknownAt: at('12:01') },
  searching: {
    at: 'searching',
    dispatch,
    intendedAt: now,
    because: 'GitHub answered 502',
    until: at('12:02'),
    lookAt: now,
  },
  'asking-person': { at: 'asking-person', dispatch, intendedAt: now, askAgainAt: at('13:00') },
  'two-runs': { at: 'two-runs', dispatch, intendedAt: now, runs: [run, secondRun], askAgainAt: at('13:00') },
};

export const deploying: Deploying = {
  ...base,
  ...run1,
  phase: 'deploying',
  proposal: approved,
  status: 'in_progress',
  workflow: 'approved',
  condemned: null,
  stop: null,
  ended: null,
};
export const watching: Watching = {
  ...base,
  ...run1,
  phase: 'watching',
  proposal: approved,
  watch: {
    stage: 'looking',
    startedAt: at('11:50'),
    endsAt: at('12:20'),
    lookAt: at('11:55'),
    next: 5,
    total: 30,
    known: 4,
    failuresInARow: 0,
    strangers: 0,
    last: { kind: 'ok', ms: 41 },
  },
};
export const unverified: Unverified = {
  ...base,
  ...run1,
  phase: 'unverified',
  proposal: approved,
  watch: null,
  because: 'never-seen-live',
  askAgainAt: at('13:00'),
};

export function ended(outcome: Outcome): Ended {
  return { ...base, phase: 'ended', outcome, proposal: approved, attempt: 1, run, watch: null, dispatch };
}

export const outcomes: Readonly<Record<Outcome['kind'], Outcome>> = {
  succeeded: { kind: 'succeeded' },
  'accepted-unverified': { kind: 'accepted-unverified', by: ben },
  failed: {
    kind: 'failed',
    cause: { code: 'run-failed', conclusion: 'failure' },
    live: { kind: 'seen', sha: liveSha, version: 'v2.13.0' },
  },
  rejected: { kind: 'rejected', by: cara, reason: 'Not before the sale is over' },
  expired: { kind: 'expired' },
  withdrawn: { kind: 'withdrawn', by: dana },
  superseded: { kind: 'superseded', by: otherRelease },
};

/** One release in each phase and step that a card is drawn for. */
export const releases: Readonly<Record<string, Release>> = {
  preparing,
  'awaiting-decision': awaiting,
  scheduled,
  ready,
  ...Object.fromEntries(Object.entries(steps).map(([name, step]) => [`dispatching, ${name}`, dispatching(step)])),
  deploying,
  watching,
  unverified,
  ...Object.fromEntries(Object.entries(outcomes).map(([name, outcome]) => [name, ended(outcome)])),
};

const knownLive: Lane['live'] = {
  kind: 'known',
  sha: liveSha,
  version: 'v2.13.0',
  since: at('08:00'),
  how: { kind: 'verified', release: otherRelease },
};

/** The view of a release in a lane whose live version is known, as the domain builds it. */
export function view(release: Release, changes: Partial<ReleaseView> = {}): ReleaseView {
  const lane: Lane = {
    ...emptyLane(checkout, production),
    live: knownLive,
    last: release.phase === 'ended' ? release : null,
  };
  return { ...viewOf(lane, release, changes.policy ?? policy, now), ...changes };
}
