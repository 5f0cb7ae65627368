import { type FactCommand, type RunReading } from '../commands.ts';
import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type Lane } from '../lane/lane.ts';
import { after, minute } from '../time.ts';
import { beginWatch } from '../watch/begin.ts';
import { type VersionSeen } from './candidate.ts';
import { deployersOf } from './dispatch.ts';
import { type RunStatus } from './dispatch-step.ts';
import {
  askAgainEvery,
  evidenceWithin,
  readLiveFor,
  readWorkflowFor,
  rollbackSilence,
  unreadableFor,
} from './limits.ts';
import { type FailureCause } from './outcome.ts';
import { type Deploying, type Release } from './release.ts';
import { lackingIn } from './required-evidence.ts';

type RecordRun = Extract<FactCommand, { type: 'RecordRun' }>;

const progress: Readonly<Record<RunStatus, number>> = { queued: 0, in_progress: 1, completed: 2 };

/**
 * What GitHub says of the run, by webhook or by polling. Both come late, twice and out of order: the status
 * only ever grows. A run counts for what was approved only while it is the first attempt and its workflow
 * file, at the run's own head, is the approved one.
 */
export function decideRun(lane: Lane, release: Release, command: RecordRun, context: Context): Decision {
  if (release.phase !== 'deploying') return nothing('No run is in progress here.');
  const { reading } = command;
  if (reading.run.id !== release.run.id) return nothing('This is not the run of this release.');
  const cause = whatIsWrong(release, reading);
  if (cause !== null) return condemned(release, cause, context);
  if (release.ended !== null) return concludeWhenReadable(release, reading, context);

  const workflow = reading.workflowBlob === null ? release.workflow : 'approved';
  return reading.status === 'completed'
    ? completed(lane, release, reading, workflow, context)
    : progressed(release, reading, workflow);
}

function progressed(release: Deploying, reading: RunReading, workflow: Deploying['workflow']): Decision {
  const isFurther = progress[reading.status] > progress[release.status];
  const { url } = reading.run;
  const isNews = isFurther || workflow !== release.workflow || url !== release.run.url || release.unreadable !== null;
  if (!isNews) return nothing('Nothing new about the run.');
  const status = isFurther ? reading.status : release.status;
  return accepted([{ type: 'RunProgressed', release: release.id, status, workflow, url }]);
}

function completed(
  lane: Lane,
  release: Deploying,
  reading: RunReading,
  workflow: Deploying['workflow'],
  context: Context,
): Decision {
  const conclusion = reading.conclusion ?? 'unknown';
  if (conclusion === 'success' && release.condemned === null) {
    const readUntil = after(context.now, workflow === 'approved' ? evidenceWithin : readWorkflowFor);
    const progressedTo = progressed(release, { ...reading, status: release.status }, workflow);
    const before = progressedTo.kind === 'accepted' ? progressedTo.events : [];
    return accepted([...before, { type: 'RunEnded', release: release.id, conclusion, readUntil }]);
  }
  if ((context.policy.watch?.version ?? null) === null) return concludeFailed(lane, release, conclusion, null, context);
  return accepted([{ type: 'RunEnded', release: release.id, conclusion, readUntil: after(context.now, readLiveFor) }]);
}

function whatIsWrong(release: Deploying, reading: RunReading): FailureCause | null {
  if (release.condemned !== null) return null;
  if (isSomethingElse(release, reading)) return { code: 'not-our-run', title: reading.title ?? '' };
  if (reading.attempt > 1) return { code: 'rerun-by-hand', runAttempt: reading.attempt };
  const { path, blobSha } = release.proposal.subject.workflow;
  if (reading.workflowPath !== null && reading.workflowPath !== path)
    return { code: 'workflow-changed', path: reading.workflowPath };
  if (reading.workflowBlob !== null && reading.workflowBlob !== blobSha) return { code: 'workflow-changed', path };
  return null;
}

/**
 * A person may have linked the wrong run. One that neither carries the dispatch's id nor is younger than the intent
 * cannot have been started by it.
 */
function isSomethingElse(release: Deploying, { title, createdAt }: RunReading): boolean {
  if (release.from !== 'person' || title === null || createdAt === null) return false;
  return !title.includes(release.dispatch) && createdAt < after(release.intendedAt, -clockLeeway);
}

/** GitHub's clock and ours may differ. */
const clockLeeway = 2 * minute;

/**
 * The run is over, was the approved one, and nothing that it left behind speaks against it. Somebody who had said no to
 * it is told that it came too late.
 */
export function concludeSuccess(release: Deploying, context: Context): Decision {
  const { stop, run } = release;
  const events = beginWatch(release, context);
  const ask = deployersOf(context.policy);
  const effects: Effect[] = [];
  for (const event of events) {
    if (event.type !== 'VerdictUnverified') continue;
    const detail = lackingIn(context.policy, release.postDeploy).join(', ');
    const alert = { kind: 'unverified', because: event.because, detail, ask } as const;
    effects.push({ type: 'Alert', id: `unverified-${run.id}-${context.now}`, release: release.id, alert });
  }
  if (stop !== null) {
    const alert = { kind: 'stop-too-late', run, stop, ask } as const;
    effects.push({ type: 'Alert', id: `too-late-${run.id}`, release: release.id, alert });
  }
  return accepted(events, effects);
}

/** GitHub does not show the run. That decides nothing; people are told when it lasts. */
export function decideRunUnreadable(
  release: Release,
  command: Extract<FactCommand, { type: 'RecordRunUnreadable' }>,
  context: Context,
): Decision {
  if (release.phase !== 'deploying' || release.run.id !== command.run)
    return nothing('This is not the run of this release.');
  if (release.unreadable !== null || release.ended !== null) return nothing('That is known.');
  const askAgainAt = after(context.now, release.kind === 'rollback' ? rollbackSilence : unreadableFor);
  return accepted([{ type: 'RunUnreadable', release: release.id, reason: command.reason, askAgainAt }]);
}

