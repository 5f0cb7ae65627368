import { describe, expect, test } from 'vitest';
import { dryRunMessage } from '../../src/cards/dry-run.ts';
import { type DryRun } from '../../src/domain/views.ts';
import { ana, at, ben, candidate, checkout, now, otherRelease, policy, production } from './fixtures.ts';
import { advised, passing, red } from './gates-shown.ts';
import { actionsOf, textOf } from './reading.ts';

const run: DryRun = {
  service: checkout,
  environment: production,
  policy,
  candidate,
  rules: [{ role: 'approver', min: 2, given: [], possible: [ana, ben] }],
  blockers: [],
  gates: [passing],
  checklist: [],
  window: { kind: 'open' },
  hold: null,
  laneBusyBehind: null,
  execution: 'on-go',
  risk: 'Low',
  now,
};

describe('what a request for a commit would meet', () => {
  test('is told without creating anything, and that is said', () => {
    const message = dryRunMessage(run);
    expect(message.text).toBe('If it were requested: checkout → production v2.14.0 (4f2a91c)');
    expect(textOf(message)).toContain('*Nothing was created.*');
    expect(textOf(message)).toContain('`/release request checkout 4f2a91c production` asks for it.');
    expect(actionsOf(message)).toEqual([]);
  });

  test('names those who would have to approve, for each rule', () => {
    expect(textOf(dryRunMessage(run))).toContain('`approver`: 0 of 2. Can still decide: <@U0ANA> or <@U0BEN>.');
  });

  test('says that nothing blocks, or what does and how it is settled', () => {
    expect(textOf(dryRunMessage(run))).toContain('*What blocks:* nothing.');
    const blockers = [{ code: 'gates_not_passed', gates: ['integration-gate'] }] as const;
    const text = textOf(dryRunMessage({ ...run, blockers, gates: [passing, red, advised] }));
    expect(text).toContain('A blocking gate has not passed: `integration-gate`.');
    expect(text).toContain('Fix what failed and run it again');
  });

  test('names each open item of the checklist with those who can verify it', () => {
    const item = {
      id: 'database.backup-verified:0123abcd',
      section: 'database',
      text: { code: 'migration-backup-verified', files: 1 },
      state: { kind: 'open', needs: { role: 'qa', note: 'optional' } },
    } as const;
    const text = textOf(dryRunMessage({ ...run, checklist: [item] }));
    expect(text).toContain('1 open');
    expect(text).toContain('<@U0BEN>');
  });

  test('says when the window opens, and what goes first', () => {
    expect(textOf(dryRunMessage(run))).toContain('*When it could start:* at once, after the last go.');
    const shut = { kind: 'shut', reason: 'weekend', opensAt: at('17:00') } as const;
    const text = textOf(dryRunMessage({ ...run, window: shut, laneBusyBehind: otherRelease }));
    expect(text).toContain(`\`${otherRelease}\` goes first.`);
    expect(text).toContain('The deployment window is shut (weekend). It opens <!date^');
    const hold = { reason: 'rolled back', since: now, release: null, kind: 'rollback' as const };
    expect(textOf(dryRunMessage({ ...run, hold }))).toContain('not before a deployer clears the hold');
  });

  test('says where a rollback would lead', () => {
    expect(textOf(dryRunMessage(run))).toContain('goes back to `v2.13.0` (`9c8b7a6`)');
    const first = { ...candidate, target: { kind: 'none', why: 'live-unknown' } } as const;
    expect(textOf(dryRunMessage({ ...run, candidate: first }))).toContain('There is no version to go back to');
  });
});
