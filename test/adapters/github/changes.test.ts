import { expect, test } from 'vitest';
import { breakingIn } from '../../../src/adapters/github/breaking.ts';
import { fileNames, lockfilesIn, migrationsIn } from '../../../src/adapters/github/changed-files.ts';
import { readDependencies } from '../../../src/adapters/github/dependencies.ts';
import { type MergedPull } from '../../../src/adapters/github/pulls.ts';
import { type ChangedFiles, type Range } from '../../../src/adapters/github/range.ts';
import { type GitCommit } from '../../../src/adapters/github/shapes.ts';
import { CommitSha } from '../../../src/domain/ids.ts';
import { type LanePolicy } from '../../../src/domain/policy/lane-policy.ts';
import { type Base } from '../../../src/domain/release/candidate.ts';
import { answering, checkout, clientsFor, json } from './support.ts';

type Lane = Pick<LanePolicy, 'paths' | 'migrations'>;

const base: Base = { kind: 'known', sha: CommitSha.parse('b'.repeat(40)), from: 'ledger' };
const head = CommitSha.parse('a'.repeat(40));
const migrations = { globs: ['db/migrations/**'], reversible: ['**/*down.sql', '**/U*.sql'] };
const lane: Lane = { paths: [], migrations };

function changed(names: readonly string[], extent: ChangedFiles['extent'] = 'whole'): ChangedFiles {
  return { files: names.map((name) => ({ name, status: 'added', formerName: null })), extent };
}

function range(names: readonly string[], extent?: ChangedFiles['extent']): Pick<Range, 'base' | 'files'> {
  return { base, files: changed(names, extent) };
}

test.each<[string, readonly string[], number, 'all' | 'some' | 'none']>([
  ['its counterpart of the same name', ['db/migrations/42_a.up.sql', 'db/migrations/42_a.down.sql'], 1, 'all'],
  ['its counterpart in a folder of its own', ['db/migrations/42_a/up.sql', 'db/migrations/42_a/down.sql'], 1, 'all'],
  ['the undo of its number', ['db/migrations/V42__a.sql', 'db/migrations/U42__a.sql'], 1, 'all'],
  ['its counterpart in another folder', ['db/migrations/42_a.sql', 'db/undo/42_a_down.sql'], 1, 'all'],
  ['nothing', ['db/migrations/42_a.up.sql'], 1, 'none'],
  ['the counterpart of another one', ['db/migrations/42_a.up.sql', 'db/migrations/41_b.down.sql'], 2, 'some'],
  [
    'a counterpart for one of two',
    ['db/migrations/1.sql', 'db/migrations/2.sql', 'db/migrations/2.down.sql'],
    2,
    'some',
  ],
  ['the counterpart in another folder of its own', ['db/migrations/1/up.sql', 'db/migrations/2/down.sql'], 2, 'some'],
])('a migration with %s', (_name, names, count, reversible) => {
  expect(migrationsIn(lane, range(['src/a.ts', ...names]))).toMatchObject({
    kind: 'known',
    value: { count, reversible },
  });
});

test('finds no migration only where every changed file was seen', () => {
  expect(migrationsIn(lane, range(['src/a.ts']))).toEqual({
    kind: 'known',
    value: { files: [], count: 0, reversible: 'none' },
  });
  expect(migrationsIn(lane, range(['src/a.ts'], 'cut'))).toEqual({ kind: 'unknown', why: 'not-answered' });
  expect(migrationsIn(lane, { base, files: null })).toEqual({ kind: 'unknown', why: 'not-answered' });
  expect(migrationsIn(lane, { base: { kind: 'unknown', reason: '' }, files: null })).toEqual({
    kind: 'unknown',
    why: 'no-base',
  });
  expect(migrationsIn({ paths: [], migrations: null }, range([]))).toEqual({ kind: 'unknown', why: 'not-configured' });
});

test('calls not all migrations reversible when there may be more of them', () => {
  const names = ['db/migrations/1.up.sql', 'db/migrations/1.down.sql'];

  expect(migrationsIn(lane, range(names, 'cut'))).toMatchObject({ value: { count: 1, reversible: 'some' } });
});

