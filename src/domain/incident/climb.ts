import { after, type Instant } from '../time.ts';
import { type Clock } from './clock.ts';
import { type IncidentEvent } from './events.ts';
import { compareSeverity, type Incident, type Severity } from './incident.ts';
import { type Ladder, type LadderStep, ladderFrom, stepAfter } from './ladder.ts';
import { askEvery } from './limits.ts';
import { type IncidentPolicy } from './policy.ts';

/**
 * The clock of an incident through its changes. A ladder is begun with no step taken and is due at once; whoever begins
 * one takes the steps that are due in the same decision.
 */
export type Waiting = Extract<Clock, { waitsFor: 'acknowledgement' }>;
type StepTaken = Extract<IncidentEvent, { type: 'StepTaken' }>;

export function clockFrom(severity: Severity, now: Instant, policy: IncidentPolicy): Waiting {
  return clockOf(ladderFrom(severity, now, policy), 0, policy);
}

/**
 * All the steps whose time has come, each with the clock that waits for the next one. What was missed for hours is still
 * taken, but nobody is told of more than the last one that is for them; and of being told again after the ladder ran
 * out only the last one counts at all.
 */
export function dueSteps(clock: Waiting, now: Instant, policy: IncidentPolicy): readonly StepTaken[] {
  const taken: Omit<StepTaken, 'told'>[] = [];
  let current = clock;
  while (current.dueAt <= now) {
    let next = forward(current, policy);
    let step = { ...stepAfter(current, current.step, policy), at: current.dueAt };
    while (step.does === 'again' && next.dueAt <= now) {
      step = { ...stepAfter(next, next.step, policy), at: next.dueAt };
      next = forward(next, policy);
    }
    taken.push({ type: 'StepTaken', step, clock: next });
    current = next;
  }
  return taken.map((each, index) => {
    const later = taken.slice(index + 1).some(({ step }) => tellsAll(step, each.step));
    return { ...each, told: later ? 'with-a-later-one' : 'now' };
  });
}

/** That nobody answered is for the channel, and pages nobody: it stands for no step but itself. */
function tellsAll(later: LadderStep, { level }: LadderStep): boolean {
  return later.does !== 'nobody' && later.level >= level;
}

/** The clock when one more step has been taken. It never goes back, although the config may have changed meanwhile. */
function forward(clock: Waiting, policy: IncidentPolicy): Waiting {
  const step = clock.step + 1;
  const { at } = stepAfter(clock, step, policy);
  return { ...clock, step, dueAt: at > clock.dueAt ? at : clock.dueAt };
}

/** The clock of an incident with another severity. One that is acknowledged stays so, and is asked at the new interval. */
export function clockAtSeverity(incident: Incident, to: Severity, now: Instant, policy: IncidentPolicy): Clock {
  const { clock, severity } = incident;
  const isRaised = compareSeverity(to, severity) < 0;
  switch (clock.waitsFor) {
    case 'acknowledgement':
      return isRaised ? raised(clock, to, now, policy) : lowered(incident.since, to, now, policy);
    case 'resolution':
      return { waitsFor: 'resolution', dueAt: askedAgainAt(clock.dueAt, severity, to, now) };
    case 'follow-up':
      return clock;
  }
}

/** From now on whoever has it is asked how it stands. */
export function clockToResolve(severity: Severity, now: Instant): Clock {
  return { waitsFor: 'resolution', dueAt: after(now, askEvery[severity]) };
}

/** The new ladder is climbed from its foot, but the time to respond never gets later than it was. */
function raised(clock: Waiting, to: Severity, now: Instant, policy: IncidentPolicy): Waiting {
  const ladder = ladderFrom(to, now, policy);
  const respondBy = clock.respondBy < ladder.respondBy ? clock.respondBy : ladder.respondBy;
  return clockOf({ ...ladder, respondBy }, 0, policy);
}

/** As if it had had this severity from when it was opened; what should have been done by now is not done late. */
function lowered(since: Instant, to: Severity, now: Instant, policy: IncidentPolicy): Waiting {
  let clock = clockOf(ladderFrom(to, since, policy), 0, policy);
  while (clock.dueAt <= now) clock = forward(clock, policy);
  return clock;
}

function clockOf(ladder: Ladder, step: number, policy: IncidentPolicy): Waiting {
  const { at } = stepAfter(ladder, step, policy);
  return { waitsFor: 'acknowledgement', ...ladder, step, dueAt: at, zone: policy.calendar.timezone };
}

/** Since when it was asked or updated last, with the new interval: sooner when it got worse, never at a time that has passed. */
function askedAgainAt(dueAt: Instant, from: Severity, to: Severity, now: Instant): Instant {
  const at = after(dueAt, askEvery[to] - askEvery[from]);
  const latest = after(now, askEvery[to]);
  return at > now && at < latest ? at : latest;
}