/** The run is not what was approved: it is cancelled (unless it is somebody else's), and whatever its conclusion will be, it has failed. */
export function condemned(
  release: Deploying,
  cause: FailureCause,
  context: Context,
  before: readonly LaneEvent[] = [],
): Decision {
  const effects: Effect[] = [
    {
      type: 'Alert',
      id: `condemned-${release.run.id}-${cause.code}`,
      release: release.id,
      alert: { kind: 'failed', run: release.run, cause, live: null, ask: deployersOf(context.policy) },
    },
  ];
  if (release.ended === null && cause.code !== 'not-our-run')
    effects.push({ type: 'CancelRun', release: release.id, repo: context.policy.repo, run: release.run.id });
  return accepted([...before, { type: 'RunCondemned', release: release.id, cause }], effects);
}

/** A run that succeeded with a workflow file nobody could read yet: it is not a success until somebody has. */
function concludeWhenReadable(release: Deploying, reading: RunReading, context: Context): Decision {
  if (release.ended?.conclusion !== 'success' || release.condemned !== null)
    return nothing('What is live is being read.');
  const late = context.now >= release.ended.readUntil;
  if (reading.workflowBlob === null && release.workflow !== 'approved')
    return late ? workflowUnknown(release, context) : nothing('The workflow file is not readable yet.');
  if (release.postDeploy !== null || late) return concludeSuccess({ ...release, workflow: 'approved' }, context);
  return progressed(release, { ...reading, status: release.status }, 'approved');
}

export function workflowUnknown(release: Deploying, context: Context): Decision {
  const alert: Effect = {
    type: 'Alert',
    id: `workflow-unknown-${release.run.id}`,
    release: release.id,
    alert: {
      kind: 'unverified',
      because: 'workflow-unknown',
      detail: release.proposal.subject.workflow.path,
      ask: deployersOf(context.policy),
    },
  };
  const askAgainAt = after(context.now, askAgainEvery);
  return accepted(
    [{ type: 'VerdictUnverified', release: release.id, because: 'workflow-unknown', askAgainAt }],
    [alert],
  );
}

/** What production runs after a run without success. Null where nothing can be asked. */
export function concludeFailed(
  lane: Lane,
  release: Deploying,
  conclusion: string,
  live: VersionSeen | null,
  context: Context,
): Decision {
  const cause = release.condemned ?? causeOf(release, conclusion);
  // Where a rollback fails the version from before it is the one that people wanted to be rid of.
  const nothingChanged = release.kind !== 'rollback' && live?.kind === 'seen' && isOld(lane, release, live);
  const events: LaneEvent[] = [];
  const effects: Effect[] = [];
  const isTold = release.condemned !== null && release.condemned.code !== 'run-lost';
  if (nothingChanged || isTold) {
    const note = { kind: 'run-failed', requestedBy: release.requestedBy, run: release.run, cause, live } as const;
    effects.push({ type: 'Reply', id: `failed-${release.run.id}`, release: release.id, note });
  } else {
    const alert = { kind: 'failed', run: release.run, cause, live, ask: deployersOf(context.policy) } as const;
    effects.push({ type: 'Alert', id: `failed-${release.run.id}`, release: release.id, alert });
  }
  const hold = holdAfter(cause, live);
  // A hold that stands already keeps its reason: a rollback's is the one that people look for.
  if (hold !== null && lane.hold === null) events.push({ type: 'HoldPlaced', reason: hold, release: release.id });
  events.push({ type: 'ReleaseEnded', release: release.id, outcome: { kind: 'failed', cause, live } });
  return accepted(events, effects);
}

/** Why nothing may follow before a person has looked; null when it may. */
function holdAfter(cause: FailureCause, live: VersionSeen | null): string | null {
  switch (cause.code) {
    case 'two-runs':
      return 'Two runs of one dispatch were found, and the other one may still be deploying.';
    case 'not-our-run':
      return 'The run that was linked is another one, and whether ours exists is not known.';
    case 'run-lost':
      return 'GitHub does not show the run any more, and what is live now is not known.';
    // Also one that seems never to have begun: we may have looked too seldom to see it.
    case 'run-cancelled':
    case 'run-evicted':
    case 'workflow-changed':
    case 'rerun-by-hand':
      return live?.kind === 'seen' ? null : 'A run was cut short, and what is live now is not known.';
    // Something else runs than was approved, or says itself that it should not.
    case 'wrong-digests':
    case 'evidence-contradicts':
      return 'The run deployed something else than was approved.';
    case 'run-failed':
    case 'wrong-version':
    case 'watch-breached':
    case 'smoke-failed':
    case 'decision-hold':
      return null;
  }
}

function causeOf(release: Deploying, conclusion: string): FailureCause {
  if (conclusion !== 'cancelled') return { code: 'run-failed', conclusion };
  if (release.stop?.wants === 'cancel') return { code: 'run-cancelled', by: release.stop.by };
  const reached = release.ended?.reached ?? release.status;
  return reached === 'queued' ? { code: 'run-evicted' } : { code: 'run-cancelled', by: null };
}

/** Whether the version from before this release is positively seen to be live. */
function isOld(lane: Lane, release: Deploying, live: Extract<VersionSeen, { kind: 'seen' }>): boolean {
  if (live.sha === release.proposal.candidate.sha) return false;
  const before = release.proposal.candidate.live;
  if (before.kind === 'seen') return before.sha === live.sha;
  return lane.live.kind === 'known' && lane.live.sha === live.sha;
}
