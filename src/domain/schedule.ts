import { type DispatchId, type ReleaseId, type RunId } from './ids.ts';
import { debtReminder } from './lane/debts.ts';
import { type Lane } from './lane/lane.ts';
import { type LateRun, lateRunOf } from './lane/late-run.ts';
import { readyReminder, remindAt, reminderTime } from './release/advance.ts';
import {
  claimedWithin,
  pollRunEvery,
  recheckEvery,
  refreshEvery,
  scheduledForAtMost,
  searchGrace,
} from './release/limits.ts';
import { type OpenRelease } from './release/release.ts';
import { whatItWaitsFor } from './release/rollback-stalled.ts';
import { after, earliest, epochMs, type Instant, instantAt, second } from './time.ts';
import { overdueIn, readLateEvery } from './watch/late.ts';

/**
 * What a lane has to do by itself, and when. Due times follow from the state alone: the queue only wakes
 * workers, and whatever it loses is found again here. Work that did not change the state (it failed, or its
 * worker died) comes again after `every`.
 */
export type Work =
  | { readonly kind: 'advance'; readonly release: ReleaseId }
  | { readonly kind: 'gather'; readonly release: ReleaseId }
  | { readonly kind: 'recheck'; readonly release: ReleaseId }
  | { readonly kind: 'find-runs'; readonly release: ReleaseId; readonly dispatch: DispatchId; readonly since: Instant }
  | { readonly kind: 'read-run'; readonly release: ReleaseId; readonly run: RunId }
  | { readonly kind: 'read-evidence'; readonly release: ReleaseId; readonly run: RunId }
  | { readonly kind: 'read-version'; readonly release: ReleaseId }
  | { readonly kind: 'look'; readonly release: ReleaseId; readonly look: number }
  /** Minutes of a watch that may come after its verdict. */
  | { readonly kind: 'read-late'; readonly release: ReleaseId }
  | { readonly kind: 'read-live' }
  /** Whether a run that was started past Gonogo is over. */
  | { readonly kind: 'read-run-past'; readonly run: RunId }
  /** Somebody is to be reminded of a review. */
  | { readonly kind: 'debts' };

export type Due = {
  readonly work: Work;
  readonly at: Instant;
  /** Milliseconds. */
  readonly every: number;
};

/** Longer than any one read may take, so that a slow one is not begun twice. */
const againAfter = 15 * second;
/** Beside an adopted run a second one is looked for this often, for as long as it may still become visible. */
const secondRunEvery = 30 * second;

export function dueIn(lane: Lane): readonly Due[] {
  const due = Object.values(lane.open).flatMap((release) => dueFor(release));
  if (lane.adoption !== null) due.push({ work: { kind: 'read-live' }, at: lane.adoption.at, every: againAfter });
  const late = lateDue(lane);
  if (late !== null) due.push(late);
  due.push(...lane.lateRuns.map(lateRunDue), ...pastDue(lane));
  const debts = debtsDue(lane);
  if (debts !== null) due.push({ work: { kind: 'debts' }, at: debts, every: againAfter });
  return due;
}

/** Until the state says that it is over, which comes with the first reading after its time. */
function lateDue(lane: Lane): Due | null {
  const overdue = overdueIn(lane);
  if (overdue === null) return null;
  const { release, watch } = overdue;
  return { work: { kind: 'read-late', release: release.id }, at: watch.late.readAt, every: readLateEvery };
}

/** On the same grid as a second run of a dispatch is looked for, until the state says that it is over. */
function lateRunDue({ release, dispatch, intendedAt, at }: LateRun): Due {
  return { work: { kind: 'find-runs', release, dispatch, since: intendedAt }, at, every: secondRunEvery };
}

function pastDue({ guard }: Lane): readonly Due[] {
  const open = guard?.past.filter(({ ended }) => ended === 'no') ?? [];
  return open.map(({ id, seenAt }) => ({
    work: { kind: 'read-run-past', run: id },
    at: seenAt,
    every: secondRunEvery,
  }));
}

function debtsDue({ debts }: Lane): Instant | null {
  return earliest(debts.map(debtReminder));
}

/** Asked of the same release again and again: before a change, after it, and when a due time comes. */
const found = new WeakMap<OpenRelease, readonly Due[]>();

