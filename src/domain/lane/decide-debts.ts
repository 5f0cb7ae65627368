import { type FactCommand } from '../commands.ts';
import { accepted, type Context, type Decision, nothing } from '../decision.ts';
import { type Effect } from '../effects.ts';
import { type LaneEvent } from '../events.ts';
import { type Release } from '../release/release.ts';
import { after, type Instant } from '../time.ts';
import { type Debt, debtReminder, reviewWithin } from './debts.ts';
import { findRelease } from './evolve.ts';
import { type Lane } from './lane.ts';

/** Time has passed: whoever owes a review is told, once for all reminders that fell due. */
export function decideDebts(lane: Lane, { now }: Context): Decision {
  const events: LaneEvent[] = [];
  const effects: Effect[] = [];
  for (const debt of lane.debts) {
    const reminders = remindersDue(debt, now);
    if (reminders === debt.reminders) continue;
    const { release, incident, owner, dueAt } = debt;
    events.push({ type: 'DebtReminded', release, reminders });
    const overdue = now >= dueAt ? 'yes' : 'no';
    const note = { kind: 'review-due', incident, owner, dueAt, overdue } as const;
    effects.push({ type: 'Reply', id: `review-${reminders}`, release, note });
  }
  return events.length === 0 ? nothing('No review has to be reminded of.') : accepted(events, effects);
}

function remindersDue(debt: Debt, now: Instant): number {
  let { reminders } = debt;
  while (now >= debtReminder({ ...debt, reminders })) reminders += 1;
  return reminders;
}

/** A person has filled in the review. */
export function decideSettleDebt(lane: Lane, { release, by }: Extract<FactCommand, { type: 'SettleDebt' }>): Decision {
  const isOwed = lane.debts.some((debt) => debt.release === release);
  return isOwed ? accepted([{ type: 'DebtSettled', release, by }]) : nothing('No review is owed for this release.');
}

/** What follows for the debts from other events: one is incurred by what is about to be sent, and ends with what never ran. */
export function debtEvents(lane: Lane, events: readonly LaneEvent[], now: Instant): readonly LaneEvent[] {
  return events.flatMap((event): readonly LaneEvent[] => {
    if (event.type !== 'DispatchIntended' && event.type !== 'ReleaseEnded') return [];
    const release = findRelease(lane, event.release);
    const emergency = release?.request.emergency ?? null;
    if (release === null || emergency === null) return [];
    const isOwed = lane.debts.some((debt) => debt.release === event.release);
    if (event.type === 'DispatchIntended') {
      if (isOwed) return [];
      const { incident, by: owner } = emergency;
      return [{ type: 'DebtIncurred', release: release.id, incident, owner, dueAt: after(now, reviewWithin) }];
    }
    return isOwed && !hasRunOf(release) ? [{ type: 'DebtSettled', release: release.id, by: null }] : [];
  });
}

function hasRunOf(release: Release): boolean {
  return 'run' in release && release.run !== null;
}
