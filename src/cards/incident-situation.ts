import { type ReleaseId } from '../domain/ids.ts';
import { type Incident } from '../domain/incident/incident.ts';
import { type Report } from '../domain/incident/report.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type Instant } from '../domain/time.ts';
import { askedText } from './alert.ts';
import { type Block } from './block-kit.ts';
import { context, section } from './blocks.ts';
import { rollBackOf } from './incident-buttons.ts';
import { alarmWords, newestAlarm } from './incident-facts.ts';
import { releaseText, reportText } from './incident-tried.ts';
import { backCommand, rollbackLeft } from './rollback-offer.ts';
import { code, count, instantText, lines, type Markup, md } from './text.ts';

/** What happened, and what can be done about it now. */
export function situationBlocks(view: IncidentView): readonly Block[] {
  const parts = [...alarmLines(view), ...reliefLines(view.incident), adviceText(view)].filter((part) => part !== null);
  return parts.length === 0 ? [] : [section(lines(...parts))];
}

/** What an alarm advises holds until somebody has acted on it. */
function alarmLines(view: IncidentView): readonly (Markup | null)[] {
  const { incident } = view;
  const alarm = newestAlarm(view);
  if (alarm === null) return [];
  const { title, happened, means, todo } = alarmWords(view, alarm.release, alarm.alert);
  const isOver = incident.phase === 'resolved';
  const isPast = isOver || newsOf(incident) !== null;
  const meant = isPast ? md`*What it meant then:* ${means}` : md`*What it means:* ${means}`;
  const earlier = incident.alarms.length - 1;
  return [
    md`*${title}*, ${instantText(alarm.at)}${releaseText(alarm.release)}`,
    md`*What happened:* ${happened}`,
    isOver ? null : meant,
    isPast ? null : md`*What you can do:* ${todo}`,
    isPast ? null : askedText(alarm.alert),
    earlier === 0 ? null : md`${count(earlier, 'earlier alarm is', 'earlier alarms are')} in the thread.`,
  ];
}

type Relief = {
  readonly at: Instant;
  readonly release: ReleaseId;
  readonly report: Extract<Report, { kind: 'rollback-begun' | 'put-back' }>;
};

/** A rollback that is under way or has succeeded since it last alarmed; null for none, and for one that came to nothing. */
export function reliefOf({ timeline }: Incident): Relief | null {
  const over = new Set<ReleaseId>();
  for (const { at, what } of timeline.toReversed()) {
    if (what.kind === 'alarm') return null;
    if (what.kind !== 'report') continue;
    const { release, report } = what;
    if (report.kind === 'ended' || report.kind === 'rollback-failed') over.add(release);
    else if (report.kind === 'put-back') return { at, release, report };
    else if (report.kind === 'rollback-begun' && !over.has(release)) return { at, release, report };
  }
  return null;
}

/** What an alarm does not say itself: a rollback that its mandate began stands in the alarm. */
function newsOf(incident: Incident): Relief | null {
  const relief = reliefOf(incident);
  if (relief?.report.kind !== 'rollback-begun' || relief.report.by.kind === 'person') return relief;
  return incident.alarms.length === 0 ? relief : null;
}

function reliefLines(incident: Incident): readonly (Markup | null)[] {
  const relief = newsOf(incident);
  if (relief === null || incident.phase === 'resolved') return [];
  const next =
    relief.report.kind === 'put-back'
      ? md`*What you can do:* look whether that helped. If it did, press Resolve and say how.`
      : md`*What you can do:* follow the rollback; what becomes of it is told in this thread.`;
  return [md`*Since ${instantText(relief.at)}:* ${reportText(relief.report, relief.release)}`, next];
}

/** Where nothing alarmed, nobody knows what to do but the people who see it. */
function adviceText({ incident }: IncidentView): Markup | null {
  if (incident.alarms.length > 0 || incident.phase === 'resolved' || reliefOf(incident) !== null) return null;
  return incident.phase === 'open'
    ? md`*What you can do:* press Acknowledge if you take it. Say in the thread what you see, and what was changed last.`
    : md`*What you can do:* say in the thread what you see, and what was changed last.`;
}

/** Why Roll back does not stand among the buttons above, where it would be looked for. */
export function underWayBlocks({ incident, toUndo }: IncidentView): readonly Block[] {
  if (toUndo === null || toUndo.undoing === null || incident.phase === 'resolved') return [];
  const again = rollbackLeft(toUndo) === null ? md`` : md` Should it fail, Roll back stands here again.`;
  return [context(md`A rollback is under way: ${code(toUndo.undoing)}.${again}`)];
}

/** The way forward beside the way back, while neither has been gone. */
export function waysOutBlocks(view: IncidentView): readonly Block[] {
  const { service, environment, severity, phase } = view.incident;
  const isUrgent = severity === 'P1' || severity === 'P2';
  if (phase === 'resolved' || service === null || !isUrgent || reliefOf(view.incident) !== null) return [];
  if (view.toUndo !== null && view.toUndo.undoing !== null) return [];
  const back = rollBackOf(view).length > 0 ? md`Roll back` : backCommand({ service, environment }, view.toUndo);
  return [
    section(
      md`*Two ways out:* bring back a version that worked (${back}), or mend it: diagnose, fix, then ${code(`/release emergency ${service} <sha>`)}. Going back first and mending calmly afterwards is usually quicker.`,
    ),
  ];
}
