import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Candidate } from './candidate.ts';

/** Letters that no shell and no workflow expression reads as anything but a name. */
const plainPath = /^[A-Za-z0-9_][A-Za-z0-9_./-]{0,199}$/;

/**
 * The migrations that a rollback to this candidate asks its workflow to undo, by their files, the last name first. None
 * where the schema stays. Fails closed: what is live has to be seen, each migration proven reversible and known by a
 * plain name, nothing but going back may lie between, and the workflow has to declare that it takes them.
 */
export function migrationsUndone(policy: Pick<LanePolicy, 'inputs'>, candidate: Candidate): readonly string[] {
  const { undoes, workflow, ahead, live } = candidate;
  if (undoes?.migrations.kind !== 'known' || live.kind !== 'seen' || ahead !== 0) return [];
  if (workflow.kind !== 'found' || !workflow.declares.includes(migrationInput(policy))) return [];
  const { files, count, reversible } = undoes.migrations.value;
  const isWhole = reversible === 'all' && files.length === count && files.every((file) => plainPath.test(file));
  return isWhole ? files.toSorted().toReversed() : [];
}

/** The name under which the lane’s workflow takes them. */
export function migrationInput({ inputs }: Pick<LanePolicy, 'inputs'>): string {
  return inputs['rollback_migration'] ?? 'rollback_migration';
}