test('counts a changed migration, a moved one by its new name, and not a deleted one', () => {
  const files = [
    { name: 'db/migrations/1.sql', status: 'modified', formerName: null },
    { name: 'db/migrations/2.sql', status: 'renamed', formerName: 'old/2.sql' },
    { name: 'db/migrations/3.sql', status: 'removed', formerName: null },
  ];

  expect(migrationsIn(lane, { base, files: { files, extent: 'whole' } })).toMatchObject({
    value: { files: ['db/migrations/1.sql', 'db/migrations/2.sql'] },
  });
});

test('keeps 20 names of migrations and counts all', () => {
  const names = Array.from({ length: 33 }, (_, index) => `db/migrations/${index}.sql`);
  const found = migrationsIn(lane, range(names));

  expect(found).toMatchObject({ value: { count: 33, files: names.slice(0, 20) } });
});

test.each([['services/checkout'], ['services/checkout/'], ['services/checkout/**'], ['services/{checkout,cart}/**']])(
  'looks below the lane’s own paths alone: %s',
  (path) => {
    const own: Lane = { paths: [path], migrations: { globs: ['**/migrations/*.sql'], reversible: [] } };
    const names = ['services/checkout/migrations/1.sql', 'services/ledger/migrations/1.sql', 'services/ledger/go.sum'];

    expect(migrationsIn(own, range(names))).toMatchObject({ value: { files: ['services/checkout/migrations/1.sql'] } });
    expect(fileNames(own, changed(names))).toEqual(['services/checkout/migrations/1.sql']);
    expect(lockfilesIn(own, changed(names))).toEqual([]);
  },
);

test('names moved files by both names, and no files when not all are known', () => {
  const files = [{ name: 'web/new.css', status: 'renamed', formerName: 'ui/old.css' }];

  expect(fileNames(lane, { files, extent: 'whole' })).toEqual(['web/new.css', 'ui/old.css']);
  expect(fileNames(lane, { files, extent: 'cut' })).toBeNull();
  expect(fileNames(lane, null)).toBeNull();
});

test('names the lockfiles that changed, wherever they lie', () => {
  const names = ['package-lock.json', 'web/yarn.lock', 'api/go.sum', 'docs/not-go.sum', 'uv.lock', 'package.json'];

  expect(lockfilesIn(lane, changed(names))).toEqual(['package-lock.json', 'web/yarn.lock', 'api/go.sum', 'uv.lock']);
});

type DependencyAnswer = { status?: number; headers?: Readonly<Record<string, string>> };

async function dependencies(
  body: unknown,
  { status = 200, headers = {} }: DependencyAnswer = {},
  paths: readonly string[] = [],
): ReturnType<typeof readDependencies> {
  const server = await answering((_asked, response) => json(response, status, body, headers));
  return await readDependencies(clientsFor(server.url).reads, { repo: checkout, paths }, { base }, head);
}

function dependency(type: 'added' | 'removed', name: string, version: string, change: object = {}): object {
  const rest = { manifest: 'package-lock.json', ecosystem: 'npm', license: 'MIT', vulnerabilities: [] };
  return { change_type: type, name, version, ...rest, ...change };
}

const weakness = { severity: 'high', advisory_ghsa_id: 'GHSA-1' };

test('counts new names as new dependencies, and a newer version of a known one only when it has advisories', async () => {
  const known = await dependencies([
    dependency('added', 'left-pad', '1.3.0'),
    dependency('removed', 'zod', '4.6.6'),
    dependency('added', 'zod', '4.6.7'),
    dependency('removed', 'yauzl', '3.3.0'),
    dependency('added', 'yauzl', '3.4.0', { vulnerabilities: [weakness], license: null }),
    dependency('removed', 'moment', '2.0.0'),
  ]);

  expect(known).toEqual({
    kind: 'known',
    value: {
      count: 2,
      added: [
        { name: 'yauzl', version: '3.4.0', licence: null, advisories: ['GHSA-1'] },
        { name: 'left-pad', version: '1.3.0', licence: 'MIT', advisories: [] },
      ],
    },
  });
});

test('does not take the name of another ecosystem for a known dependency', async () => {
  const removed = dependency('removed', 'redis', '4.0.0', { ecosystem: 'pip' });

  expect(await dependencies([removed, dependency('added', 'redis', '4.0.0')])).toMatchObject({ value: { count: 1 } });
});

