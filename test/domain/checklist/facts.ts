import { type ChecklistInput, checklistOf } from '../../../src/domain/checklist/checklist.ts';
import { type ChecklistItem, type Tick } from '../../../src/domain/checklist/item.ts';
import { type Digest } from '../../../src/domain/evidence/documents.ts';
import { type Evidence, type Source, type TestsFacts } from '../../../src/domain/evidence/evidence.ts';
import { type GateFact } from '../../../src/domain/gates/fact.ts';
import {
  type BlobSha,
  type CommitSha,
  type EnvironmentName,
  type GithubLogin,
  type RunId,
  type SlackUserId,
} from '../../../src/domain/ids.ts';
import { type Gate } from '../../../src/domain/policy/gates.ts';
import { type Candidate, type Changes, type Dependency } from '../../../src/domain/release/candidate.ts';
import { type Instant } from '../../../src/domain/time.ts';
import { policyWith } from '../../support/policy.ts';

export const sha = '1'.repeat(40) as CommitSha;
export const otherSha = '2'.repeat(40) as CommitSha;
export const liveSha = '0'.repeat(40) as CommitSha;
export const now = '2026-11-20T12:00:00.000Z' as Instant;
export const ana = 'U0ANA' as SlackUserId;
export const quinn = 'U0QUINN' as SlackUserId;
export const compareUrl = 'https://github.com/acme/checkout/compare/0000000...1111111';
const runUrl = 'https://github.com/acme/checkout/actions/runs/7001';

/** Ana approves; Quinn has the role qa. */
export const policy = policyWith({
  people: [
    { slack: ana, github: 'ana' as GithubLogin, roles: ['approver'] },
    { slack: quinn, github: null, roles: ['qa'] },
    { slack: 'U0NOROLE' as SlackUserId, github: null, roles: [] },
  ],
  migrations: { globs: ['db/migrate/**'], reversible: ['db/migrate/**/down.sql'] },
  escalation: [{ level: 1, notify: ['U0ANA', 'S0ONCALL'] }],
});

export const source: Source = {
  artifact: `tests-${sha}`,
  url: runUrl,
  run: '7001' as RunId,
  workflow: 'commit-stage.yml',
  from: 'github',
};

export function suites(...list: TestsFacts['suites']): Evidence<TestsFacts> {
  return { state: 'present', digest: `sha256:${'a'.repeat(64)}` as Digest, source, facts: { suites: list } };
}

export const missing = { state: 'missing', code: 'no-artifact', detail: 'There is none.', source: null } as const;

export const allPassed = suites(
  { name: 'e2e', passed: 12, total: 12 },
  { name: 'unit', passed: 812, total: 812 },
  { name: 'integration', passed: 40, total: 40 },
);

export const patch: Changes = {
  migrations: { kind: 'known', value: { files: [], count: 0, reversible: 'all' } },
  dependencies: { kind: 'known', value: { added: [], count: 0 } },
  lockfiles: [],
  files: 'whole',
  breaking: [],
};

export const eli = { login: 'eli' as GithubLogin, name: 'Eli', email: 'eli@example.com' };

/** A patch with good evidence. */
export const routine: Candidate = {
  sha,
  version: 'v2.14.0',
  title: 'Round the total before tax',
  url: `https://github.com/acme/checkout/commit/${sha}`,
  within: 'main',
  base: { kind: 'known', sha: liveSha, from: 'ledger' },
  ahead: 3,
  behind: 0,
  compareUrl,
  commits: [{ sha, title: 'Round the total before tax', author: eli }],
  pulls: [{ number: 212, title: 'Rounding', url: 'https://github.com/acme/checkout/pull/212', author: eli.login }],
  authors: [eli],
  coAuthors: [],
  lastPusher: { kind: 'unknown' },
  workflow: { kind: 'found', path: 'deploy.yml', blobSha: 'b'.repeat(40) as BlobSha, lacks: [], declares: [] },
  live: { kind: 'seen', sha: liveSha, version: 'v2.13.0' },
  changes: patch,
  evidence: { manifest: missing, tests: allPassed, gates: {} },
  target: { kind: 'none', why: 'live-unknown' },
  undoes: null,
  rehearsal: [],
  sight: null,
};

export function changing(change: Partial<Changes>): Candidate {
  return { ...routine, changes: { ...patch, ...change } };
}

export function withTests(tests: Evidence<TestsFacts>, gates: Readonly<Record<string, GateFact>> = {}): Candidate {
  return { ...routine, evidence: { ...routine.evidence, tests, gates } };
}

export function migrations(files: readonly string[], reversible: 'all' | 'some' | 'none' = 'none'): Candidate {
  return changing({ migrations: { kind: 'known', value: { files, count: files.length, reversible } } });
}

export function dependencies(added: readonly Dependency[], count = added.length): Candidate {
  return changing({ dependencies: { kind: 'known', value: { added, count } } });
}

export const goodDependency: Dependency = { name: 'left-pad', version: '1.3.0', licence: 'MIT', advisories: [] };

export const stagingGate: Extract<Gate, { readonly kind: 'staging' }> = {
  id: 'staging',
  kind: 'staging',
  mode: 'blocking',
  environment: 'staging' as EnvironmentName,
};

export function checklist(change: Partial<ChecklistInput> = {}): readonly ChecklistItem[] {
  return checklistOf({
    policy,
    candidate: routine,
    target: { sha: liveSha, version: 'v2.13.0' },
    took: [],
    ticks: [],
    standing: [],
    ...change,
  });
}

export function tick(item: string, change: Partial<Tick> = {}): Tick {
  return { item, sha, by: ana, at: now, note: 'I have looked.', standing: 'this-release', ...change };
}

/** The items of one section as "id prefix: state". */
export function statesOf(items: readonly ChecklistItem[], section: ChecklistItem['section']): readonly string[] {
  return items.filter((item) => item.section === section).map(({ text, state }) => `${text.code}: ${state.kind}`);
}
