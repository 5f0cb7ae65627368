import { type SlackUserId } from '../ids.ts';
import { after, earliest, type Instant, msBetween } from '../time.ts';
import { type Action, type ActionName, actionIds } from './actions.ts';
import { type Clock } from './clock.ts';
import { type IncidentEvent } from './events.ts';
import { type Incident } from './incident.ts';
import { actionDue, mostReviewReminders, remindEvery } from './limits.ts';

/** What is left to do when an incident is over: the actions after a rollback, and the review. */

type Left = Pick<Incident, 'actions' | 'review' | 'resolved' | 'reviewReminders'>;

/** The five actions, as they are opened when production was put back. Who is to do the last three, people decide. */
export function actionsAfterRollback(now: Instant, lead: SlackUserId | null): readonly Action[] {
  return actionIds.map((id) => ({
    id,
    owner: id === 'document' || id === 'root-cause' ? lead : null,
    dueAt: after(now, actionDue[id]),
    done: null,
    reminders: 0,
  }));
}

/** A review that was filled in before it was opened again says nothing of what came after. */
export function isReviewMissing({ review, resolved }: Pick<Incident, 'review' | 'resolved'>): boolean {
  return resolved !== null && (review === null || review.at < resolved.at);
}

/** The clock after a change of what is left to do. One that is not resolved yet waits for that. */
export function clockWith(incident: Left & Pick<Incident, 'clock'>): Clock {
  return incident.resolved === null ? incident.clock : { waitsFor: 'follow-up', dueAt: nextReminder(incident) };
}

/** Null when nothing is left to be reminded of. */
function nextReminder(left: Left): Instant | null {
  return earliest([...left.actions.map(actionRemindedAt), reviewRemindedAt(left)]);
}

function actionRemindedAt({ done, dueAt, reminders }: Action): Instant | null {
  return done === null ? after(dueAt, reminders * remindEvery) : null;
}

function reviewRemindedAt(left: Left): Instant | null {
  if (left.resolved === null || !isReviewMissing(left) || left.reviewReminders >= mostReviewReminders) return null;
  return after(left.resolved.at, (left.reviewReminders + 1) * remindEvery);
}

/** Everything whose time has come is reminded of once, however many times were missed. */
export function dueReminders(incident: Incident, now: Instant): readonly IncidentEvent[] {
  const names = incident.actions.filter((action) => isOver(actionRemindedAt(action), now)).map(({ id }) => id);
  const actions = withActionsReminded(incident.actions, names, now);
  const events: IncidentEvent[] = [];
  if (names.length > 0)
    events.push({ type: 'ActionsReminded', actions: names, clock: clockWith({ ...incident, actions }) });
  if (isOver(reviewRemindedAt(incident), now)) {
    const reviewReminders = reviewRemindersBy(incident, now);
    events.push({ type: 'ReviewReminded', clock: clockWith({ ...incident, actions, reviewReminders }) });
  }
  return events;
}

function isOver(at: Instant | null, now: Instant): boolean {
  return at !== null && at <= now;
}

/** The reminders that these actions have had when they are reminded of now: missed ones count as given. */
export function withActionsReminded(
  actions: readonly Action[],
  names: readonly ActionName[],
  now: Instant,
): readonly Action[] {
  return actions.map((action) =>
    names.includes(action.id) ? { ...action, reminders: timesUntil(action.dueAt, now) + 1 } : action,
  );
}

export function reviewRemindersBy({ resolved }: Pick<Incident, 'resolved'>, now: Instant): number {
  return resolved === null ? 0 : timesUntil(resolved.at, now);
}

function timesUntil(start: Instant, now: Instant): number {
  return Math.max(0, Math.floor(msBetween(start, now) / remindEvery));
}
