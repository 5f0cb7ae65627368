import { type ReleaseId } from '../ids.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { requestByHand } from '../release/by-hand.ts';
import { type OpenRelease } from '../release/release.ts';
import { after } from '../time.ts';
import { type Lane } from './lane.ts';
import { clockLeeway, type Guard, type ListedRun, type StrayRun } from './past-gonogo.ts';

/** Whether a word of a run's name is this id, so that one id can never be taken for another that it begins. */
export function carriesId(title: string, id: string): boolean {
  return title.split(/[^A-Za-z0-9_-]+/).includes(id);
}

/** Whether one of these lanes started it: its name has the id of one of their dispatches, or it was adopted. */
export function isOurs(
  run: { readonly id: ListedRun['id'] | null; readonly title: string },
  lanes: readonly Pick<Lane, 'calls'>[],
): boolean {
  return lanes.some(({ calls }) =>
    calls.some((call) => (run.id !== null && call.run === run.id) || carriesId(run.title, call.dispatch)),
  );
}

/** Among the runs of a file that these lanes use, those that nobody started through them and nobody was told of. */
export function strayRuns(runs: readonly ListedRun[], lanes: readonly Lane[]): readonly StrayRun[] {
  const told = new Set(lanes.flatMap(({ guard }) => guard?.past.map(({ id }) => id) ?? []));
  const environments = [...new Set(lanes.map(({ environment }) => environment))];
  return runs
    .filter((run) => !told.has(run.id) && !isOurs(run, lanes))
    .map((run) => ({ ...run, byHandFor: byHandFor(run, lanes), environments }));
}

/** Runs from before somebody looked are old. */
export function isOld({ id, createdAt }: ListedRun, guard: Guard): boolean {
  return guard.known.includes(id) || (createdAt !== null && createdAt < after(guard.since, -clockLeeway));
}

/**
 * The release that somebody has started by hand, as an alarm tells them to when a rollback does not get on, or a run
 * was not found. Null where the run's name does not say so, or nothing in the lane waits for it.
 */
function byHandFor({ title }: Pick<ListedRun, 'title'>, lanes: readonly Lane[]): ReleaseId | null {
  if (!carriesId(title, requestByHand)) return null;
  const waits = lanes.flatMap(({ open }) => Object.values(open)).find(mayBeDoneByHand);
  return waits?.id ?? lanes.map(({ last }) => last).find((last) => last?.kind === 'rollback')?.id ?? null;
}

function mayBeDoneByHand(release: OpenRelease): boolean {
  return release.kind === 'rollback' || (release.phase === 'dispatching' && release.step.at === 'asking-person');
}

/** Files below `.github/workflows/` that a lane starts. */
export function workflowsOf({ deploy, replay }: LanePolicy): readonly string[] {
  return [...new Set([deploy.workflow, ...(replay === null ? [] : [replay.workflow])])];
}

/**
 * Of the lanes that use one file, the one in whose incidents a run past Gonogo is told: production, else the one that
 * asks for the most approvals. Null for none.
 */
export function strictest(lanes: readonly LanePolicy[]): LanePolicy | null {
  return (
    lanes.toSorted((one, other) => {
      const stricter = strictness(other) - strictness(one);
      return stricter === 0 ? (name(one) < name(other) ? -1 : 1) : stricter;
    })[0] ?? null
  );
}

function strictness({ environment, approval }: LanePolicy): number {
  const approvals = approval.rules.reduce((sum, { min }) => sum + min, 0);
  return environment === 'production' ? Number.MAX_SAFE_INTEGER : approvals;
}

function name({ service, environment }: LanePolicy): string {
  return `${service}.${environment}`;
}
