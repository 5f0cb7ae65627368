import { compareSeverity, type Incident } from '../domain/incident/incident.ts';
import { type LadderStep } from '../domain/incident/ladder.ts';
import { type Happened } from '../domain/incident/timeline.ts';
import { wordsOf } from './alert.ts';
import { kindOf, reportText } from './incident-tried.ts';
import { actionWords, roleWords } from './incident-words.ts';
import { clause, instantText, link, type Markup, md, mention } from './text.ts';

/** Room for what somebody wrote, in characters. */
const words = 400;

/** One line of the timeline: what happened then, without what followed later. */
export function timelineLine(entry: Happened, { alarms }: Pick<Incident, 'alarms'>): Markup {
  switch (entry.kind) {
    case 'opened':
      if (entry.rollbackBy !== undefined)
        return md`${mention(entry.rollbackBy)} began a rollback, which opened it as ${entry.severity}.`;
      return entry.by === null
        ? md`It was opened by itself as ${entry.severity}.`
        : md`${mention(entry.by)} declared it as ${entry.severity}.`;
    case 'opened-again':
      return md`A new alarm opened it again as ${entry.severity}.`;
    case 'alarm': {
      const { title, happened } = wordsOf(entry.alert, null, kindOf(entry.release, alarms));
      return md`Alarm: ${title}. ${happened}`;
    }
    case 'report':
      return reportText(entry.report, entry.release);
    case 'step':
      return entry.told === 'with-a-later-one' ? missedText(entry.step) : stepText(entry.step);
    case 'acknowledged':
      return md`${mention(entry.by)} acknowledged it.`;
    case 'outgrown': {
      const who = entry.by === null ? md`somebody` : mention(entry.by);
      return md`A new alarm raised it from ${entry.from} to ${entry.to}, worse than what ${who} had acknowledged: ${clause(entry.reason, words)}.`;
    }
    case 'severity':
      return severityText(entry);
    case 'role':
      return entry.by === entry.to
        ? md`${mention(entry.to)} took the role: ${roleWords[entry.role].name}.`
        : md`${mention(entry.by)} gave ${mention(entry.to)} the role: ${roleWords[entry.role].name}.`;
    case 'note':
      return md`Note of ${mention(entry.writtenBy ?? entry.by)}: ${clause(entry.text, words)}.`;
    case 'update':
      return md`Update by ${mention(entry.by)}: ${clause(entry.text, words)}.`;
    case 'asked-again':
      return md`An update was asked for.`;
    case 'action-done':
      return md`${mention(entry.by)} finished: ${actionWords[entry.action].name}.`;
    case 'issue':
      return md`An issue was made at GitHub: ${link(entry.url, entry.url)}.`;
    case 'issue-failed':
      return md`GitHub took no issue: ${clause(entry.reason, words)}.`;
    case 'resolved':
      return md`${mention(entry.by)} resolved it: ${clause(entry.how, words)}.`;
    case 'reviewed':
      return md`${mention(entry.by)} filled in the review.`;
  }
}

function missedText({ round, at }: LadderStep): Markup {
  return md`Step ${round} of the ladder, due ${instantText(at)}, was missed; who was to be told then was told with a later one.`;
}

function stepText({ does, level, severity }: LadderStep): Markup {
  const who = level === 0 ? 'the channel' : level === 1 ? 'level 1 of the ladder' : `the ladder up to level ${level}`;
  switch (does) {
    case 'page':
      return md`${severity}: ${who} was told.`;
    case 'nudge':
      return md`Nobody had acknowledged it; ${who} was told.`;
    case 'breach':
      return md`The time to respond ran out; ${who} was told.`;
    case 'nobody':
      return md`Nobody had answered when the ladder ran out.`;
    case 'again':
      return md`Still nobody had acknowledged it; ${who} was told again.`;
  }
}

function severityText({ from, to, by, reason }: Extract<Happened, { kind: 'severity' }>): Markup {
  const did = compareSeverity(to, from) < 0 ? 'raised' : 'lowered';
  const who = by === null ? md`A new alarm` : mention(by);
  return md`${who} ${did} it from ${from} to ${to}${reason.trim() === '' ? md`` : md`: ${clause(reason, words)}`}.`;
}
