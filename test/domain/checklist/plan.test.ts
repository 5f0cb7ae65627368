import { describe, expect, test } from 'vitest';
import { openItems } from '../../../src/domain/checklist/checklist.ts';
import { type GateFact, type StagingSeen } from '../../../src/domain/gates/fact.ts';
import { type EnvironmentName } from '../../../src/domain/ids.ts';
import { type Gate } from '../../../src/domain/policy/gates.ts';
import { type Candidate } from '../../../src/domain/release/candidate.ts';
import { checklist, migrations, policy, routine, stagingGate, statesOf, withTests } from './facts.ts';

describe('the rollback plan', () => {
  function texts(change: Parameters<typeof checklist>[0]): readonly unknown[] {
    return checklist(change)
      .filter(({ section }) => section === 'rollback-plan')
      .map(({ text }) => text);
  }

  test('names the command and where it leads', () => {
    expect(texts({})).toContainEqual({
      code: 'rollback-command',
      command: '/rollback 0000000 checkout',
      to: 'v2.13.0',
    });
  });

  test('says so when there is nothing to go back to, and asks nobody', () => {
    expect(texts({ target: null })).toEqual([{ code: 'no-rollback-target' }]);
    expect(openItems(checklist({ target: null }))).toEqual([]);
  });

  test('estimates the median of what it took before, rounded up to minutes', () => {
    expect(texts({ took: [600_000, 61_000, 61_000] })).toContainEqual({
      code: 'rollback-minutes',
      minutes: 2,
      measuredFrom: 3,
    });
    expect(texts({ took: [1000] })).toContainEqual({ code: 'rollback-minutes', minutes: 1, measuredFrom: 1 });
    expect(texts({ took: [] })).toContainEqual({ code: 'rollback-not-measured' });
  });

  test('says what becomes of the schema only when there is a migration', () => {
    function kept(candidate: Candidate): readonly unknown[] {
      return texts({ candidate });
    }
    expect(kept(migrations(['a.sql'], 'all'))).toContainEqual({ code: 'rollback-migration', kept: 'reversible' });
    expect(kept(migrations(['a.sql'], 'some'))).toContainEqual({ code: 'rollback-migration', kept: 'schema-stays' });
    expect(kept(routine)).not.toContainEqual(expect.objectContaining({ code: 'rollback-migration' }));
  });
});

describe('monitoring', () => {
  test('alerts are settled by what is watched, and on-call by the first level of the ladder', () => {
    const lane = {
      ...policy,
      escalation: [
        { level: 2, notify: ['U0LATER'] },
        { level: 1, notify: ['U0ANA', 'S0ONCALL'] },
      ],
    };
    expect(checklist({ policy: lane }).filter(({ section }) => section === 'monitoring')).toMatchObject([
      { text: { code: 'alerts', watched: ['health'] }, state: { kind: 'settled', by: 'evidence' } },
      { text: { code: 'dashboards' }, state: { kind: 'informs' } },
      { text: { code: 'on-call', who: ['U0ANA'], groups: ['S0ONCALL'] }, state: { kind: 'settled' } },
    ]);
  });

  test('a lane that nobody watches, with nobody on call, is told so', () => {
    expect(statesOf(checklist({ policy: { ...policy, watch: null, escalation: [] } }), 'monitoring')).toEqual([
      'alerts: informs',
      'dashboards: informs',
      'no-on-call: informs',
    ]);
  });
});

describe('staging', () => {
  const seen: StagingSeen = {
    environment: 'staging',
    verified: { by: 'run', url: 'https://github.com/acme/checkout/actions/runs/1', at: '2026-11-20T11:00:00Z' },
    uiFiles: [],
  };
  function staging(fact: GateFact | null, gates: readonly Gate[] = [stagingGate]): readonly string[] {
    const candidate = withTests(routine.evidence.tests, fact === null ? {} : { staging: fact });
    return statesOf(checklist({ policy: { ...policy, gates }, candidate }), 'staging');
  }

  test('has no lines where no gate asks for it', () => {
    expect(staging({ of: 'staging', staging: seen }, [])).toEqual([]);
  });

  test('QA has a word, and design has none when no file of the user interface changed', () => {
    expect(staging({ of: 'staging', staging: seen })).toEqual(['staging-verified: settled', 'qa-verified: open']);
  });

  test('design has a word when such files changed, or when nobody can tell', () => {
    const withDesign = ['staging-verified: settled', 'qa-verified: open', 'design-reviewed: open'];
    expect(staging({ of: 'staging', staging: { ...seen, uiFiles: ['web/cart.tsx'] } })).toEqual(withDesign);
    expect(staging({ of: 'staging', staging: { ...seen, uiFiles: null } })).toEqual(withDesign);
  });

  test('nothing that was not read counts as verified', () => {
    const unknown = ['staging-not-verified: informs', 'qa-verified: open', 'design-reviewed: open'];
    expect(staging(null)).toEqual(unknown);
    expect(staging({ of: 'unread', reason: 'HTTP 502' })).toEqual(unknown);
    expect(staging({ of: 'staging', staging: { ...seen, environment: 'demo' } })).toEqual(unknown);
  });

  test('a run that may only have built the commit does not count as verified, and the line says so', () => {
    const unproven = { url: 'https://github.com/acme/checkout/actions/runs/1', workflow: 'pipeline.yml' };
    const fact: GateFact = { of: 'staging', staging: { ...seen, verified: null, unproven } };
    const candidate = withTests(routine.evidence.tests, { staging: fact });
    const items = checklist({ policy: { ...policy, gates: [stagingGate] }, candidate });

    expect(items.find(({ id }) => id === 'staging.verified.staging')).toMatchObject({
      text: { why: 'the run of pipeline.yml that succeeded does not say that it deployed there' },
      state: { kind: 'informs' },
    });
  });

  test('an advisory gate asks nobody', () => {
    expect(staging(null, [{ ...stagingGate, mode: 'advisory' }])).toEqual([
      'staging-not-verified: informs',
      'qa-verified: informs',
      'design-reviewed: informs',
    ]);
  });

  test('no lane has to be verified in itself', () => {
    expect(staging(null, [{ ...stagingGate, environment: 'production' as EnvironmentName }])).toEqual([]);
  });
});