function dueFor(release: OpenRelease): readonly Due[] {
  const due = found.get(release) ?? findDue(release);
  found.set(release, due);
  return due;
}

function findDue(release: OpenRelease): readonly Due[] {
  const { id, alarmAt } = release;
  const alarm = alarmAt === null || whatItWaitsFor(release) === null ? [] : [advance(id, alarmAt)];
  return [...alarm, ...dueInPhase(release)];
}

function dueInPhase(release: OpenRelease): Due[] {
  const { id } = release;
  switch (release.phase) {
    case 'preparing':
      return [gather(id, release.gatherAt, againAfter), advance(id, release.expiresAt)];
    case 'awaiting-decision': {
      const { freshAt, subject } = release.proposal;
      const reminder = remindAt[release.reminders];
      const due = [refresh(id, freshAt), advance(id, subject.expiresAt)];
      return reminder === undefined ? due : [...due, advance(id, reminderTime(release, reminder))];
    }
    case 'scheduled':
      return [refresh(id, release.proposal.freshAt), advance(id, release.checkAt)];
    case 'ready':
      return [
        refresh(id, release.proposal.freshAt),
        advance(id, release.reminders === 0 ? readyReminder(release) : release.lapsesAt),
      ];
    case 'dispatching':
      return dueForDispatch(release);
    case 'deploying':
      return dueForRun(release);
    case 'watching':
      return [dueForWatch(release)];
    case 'unverified':
      return [advance(id, release.askAgainAt)];
  }
}

function dueForDispatch(release: Extract<OpenRelease, { phase: 'dispatching' }>): Due[] {
  const { step, id } = release;
  switch (step.at) {
    case 'rechecking':
      return [
        { work: { kind: 'recheck', release: id }, at: step.recheckAt, every: againAfter },
        advance(id, after(release.lookedAt, scheduledForAtMost + second)),
      ];
    case 'intended':
      return [advance(id, after(step.intendedAt, claimedWithin))];
    case 'calling':
      return [advance(id, step.unknownAt)];
    case 'searching':
      return [
        findRuns(release, step.dispatch, step.intendedAt, step.lookAt, againAfter),
        advance(id, after(step.until, searchGrace)),
      ];
    case 'asking-person':
      return [
        findRuns(release, step.dispatch, step.intendedAt, release.since, secondRunEvery),
        advance(id, step.askAgainAt),
      ];
    case 'two-runs':
      return [advance(id, step.askAgainAt)];
  }
}

function advance(release: ReleaseId, at: Instant): Due {
  return { work: { kind: 'advance', release }, at, every: againAfter };
}

function gather(release: ReleaseId, at: Instant, every: number): Due {
  return { work: { kind: 'gather', release }, at, every };
}

/** What is open is read again every minute, so that a moved ref is seen before somebody clicks. */
function refresh(release: ReleaseId, freshAt: Instant): Due {
  return gather(release, after(freshAt, refreshEvery), refreshEvery);
}

function findRuns(release: OpenRelease, dispatch: DispatchId, since: Instant, at: Instant, every: number): Due {
  return { work: { kind: 'find-runs', release: release.id, dispatch, since }, at, every };
}

function dueForRun(release: Extract<OpenRelease, { phase: 'deploying' }>): Due[] {
  const { id, run, ended, dispatch, since } = release;
  const poll: Due = { work: { kind: 'read-run', release: id, run: run.id }, at: since, every: pollRunEvery };
  if (ended === null)
    return [
      poll,
      findRuns(release, dispatch, since, after(since, secondRunEvery), secondRunEvery),
      ...askedAgain(release),
    ];
  if (ended.conclusion === 'success' && release.condemned === null) {
    const evidence: Due = {
      work: { kind: 'read-evidence', release: id, run: run.id },
      at: ended.at,
      every: recheckEvery,
    };
    return [poll, ...(release.postDeploy === null ? [evidence] : []), advance(id, ended.readUntil)];
  }
  return [
    { work: { kind: 'read-version', release: id }, at: ended.at, every: recheckEvery },
    advance(id, ended.readUntil),
  ];
}

function askedAgain({ id, stop, unreadable }: Extract<OpenRelease, { phase: 'deploying' }>): Due[] {
  const times = [stop?.wants === 'cancel' ? stop.askAgainAt : null, unreadable?.askAgainAt ?? null];
  return times.filter((at) => at !== null).map((at) => advance(id, at));
}

