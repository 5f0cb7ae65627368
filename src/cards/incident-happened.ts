import { compareSeverity } from '../domain/incident/incident.ts';
import { type Happened } from '../domain/incident/timeline.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { holderOf } from './incident-people.ts';
import { afterText } from './incident-times.ts';

import { reportText } from './incident-tried.ts';
import {
  actionWords,
  ladderInShort,
  respondWithin,
  roleWords,
  severityName,
  severityOf,
  whoIsPaged,
} from './incident-words.ts';
import { clause, instantText, lines, link, type Markup, md, mention, nothing, quoted } from './text.ts';

type Words = { readonly title: string; readonly body: Markup };
type Told = Exclude<Happened, { kind: 'alarm' | 'step' }>;

/** Everything in a thread that is no alarm and no step of the ladder. */
export function wordsOfHappened(entry: Told, view: IncidentView): Words {
  switch (entry.kind) {
    case 'opened':
      return { title: `Opened as ${entry.severity}`, body: openedText(entry, view) };
    case 'opened-again':
      return {
        title: 'It is back',
        body: md`Something alarmed again after this had been resolved, so it is open again: ${severityName(entry.severity)}. ${whoIsPaged(entry.severity, view.policy)}`,
      };
    case 'report':
      return { title: reportTitles[entry.report.kind], body: reportText(entry.report, entry.release) };
    case 'acknowledged':
      return { title: 'Acknowledged', body: acknowledgedText(entry, view) };
    case 'outgrown':
      return { title: 'Worse than what was acknowledged', body: outgrownText(entry, view) };
    case 'severity':
      return severityWords(entry, view);
    case 'role':
      return { title: roleWords[entry.role].name, body: roleText(entry) };
    case 'note':
      return { title: 'Note', body: noteText(entry) };
    case 'update':
      return { title: 'How it stands', body: lines(md`${mention(entry.by)}:`, quoted(entry.text, 2000)) };
    case 'asked-again':
      return { title: 'How does it stand?', body: askedText(view) };
    case 'action-done':
      return {
        title: 'Done',
        body: md`${mention(entry.by)} has done this: ${actionWords[entry.action].name}.${leftText(view)}`,
      };
    case 'issue':
      return {
        title: 'An issue is made',
        body: md`${link(entry.url, entry.purpose === 'task' ? 'The task for the fix' : 'The review')} stands at GitHub now.`,
      };
    case 'issue-failed':
      return {
        title: 'No issue was made',
        body: md`GitHub did not take ${entry.purpose === 'task' ? 'the task for the fix' : 'the review'}: ${clause(entry.reason)}. Settle that and press the button again, or make the issue by hand.`,
      };
    case 'resolved':
      return { title: 'Resolved', body: resolvedText(entry, view) };
    case 'reviewed':
      return {
        title: 'The review is filled in',
        body: md`${mention(entry.by)} has filled in impact, causes and what follows.`,
      };
  }
}

const reportTitles = {
  'rollback-begun': 'A rollback begins',
  emergency: 'An emergency is declared',
  'by-hand': 'Started by hand',
  'run-started': 'A run has started',
  'put-back': 'Production is put back',
  'rollback-failed': 'The rollback failed',
  ended: 'A release ended',
} as const;

function openedText(
  { by, severity, rollbackBy }: Extract<Happened, { kind: 'opened' }>,
  { incident, policy }: IncidentView,
): Markup {
  const byItself =
    rollbackBy === undefined ? md`It was opened by itself` : md`A rollback by ${mention(rollbackBy)} opened it`;
  const who = by === null ? byItself : md`${mention(by)} declared it`;
  return md`${who}: ${severityOf({ ...incident, severity })}. Somebody has to respond ${respondWithin(severity, policy.rules)}. ${whoIsPaged(severity, policy)}`;
}

function acknowledgedText({ by }: Extract<Happened, { kind: 'acknowledged' }>, { incident }: IncidentView): Markup {
  const { acknowledged, clock } = incident;
  const when = acknowledged === null ? nothing : md`, ${afterText(incident, acknowledged.at)}`;
  const next = clock.waitsFor === 'resolution' ? md` How it stands is asked ${instantText(clock.dueAt)}.` : nothing;
  return md`${mention(by)} has it${when}. The paging has stopped.${next}`;
}

function outgrownText(
  { from, to, by, reason }: Extract<Happened, { kind: 'outgrown' }>,
  { policy }: IncidentView,
): Markup {
  const who = by === null ? md`Somebody` : mention(by);
  const paged =
    policy.escalation.length > 0
      ? md`${ladderInShort(to, policy.rules)}`
      : md`Nobody is in the ladder, so ${who} is paged.`;
  return md`A new alarm raised it from ${from} to ${severityName(to)}. Reason: ${clause(reason)}. ${who} acknowledged it as ${from}, which does not count for this: somebody has to acknowledge it anew, ${respondWithin(to, policy.rules)}. ${paged}`;
}

function severityWords(
  { from, to, by, reason }: Extract<Happened, { kind: 'severity' }>,
  { incident, policy }: IncidentView,
): Words {
  const isRaised = compareSeverity(to, from) < 0;
  const who = by === null ? md`A new alarm` : mention(by);
  const why = reason.trim() === '' ? nothing : md` Reason: ${clause(reason)}.`;
  const { clock } = incident;
  const next =
    clock.waitsFor === 'acknowledgement'
      ? md` Nobody has it yet; the next step follows ${instantText(clock.dueAt)}. ${whoIsPaged(to, policy)}`
      : nothing;
  return {
    title: `${isRaised ? 'Raised' : 'Lowered'} to ${to}`,
    body: md`${who} ${isRaised ? 'raised' : 'lowered'} it from ${from} to ${severityName(to)}.${why}${next}`,
  };
}

function roleText({ role, by, to }: Extract<Happened, { kind: 'role' }>): Markup {
  const { does } = roleWords[role];
  return by === to
    ? md`${mention(to)} has taken this role, and ${does}.`
    : md`${mention(by)} gave this role to ${mention(to)}, who ${does}.`;
}

function noteText({ by, text, writtenBy }: Extract<Happened, { kind: 'note' }>): Markup {
  const who = writtenBy === null ? md`${mention(by)}:` : md`Noted by ${mention(by)}, written by ${mention(writtenBy)}:`;
  return lines(who, quoted(text, 2000));
}

function askedText({ incident }: IncidentView): Markup {
  const holder = holderOf(incident);
  const who = holder === null ? md`Whoever has this` : mention(holder);
  return md`${who}: those who wait for news would like to know. Press Say how it stands, or Resolve if it is over.`;
}

function leftText({ incident }: IncidentView): Markup {
  const left = incident.actions.filter(({ done }) => done === null).length;
  if (left === 0) return md` Everything that was to be done after the rollback is done.`;
  return left === 1 ? md` One action is left.` : md` ${left} actions are left.`;
}

function resolvedText({ by, how }: Extract<Happened, { kind: 'resolved' }>, { incident }: IncidentView): Markup {
  const { resolved } = incident;
  const when = resolved === null ? nothing : md`, ${afterText(incident, resolved.at)}`;
  return lines(
    md`${mention(by)} has resolved it${when}: ${clause(how, 1200)}.`,
    md`The draft of the review is ready. It waits for the impact, the causes, and what follows.`,
  );
}
