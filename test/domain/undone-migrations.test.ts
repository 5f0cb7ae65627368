import { describe, expect, test } from 'vitest';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { migrationsUndone } from '../../src/domain/release/undone-migrations.ts';
import { notSeen } from '../support/facts.ts';
import { inPhase, third } from '../support/lane.ts';
import { putBack, replayWorkflow, rollBack, undoesOne } from '../support/lane-rollback.ts';
import { given } from '../support/lane-stages.ts';
import { policyWith } from '../support/policy.ts';

const files = ['db/migrate/0041_add.up.sql', 'db/migrate/0042_more.up.sql'];

function migrated(change: Partial<{ files: readonly string[]; count: number; reversible: 'all' | 'some' }> = {}) {
  return {
    ...undoesOne,
    migrations: { kind: 'known', value: { files, count: 2, reversible: 'all', ...change } },
  } as const;
}

const taking = { ...replayWorkflow, declares: ['release_sha', 'rollback_migration'] } as Candidate['workflow'];

function back(change: Partial<Candidate> = {}): Candidate {
  return putBack({ undoes: migrated(), workflow: taking, ...change });
}

describe('a rollback asks its workflow to undo migrations', () => {
  test('that are all proven reversible, the newest name first', () => {
    expect(migrationsUndone(policyWith({}), back())).toEqual(files.toReversed());
  });

  test('under the name that the lane gives the input', () => {
    const policy = policyWith({ inputs: { rollback_migration: 'undo' } });
    expect(migrationsUndone(policy, back())).toEqual([]);
    const workflow = { ...replayWorkflow, declares: ['undo'] } as Candidate['workflow'];
    expect(migrationsUndone(policy, back({ workflow }))).toHaveLength(2);
  });

  test.each<[string, Partial<Candidate>]>([
    ['one is not proven reversible', { undoes: migrated({ reversible: 'some' }) }],
    ['not all are known by name', { undoes: migrated({ count: 3 }) }],
    ['a name is more than a name', { undoes: migrated({ files: ['db/7$(id).sql', 'db/8.sql'] }) }],
    ['a name reads as an option', { undoes: migrated({ files: ['--all', 'db/8.sql'] }) }],
    ['the workflow does not take them', { workflow: replayWorkflow }],
    ['what is live was not seen', { live: notSeen }],
    ['it has what production has not', { ahead: 1 }],
    ['nothing was read of what it undoes', { undoes: null }],
  ])('and none where %s', (_why, change) => {
    expect(migrationsUndone(policyWith({}), back(change))).toEqual([]);
  });

  test('in its subject, so that they are confirmed and checked again', () => {
    const scene = given('watching/looking');
    rollBack(scene, { warned: ['never-verified', 'migration-undone'], candidate: back() });
    const { subject } = inPhase(scene.release(third), 'dispatching').proposal;
    expect(subject.inputs['rollback_migration']).toBe('db/migrate/0042_more.up.sql db/migrate/0041_add.up.sql');
  });

  test('only after somebody has read that it does', () => {
    const scene = given('watching/looking');
    rollBack(scene, { warned: ['never-verified', 'migration-between'], candidate: back() });
    expect(inPhase(scene.release(third), 'ready')).toMatchObject({ detail: 'migration-undone' });
  });
});