function dueForWatch(release: Extract<OpenRelease, { phase: 'watching' }>): Due {
  const { watch, id } = release;
  if (watch.stage === 'awaiting-version')
    return { work: { kind: 'read-version', release: id }, at: watch.lookAt, every: againAfter };
  return { work: { kind: 'look', release: id, look: watch.next }, at: watch.lookAt, every: againAfter };
}

/** The times at which a piece of work falls due lie on a grid that begins with `at`. This is the first one after `moment`. */
function nextTime(due: Due, moment: number): number {
  const at = epochMs(due.at);
  return at > moment ? at : at + (Math.floor((moment - at) / due.every) + 1) * due.every;
}

/** The next moment at which something falls due after `now`; null when the lane has nothing to do by itself. */
export function nextDueAfter(lane: Lane, now: Instant): Instant | null {
  const moment = epochMs(now);
  return earliest(dueIn(lane).map((due) => instantAt(nextTime(due, moment))));
}

/**
 * When the lane has to be woken because of a change: at the time of whatever is newly to be done, even if that has
 * passed. Null where nothing new is to be done: the due time that stands is no later than what was already to be done.
 */
export function wakeAfterChange(before: Lane, lane: Lane): Instant | null {
  let first = earliest(newInLane(before, lane));
  for (const release of Object.values(lane.open)) {
    const known = before.open[release.id];
    if (known !== release && !hasOnlyBeenVotedOn(known, release)) first = earliest([first, newlyDue(known, release)]);
  }
  return first;
}

/** The first time of what is to be done for a release now, and was not before. */
function newlyDue(known: OpenRelease | undefined, release: OpenRelease): Instant | null {
  const wasDue = known === undefined ? [] : dueFor(known);
  return earliest(
    dueFor(release)
      .filter((due) => !wasDue.some((was) => isSame(was, due)))
      .map((due) => due.at),
  );
}

/** Votes come in crowds, and nothing falls due sooner or later because of one that changes no phase. */
function hasOnlyBeenVotedOn(known: OpenRelease | undefined, release: OpenRelease): boolean {
  if (known?.phase !== 'awaiting-decision' || release.phase !== 'awaiting-decision') return false;
  const isSameProposal =
    known.proposal.subject === release.proposal.subject && known.proposal.freshAt === release.proposal.freshAt;
  const isSameTime = known.since === release.since && known.alarmAt === release.alarmAt;
  return isSameProposal && isSameTime && known.reminders === release.reminders;
}

/** What is to be done by the lane itself, and was not. */
function newInLane(before: Lane, lane: Lane): readonly Instant[] {
  const late = lateDue(lane)?.at ?? null;
  const debts = debtsDue(lane);
  const runs = lane.lateRuns.filter(({ dispatch }) => lateRunOf(before, dispatch) === null);
  return [
    before.adoption === null ? (lane.adoption?.at ?? null) : null,
    late === lateDue(before)?.at ? null : late,
    debts === debtsDue(before) ? null : debts,
    ...runs.map(({ at }) => at),
    ...(lane.guard === before.guard ? [] : pastDue(lane).map(({ at }) => at)),
  ].filter((at) => at !== null);
}

/** Whether this is the same piece of work of the same release, at the same time. */
function isSame(one: Due, other: Due): boolean {
  return one.at === other.at && one.work.kind === other.work.kind && aboutOf(one.work) === aboutOf(other.work);
}

function aboutOf(work: Work): string | number {
  return 'look' in work ? work.look : 'dispatch' in work ? work.dispatch : 'run' in work ? work.run : '';
}

/** Work that fell due from `from` to `now`, both included, each with the time it fell due: that names the job. */
export function dueBetween(
  lane: Lane,
  from: Instant,
  now: Instant,
): readonly { readonly work: Work; readonly slot: Instant }[] {
  const slots: { readonly work: Work; readonly slot: Instant }[] = [];
  for (const due of dueIn(lane)) {
    const first = nextTime(due, epochMs(from) - 1);
    if (first <= epochMs(now)) slots.push({ work: due.work, slot: instantAt(first) });
  }
  return slots;
}
