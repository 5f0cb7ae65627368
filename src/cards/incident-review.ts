import { type SlackUserId } from '../domain/ids.ts';
import { type Incident } from '../domain/incident/incident.ts';
import { type Happened, type TimelineEntry } from '../domain/incident/timeline.ts';
import { triedIn } from '../domain/incident/tried.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type Instant, msBetween } from '../domain/time.ts';
import { markdownLink, markdownText } from './checklist-phrase.ts';
import { timelineLine } from './incident-line.ts';
import { nameIn } from './incident-people.ts';
import { restoredAt, spoken, worstOf } from './incident-times.ts';
import { triedText } from './incident-tried.ts';

import { actionWords, incidentTitle, roleWords, severityName } from './incident-words.ts';
import { proposalOf, versionName } from './names.ts';
import { type Markup, unmarked, utcText } from './text.ts';
import { readingsLine } from './watch-line.ts';

/** Room for one person's text, and for a line of the timeline, in characters. */
const room = { text: 3_000, line: 600 };
const toBeFilledIn = '_To be filled in._';

/**
 * The draft of a review as a Markdown document: everything that Gonogo knows stands in it, and what only people know
 * is marked as missing until they fill it in. Times are in UTC.
 */
export function reviewMarkdown(view: IncidentView): string {
  return [`# Review: ${markdownText(incidentTitle(view.incident), 300)}`, '', ...reviewParts(view), ''].join('\n');
}

/** The document without its title. */
export function reviewParts(view: IncidentView): readonly string[] {
  const { review } = view.incident;
  return [
    ...factLines(view),
    ...part('Impact', [filledIn(review?.impact ?? null)]),
    ...part('What happened', timelineTable(view)),
    ...part('What was changed', changeLines(view)),
    ...part('What the watch saw', watchLines(view)),
    ...part('What was tried', triedLines(view)),
    ...part('Decisions, and who took them', [...voteLines(view), ...linesOf(view, isDecision)]),
    ...part('Causes', [filledIn(review?.causes ?? null)]),
    ...part('What follows', [filledIn(review?.followUps ?? null)]),
    ...part('After the rollback', actionLines(view)),
  ];
}

/** A heading with nothing below it says nothing. */
function part(heading: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', `## ${heading}`, '', ...lines];
}

function filledIn(text: string | null): string {
  return text === null || text.trim() === ''
    ? toBeFilledIn
    : text
        .split('\n')
        .map((line) => markdownText(line, room.text))
        .join('\n');
}

function factLines(view: IncidentView): readonly string[] {
  const { incident } = view;
  const { acknowledged, resolved, roles } = incident;
  const name = nameOf(view);
  const restored = restoredAt(incident);
  return [
    `- **Severity**: ${severityName(worstOf(incident))}${incident.severity === worstOf(incident) ? '' : `; at the end ${incident.severity}`}`,
    `- **Opened**: ${utcText(incident.openedAt)}, ${openedHow(view)}`,
    ...againLines(view),
    `- **Acknowledged**: ${acknowledged === null ? 'never' : `${after(incident, acknowledged.at)}, by ${name(acknowledged.by)}`}`,
    ...(incident.breachedAt === null ? [] : [`- **Time to respond**: it ran out ${utcText(incident.breachedAt)}`]),
    `- **Restored**: ${restored === null ? 'no rollback put anything back; see when it was resolved' : `${after(incident, restored)}, by a rollback`}`,
    `- **Resolved**: ${resolved === null ? 'not yet' : `${after(incident, resolved.at)}, by ${name(resolved.by)}: ${markdownText(resolved.how, room.line)}`}`,
    ...Object.entries(roleWords).flatMap(([role, words]) => {
      const who = roles[role as keyof typeof roleWords];
      return who === null ? [] : [`- **${words.name}**: ${name(who)}`];
    }),
    `- **Incident**: \`${incident.id}\``,
  ];
}

function openedHow(view: IncidentView): string {
  const { origin } = view.incident;
  const name = nameOf(view);
  if (origin.kind === 'declared') return `declared by ${name(origin.by)}`;
  if (origin.kind === 'run') return 'by itself, because a run was started past Gonogo';
  const how = origin.by === undefined ? 'by itself' : `by a rollback that ${name(origin.by)} began`;
  return `${how}, because of release \`${origin.release}\``;
}

/** Where somebody had to answer more than once. */
function againLines(view: IncidentView): readonly string[] {
  const { openings, outgrown, since } = view.incident;
  if (outgrown !== null) {
    const { by, at, severity } = outgrown;
    return [
      `- **Got worse**: ${utcText(since)}, than what ${nameOf(view)(by)} had acknowledged as ${severity} (${utcText(at)}); the times below count from then`,
    ];
  }
  if (openings === 1) return [];
  return [
    `- **Opened again**: ${utcText(since)}; somebody had to answer ${openings} times, and the times below count from the last one`,
  ];
}

