import { type ChainId } from '../domain/ids.ts';
import { type Work } from '../domain/schedule.ts';
import { advance } from './advance.ts';
import { advanceDebts } from './advance-debts.ts';
import { gather, recheck } from './gather.ts';
import { type At, type Job, type JobParts } from './parts.ts';
import { readEvidence } from './read-evidence.ts';
import { readLate } from './read-late.ts';
import { findRuns, readRun } from './runs.ts';
import { readRunPast } from './runs-past.ts';
import { look, readLive, readVersion } from './watch.ts';

/** Every job there is. What makes one due is in domain/schedule.ts. */
const jobs: { readonly [K in Work['kind']]: Job<K> } = {
  advance,
  gather,
  recheck,
  'find-runs': findRuns,
  'read-run': readRun,
  'read-evidence': readEvidence,
  'read-version': readVersion,
  look,
  'read-late': readLate,
  'read-live': readLive,
  'read-run-past': readRunPast,
  debts: advanceDebts,
};

/** Does one piece of work for one lane. Whoever asks may be late or the second one: the lane is read again first. */
export async function runJob(parts: JobParts, chain: ChainId, work: Work): Promise<void> {
  const policy = parts.policyOf(chain);
  const lane = await parts.flow.read(chain);
  if (policy === null || lane === null) return;
  await runJobAt(parts, { chain, lane, policy }, work);
}

/** The same, where the lane has just been read. */
export async function runJobAt(parts: JobParts, at: At, work: Work): Promise<void> {
  await start(work.kind)(parts, at, work);
}

/** The table's one cast: each job is stored under the kind of work that it takes. */
function start(kind: Work['kind']): Job<Work['kind']> {
  return jobs[kind] as Job<Work['kind']>;
}
