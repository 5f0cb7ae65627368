import { type Candidate } from '../release/candidate.ts';
import { type RiskLevel } from '../release/terms.ts';
import { breakingItems } from './breaking.ts';
import { changesItems } from './changes.ts';
import { databaseItems } from './database.ts';
import { dependencyItems } from './dependencies.ts';
import { type Entry, type Facts } from './entry.ts';
import { type ChecklistItem, type Needs, type Section, sections, type Tick } from './item.ts';
import { monitoringItems } from './monitoring.ts';
import { rollbackItems } from './rollback-plan.ts';
import { stagingItems } from './staging.ts';
import { testsItems } from './tests.ts';
import { withTick } from './ticks.ts';

export type ChecklistInput = Facts & {
  /** What people have verified for this release. */
  readonly ticks: readonly Tick[];
  /** What people have said once for the lane. */
  readonly standing: readonly Tick[];
};

const itemsOf: Readonly<Record<Section, (facts: Facts) => readonly Entry[]>> = {
  changes: changesItems,
  tests: testsItems,
  database: databaseItems,
  dependencies: dependencyItems,
  'breaking-changes': breakingItems,
  'rollback-plan': rollbackItems,
  monitoring: monitoringItems,
  staging: stagingItems,
};

/**
 * The checklist of one candidate, section by section. What can be found out is settled by evidence; only what
 * something calls for waits for a person, so a routine patch with good evidence needs no tick. Ids are distinct.
 */
export function checklistOf(input: ChecklistInput): readonly ChecklistItem[] {
  const ticks = { given: input.ticks, standing: input.standing };
  return sections.flatMap((section) =>
    itemsOf[section](input).map((entry) => withTick({ ...entry, section }, ticks, input.candidate.sha)),
  );
}

export type OpenItem = ChecklistItem & { readonly state: { readonly kind: 'open'; readonly needs: Needs } };

/** What keeps the candidate from being approved until somebody has said something about it. */
export function openItems(items: readonly ChecklistItem[]): readonly OpenItem[] {
  return items.filter(isOpen);
}

function isOpen(item: ChecklistItem): item is OpenItem {
  return item.state.kind === 'open';
}

/**
 * The least risk that a request for this may name: what changes data or interfaces cannot simply be put back. Fails
 * closed: migrations that were to be looked for and could not be may be there.
 */
export function riskFloor(candidate: Pick<Candidate, 'changes'>): Extract<RiskLevel, 'Low' | 'High'> {
  const { migrations, breaking } = candidate.changes;
  const mayHaveMigrations =
    migrations.kind === 'known'
      ? migrations.value.count > 0 || migrations.value.files.length > 0
      : migrations.why !== 'not-configured';
  return mayHaveMigrations || breaking.length > 0 ? 'High' : 'Low';
}
