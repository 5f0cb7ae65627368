import { type Note } from '../domain/effects.ts';
import { type UnverifiedBecause } from '../domain/release/release.ts';
import { type ReleaseView } from '../domain/views.ts';
import { type Message } from './block-kit.ts';
import { message, section } from './blocks.ts';
import { changeList } from './change-sentences.ts';
import { findingText } from './finding-text.ts';
import { seenText, titleOf } from './names.ts';
import { causeText, isPastWatching, readyText, runLink, unverifiedText } from './outcome-sentences.ts';
import { warningList, warningsIn } from './rollback-sentences.ts';
import { clause, code, instantText, joined, lines, type Markup, md, mention, nothing, people } from './text.ts';

/** What stands in a release's thread: detail for those who follow it, and a call for those who are needed. */
export function threadNote(note: Note, view: ReleaseView): Message {
  const { title, body } = wordsOf(note, view);
  return message(`${title}: ${titleOf(view)}`, [section(lines(md`*${title}*`, body))]);
}

type Words = { readonly title: string; readonly body: Markup };

function wordsOf(note: Note, view: ReleaseView): Words {
  switch (note.kind) {
    case 'reminder':
      return {
        title: note.of === 'vote' ? 'A decision is still needed' : `${pressIn(view)} is still to be pressed`,
        body: reminderText(note, view),
      };
    case 'on-call-told':
      return { title: 'For on-call', body: onCallText(note) };
    case 'advisory-breach':
      return {
        title: `On trial: ${note.trigger}`,
        body: md`${findingText(note.finding)}. This trigger is advisory in this lane: it is recorded, and nothing follows.`,
      };
    case 'votes-voided':
      return { title: 'The votes are void', body: voidedText(note) };
    case 'run-failed':
      return { title: 'The run did not succeed', body: runFailedText(note) };
    case 'ready-again':
      return note.because === 'rollback-changed'
        ? { title: 'The rollback waits for a second confirm', body: confirmAgainText(note) }
        : { title: `It waits for ${pressIn(view)}`, body: readyAgainText(note, view) };
    case 'stop-recorded':
      return stopWords(note);
    case 'review-due':
      return reviewDueWords(note);
    case 'turned-healthy':
      return {
        title: 'What was missing has come',
        body: md`Telemetry that was missing when the watch ended has come since, and all was well in it: with it the release would have been called healthy. Nothing follows by itself. A deployer can accept the release on its card.`,
      };
    case 'unverified-again':
      return {
        title: 'Still not verified',
        body: md`${unverifiedText(note.because)} ${choiceText(note.because)}${whoIsNeeded(view)}`,
      };
  }
}

/** The button that starts it. */
function pressIn({ release }: ReleaseView): 'Deploy' | 'Roll back' {
  return release.kind === 'rollback' ? 'Roll back' : 'Deploy';
}

function reminderText(note: Extract<Note, { kind: 'reminder' }>, view: ReleaseView): Markup {
  const asked = people(note.who);
  const end =
    note.of === 'vote'
      ? md`Without a decision by ${instantText(note.expiresAt)} the request expires and has to be made again.`
      : view.release.kind === 'rollback'
        ? md`Without a press by ${instantText(note.expiresAt)} the rollback ends, and nothing is put back.`
        : md`Without Deploy by ${instantText(note.expiresAt)} the approval lapses.`;
  return md`${end} The card above has the buttons.${asked === null ? nothing : md` Asked: ${asked}.`}`;
}

function onCallText({ who, groups }: Extract<Note, { kind: 'on-call-told' }>): Markup {
  const told = people(who);
  const named = groups.map((group) => code(group));
  const whom = joined([...(told === null ? [] : [told]), ...named], ', ');
  return md`${whom}: this has been requested. Nothing to do now; you would be asked first if it went wrong.`;
}

function voidedText(note: Extract<Note, { kind: 'votes-voided' }>): Markup {
  const who = people(note.voters);
  return lines(
    md`What was approved does not stand any more:`,
    changeList(note.changes),
    who === null ? null : md`${who}: please look at the card and decide again.`,
  );
}

function runFailedText(note: Extract<Note, { kind: 'run-failed' }>): Markup {
  const run = note.run === null ? md`` : md` See ${runLink(note.run)}.`;
  return md`${mention(note.requestedBy)}: ${causeText(note.cause)} ${seenText(note.live)}${run} Look at the run first; the card shows whether a deployer may try once more.`;
}

function readyAgainText(note: Extract<Note, { kind: 'ready-again' }>, view: ReleaseView): Markup {
  const asked = people(note.ask, 'or');
  return lines(
    readyText(note.because, note.detail),
    asked === null ? null : md`Asked to press ${pressIn(view)}: ${asked}.`,
  );
}

function confirmAgainText(note: Extract<Note, { kind: 'ready-again' }>): Markup {
  const asked = people(note.ask, 'or');
  return lines(
    readyText(note.because),
    warningList(warningsIn(note.detail)),
    asked === null ? null : md`Asked to press Roll back on the card: ${asked}.`,
  );
}

/** Some things a longer watch cannot settle, so there is none to extend. */
function choiceText(because: UnverifiedBecause): Markup {
  return isPastWatching(because)
    ? md`A deployer chooses on the card: accept the release as it is, or bring back an earlier version.`
    : md`A deployer chooses on the card: extend the watch, accept the release as it is, or bring back an earlier version.`;
}

/** An overdue one stands in the way of others, so it says of whom and until when. The lane does not know whether the incident is over. */
function reviewDueWords(note: Extract<Note, { kind: 'review-due' }>): Words {
  const how = md`If the incident ${code(note.incident)} is still open, resolve it first. Then press Fill in the review on its message: what it meant, what caused it, and what follows.`;
  return note.overdue === 'no'
    ? {
        title: 'The review of this emergency is still to be filled in',
        body: md`${mention(note.owner)}: it is due ${instantText(note.dueAt)}. ${how} After that time this lane takes no routine request until it is there.`,
      }
    : {
        title: 'The review of this emergency is overdue',
        body: md`${mention(note.owner)}: it was due ${instantText(note.dueAt)}. This lane takes no routine request until it is there; rollbacks and emergencies go on. ${how}`,
      };
}

function stopWords(note: Extract<Note, { kind: 'stop-recorded' }>): Words {
  const by = md`${mention(note.by)}: ${clause(note.reason)}.`;
  if (note.wants === 'no-go') {
    return {
      title: 'A no-go came after the start',
      body: md`${by} It had been sent already and is not stopped by this. Press Stop on the card to cancel the run.`,
    };
  }
  const next =
    note.run === null ? md`The run is cancelled as soon as it is known.` : md`${runLink(note.run)} is being cancelled.`;
  return { title: 'Stop', body: md`${by} ${next} What is live afterwards is read and shown on the card.` };
}

function whoIsNeeded(view: ReleaseView): Markup {
  const who = people([...new Set(view.conditions.flatMap((condition) => condition.who))], 'or');
  return who === null ? nothing : md` Asked: ${who}.`;
}
