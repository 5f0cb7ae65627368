import { type StopAsked } from '../domain/release/dispatch-step.ts';
import { type Deploying, type Ended, type Ready } from '../domain/release/release.ts';
import { after, minute } from '../domain/time.ts';
import { type Condition, type ReleaseView } from '../domain/views.ts';
import { mayBeLate } from '../domain/watch/lag.ts';
import { breachFoundLater } from '../domain/watch/late.ts';
import { judgeSignals, signalSetup, stillToCome } from '../domain/watch/signals.ts';
import { type LookReading, type Watch } from '../domain/watch/watch.ts';
import { conditionWithPeople } from './condition-sentences.ts';
import { findingText } from './finding-text.ts';
import { versionText } from './names.ts';
import { causeText, outcomeText, readyText, runLink, runLinks } from './outcome-sentences.ts';
import { rollbackLeft } from './rollback-offer.ts';
import { warningList, warningsIn } from './rollback-sentences.ts';
import { cardLink, clause, code, count, duration, instantText, lines, type Markup, md, mention } from './text.ts';

/** What happens now, what it waits for, and who can settle that. */
export function progressText(view: ReleaseView): Markup {
  const open = view.conditions.filter((condition) => !shownElsewhere(condition)).slice(0, 6);
  return lines(...ownWords(view), ...open.map((condition) => conditionWithPeople(condition, view.release.kind)));
}

/** The rules and blockers have sections of their own; of a run and a watch more is said. */
function shownElsewhere(condition: Condition): boolean {
  switch (condition.code) {
    case 'votes_missing':
    case 'blocked':
    case 'watching':
    case 'run_in_progress':
      return true;
    default:
      return false;
  }
}

/** Why a deployer has to start it. */
export function readyLines({ because, detail }: Pick<Ready, 'because' | 'detail'>): readonly (Markup | null)[] {
  return because === 'rollback-changed'
    ? [readyText(because), warningList(warningsIn(detail))]
    : [readyText(because, detail)];
}

function ownWords(view: ReleaseView): readonly (Markup | null)[] {
  const { release } = view;
  switch (release.phase) {
    case 'preparing':
    case 'awaiting-decision':
      return [];
    case 'scheduled':
      return [
        release.kind === 'rollback'
          ? md`It starts by itself, when nothing is in its way.`
          : md`Approved ${instantText(release.approvedAt)}. It starts by itself when nothing is in its way.`,
        release.waiting.for === 'lane' ? null : positionText(view.position),
      ];
    case 'ready':
      return readyLines(release);
    case 'dispatching':
      return [
        attemptText(release.attempt),
        release.step.at === 'two-runs' ? md`The runs: ${runLinks(release.step.runs)}.` : null,
        stopText(release.stop),
      ];
    case 'deploying':
      return deployingText(release);
    case 'watching':
      return [md`The ${runLink(release.run)} ended with success.`, watchText(release.watch, view)];
    case 'unverified':
      return [
        md`The ${runLink(release.run)} ended with success.`,
        release.watch === null ? null : watchText(release.watch, view),
        release.watch?.stage === 'looking' && release.watch.turned?.kind === 'healthy'
          ? md`What was missing has come since, and all was well in it.`
          : null,
        md`Unknown never counts as success: a person chooses.`,
      ];
    case 'ended':
      return endedText(release, view);
  }
}

function positionText(position: number | null): Markup | null {
  return position === null ? null : md`Place ${position} in the queue.`;
}

function attemptText(attempt: number): Markup | null {
  return attempt > 1 ? md`This is attempt ${attempt}, started by a person on the unchanged subject.` : null;
}

function stopText(stop: StopAsked | null): Markup | null {
  if (stop === null) return null;
  return stop.wants === 'cancel'
    ? md`${mention(stop.by)} asked to stop it: ${clause(stop.reason)}. The run is cancelled as soon as it is known.`
    : md`${mention(stop.by)} said no-go when it had been sent already: ${clause(stop.reason)}. Stop cancels the run.`;
}

function deployingText(release: Deploying): readonly (Markup | null)[] {
  const { status, ended } = release;
  const words = { queued: 'is queued at GitHub', in_progress: 'is in progress', completed: 'is over' }[status];
  return [
    attemptText(release.attempt),
    ended === null
      ? md`The ${runLink(release.run)} ${words}.`
      : md`The ${runLink(release.run)} ended with ${code(ended.conclusion)}.`,
    release.workflow === 'unknown' ? md`Its workflow file has not been compared with the approved one yet.` : null,
    release.condemned === null ? null : md`It cannot succeed any more. ${causeText(release.condemned)}`,
    stopText(release.stop),
  ];
}

