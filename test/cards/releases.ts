import { emptyLane, type Lane } from '../../src/domain/lane/lane.ts';
import { type DispatchStep } from '../../src/domain/release/dispatch-step.ts';
import { type Outcome } from '../../src/domain/release/outcome.ts';
import {
  type Deploying,
  type Dispatching,
  type Ended,
  type Preparing,
  type Ready,
  type Release,
  type Scheduled,
  type Unverified,
  type Watching,
} from '../../src/domain/release/release.ts';
import { viewOf } from '../../src/domain/release/view.ts';
import { type ReleaseView, type UndoneBy } from '../../src/domain/views.ts';
import {
  ana,
  approved,
  at,
  backwards,
  ben,
  cara,
  card,
  cause,
  checkout,
  dana,
  dispatch,
  liveSha,
  now,
  otherRelease,
  policy,
  production,
  proposal,
  releaseId,
  request,
  run,
  secondRun,
  sha,
  voteOfAna,
} from './fixtures.ts';

const base = {
  id: releaseId,
  kind: 'deploy',
  cause: null,
  service: checkout,
  environment: production,
  request,
  requestedBy: dana,
  requestedAt: at('11:00'),
  again: null,
  alarmAt: null,
  card,
  since: at('11:30'),
} as const;

const run1 = { approvedAt: at('11:45'), attempt: 1, dispatch, run } as const;

export const preparing: Preparing = {
  ...base,
  phase: 'preparing',
  problem: null,
  attempts: 0,
  progress: null,
  gatherAt: now,
  round: 0,
  expiresAt: at('15:00'),
};
export const awaiting = { ...base, phase: 'awaiting-decision', proposal, voided: null, reminders: 0 } as const;
export const scheduled: Scheduled = {
  ...base,
  phase: 'scheduled',
  proposal: approved,
  waiting: { for: 'lane', behind: otherRelease },
  follows: otherRelease,
  expects: [otherRelease],
  attempt: 1,
  lookedAt: at('11:45'),
  approvedAt: at('11:45'),
  checkAt: at('12:15'),
};
export const ready: Ready = {
  ...base,
  phase: 'ready',
  proposal: approved,
  because: 'separate',
  detail: null,
  approvedAt: at('11:45'),
  lapsesAt: at('15:45'),
  reminders: 0,
  attempt: 1,
};

export function dispatching(step: DispatchStep): Dispatching {
  return {
    ...base,
    phase: 'dispatching',
    proposal: approved,
    approvedAt: at('11:45'),
    attempt: 1,
    lookedAt: at('11:45'),
    baseline: null,
    step,
    stop: null,
  };
}

export const steps: Readonly<Record<DispatchStep['at'], DispatchStep>> = {
  rechecking: { at: 'rechecking', since: now, recheckAt: now, waitingFor: null },
  intended: { at: 'intended', dispatch, intendedAt: now },
  calling: { at: 'calling', dispatch, intendedAt: now, unknownAt: at('12:01') },
  searching: {
    at: 'searching',
    dispatch,
    intendedAt: now,
    because: 'GitHub answered 502',
    until: at('12:02'),
    lookAt: now,
    looked: 2,
  },
  'asking-person': { at: 'asking-person', dispatch, intendedAt: now, askAgainAt: at('13:00'), looked: 40 },
  'two-runs': { at: 'two-runs', dispatch, intendedAt: now, runs: [run, secondRun], askAgainAt: at('13:00') },
};

