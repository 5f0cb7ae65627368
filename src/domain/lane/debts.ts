import { type IncidentId, type ReleaseId, type SlackUserId } from '../ids.ts';
import { after, hour, type Instant } from '../time.ts';

/**
 * What an emergency owes: a review, filled in by a person on the incident's message. It is owed from the moment that
 * something is to be sent, and by nothing that ended without a run. While one is overdue the lane takes no routine
 * request.
 */
export type Debt = {
  readonly release: ReleaseId;
  readonly incident: IncidentId;
  /** Who declared the emergency. */
  readonly owner: SlackUserId;
  readonly dueAt: Instant;
  readonly reminders: number;
};

export type DebtEvent = { readonly release: ReleaseId } & (
  | {
      readonly type: 'DebtIncurred';
      readonly incident: IncidentId;
      readonly owner: SlackUserId;
      readonly dueAt: Instant;
    }
  | { readonly type: 'DebtReminded'; readonly reminders: number }
  /** `by` filled in the review; null for an emergency that ended without a run, which owes none. */
  | { readonly type: 'DebtSettled'; readonly by: SlackUserId | null }
);

/** From the start to the review, as the procedures ask. Milliseconds. */
export const reviewWithin = 48 * hour;

/** Milliseconds after the start; later ones follow each day, so that an overdue review is never forgotten. */
const remindedAfter: readonly number[] = [24 * hour, 44 * hour, reviewWithin];
const remindedEvery = 24 * hour;

/** When its next reminder is due. There is always one to come. */
export function debtReminder({ dueAt, reminders }: Pick<Debt, 'dueAt' | 'reminders'>): Instant {
  const since = remindedAfter[reminders];
  const late = since === undefined ? (reminders - remindedAfter.length + 1) * remindedEvery : since - reviewWithin;
  return after(dueAt, late);
}

/** The oldest debt whose time is over; null when there is none. */
export function overdueDebt(debts: readonly Debt[], now: Instant): Debt | null {
  return debts.find(({ dueAt }) => now >= dueAt) ?? null;
}

/** The debts after one of their events, the oldest first. */
export function debtsAfter(debts: readonly Debt[], event: DebtEvent): readonly Debt[] {
  const others = debts.filter(({ release }) => release !== event.release);
  switch (event.type) {
    case 'DebtIncurred': {
      const { release, incident, owner, dueAt } = event;
      return [...others, { release, incident, owner, dueAt, reminders: 0 }];
    }
    case 'DebtReminded':
      return debts.map((debt) => (debt.release === event.release ? { ...debt, reminders: event.reminders } : debt));
    case 'DebtSettled':
      return others;
  }
}
