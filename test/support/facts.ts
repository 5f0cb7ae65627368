import { type RunReading, type Standings } from '../../src/domain/commands.ts';
import {
  type BlobSha,
  type CommitSha,
  type DispatchId,
  type GithubLogin,
  type ReleaseId,
  type RunId,
} from '../../src/domain/ids.ts';
import {
  type Candidate,
  type CandidateEvidence,
  type Changes,
  type Identity,
  type VersionSeen,
} from '../../src/domain/release/candidate.ts';
import { type Run } from '../../src/domain/release/dispatch-step.ts';
import { type ReleaseRequest } from '../../src/domain/release/terms.ts';
import { type HealthReading } from '../../src/domain/watch/watch.ts';
import { ana, ben, cara, type Person } from './people.ts';

export function shaOf(digit: string): CommitSha {
  return digit.repeat(40) as CommitSha;
}

export function releaseId(number: number): ReleaseId {
  return `checkout.production.release${number}` as ReleaseId;
}

export function dispatchId(number: number): DispatchId {
  return `gng-${String(number).padStart(16, '0')}` as DispatchId;
}

export function runOf(number: number): Run {
  const id = String(9000 + number) as RunId;
  return { id, url: `https://github.com/acme/checkout/actions/runs/${id}` };
}

/** What runs before anything in the tests, what is asked for, and what a moved ref brings. */
export const oldSha = shaOf('0');
export const newSha = shaOf('1');
export const movedSha = shaOf('2');
export const strangeSha = shaOf('e');

export const workflowPath = '.github/workflows/deploy.yml';
export const workflowBlob = 'b'.repeat(40) as BlobSha;
export const otherBlob = 'c'.repeat(40) as BlobSha;

export function identity(login: string): Identity {
  return { login: login as GithubLogin, name: login, email: `${login}@example.com` };
}

/** What a small change brings: no migration, no new dependency, nothing that breaks anybody. */
export const nothingCalledFor: Changes = {
  migrations: { kind: 'unknown', why: 'not-configured' },
  dependencies: { kind: 'known', value: { added: [], count: 0 } },
  lockfiles: [],
  files: 'whole',
  breaking: [],
};

/** A repository whose runs leave nothing behind. */
export const noEvidence: CandidateEvidence = {
  manifest: { state: 'missing', code: 'no-artifact', detail: 'there is none', source: null },
  tests: { state: 'missing', code: 'no-artifact', detail: 'there is none', source: null },
  gates: {},
};

/** A commit by Eli with Finn, pushed by Gil; the commit before is live. */
export function candidate(change: Partial<Candidate> = {}): Candidate {
  const sha = change.sha ?? newSha;
  return {
    sha,
    version: 'v2.14.0',
    title: 'Round the total before tax',
    url: `https://github.com/acme/checkout/commit/${sha}`,
    within: 'main',
    base: { kind: 'known', sha: oldSha, from: 'version-endpoint' },
    ahead: 1,
    behind: 0,
    compareUrl: `https://github.com/acme/checkout/compare/${oldSha}...${sha}`,
    commits: [{ sha, title: 'Round the total before tax', author: identity('eli') }],
    pulls: [],
    authors: [identity('eli')],
    coAuthors: [identity('finn')],
    lastPusher: { kind: 'known', who: identity('gil'), from: 'push' },
    workflow: {
      kind: 'found',
      path: workflowPath,
      blobSha: workflowBlob,
      lacks: [],
      declares: ['release_sha', 'gonogo_request_id'],
    },
    live: { kind: 'seen', sha: oldSha, version: 'v2.13.0' },
    changes: nothingCalledFor,
    evidence: noEvidence,
    target: { kind: 'none', why: 'no-replay-workflow' },
    undoes: null,
    rehearsal: [],
    sight: null,
    ...change,
  };
}

export function withWorkflowBlob(blobSha: BlobSha): Partial<Candidate> {
  return {
    workflow: { kind: 'found', path: workflowPath, blobSha, lacks: [], declares: ['release_sha', 'gonogo_request_id'] },
  };
}

export const withoutWorkflow: Partial<Candidate> = {
  workflow: { kind: 'missing', path: workflowPath, ref: 'main' },
};

export function request(change: Partial<ReleaseRequest> = {}): ReleaseRequest {
  return {
    ref: { kind: 'ref', name: 'main' },
    summary: 'Round the total before tax',
    urgency: 'Routine',
    emergency: null,
    risk: { level: 'Low', impact: 'Totals', mitigation: 'Deploy the version before' },
    mandate: 'no',
    preferred: null,
    alternative: '',
    ...change,
  };
}

/** What Slack says of the voters, each a member unless said otherwise. */
export function standings(...others: readonly Person[]): Standings {
  return Object.fromEntries([ana, ben, cara, ...others].map(({ slack, standing }) => [slack, standing]));
}

export function reading(run: Run, change: Partial<RunReading> = {}): RunReading {
  return {
    run,
    status: 'in_progress',
    conclusion: null,
    attempt: 1,
    title: null,
    createdAt: null,
    workflowPath,
    workflowBlob,
    ...change,
  };
}

export function completed(run: Run, conclusion: string, change: Partial<RunReading> = {}): RunReading {
  return reading(run, { status: 'completed', conclusion, ...change });
}

export function seen(sha: CommitSha): VersionSeen {
  return { kind: 'seen', sha, version: null };
}

export const notSeen: VersionSeen = { kind: 'unknown', reason: 'the version endpoint did not answer' };

export const healthy: HealthReading = { kind: 'ok', ms: 40 };
export const failing: HealthReading = { kind: 'failed', reason: 'HTTP 503' };
export const unknown: HealthReading = { kind: 'unknown', reason: 'no name server answered' };