export const deploying: Deploying = {
  ...base,
  ...run1,
  phase: 'deploying',
  proposal: approved,
  siblings: [],
  status: 'in_progress',
  workflow: 'approved',
  from: 'answer',
  intendedAt: at('11:46'),
  unreadable: null,
  condemned: null,
  stop: null,
  ended: null,
  postDeploy: null,
  baseline: null,
};
export const watching: Watching = {
  ...base,
  ...run1,
  phase: 'watching',
  proposal: approved,
  intendedAt: at('11:46'),
  postDeploy: null,
  baseline: null,
  watch: {
    stage: 'looking',
    startedAt: at('11:50'),
    liveSince: at('11:50'),
    endsAt: at('12:20'),
    lookAt: at('11:55'),
    next: 5,
    total: 30,
    known: 4,
    failuresInARow: 0,
    strangers: 0,
    last: { kind: 'ok', ms: 41 },
    trail: 'ooouo',
    minutes: [],
    lags: {},
    blind: [],
    problems: [],
    late: null,
    turned: null,
  },
};
export const unverified: Unverified = {
  ...base,
  ...run1,
  phase: 'unverified',
  proposal: approved,
  intendedAt: at('11:46'),
  postDeploy: null,
  baseline: null,
  watch: null,
  because: 'never-seen-live',
  askAgainAt: at('13:00'),
};

export function ended(outcome: Outcome): Ended {
  const end = { attempt: 1, run, watch: null, dispatch, postDeploy: null, baseline: null, tookMs: null };
  return { ...base, ...end, phase: 'ended', outcome, proposal: approved };
}

/** The same release as a rollback that a deployer has confirmed. */
export function rollingBack<R extends Release>(release: R): R {
  const asked = { ...request, ref: { kind: 'sha', sha: backwards.sha } as const, summary: cause.reason };
  const back = { ...release, kind: 'rollback' as const, cause, requestedBy: cause.by, request: asked };
  if (!('proposal' in back) || back.proposal === null) return back;
  const subject = { ...back.proposal.subject, kind: 'rollback' as const, sha: backwards.sha, target: null };
  return { ...back, proposal: { ...back.proposal, candidate: backwards, subject, votes: [voteOfAna] } };
}

export const outcomes: Readonly<Record<Outcome['kind'], Outcome>> = {
  succeeded: { kind: 'succeeded' },
  'accepted-unverified': { kind: 'accepted-unverified', by: ben },
  failed: {
    kind: 'failed',
    cause: { code: 'run-failed', conclusion: 'failure' },
    live: { kind: 'seen', sha: liveSha, version: 'v2.13.0' },
  },
  rejected: { kind: 'rejected', by: cara, reason: 'Not before the sale is over' },
  expired: { kind: 'expired' },
  withdrawn: { kind: 'withdrawn', by: dana },
  superseded: { kind: 'superseded', by: otherRelease },
  'rolled-back': { kind: 'rolled-back', by: otherRelease },
};

/** One release in each phase and step that a card is drawn for. */
export const releases: Readonly<Record<string, Release>> = {
  preparing,
  'awaiting-decision': awaiting,
  scheduled,
  ready,
  ...Object.fromEntries(Object.entries(steps).map(([name, step]) => [`dispatching, ${name}`, dispatching(step)])),
  deploying,
  watching,
  unverified,
  ...Object.fromEntries(Object.entries(outcomes).map(([name, outcome]) => [name, ended(outcome)])),
};

const knownLive: Extract<Lane['live'], { kind: 'known' }> = {
  kind: 'known',
  sha: liveSha,
  version: 'v2.13.0',
  since: at('08:00'),
  how: { kind: 'verified', release: otherRelease },
};

/** The view of a release in a lane whose live version is known, as the domain builds it. */
export function view(release: Release, changes: Partial<ReleaseView> = {}): ReleaseView {
  const lane: Lane = {
    ...emptyLane(checkout, production),
    live: isTakenAsLive(release) ? { ...knownLive, sha } : knownLive,
    last: release.phase === 'ended' ? release : null,
  };
  return { ...viewOf(lane, release, changes.policy ?? policy, now), ...changes };
}

function isTakenAsLive(release: Release): boolean {
  if (release.phase !== 'ended') return false;
  return release.outcome.kind === 'succeeded' || release.outcome.kind === 'accepted-unverified';
}

/** The rollback that has put production back since, as Ana confirmed it. */
export const undone: UndoneBy = {
  release: otherRelease,
  at: at('12:40'),
  by: ana,
  how: 'by-person',
  sha: liveSha,
  version: 'v2.13.0',
  card,
};
