import { hour, minute } from '../time.ts';
import { type ActionName } from './actions.ts';
import { type Severity } from './incident.ts';

/** How long things may take in an incident before somebody is asked again. Milliseconds. */

/** A ladder that has run out says so again this often. For P4, which is cosmetic, it is each working day. */
export const againEvery = hour;
/** An incident that somebody has and that is not resolved: how often it is asked how it stands. */
export const askEvery: Readonly<Record<Severity, number>> = {
  P1: 30 * minute,
  P2: 4 * hour,
  P3: 4 * hour,
  P4: 4 * hour,
};

const day = 24 * hour;
/** After a rollback: when each action is due, counted from when production was put back. */
export const actionDue: Readonly<Record<ActionName, number>> = {
  document: day,
  'root-cause': 3 * day,
  'fix-task': day,
  checklist: 7 * day,
  process: 7 * day,
};
/** What is due and not done is reminded of this often. */
export const remindEvery = day;
/** Who has not filled in a review after so many reminders will not because of one more. */
export const mostReviewReminders = 5;

/** What is kept in the state; the ledger has all of it. */
export const mostAlarms = 20;
/** A page that is tried again after so many others is written down once more, which does no harm. */
export const mostClaimed = 200;
export const mostLines = 300;
/** Characters of a note or an update; Slack shows no more of a text in one block. */
export const longestText = 3000;
