import { after, type Instant } from '../time.ts';
import { type Severity } from './incident.ts';
import { againEvery } from './limits.ts';
import { type IncidentPolicy } from './policy.ts';
import { onNextWorkingDay } from './working-day.ts';

/**
 * One step of the ladder that an unanswered incident climbs. `level` is the highest level that is told with it, 0 for
 * the channel alone; everybody up to that level is told.
 *
 * `page`: P1, at once and then each round, one level higher each time; the others, once, as they are opened.
 * `nudge`: the time to respond is running. `breach`: it is over. `nobody`: the ladder has run out. `again`: it ran out an
 * hour and more ago; for P4, on a working day before this one.
 */
export type LadderStep = {
  readonly does: 'page' | 'nudge' | 'breach' | 'nobody' | 'again';
  readonly severity: Severity;
  /** 1 for the first step of this severity. */
  readonly round: number;
  readonly level: number;
  readonly at: Instant;
};

/**
 * Whether people are told of a step by itself. One that was missed, while nothing ran, is not: by the time that it is
 * taken, a later one is due that tells the same people and more, and only that one is of use to them.
 */
export type ToldWhen = 'now' | 'with-a-later-one';

/** All that the steps of a ladder follow from, besides the policy. */
export type Ladder = { readonly severity: Severity; readonly startedAt: Instant; readonly respondBy: Instant };

type Rules = Pick<IncidentPolicy, 'rules' | 'calendar' | 'escalation'>;

/** A ladder with all the time that its severity gives. */
export function ladderFrom(severity: Severity, startedAt: Instant, policy: Rules): Ladder {
  return { severity, startedAt, respondBy: respondBy(severity, startedAt, policy) };
}

function respondBy(severity: Severity, startedAt: Instant, { rules, calendar }: Rules): Instant {
  switch (severity) {
    case 'P1':
      return after(startedAt, rules.P1.repeatEvery);
    case 'P2':
    case 'P3':
      return after(startedAt, rules[severity].breach);
    case 'P4':
      return onNextWorkingDay(calendar, rules.P4.due, startedAt);
  }
}

/** The step that follows when so many have been taken. There always is one. */
export function stepAfter(ladder: Ladder, taken: number, policy: Rules): LadderStep {
  const steps = stepsOf(ladder, policy);
  const last = steps[steps.length - 1];
  const step = steps[taken] ?? last;
  if (last === undefined || step === undefined) throw new RangeError('A ladder has at least one step.');
  if (taken < steps.length) return step;
  const { severity } = ladder;
  const at = repeated(ladder, last.at, taken - steps.length + 1, policy);
  return {
    does: 'again',
    severity,
    round: taken + 1,
    level: rung(topRung, severity === 'P4' ? 1 : topRung, policy),
    at,
  };
}

/** The highest level among the first so many steps; 0 for none, and for the channel alone. */
export function levelTold(ladder: Ladder, taken: number, policy: Rules): number {
  return Math.max(
    0,
    ...stepsOf(ladder, policy)
      .slice(0, taken)
      .map(({ level }) => level),
  );
}

/** The steps up to where the ladder runs out, in their order. What would come when the time to respond is over is left out. */
export function stepsOf(ladder: Ladder, policy: Rules): readonly LadderStep[] {
  const { severity, startedAt } = ladder;
  if (severity === 'P1') return stepsOfP1(startedAt, policy);
  const over = ladder.respondBy > startedAt ? ladder.respondBy : startedAt;
  const isP4 = severity === 'P4';
  const nudges = isP4 ? [] : policy.rules[severity].nudges.toSorted((a, b) => a - b);
  const before = [
    { does: 'page' as const, level: isP4 ? 0 : rung(1, topRung, policy), at: startedAt },
    ...nudges.map((wait, index) => ({
      does: 'nudge' as const,
      level: rung(index + 2, topRung, policy),
      at: after(startedAt, wait),
    })),
  ].filter(({ at }) => at < over);
  const breach = { does: 'breach' as const, level: rung(topRung, isP4 ? 1 : topRung, policy), at: over };
  return [...before, breach].map((step, index) => ({ ...step, severity, round: index + 1 }));
}

function stepsOfP1(startedAt: Instant, policy: Rules): readonly LadderStep[] {
  const { repeatEvery, rounds } = policy.rules.P1;
  return Array.from({ length: rounds + 1 }, (_, index) => ({
    does: index < rounds ? 'page' : 'nobody',
    severity: 'P1',
    round: index + 1,
    level: index < rounds ? rung(index + 1, topRung, policy) : 0,
    at: after(startedAt, index * repeatEvery),
  }));
}

const topRung = Number.POSITIVE_INFINITY;

/** The level of the ladder's nth rung, and of its last one above that: levels may have gaps. 0 where there is none. */
function rung(nth: number, highest: number, { escalation }: Rules): number {
  const levels = [...new Set(escalation.map(({ level }) => level))].sort((a, b) => a - b);
  return levels[Math.min(nth, highest, levels.length) - 1] ?? 0;
}

/** The nth time that an incident is told of again after its ladder has run out. */
function repeated({ severity }: Ladder, ranOut: Instant, nth: number, { calendar, rules }: Rules): Instant {
  if (severity !== 'P4') return after(ranOut, nth * againEvery);
  let at = ranOut;
  for (let times = 0; times < nth; times += 1) at = onNextWorkingDay(calendar, rules.P4.due, at);
  return at;
}
