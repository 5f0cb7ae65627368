import { type GithubLogin } from '../../src/domain/ids.ts';
import { type LanePolicy } from '../../src/domain/policy/lane-policy.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { candidate, found, manifest, policy, proposal, sha } from './fixtures.ts';

/** Facts whose every text somebody else chose. `many` says how often lists repeat them. */

export function times(many: number, text: string): readonly string[] {
  return Array.from({ length: many }, () => text);
}

/** The same thing with every reason and detail in it replaced. */
export function textIn<T>(value: T, text: string): T {
  const swapped = JSON.stringify(value, (key, field: unknown) =>
    ['reason', 'detail', 'role', 'because', 'path', 'conclusion', 'title'].includes(key) &&
    typeof field === 'string' &&
    key !== 'because'
      ? text
      : field,
  );
  return JSON.parse(swapped) as T;
}

export function candidateFrom(text: string, many: number): Candidate {
  const who = { login: null, name: text, email: text };
  const url = `https://github.com/acme/checkout/${text}`;
  return {
    ...candidate,
    version: text,
    title: text,
    url,
    base: many % 2 === 0 ? { kind: 'unknown', reason: text } : candidate.base,
    compareUrl: url,
    behind: many,
    commits: times(many, text).map((title) => ({ sha, title, author: who })),
    pulls: times(many, text).map((title, number) => ({ number, title, url, author: text as GithubLogin })),
    authors: times(many, text).map((name, index) => ({ login: null, name: `${index}${name}`, email: text })),
    lastPusher: { kind: 'known', who, from: 'push' },
    workflow: {
      kind: 'found',
      path: text,
      blobSha: proposal.subject.workflow.blobSha,
      lacks: [{ what: 'input', name: text, lines: text }],
      declares: [],
    },
    live: { kind: 'seen', sha, version: text },
    changes: {
      ...candidate.changes,
      breaking: times(many, text).map((title) => ({ title, url })),
    },
    evidence: { ...candidate.evidence, manifest: manifestFrom(text, many) },
    target:
      many % 3 === 0
        ? { kind: 'none', why: 'no-replay-workflow' }
        : { kind: 'known', sha, version: text, verified: 'no', manifest: manifestFrom(text, many + 1) },
    undoes: {
      count: many,
      commits: times(many, text).map((title) => ({ sha, title, author: who })),
      migrations: { kind: 'known', value: { files: times(many, text), count: many, reversible: 'some' } },
      liveConfig: text,
    },
  };
}

/** Fifty images, or a file about which something can be said. */
function manifestFrom(text: string, many: number): Candidate['evidence']['manifest'] {
  const named = Array.from({ length: 50 }, (_, index) => ({
    name: `${index}${text}`,
    ref: `acme.azurecr.io/x@sha256:${'a'.repeat(64)}`,
  }));
  return many % 4 === 0
    ? { state: 'unreadable', code: 'wrong-shape', detail: text, source: null }
    : found({ ...manifest, version: text, images: named }, 'ours');
}

export function policyFrom(text: string, many: number): LanePolicy {
  const window = { cron: '0 17 * * fri', forMs: 1, reason: text, timezone: 'UTC' };
  return {
    ...policy,
    approval: {
      ...policy.approval,
      exclude: [],
      rules: times(Math.max(many, 1), text).map((role) => ({ role, min: many })),
    },
    windows: { deny: times(many, text).map(() => window), allow: times(many, text).map(() => window) },
    notEvaluated: times(many, text),
    blockingNotEvaluated: times(many, text),
  };
}
