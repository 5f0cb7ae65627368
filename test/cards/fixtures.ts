import { type Digest, type Image } from '../../src/domain/evidence/documents.ts';
import {
  type Evidence,
  type ManifestFacts,
  type MissingCode,
  type Source,
} from '../../src/domain/evidence/evidence.ts';
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
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Candidate, type Changes, type Identity } from '../../src/domain/release/candidate.ts';
import { type StopAsked } from '../../src/domain/release/dispatch-step.ts';
import { type Proposal } from '../../src/domain/release/release.ts';
import { rollbackTargetOf } from '../../src/domain/release/rollback-target.ts';
import { type Subject, subjectHash } from '../../src/domain/release/subject.ts';
import { type ReleaseRequest, type RollbackCause } from '../../src/domain/release/terms.ts';
import { type Instant } from '../../src/domain/time.ts';

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
  replay: { workflow: 'replay.yml', ref: 'main' },
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

const digests = { api: 'a'.repeat(64), web: 'b'.repeat(64) } as const;

/** Images by digest, as a manifest names them. */
export const images: readonly Image[] = Object.entries(digests).map(([name, digest]) => ({
  name,
  ref: `acme.azurecr.io/checkout-${name}@sha256:${digest}`,
}));

/** A file of evidence that was found and read. */
export function found<Facts>(facts: Facts, from: Source['from'] = 'github'): Evidence<Facts> {
  const source: Source = { artifact: `of-${sha}`, url: run.url, run: run.id, workflow: 'commit-stage.yml', from };
  return { state: 'present', digest: `sha256:${'c'.repeat(64)}` as Digest, source, facts };
}

/** A file of evidence that was looked for, and is not there. */
export function lost<Facts>(code: MissingCode = 'expired'): Evidence<Facts> {
  return { state: 'missing', code, detail: '', source: null };
}

export const manifest: ManifestFacts = {
  version: 'v2.14.0',
  images,
  configDigest: null,
  createdAt: null,
  runId: null,
};

const changes: Changes = {
  migrations: { kind: 'known', value: { files: [], count: 0, reversible: 'all' } },
  dependencies: { kind: 'known', value: { added: [], count: 0 } },
  lockfiles: [],
  files: 'whole',
  breaking: [],
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
    sha: `a${index.toString(16)}${sha.slice(2)}` as CommitSha,
    title: `Change number ${index + 1}`,
    author: identity('eli'),
  })),
  pulls: [
    { number: 212, title: 'Rounding', url: 'https://github.com/acme/checkout/pull/212', author: 'eli' as GithubLogin },
  ],
  authors: [identity('eli')],
  coAuthors: [identity('finn')],
  lastPusher: { kind: 'known', who: identity('eli'), from: 'push' },
  workflow: {
    kind: 'found',
    path: '.github/workflows/deploy.yml',
    blobSha: blob,
    lacks: [],
    declares: ['release_sha'],
  },
  live: { kind: 'seen', sha: liveSha, version: 'v2.13.0' },
  changes,
  evidence: {
    manifest: found(manifest),
    tests: found({ suites: [{ name: 'unit', passed: 812, total: 812 }] }),
    gates: {},
  },
  target: {
    kind: 'known',
    sha: liveSha,
    version: 'v2.13.0',
    verified: 'yes',
    manifest: found({ ...manifest, version: 'v2.13.0' }),
  },
  undoes: null,
  rehearsal: [],
  sight: null,
};

/** What putting v2.13.0 back would be, while v2.14.0 is live. */
export const backwards: Candidate = {
  ...candidate,
  sha: liveSha,
  version: 'v2.13.0',
  title: 'Show the total',
  ahead: 0,
  behind: 12,
  live: { kind: 'seen', sha, version: 'v2.14.0' },
  target: { kind: 'none', why: 'live-unknown' },
  undoes: {
    count: 12,
    commits: candidate.commits,
    migrations: { kind: 'known', value: { files: ['migrations/7.sql'], count: 1, reversible: 'none' } },
    liveConfig: null,
  },
};

export const subject: Subject = {
  service: checkout,
  environment: production,
  kind: 'deploy',
  sha,
  images,
  manifest: `sha256:${'c'.repeat(64)}` as Digest,
  workflow: { path: '.github/workflows/deploy.yml', ref: 'main', blobSha: blob },
  inputs: { release_sha: sha },
  gates: [],
  checklist: [],
  target: rollbackTargetOf(candidate),
  mandate: null,
  watch: null,
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
  ticks: [],
  outsiders: {},
  freshAt: at('11:30'),
};

export const voteOfAna = { by: ana, github: 'ana' as GithubLogin, roles: ['approver', 'deployer'], at: at('11:40') };
/** A stop of a run that is not over. */
export const stop: StopAsked = {
  by: ana,
  at: at('11:59'),
  reason: 'wrong tag',
  wants: 'cancel',
  asked: 1,
  askAgainAt: at('12:00'),
};

const voteOfBen = { by: ben, github: 'ben' as GithubLogin, roles: ['approver', 'deployer', 'qa'], at: at('11:45') };
export const approved: Proposal = { ...proposal, votes: [voteOfAna, voteOfBen] };

export const request: ReleaseRequest = {
  ref: { kind: 'ref', name: 'main' },
  summary: 'Round the total before tax, as the auditors asked.',
  urgency: 'Routine',
  emergency: null,
  risk: { level: 'Medium', impact: 'Wrong totals', mitigation: 'Deploy v2.13.0 again' },
  mandate: 'no',
  preferred: null,
  alternative: '',
};

/** A deployer's confirm of a rollback. */
export const cause: RollbackCause = {
  of: otherRelease,
  reason: 'totals are wrong',
  by: ana,
  roles: ['approver', 'deployer'],
  github: 'ana' as GithubLogin,
  warned: [],
  mandate: null,
};
