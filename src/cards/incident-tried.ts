import { type ReleaseId, shortSha } from '../domain/ids.ts';
import { type Incident } from '../domain/incident/incident.ts';
import { type Report } from '../domain/incident/report.ts';
import { type Happened } from '../domain/incident/timeline.ts';
import { triedIn } from '../domain/incident/tried.ts';
import { type ReleaseKind } from '../domain/release/terms.ts';
import { wordsOf } from './alert.ts';
import { type Block } from './block-kit.ts';
import { section } from './blocks.ts';
import { versionText } from './names.ts';
import { causeText, runLink } from './outcome-sentences.ts';
import { runEndText } from './run-end.ts';
import { clause, code, instantText, lines, type Markup, md, mention, nothing } from './text.ts';

/** The newest are shown; the thread has them all. */
const mostTried = 6;

/** What was tried, and whether it helped. */
export function triedBlocks(incident: Incident): readonly Block[] {
  const tried = triedIn(incident).slice(-mostTried);
  if (tried.length === 0) return [];
  return [
    section(
      lines(
        md`*What was tried*`,
        ...tried.map(({ at, what }) => md`• ${instantText(at)}: ${triedText(what, incident)}`),
      ),
    ),
  ];
}

/** One thing that was tried, or that it failed. */
export function triedText(what: Happened, { alarms }: Pick<Incident, 'alarms'>): Markup {
  if (what.kind === 'report') return reportText(what.report, what.release);
  if (what.kind !== 'alarm') return nothing;
  const { title, happened } = wordsOf(what.alert, null, kindOf(what.release, alarms));
  return md`${title}${releaseText(what.release)}. ${happened}`;
}

/** Nothing for a run that belongs to no release. */
export function releaseText(release: ReleaseId | null): Markup {
  return release === null ? nothing : md`, release ${code(release)}`;
}

/** Whether it was a rollback that alarmed; null where that is kept no more. */
export function kindOf(release: ReleaseId | null, alarms: Incident['alarms']): ReleaseKind | null {
  return alarms.find((alarm) => alarm.release === release)?.kind ?? null;
}

/** One thing that became of a release which the incident is about, as a sentence. */
export function reportText(report: Report, release: ReleaseId): Markup {
  switch (report.kind) {
    case 'rollback-begun':
      return begunText(report, release);
    case 'emergency':
      return md`${mention(report.by)} declared an emergency and requests ${code(shortSha(report.sha))} as release ${code(release)}.`;
    case 'run-started':
      return md`GitHub has started ${runLink(report.run)} for release ${code(release)}.`;
    case 'by-hand':
      return startedByHandText(report, release);
    case 'put-back':
      return md`${versionText(report.version, report.to)} is live again: the rollback ${code(release)} succeeded.`;
    case 'rollback-failed':
      return report.cause.code === 'expired'
        ? md`The rollback ${code(release)} was not started in its time, so nothing has been put back. It is not tried again by itself.`
        : md`The rollback ${code(release)} failed. ${causeText(report.cause)} It is not tried again by itself.`;
    case 'ended':
      return md`Release ${code(release)} ended: ${clause(report.outcome.replaceAll('-', ' '), 160)}${report.by === null ? nothing : md`, by ${mention(report.by)}`}.`;
  }
}

/** Gonogo does not follow it: it only says what came of it. */
function startedByHandText(
  { run, startedBy, ended }: Extract<Report, { kind: 'by-hand' }>,
  release: ReleaseId,
): Markup {
  if (ended !== null) return runEndText(run, ended);
  const who = startedBy === null ? md`Somebody` : md`${code(startedBy)}, at GitHub,`;
  return md`${who} started the workflow by hand: ${runLink(run)}, as was advised for release ${code(release)}. Gonogo does not watch this run; it says here how it ends and what is live then.`;
}

function begunText({ to, by, reason, of }: Extract<Report, { kind: 'rollback-begun' }>, release: ReleaseId): Markup {
  const undoes = of === null ? nothing : md`, which undoes ${code(of)}`;
  const why = reason.trim() === '' ? nothing : md` Reason: ${clause(reason)}.`;
  return by.kind === 'person'
    ? md`${mention(by.user)} is rolling back to ${code(shortSha(to))} as release ${code(release)}${undoes}.${why}`
    : md`It is being rolled back to ${code(shortSha(to))} by itself, as the go had authorised, as release ${code(release)}${undoes}.${why}`;
}
