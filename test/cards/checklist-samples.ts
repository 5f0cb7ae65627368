import { type ChecklistShown } from '../../src/cards/checklist-modal.ts';
import { md } from '../../src/cards/text.ts';
import { type ChecklistItem, type ItemText } from '../../src/domain/checklist/item.ts';
import { type ReleaseId, type SlackUserId } from '../../src/domain/ids.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { ana, checklist, policy, routine, sha, stagingGate, suites, tick } from '../domain/checklist/facts.ts';

export const release = 'checkout.production.a1b2c3d4' as ReleaseId;
export const lane = { ...policy, gates: [stagingGate] };

/** One of each text of the checklist. The type holds the list to its union. */
const textByCode: { readonly [C in ItemText['code']]: Extract<ItemText, { readonly code: C }> } = {
  changes: { code: 'changes', commits: 3, pulls: 1, authors: 2, why: null },
  tests: { code: 'tests', suite: 'unit', passed: 812, total: 812 },
  'tests-from-checks': { code: 'tests-from-checks', passed: 14, total: 14 },
  'tests-failed': { code: 'tests-failed', suite: 'contract', passed: 8, total: 9 },
  'tests-more': { code: 'tests-more', count: 3, failed: 1 },
  'tests-unreadable': { code: 'tests-unreadable', reason: 'It is of another commit.' },
  'tests-unknown': { code: 'tests-unknown' },
  'no-migrations': { code: 'no-migrations' },
  'migrations-not-searched': { code: 'migrations-not-searched', why: 'not-configured' },
  migration: { code: 'migration', file: 'db/migrate/1.sql', reversible: 'proven' },
  'migrations-more': { code: 'migrations-more', count: 2 },
  'migration-rollback-tested': { code: 'migration-rollback-tested', files: 3 },
  'migration-backup-verified': { code: 'migration-backup-verified', files: 3 },
  'no-new-dependencies': { code: 'no-new-dependencies' },
  'dependencies-not-compared': { code: 'dependencies-not-compared', why: 'no-base' },
  'dependencies-lockfile': { code: 'dependencies-lockfile', files: ['package-lock.json'] },
  'dependency-scanned': { code: 'dependency-scanned', name: 'left-pad', version: '1.3.0', advisories: ['GHSA-1'] },
  'dependency-licence': { code: 'dependency-licence', name: 'left-pad', version: '1.3.0', licence: null },
  'dependencies-more': { code: 'dependencies-more', count: 4 },
  'no-breaking-changes': { code: 'no-breaking-changes' },
  breaking: { code: 'breaking', title: 'Drop /v1', url: 'https://github.com/acme/checkout/pull/9' },
  'breaking-more': { code: 'breaking-more', count: 2 },
  'breaking-not-searched': { code: 'breaking-not-searched' },
  'breaking-guide': { code: 'breaking-guide' },
  'breaking-clients-notified': { code: 'breaking-clients-notified' },
  'rollback-command': { code: 'rollback-command', command: '/rollback 0000000 checkout', to: 'v2.13.0' },
  'no-rollback-target': { code: 'no-rollback-target' },
  'rollback-migration': { code: 'rollback-migration', kept: 'schema-stays' },
  'rollback-minutes': { code: 'rollback-minutes', minutes: 6, measuredFrom: 4 },
  'rollback-not-measured': { code: 'rollback-not-measured' },
  alerts: { code: 'alerts', watched: ['health', 'errors'] },
  dashboards: { code: 'dashboards' },
  'on-call': { code: 'on-call', who: [ana], groups: ['S0ONCALL'] },
  'no-on-call': { code: 'no-on-call' },
  'staging-verified': { code: 'staging-verified', environment: 'staging' },
  'staging-not-verified': { code: 'staging-not-verified', environment: 'staging', why: 'GitHub answered 502.' },
  'qa-verified': { code: 'qa-verified', environment: 'staging' },
  'design-reviewed': { code: 'design-reviewed', environment: 'staging', files: ['web/cart.tsx'] },
};
export const texts: readonly ItemText[] = Object.values(textByCode);

/** A release with everything on it: migrations, dependencies, breaking changes, a failed suite, staging. */
export const eventful: Candidate = {
  ...routine,
  changes: {
    migrations: {
      kind: 'known',
      value: { files: ['db/migrate/7_add.sql', 'db/migrate/8_drop.sql'], count: 2, reversible: 'none' },
    },
    dependencies: {
      kind: 'known',
      value: {
        added: [
          { name: 'left-pad', version: '1.3.0', licence: 'MIT', advisories: [] },
          { name: '@acme/forms', version: '2.0.0', licence: null, advisories: ['GHSA-aaaa-bbbb-cccc'] },
        ],
        count: 2,
      },
    },
    lockfiles: [],
    files: 'whole',
    breaking: [{ title: 'Drop /v1 of the API', url: 'https://github.com/acme/checkout/pull/212' }],
  },
  evidence: {
    ...routine.evidence,
    tests: suites({ name: 'unit', passed: 811, total: 812 }, { name: 'e2e', passed: 12, total: 12 }),
  },
};

const before = checklist({ candidate: eventful, policy: lane, took: [300_000, 360_000] });
const backup = before.find(({ text }) => text.code === 'migration-backup-verified')?.id ?? '';

/** The same, with the backup verified by Ana. */
export const items: readonly ChecklistItem[] = checklist({
  candidate: eventful,
  policy: lane,
  took: [300_000, 360_000],
  ticks: [tick(backup, { note: 'Restored into staging at 09:00.' })],
});

/** Asked for it, and has no role. */
export const requestedBy = 'U0DANA' as SlackUserId;

export const shown: ChecklistShown = {
  release,
  requestedBy,
  candidate: eventful,
  title: md`*checkout → production* v2.14.0`,
  items,
  policy: lane,
  verifying: 'open',
};

/** A candidate whose every name and title is one text, many times over. */
export function candidateFrom(text: string, many: number): Candidate {
  const names = Array.from({ length: many }, (_, index) => `${text}${index % 9}`);
  const added = names.map((name) => ({ name, version: text, licence: text, advisories: [text, text] }));
  const tests = suites(...new Map(names.map((name) => [name, { name, passed: 0, total: 1 }])).values());
  return {
    ...routine,
    title: text,
    version: text,
    compareUrl: text,
    commits: names.map((title) => ({ sha, title, author: { login: null, name: text, email: text } })),
    pulls: many % 2 === 0 ? [] : names.map((title, number) => ({ number, title, url: text, author: null })),
    changes: {
      migrations: { kind: 'known', value: { files: names, count: many, reversible: 'some' } },
      dependencies: { kind: 'known', value: { added, count: many } },
      lockfiles: names,
      files: 'whole',
      breaking: names.map((title) => ({ title, url: text })),
    },
    evidence: { ...routine.evidence, tests, gates: { staging: { of: 'unread', reason: text } } },
  };
}
