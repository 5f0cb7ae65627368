import { after, hour, type Instant, instantAt } from '../../domain/time.ts';
import { type RunReader } from './run-reader.ts';

/** Dispatch ids are never used twice, so looking far back finds nothing wrong; the limit only saves pages. */
const lookBack = 7 * 24 * hour;

/**
 * For rehearsals, in which our clock is moved and GitHub's may not be: no instant of ours is compared with one of
 * GitHub's. Runs are looked for a week back by the earlier of both clocks, and when a run was made says nothing.
 */
export function rehearsedRuns(
  runs: RunReader,
  clock: { readonly nowMs: () => number; readonly wallMs: () => number },
): RunReader {
  function longAgo(): Instant {
    return after(instantAt(Math.min(clock.nowMs(), clock.wallMs())), -lookBack);
  }

  return {
    async readRun(repo, run, workflowPath) {
      const read = await runs.readRun(repo, run, workflowPath);
      return read.kind === 'problem' ? read : { ...read, reading: { ...read.reading, createdAt: null } };
    },
    async findRuns(repo, workflow, dispatch) {
      return await runs.findRuns(repo, workflow, dispatch, longAgo());
    },
    async listRuns(repo, workflow) {
      const listed = await runs.listRuns(repo, workflow, longAgo());
      if (listed.kind === 'problem') return listed;
      return { ...listed, runs: listed.runs.map((run) => ({ ...run, createdAt: null })) };
    },
  };
}
