import { describe, expect, test } from 'vitest';
import { openItems } from '../../../src/domain/checklist/checklist.ts';
import { type GateFact } from '../../../src/domain/gates/fact.ts';
import { type Candidate } from '../../../src/domain/release/candidate.ts';
import {
  changing,
  checklist,
  compareUrl,
  dependencies,
  goodDependency,
  migrations,
  missing,
  policy,
  routine,
  source,
  statesOf,
  suites,
  withTests,
} from './facts.ts';

describe('changes', () => {
  test('are counted from what is live, with the people who made them, each once', () => {
    const candidate = { ...routine, coAuthors: [...routine.authors] };
    expect(checklist({ candidate })[0]).toMatchObject({
      text: { code: 'changes', commits: 3, pulls: 1, authors: 1, why: null },
      state: { kind: 'settled', by: 'evidence', url: compareUrl },
    });
  });
});

describe('tests', () => {
  const checks: GateFact = { of: 'checks', total: 14, failed: [], pending: [], url: 'https://github.com/acme' };

  test('unit, integration and E2E come first, settled with their source', () => {
    const items = checklist().filter(({ section }) => section === 'tests');
    expect(items.map(({ id }) => id)).toEqual(['tests.unit', 'tests.integration', 'tests.e2e']);
    expect(items[0]?.state).toEqual({ kind: 'settled', by: 'evidence', url: source.url });
  });

  test('a suite that did not pass whole waits for somebody with a note', () => {
    const candidate = withTests(suites({ name: 'unit', passed: 811, total: 812 }));
    expect(openItems(checklist({ candidate }))).toMatchObject([
      { text: { code: 'tests-failed' }, state: { needs: { role: null, note: 'wanted' } } },
    ]);
  });

  test('a failed suite is never hidden behind many that passed', () => {
    const passed = Array.from({ length: 40 }, (_, index) => ({ name: `a${index}`, passed: 1, total: 1 }));
    const candidate = withTests(suites(...passed, { name: 'z', passed: 0, total: 1 }));
    expect(openItems(checklist({ candidate }))).toMatchObject([{ text: { code: 'tests-failed', suite: 'z' } }]);
  });

  test('more failed suites than are named still wait for somebody', () => {
    const failed = Array.from({ length: 13 }, (_, index) => ({ name: `a${index}`, passed: 0, total: 1 }));
    const open = openItems(checklist({ candidate: withTests(suites(...failed)) }));
    expect(open).toHaveLength(11);
    expect(open.at(-1)?.text).toEqual({ code: 'tests-more', count: 3, failed: 3 });
  });

  test('more passed than there are is no pass', () => {
    const candidate = withTests(suites({ name: 'unit', passed: 813, total: 812 }));
    expect(statesOf(checklist({ candidate }), 'tests')).toEqual(['tests-failed: open']);
  });

  test('a suite in which nothing ran proves nothing', () => {
    const candidate = withTests(suites({ name: 'e2e', passed: 0, total: 0 }));
    expect(statesOf(checklist({ candidate }), 'tests')).toEqual(['tests: informs']);
  });

  test('a summary that cannot be read waits for somebody', () => {
    const unreadable = { state: 'unreadable', code: 'wrong-sha', detail: 'It is of another commit.', source } as const;
    expect(statesOf(checklist({ candidate: withTests(unreadable) }), 'tests')).toEqual(['tests-unreadable: open']);
  });

  test.each(['not-answered', 'refused'] as const)(
    'a summary of which GitHub tells nothing (%s) asks for nobody',
    (code) => {
      const silent = { state: 'unreadable', code, detail: 'GitHub did not say.', source } as const;
      expect(statesOf(checklist({ candidate: withTests(silent) }), 'tests')).toEqual(['tests-unreadable: informs']);
    },
  );

  test('without a summary the checks speak, if all of them passed', () => {
    function states(fact: GateFact): readonly string[] {
      return statesOf(checklist({ candidate: withTests(missing, { ci: fact }) }), 'tests');
    }
    expect(states(checks)).toEqual(['tests-from-checks: settled']);
    expect(states({ ...checks, failed: ['lint'] })).toEqual(['tests-unknown: informs']);
    expect(states({ ...checks, pending: ['lint'] })).toEqual(['tests-unknown: informs']);
    expect(states({ ...checks, total: 0 })).toEqual(['tests-unknown: informs']);
    expect(states({ of: 'unread', reason: 'HTTP 502' })).toEqual(['tests-unknown: informs']);
  });

  test('a summary without a single suite is like none', () => {
    expect(statesOf(checklist({ candidate: withTests(suites()) }), 'tests')).toEqual(['tests-unknown: informs']);
  });
});