function endedText(release: Ended, view: ReleaseView): readonly (Markup | null)[] {
  return [
    md`${outcomeText(release, view.policy)} Ended ${instantText(release.since)}.`,
    foundLaterText(release),
    undoneSinceText(view.undone),
    undoingText(view),
    release.run === null ? null : md`It was ${runLink(release.run)}.`,
    attemptText(release.attempt),
  ];
}

/** Where Roll back would stand, if it were not for this. */
function undoingText(view: ReleaseView): Markup | null {
  if (view.undoing === null || view.undone !== null || rollbackLeft(view) === null) return null;
  return md`A rollback is under way: ${code(view.undoing)}.`;
}

function foundLaterText(release: Ended): Markup | null {
  const found = breachFoundLater(release);
  if (found === null) return null;
  return md`*Found later:* ${findingText(found.finding, 'then')} as of ${instantText(found.minute)}, in telemetry that came after the verdict.`;
}

function undoneSinceText(undone: ReleaseView['undone']): Markup | null {
  if (undone === null) return null;
  const { release, at, by, how, sha, version, card } = undone;
  const link = card === null ? code(release) : cardLink(card, release);
  const to = sha === null ? md`` : md` to ${versionText(version, sha)}`;
  const who = how === 'by-person' ? md`by ${mention(by)}` : md`as the go of ${mention(by)} had authorised`;
  return md`*Rolled back since*${to}, ${instantText(at)} ${who}: ${link}.`;
}

/** "▓▓▓░░░░░░░ look 9 of 30, the last one healthy (41 ms)". */
export function watchText(watch: Watch, view: ReleaseView): Markup {
  if (watch.stage === 'awaiting-version') {
    return lines(
      md`Production is watched from the moment that the new version is seen live, at the latest from ${instantText(watch.until)} on.`,
      watch.failures === null ? null : md`△ ${count(watch.failures.row, 'health check')} in a row failed.`,
    );
  }
  const done = Math.min(Math.max(watch.next - 1, 0), watch.total);
  const unread = done - watch.known;
  const failures = watch.failuresInARow;
  const most = view.policy.watch?.triggers.healthFailures ?? null;
  return lines(
    md`${bar(done, watch.total)} look ${done} of ${watch.total}${lastText(watch.last)}. Until ${instantText(watch.endsAt)}.`,
    failures === 0
      ? null
      : md`${count(failures, 'failure')} in a row${most === null ? '' : `; ${most + 1} are a breach`}.`,
    unread <= 0
      ? null
      : md`${count(unread, 'look')} could not be read and ${unread === 1 ? 'counts' : 'count'} for nothing.`,
    blindText(watch),
    watch.minutes.length === 0
      ? null
      : md`Telemetry is known up to ${instantText(after(watch.minutes.at(-1)?.at ?? watch.startedAt, minute))}.`,
    lateText(watch, view),
  );
}

/** A look that shows something ends the silence of what looks ask; telemetry says by its newest minute what it knows. */
function blindText({ blind, last }: Extract<Watch, { stage: 'looking' }>): Markup | null {
  const isSeen = last?.kind === 'ok' || last?.kind === 'failed';
  const silent = blind.filter((what) => !isSeen || (what !== 'health' && what !== 'version'));
  return silent.length === 0 ? null : md`△ Nothing is known of ${silent.join(', ')}.`;
}

/** After the last look only telemetry is waited for. */
function lateText(watch: Extract<Watch, { stage: 'looking' }>, { release, policy, now }: ReleaseView): Markup | null {
  if (release.phase !== 'watching' || watch.next <= watch.total || policy.watch === null) return null;
  const setup = signalSetup(policy.watch, watch.startedAt, release.baseline);
  const signals = { state: judgeSignals(setup, watch.minutes, now), lags: watch.lags };
  const awaited = stillToCome(policy.watch, setup, signals, watch.endsAt, now);
  if (awaited.length === 0) return null;
  return md`All looks are taken. The verdict waits for telemetry of ${awaited.join(', ')} that is late, until ${instantText(after(watch.endsAt, mayBeLate))} at the latest.`;
}

function lastText(last: LookReading | null): Markup {
  if (last === null || last.kind === 'not-asked') return md``;
  switch (last.kind) {
    case 'ok':
      return md`, the last one healthy (${last.ms < 1000 ? `${Math.round(last.ms)} ms` : duration(last.ms)})`;
    case 'failed':
      return md`, the last one failed (${clause(last.reason, 160)})`;
    case 'unknown':
      return md`, the last one could not be read (${clause(last.reason, 160)})`;
  }
}

const barLength = 10;

export function bar(done: number, total: number): string {
  const part = total <= 0 ? 0 : Math.min(Math.max(done / total, 0), 1);
  const full = Math.floor(part * barLength);
  return '▓'.repeat(full) + '░'.repeat(barLength - full);
}
