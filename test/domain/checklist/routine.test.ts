import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checklistOf, openItems, riskFloor } from '../../../src/domain/checklist/checklist.ts';
import { checklistLine } from '../../../src/domain/checklist/line.ts';
import { type Candidate } from '../../../src/domain/release/candidate.ts';
import { hostile } from '../../cards/hostile.ts';
import {
  changing,
  checklist,
  dependencies,
  goodDependency,
  liveSha,
  migrations,
  policy,
  routine,
  stagingGate,
  statesOf,
  suites,
  tick,
  withTests,
} from './facts.ts';

describe('a routine patch with good evidence', () => {
  test('needs no tick', () => {
    expect(openItems(checklist())).toEqual([]);
  });

  test('shows every section of the checklist that is called for', () => {
    expect([...new Set(checklist().map(({ section }) => section))]).toEqual([
      'changes',
      'tests',
      'database',
      'dependencies',
      'breaking-changes',
      'rollback-plan',
      'monitoring',
    ]);
  });

  test('may call itself a low risk', () => {
    expect(riskFloor(routine)).toBe('Low');
  });
});

describe('the risk', () => {
  test('is high with a migration or a breaking change, whatever the requester says', () => {
    expect(riskFloor(migrations(['db/migrate/1.sql']))).toBe('High');
    expect(riskFloor(changing({ breaking: [{ title: 'Drop /v1', url: null }] }))).toBe('High');
  });

  test('is not raised by a search that nobody configured', () => {
    expect(riskFloor(changing({ migrations: { kind: 'unknown', why: 'not-configured' } }))).toBe('Low');
  });

  test.each(['no-base', 'not-answered'] as const)('is high where migrations were to be looked for and %s', (why) => {
    expect(riskFloor(changing({ migrations: { kind: 'unknown', why } }))).toBe('High');
  });
});

describe('what a vote covers of the checklist', () => {
  const candidate = migrations(['db/migrate/1.sql']);
  const before = checklist({ candidate });

  test('changes when somebody verifies an item', () => {
    const [first] = openItems(before);
    const after = checklist({ candidate, ticks: [tick(first?.id ?? '')] });
    expect(checklistLine(after)).not.toEqual(checklistLine(before));
    expect(checklistLine(after)).toContainEqual({ by: 'U0ANA', id: first?.id, state: 'person' });
  });

  test('does not change when another release of the lane was measured meanwhile', () => {
    expect(checklistLine(checklist({ took: [240_000] }))).toEqual(checklistLine(checklist()));
  });

  test('does not change with what people say of the lane once for all releases', () => {
    const standing = [tick('monitoring.dashboards', { standing: 'standing' })];
    expect(checklistLine(checklist({ standing }))).toEqual(checklistLine(checklist()));
  });

  test('names neither notes nor counts nor what only informs', () => {
    const keys = new Set(checklistLine(before).flatMap((line) => Object.keys(line)));
    expect([...keys].toSorted()).toEqual(['id', 'state']);
    expect(checklistLine(before).some(({ id }) => id.startsWith('monitoring.dashboards'))).toBe(false);
  });
});

describe('whatever names others chose', () => {
  test('every item has an id of its own that fits into a button', () => {
    fc.assert(
      fc.property(hostile(), hostile(), fc.integer({ min: 0, max: 40 }), (one, two, many) => {
        const names = Array.from({ length: many }, (_, index) => `${index % 3 === 0 ? one : two}${index % 7}`);
        const items = checklistOf({
          policy: { ...policy, gates: [stagingGate] },
          candidate: hostileCandidate(names, one, two),
          ticks: [],
          standing: [],
          target: { sha: liveSha, version: one },
          took: [1],
        });
        const ids = items.map(({ id }) => id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const id of ids) expect(id).toMatch(/^[a-z][a-z-]*(?:\.[A-Za-z0-9@/._+:~-]{1,130})?$/);
      }),
      { numRuns: 200 },
    );
  });

  test('two dependencies whose names and versions read alike together stay two', () => {
    const added = [
      { ...goodDependency, name: 'a@1', version: '2', licence: null },
      { ...goodDependency, name: 'a', version: '1@2', licence: null },
    ];
    const open = openItems(checklist({ candidate: dependencies(added) }));
    expect(new Set(open.map(({ id }) => id)).size).toBe(2);
  });

  test('a suite that is called like an item of ours is not taken for it', () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ name: `s${index}`, passed: 1, total: 1 }));
    const items = checklist({ candidate: withTests(suites({ name: 'more', passed: 1, total: 1 }, ...many)) });
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
  });
});

describe('where nobody knows what is live', () => {
  const candidate: Candidate = {
    ...changing({
      migrations: { kind: 'unknown', why: 'no-base' },
      dependencies: { kind: 'unknown', why: 'no-base' },
    }),
    base: { kind: 'unknown', reason: 'What is live was not recorded.' },
    ahead: null,
    compareUrl: null,
  };

  test('somebody has to look for migrations and new dependencies, and say with a note what they saw', () => {
    const open = openItems(checklist({ candidate }));
    expect(open.map(({ text, state }) => [text.code, state.needs.note])).toEqual([
      ['migrations-not-searched', 'wanted'],
      ['dependencies-not-compared', 'wanted'],
    ]);
  });

  test('nobody has to look for migrations of a lane that has not configured where they are', () => {
    const items = checklist({ candidate, policy: { ...policy, migrations: null } });
    expect(statesOf(items, 'database')).toEqual(['migrations-not-searched: informs']);
  });

  test('nobody has to look for dependencies in a lane that says nowhere how to find out what is live', () => {
    const unwatched = checklist({ candidate, policy: { ...policy, watch: null } });
    expect(statesOf(unwatched, 'dependencies')).toEqual(['dependencies-not-compared: informs']);
  });

  test('what changes is said to be unknown, with the reason', () => {
    const items = checklist({ candidate });
    expect(statesOf(items, 'changes')).toEqual(['changes: informs']);
    expect(statesOf(items, 'breaking-changes')).toEqual(['breaking-not-searched: informs']);
  });
});

function hostileCandidate(names: readonly string[], one: string, two: string): Candidate {
  const added = names.map((name) => ({ name, version: two, licence: null, advisories: [one] }));
  const tests = suites(...new Map(names.map((name) => [name, { name, passed: 1, total: 2 }])).values());
  return {
    ...withTests(tests),
    changes: {
      migrations: { kind: 'known', value: { files: names, count: names.length, reversible: 'some' } },
      dependencies: { kind: 'known', value: { added, count: names.length + 1 } },
      lockfiles: names,
      files: 'whole',
      breaking: names.map((title) => ({ title, url: title })),
    },
  };
}
