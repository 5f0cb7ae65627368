import { laneChain, type RepoName } from '../domain/ids.ts';
import { runPast } from '../domain/lane/guard-runs.ts';
import { type Lane } from '../domain/lane/lane.ts';
import { looksBack } from '../domain/lane/past-gonogo.ts';
import { isOurs, strayRuns, strictest, workflowsOf } from '../domain/lane/whose-run.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { after, hour } from '../domain/time.ts';
import { type At, type JobParts, type WorkOf } from './parts.ts';
import { submitFact } from './submit-fact.ts';

export type RunsPastParts = Pick<JobParts, 'flow' | 'now' | 'log'> & {
  readonly runs: Pick<JobParts['runs'], 'listRuns'>;
  readonly lanes: readonly LanePolicy[];
};

/** A workflow file, by its name below `.github/workflows/`. */
type File = { readonly repo: RepoName; readonly workflow: string };

export type RunsPast = {
  /** Looks at the next files. Whatever comes of one keeps none of the others from being looked at. */
  look(): Promise<void>;
  /** GitHub says that a run of this file has this name. Only what may not be ours costs a call. */
  hinted(file: File & { readonly title: string }): Promise<void>;
};

/**
 * As many files as one look takes, one call each; the next one takes the others. Every minute that is 1,200 of the
 * 5,000 calls that GitHub allows in an hour.
 */
const filesAtOnce = 20;
/** A run that GitHub has not shown for so long since it was seen is not asked for any more. */
const readsFor = 6 * hour;

/** Looks for runs of the lanes' workflows that nobody started through Gonogo. */
export function createRunsPast(parts: RunsPastParts): RunsPast {
  const files = filesOf(parts.lanes);
  let next = 0;

  async function lookSafely(file: File): Promise<void> {
    try {
      await lookAt(parts, file);
    } catch (error) {
      parts.log.warn({ err: error, ...file }, 'Runs could not be looked through; the next look comes.');
    }
  }

  return {
    async look() {
      const now = [...files.slice(next), ...files.slice(0, next)].slice(0, filesAtOnce);
      next = files.length === 0 ? 0 : (next + now.length) % files.length;
      for (const file of now) await lookSafely(file);
    },
    async hinted({ repo, workflow, title }) {
      const file = files.find((one) => one.workflow === workflow && isSameRepo(one.repo, repo));
      if (file === undefined) return;
      const lanes = await lanesAt(parts, lanesOf(parts.lanes, file));
      if (!isOurs({ id: null, title }, lanes)) await lookSafely(file);
    },
  };
}

/** Lanes are read after the list: whatever is in it, its call was recorded before it was made. */
async function lookAt(parts: RunsPastParts, file: File): Promise<void> {
  const policies = lanesOf(parts.lanes, file);
  const policy = strictest(policies);
  if (policy === null) return;
  const found = await parts.runs.listRuns(file.repo, file.workflow, after(parts.now(), -looksBack));
  if (found.kind === 'problem') {
    parts.log.warn({ ...file, problem: found.sentence }, 'GitHub did not list the runs; it is asked again.');
    return;
  }
  const lanes = await lanesAt(parts, policies);
  const runs = strayRuns(found.runs, lanes);
  const { service, environment } = policy;
  const told = lanes.find((lane) => lane.service === service && lane.environment === environment);
  if (told === undefined || (told.guard !== null && runs.length === 0)) return;
  await submitFact(parts, laneChain(service, environment), { type: 'RecordRunsPastGonogo', runs });
}

async function lanesAt({ flow }: RunsPastParts, policies: readonly LanePolicy[]): Promise<readonly Lane[]> {
  const read = await Promise.all(
    policies.map(({ service, environment }) => flow.read(laneChain(service, environment))),
  );
  return read.filter((lane) => lane !== null);
}

function filesOf(lanes: readonly LanePolicy[]): readonly File[] {
  const all = lanes.flatMap((lane) => workflowsOf(lane).map((workflow) => ({ repo: lane.repo, workflow })));
  return [...new Map(all.map((file) => [`${file.repo.toLowerCase()} ${file.workflow}`, file])).values()];
}

function lanesOf(lanes: readonly LanePolicy[], { repo, workflow }: File): readonly LanePolicy[] {
  return lanes.filter((lane) => isSameRepo(lane.repo, repo) && workflowsOf(lane).includes(workflow));
}

/** GitHub compares the names of repositories without case. */
function isSameRepo(one: RepoName, other: RepoName): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whether a run that was started past Gonogo is over; then what is live is read again. */
export async function readRunPast(
  parts: JobParts,
  { chain, lane, policy }: At,
  { run }: WorkOf<'read-run-past'>,
): Promise<void> {
  const past = runPast(lane, run);
  if (past === null) return;
  const read = await parts.runs.readRun(policy.repo, run, past.workflow);
  const isLost = read.kind === 'problem' && parts.now() > after(past.seenAt, readsFor);
  if (read.kind === 'problem' && !isLost) {
    parts.log.warn({ chain, run, problem: read.sentence }, 'GitHub could not be read; it is asked again.');
    return;
  }
  if (read.kind === 'read' && read.reading.status !== 'completed') return;
  const conclusion = read.kind === 'read' ? read.reading.conclusion : null;
  const hasVersion = policy.watch !== null && policy.watch.version !== null;
  const live = hasVersion ? await parts.probe.version(policy.watch) : null;
  await submitFact(parts, chain, { type: 'RecordRunPastGonogoEnded', run, conclusion, live });
}