test('counts a dependency of several manifests once, with all that is known against it', async () => {
  const twice = [
    dependency('added', 'left-pad', '1.3.0'),
    dependency('added', 'left-pad', '1.3.0', { manifest: 'web/package-lock.json', vulnerabilities: [weakness] }),
  ];

  expect(await dependencies(twice)).toMatchObject({ value: { count: 1, added: [{ advisories: ['GHSA-1'] }] } });
  expect(await dependencies(twice, {}, ['web'])).toMatchObject({ value: { count: 1 } });
  expect(await dependencies(twice, {}, ['docs'])).toMatchObject({ value: { count: 0 } });
});

test('says of a dependency that nobody scanned that it was not scanned', async () => {
  const unscanned = [dependency('added', 'left-pad', '1.3.0', { vulnerabilities: null })];

  expect(await dependencies(unscanned)).toMatchObject({ value: { added: [{ advisories: null }] } });
});

test('keeps 20 dependencies, those with advisories among them, and counts all', async () => {
  const many = Array.from({ length: 45 }, (_, index) =>
    dependency('added', `package-${index}`, '1.0.0', index === 44 ? { vulnerabilities: [weakness] } : {}),
  );
  const found = await dependencies(many);

  expect(found).toMatchObject({ value: { count: 45, added: { length: 20, 0: { name: 'package-44' } } } });
});

test.each<[string, unknown, DependencyAnswer]>([
  ['GitHub reviews no dependencies there', { message: 'Forbidden' }, { status: 403 }],
  ['GitHub knows no dependencies there', { message: 'Not Found' }, { status: 404 }],
  ['the answer is of another form', { dependencies: [] }, {}],
  [
    'GitHub says that snapshots are missing',
    [],
    { headers: { 'x-github-dependency-graph-snapshot-warnings': 'Tm8gc25hcHNob3Rz' } },
  ],
])('knows no dependencies when %s', async (_name, body, answer) => {
  expect(await dependencies(body, answer)).toEqual({ kind: 'unknown', why: 'not-answered' });
});

function commit(message: string): GitCommit {
  const someone = { login: null, name: '', email: '' };
  return { sha: head, url: 'https://github.com/c', message, author: someone, committer: someone, parents: [] };
}

function pull(title: string, labels: readonly string[] = []): MergedPull {
  const line = { number: 7, title, url: 'https://github.com/p', author: null };
  return { line, mergedAs: null, head: null, labels };
}

test.each([
  ['feat!: drop the old API'],
  ['fix(api)!: refuse an empty basket'],
  ['refactor: move\n\nWhy.\n\nBREAKING CHANGE: the field is gone'],
  ['refactor: move\n\nBREAKING-CHANGE: the field is gone'],
])('takes a commit at its word that it breaks something: %j', (message) => {
  expect(breakingIn([commit(message)], [])).toEqual({
    breaking: [{ title: message.split('\n')[0], url: 'https://github.com/c' }],
  });
});

test.each([['feat: shout!'], ['fix: no breaking change: really'], ['Merge the BREAKING CHANGE: branch']])(
  'does not take a commit for breaking that does not say so: %j',
  (message) => {
    expect(breakingIn([commit(message)], [])).toEqual({ breaking: [] });
  },
);

test('takes a pull request for breaking by its label or title, and its squash commit for the same', () => {
  const pulls = [pull('Drop the old API', ['Breaking-Change']), pull('feat!: new basket'), pull('Polish', ['ui'])];
  const commits = [commit('Drop the old API (#7)\n\nBREAKING CHANGE: gone'), commit('feat!: new basket (#8)')];

  const { breaking } = breakingIn(commits, pulls);
  expect(breaking.map(({ title }) => title)).toEqual(['Drop the old API', 'feat!: new basket']);
});

test('counts every breaking change, and tells those beyond ten apart', () => {
  const eleven = Array.from({ length: 11 }, (_, n) => pull(`feat!: change ${n}`));
  const twelve = [...eleven, pull('feat!: one more')];
  const other = [...eleven, pull('feat!: another')];
  const kept = [eleven, twelve, other].map((pulls) => breakingIn([], pulls));

  expect(kept.map(({ breaking, moreBreaking }) => [breaking.length, moreBreaking?.count])).toEqual([
    [10, 1],
    [10, 2],
    [10, 2],
  ]);
  expect(new Set(kept.map(({ moreBreaking }) => moreBreaking?.digest)).size).toBe(3);
});
