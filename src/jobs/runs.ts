import { type ChainId, type ReleaseId, type RunId } from '../domain/ids.ts';
import { findRelease } from '../domain/lane/evolve.ts';
import { type LateRun, lateRunOf } from '../domain/lane/late-run.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Deploying, type Dispatching } from '../domain/release/release.ts';
import { type At, type JobParts, type Problem, type WorkOf } from './parts.ts';
import { submitFact } from './submit-fact.ts';

/** Looks for runs that carry the dispatch id. A search that GitHub does not answer decides nothing. */
export async function findRuns(
  parts: JobParts,
  { chain, lane, policy }: At,
  { release, dispatch, since }: WorkOf<'find-runs'>,
): Promise<void> {
  const late = lateRunOf(lane, dispatch);
  if (late !== null) return await findLateRuns(parts, { chain, lane, policy }, late);
  const known = findRelease(lane, release);
  if (known?.phase !== 'dispatching' && known?.phase !== 'deploying') return;
  const found = await parts.runs.findRuns(policy.repo, fileOf(known), dispatch, since);
  if (found.kind === 'problem') return notRead(parts, chain, release, found);
  await submitFact(parts, chain, { type: 'RecordRunsFound', release, dispatch, runs: found.runs });
}

/** A run whose release a rollback took the place of. While GitHub is silent, time alone ends the search. */
async function findLateRuns(parts: JobParts, { chain, policy }: At, late: LateRun): Promise<void> {
  const { release, dispatch, workflow, intendedAt, until } = late;
  const found = await parts.runs.findRuns(policy.repo, fileIn(workflow), dispatch, intendedAt);
  if (found.kind === 'searched') {
    await submitFact(parts, chain, { type: 'RecordRunsFound', release, dispatch, runs: found.runs });
    return;
  }
  notRead(parts, chain, release, found);
  if (parts.now() >= until) await submitFact(parts, chain, { type: 'EndLateSearch', release, dispatch });
}

/** Reads the run that is under way. Webhooks lead here, too: what they say is never believed, only looked up. */
export async function readRun(
  parts: JobParts,
  { chain, lane, policy }: At,
  { release: id, run }: WorkOf<'read-run'>,
): Promise<void> {
  const release = findRelease(lane, id);
  if (release?.phase !== 'deploying' || release.run.id !== run) return;
  const { path } = release.proposal.subject.workflow;
  const read = await parts.runs.readRun(policy.repo, run, path);
  if (read.kind === 'problem') {
    notRead(parts, chain, id, read, run);
    await submitFact(parts, chain, { type: 'RecordRunUnreadable', release: id, run, reason: read.sentence });
    return;
  }
  if (read.reading.status === 'completed') await lookForSiblings(parts, chain, release, policy);
  await submitFact(parts, chain, { type: 'RecordRun', release: id, reading: read.reading });
}

/** The name of the workflow file that was started. */
function fileOf({ proposal }: Dispatching | Deploying): string {
  return fileIn(proposal.subject.workflow.path);
}

function fileIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function notRead(
  parts: Pick<JobParts, 'log'>,
  chain: ChainId,
  release: ReleaseId,
  problem: Problem,
  run: RunId | null = null,
): void {
  parts.log.warn({ chain, release, run, problem: problem.sentence }, 'GitHub could not be read; it is asked again.');
}

/** A run may be over before a second one with the same dispatch id was looked for. */
async function lookForSiblings(
  parts: JobParts,
  chain: ChainId,
  deploying: Deploying,
  policy: LanePolicy,
): Promise<void> {
  const { id: release, dispatch, intendedAt } = deploying;
  const found = await parts.runs.findRuns(policy.repo, fileOf(deploying), dispatch, intendedAt);
  if (found.kind === 'searched')
    await submitFact(parts, chain, { type: 'RecordRunsFound', release, dispatch, runs: found.runs });
}