/** "after 3 minutes (2026-11-20 12:03 UTC)". */
function after({ since, openedAt }: Incident, at: Instant): string {
  const from = at < since ? openedAt : since;
  return `after ${spoken(msBetween(from, at))} (${utcText(at)})`;
}

function timelineTable(view: IncidentView): readonly string[] {
  const { timeline, happened } = view.incident;
  const rows = timeline.map(
    ({ at, what }) => `| ${utcText(at)} | ${textOf(timelineLine(what, view.incident), view)} |`,
  );
  const lost = happened - timeline.length;
  return [
    '| When | What |',
    '|---|---|',
    ...rows,
    ...(lost > 0 ? ['', `${lost} earlier lines are in the ledger alone.`] : []),
  ];
}

function textOf(markup: Markup, view: IncidentView): string {
  return markdownText(unmarked(markup, nameIn(view.policy)), room.line);
}

function nameOf(view: IncidentView): (user: SlackUserId) => string {
  const name = nameIn(view.policy);
  return (user) => markdownText(name(user), 80);
}

function linesOf(view: IncidentView, isMeant: (what: Happened) => boolean): readonly string[] {
  return view.incident.timeline
    .filter(({ what }) => isMeant(what))
    .map(({ at, what }: TimelineEntry) => `- ${utcText(at)}: ${textOf(timelineLine(what, view.incident), view)}`);
}

function triedLines(view: IncidentView): readonly string[] {
  const { incident } = view;
  return triedIn(incident).map(({ at, what }) => `- ${utcText(at)}: ${textOf(triedText(what, incident), view)}`);
}

function isDecision(what: Happened): boolean {
  switch (what.kind) {
    case 'acknowledged':
    case 'role':
    case 'resolved':
      return true;
    case 'severity':
      return what.by !== null;
    case 'report':
      return what.report.kind === 'rollback-begun' || what.report.kind === 'emergency';
    default:
      return false;
  }
}

function voteLines(view: IncidentView): readonly string[] {
  const about = view.release?.release ?? null;
  const proposal = about === null ? null : proposalOf(about);
  if (about === null || proposal === null) return [];
  const name = nameOf(view);
  return proposal.votes.map(({ by, at }) => `- ${utcText(at)}: ${name(by)} gave a go for release \`${about.id}\`.`);
}

function changeLines(view: IncidentView): readonly string[] {
  const about = view.release?.release ?? null;
  const proposal = about === null ? null : proposalOf(about);
  if (about === null || proposal === null) return [];
  const { candidate } = proposal;
  const authors = [...new Set([...candidate.authors, ...candidate.coAuthors].map((each) => each.login ?? each.name))];
  return [
    `- Release \`${about.id}\`: ${markdownText(versionName(candidate.version, candidate.sha), 120)}, ${markdownText(candidate.title, 200)}`,
    ...(candidate.compareUrl === null ? [] : [`- ${markdownLink(candidate.compareUrl, 'All changes')}`]),
    ...candidate.pulls
      .slice(0, 20)
      .map(({ number, url, title }) => `- ${markdownLink(url, `#${number}`)} ${markdownText(title, 160)}`),
    ...(authors.length === 0
      ? []
      : [
          `- Authors: ${authors
            .slice(0, 20)
            .map((each) => markdownText(each, 60))
            .join(', ')}`,
        ]),
  ];
}

function watchLines(view: IncidentView): readonly string[] {
  const about = view.release?.release ?? null;
  const watch = about !== null && 'watch' in about ? about.watch : null;
  const readings = watch === null ? null : readingsLine(watch);
  const breaches = view.incident.alarms
    .filter(
      ({ alert }) =>
        alert.kind === 'breached' || alert.kind === 'down' || alert.kind === 'blind' || alert.kind === 'unverified',
    )
    .map(
      (alarm) =>
        `- ${utcText(alarm.at)}: ${textOf(timelineLine({ kind: 'alarm', release: alarm.release, alert: alarm.alert }, view.incident), view)}`,
    );
  return [...breaches, ...(readings === null ? [] : [`- In the end: ${textOf(readings, view)}`])];
}

function actionLines(view: IncidentView): readonly string[] {
  const name = nameOf(view);
  return view.incident.actions.map(({ id, owner, dueAt, done }) => {
    const what = actionWords[id].name;
    if (done !== null)
      return `- [x] ${what} (${name(done.by)}, ${done.at.slice(0, 10)}${done.note.trim() === '' ? '' : `: ${markdownText(done.note, 300)}`})`;
    return `- [ ] ${what} (${owner === null ? 'nobody yet' : name(owner)}, due ${utcText(dueAt)})`;
  });
}