describe('database', () => {
  function database(candidate: Candidate, lane = policy): readonly string[] {
    return statesOf(checklist({ candidate, policy: lane }), 'database');
  }

  test('no migrations is settled by a search that found none', () => {
    expect(database(routine)).toEqual(['no-migrations: settled']);
  });

  test('a migration asks for a tested rollback and a verified backup', () => {
    expect(database(migrations(['db/migrate/1.sql']))).toEqual([
      'migration: informs',
      'migration-rollback-tested: open',
      'migration-backup-verified: open',
    ]);
  });

  test('at most five migrations are named, and the rest are counted', () => {
    const candidate = migrations(Array.from({ length: 7 }, (_, index) => `db/migrate/${index}.sql`));
    expect(database(candidate).filter((line) => line === 'migration: informs')).toHaveLength(5);
    expect(checklist({ candidate }).map(({ text }) => text)).toContainEqual({ code: 'migrations-more', count: 2 });
  });

  test('files that are counted and not named are migrations too', () => {
    const candidate = changing({
      migrations: { kind: 'known', value: { files: [], count: 3, reversible: 'none' } },
    });
    expect(openItems(checklist({ candidate }))).toHaveLength(2);
  });

  test('only when every migration is proven to be reversible is one called so', () => {
    function first(reversible: 'all' | 'some'): unknown {
      return checklist({ candidate: migrations(['a.sql'], reversible) }).find(({ section }) => section === 'database')
        ?.text;
    }
    expect(first('all')).toMatchObject({ reversible: 'proven' });
    expect(first('some')).toMatchObject({ reversible: 'not-proven' });
  });

  test('a search that was configured and not answered waits for somebody', () => {
    const candidate = changing({ migrations: { kind: 'unknown', why: 'not-answered' } });
    expect(database(candidate)).toEqual(['migrations-not-searched: open']);
  });

  test('a search that nobody configured is said, and asks nobody', () => {
    const candidate = changing({ migrations: { kind: 'unknown', why: 'not-answered' } });
    expect(database(candidate, { ...policy, migrations: null })).toEqual(['migrations-not-searched: informs']);
  });
});

describe('dependencies', () => {
  function states(candidate: Candidate): readonly string[] {
    return statesOf(checklist({ candidate }), 'dependencies');
  }

  test('no new one is settled by a comparison that found none', () => {
    expect(states(routine)).toEqual(['no-new-dependencies: settled']);
  });

  test('a new one without known weaknesses and with a known licence needs nobody', () => {
    expect(states(dependencies([goodDependency]))).toEqual([
      'dependency-scanned: settled',
      'dependency-licence: settled',
    ]);
  });

  test.each([
    ['a known weakness', { advisories: ['GHSA-1'] }, 'dependency-scanned'],
    ['no scan', { advisories: null }, 'dependency-scanned'],
    ['no known licence', { licence: null }, 'dependency-licence'],
  ])('one with %s waits for somebody', (_what, change, code) => {
    const open = openItems(checklist({ candidate: dependencies([{ ...goodDependency, ...change }]) }));
    expect(open.map(({ text }) => text.code)).toEqual([code]);
  });

  test('one that asks for somebody is named before ten that do not', () => {
    const good = Array.from({ length: 20 }, (_, index) => ({ ...goodDependency, name: `good-${index}` }));
    const candidate = dependencies([...good, { ...goodDependency, name: 'bad', advisories: ['GHSA-1'] }]);
    expect(openItems(checklist({ candidate })).map(({ text }) => text)).toMatchObject([{ name: 'bad' }]);
    expect(states(candidate).at(-1)).toBe('dependencies-more: settled');
  });

  test('more than are known by name wait for somebody', () => {
    expect(states(dependencies([goodDependency], 30)).at(-1)).toBe('dependencies-more: open');
  });

  test('the same one in two lockfiles is one, and what either does not know is not known', () => {
    const twice = dependencies([goodDependency, { ...goodDependency, advisories: null }]);
    expect(states(twice)).toEqual(['dependency-scanned: open', 'dependency-licence: settled']);
  });

  test('without a comparison a changed lockfile asks for somebody, and none of them asks for nobody', () => {
    const unknown = { dependencies: { kind: 'unknown', why: 'not-answered' } } as const;
    expect(states(changing({ ...unknown, lockfiles: ['package-lock.json'] }))).toEqual(['dependencies-lockfile: open']);
    expect(states(changing(unknown))).toEqual(['no-new-dependencies: settled']);
  });

  test('a list of changed files that GitHub has cut may hide a lockfile, so somebody has to look', () => {
    const unknown = { dependencies: { kind: 'unknown', why: 'not-answered' } } as const;
    expect(states(changing({ ...unknown, files: 'cut' }))).toEqual(['dependencies-not-compared: open']);
  });

  test('a server that lists no files proves nothing and asks for nobody', () => {
    const unknown = { dependencies: { kind: 'unknown', why: 'not-answered' } } as const;
    expect(states(changing({ ...unknown, files: 'not-given' }))).toEqual(['dependencies-not-compared: informs']);
  });
});

describe('breaking changes', () => {
  test('none is settled when the commits were read', () => {
    expect(statesOf(checklist(), 'breaking-changes')).toEqual(['no-breaking-changes: settled']);
  });

  test('one asks for a guide and for word to the clients', () => {
    const candidate = changing({ breaking: [{ title: 'Drop /v1', url: null }] });
    expect(statesOf(checklist({ candidate }), 'breaking-changes')).toEqual([
      'breaking: informs',
      'breaking-guide: open',
      'breaking-clients-notified: open',
    ]);
  });

  test('one more than are kept by name is counted, and asks again', () => {
    const ten = Array.from({ length: 10 }, (_, n) => ({ title: `Drop /v${n}`, url: null }));
    const before = checklist({ candidate: changing({ breaking: ten }) });
    const candidate = changing({ breaking: ten, moreBreaking: { count: 1, digest: 'of the eleventh' } });
    const after = checklist({ candidate });

    expect(after).toContainEqual(expect.objectContaining({ text: { code: 'breaking-more', count: 6 } }));
    const asked = openItems(before).map(({ id }) => id);
    expect(openItems(after).filter(({ id }) => asked.includes(id))).toEqual([]);
  });
});
