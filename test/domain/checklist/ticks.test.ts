import { describe, expect, test } from 'vitest';
import { openItems } from '../../../src/domain/checklist/checklist.ts';
import { type ChecklistItem } from '../../../src/domain/checklist/item.ts';
import { isTickable, standingOf, whoCanSettle, whyNotTickable } from '../../../src/domain/checklist/ticks.ts';
import { type Instant } from '../../../src/domain/time.ts';
import {
  ana,
  checklist,
  dependencies,
  goodDependency,
  migrations,
  otherSha,
  policy,
  quinn,
  stagingGate,
  tick,
} from './facts.ts';

const candidate = migrations(['db/migrate/1.sql']);
const items = checklist({ candidate });
const tested = idOf(items, 'migration-rollback-tested');
const backup = idOf(items, 'migration-backup-verified');
const lane = { ...policy, gates: [stagingGate] };

function idOf(list: readonly ChecklistItem[], code: ChecklistItem['text']['code']): string {
  return list.find(({ text }) => text.code === code)?.id ?? '';
}

function isOpen(list: readonly ChecklistItem[], id: string): boolean {
  return openItems(list).some((item) => item.id === id);
}

describe('a tick', () => {
  test('settles its item with the name of the person', () => {
    const settled = checklist({ candidate, ticks: [tick(tested)] }).find(({ id }) => id === tested);
    expect(settled?.state).toMatchObject({ kind: 'settled', by: 'person', tick: { by: ana } });
  });

  test('settles nothing else', () => {
    expect(isOpen(checklist({ candidate, ticks: [tick(tested)] }), backup)).toBe(true);
  });

  test('of another commit settles nothing', () => {
    expect(isOpen(checklist({ candidate, ticks: [tick(tested, { sha: otherSha })] }), tested)).toBe(true);
  });

  test('for other migrations settles nothing, even at the same commit', () => {
    const more = migrations(['db/migrate/1.sql', 'db/migrate/2.sql']);
    expect(openItems(checklist({ candidate: more, ticks: [tick(tested), tick(backup)] }))).toHaveLength(2);
  });

  test('for a weakness does not cover one that was found since', () => {
    const known = dependencies([{ ...goodDependency, advisories: ['GHSA-1'] }]);
    const [first] = openItems(checklist({ candidate: known }));
    const since = dependencies([{ ...goodDependency, advisories: ['GHSA-1', 'GHSA-2'] }]);
    expect(openItems(checklist({ candidate: known, ticks: [tick(first?.id ?? '')] }))).toEqual([]);
    expect(openItems(checklist({ candidate: since, ticks: [tick(first?.id ?? '')] }))).toHaveLength(1);
  });

  test('without the note that is wanted settles nothing', () => {
    expect(isOpen(checklist({ candidate, ticks: [tick(tested, { note: '  ' })] }), tested)).toBe(true);
    expect(isOpen(checklist({ candidate, ticks: [tick(backup, { note: '' })] }), backup)).toBe(false);
  });

  test('of an earlier release does not carry forward, whatever it calls itself', () => {
    expect(isOpen(checklist({ candidate, standing: [tick(tested, { standing: 'standing' })] }), tested)).toBe(true);
  });

  test('never replaces what evidence says', () => {
    const settled = checklist({ ticks: [tick('database.none')], standing: [tick('monitoring.alerts')] });
    expect(settled.filter(({ state }) => state.kind === 'settled' && state.by === 'person')).toEqual([]);
  });
});

describe('a standing answer', () => {
  const dashboards = tick('monitoring.dashboards', { sha: otherSha, standing: 'standing' });

  test('carries forward to other commits with its date', () => {
    const item = checklist({ standing: [dashboards] }).find(({ id }) => id === 'monitoring.dashboards');
    expect(item?.state).toEqual({ kind: 'settled', by: 'person', tick: dashboards });
  });

  test('is the newest one that was given', () => {
    const older = { ...dashboards, at: '2026-01-01T00:00:00.000Z' as Instant, by: quinn };
    const item = checklist({ standing: [older, dashboards] }).find(({ id }) => id === 'monitoring.dashboards');
    expect(item?.state).toMatchObject({ tick: { by: ana } });
  });

  test('can be given for alerts and dashboards alone', () => {
    expect(standingOf('monitoring.dashboards')).toBe('standing');
    expect(standingOf('monitoring.alerts')).toBe('standing');
    expect(standingOf(backup)).toBe('this-release');
    const informing = checklist({ policy: { ...policy, watch: null } }).filter(({ state }) => state.kind === 'informs');
    expect(informing.filter(isTickable).map(({ id }) => id)).toEqual(['monitoring.alerts', 'monitoring.dashboards']);
  });
});

describe('who may tick', () => {
  test('QA is for those with the role qa, a backup for anybody with a role', () => {
    const list = checklist({ policy: lane, candidate });
    function who(code: ChecklistItem['text']['code']): readonly string[] {
      return list.filter(({ text }) => text.code === code).flatMap((item) => whoCanSettle(item, lane));
    }
    expect(who('qa-verified')).toEqual([quinn]);
    expect(who('migration-backup-verified')).toEqual([ana, quinn]);
    expect(who('design-reviewed')).toEqual([]);
    expect(who('changes')).toEqual([]);
  });

  test('is told why when it cannot be taken', () => {
    const list = checklist({ policy: lane, candidate });
    function why(item: string, by = ana, note = 'seen'): string | null {
      return whyNotTickable(list, { item, by, note }, lane);
    }
    expect(why('database.nothing')).toBe('no-such-item');
    expect(why('changes')).toBe('not-open');
    expect(why('staging.qa-verified.staging')).toBe('not-theirs');
    expect(why('staging.qa-verified.staging', quinn)).toBeNull();
    expect(why(tested, ana, ' ')).toBe('note-missing');
    expect(why(tested)).toBeNull();
    expect(why('monitoring.dashboards', quinn, '')).toBeNull();
  });
});
