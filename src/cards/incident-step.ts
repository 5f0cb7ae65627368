import { type Severity } from '../domain/incident/incident.ts';
import { type LadderStep } from '../domain/incident/ladder.ts';
import { leadPagedToo } from '../domain/incident/pages.ts';
import { type Happened } from '../domain/incident/timeline.ts';
import { type IncidentView } from '../domain/incident/views.ts';
import { type Instant, msBetween } from '../domain/time.ts';
import { everybodyUpTo, ladderIsEmpty } from './incident-people.ts';
import { spoken } from './incident-times.ts';
import { respondWithin, severityName } from './incident-words.ts';
import { code, count, instantText, lines, type Markup, md, mention } from './text.ts';

type Words = { readonly title: string; readonly body: Markup };

/** What a step of the ladder says: for how long nobody has answered, who was told now, and when it goes on. */
export function stepWords(
  { step, told }: Pick<Extract<Happened, { kind: 'step' }>, 'step' | 'told'>,
  view: IncidentView,
): Words {
  if (told === 'with-a-later-one') return missedWords(step);
  return {
    title: titleOf(step, view),
    body: lines(sentenceOf(step, view), toldText(step, view), nextText(step, view)),
  };
}

/** Nobody is named: whoever is, gets a message. */
function missedWords({ at, round }: LadderStep): Words {
  return {
    title: 'A step of the ladder was missed',
    body: md`Step ${round} was due ${instantText(at)}, when Gonogo was not running or was held up. Nobody was paged for it by itself; the next messages say who is told now.`,
  };
}

function titleOf(step: LadderStep, view: IncidentView): string {
  const { does, severity } = step;
  switch (does) {
    case 'page':
    case 'nudge':
      return isFirst(step)
        ? 'Somebody is needed'
        : `Nobody has acknowledged this ${severity} for ${waited(step, view)}`;
    case 'breach':
      return `The time to respond to this ${severity} is over`;
    case 'nobody':
      return `Nobody answered this ${severity}`;
    case 'again':
      return `Still nobody has acknowledged this ${severity}, ${waited(step, view)} after it began`;
  }
}

function sentenceOf(step: LadderStep, view: IncidentView): Markup | null {
  const { severity } = step;
  switch (step.does) {
    case 'page':
    case 'nudge':
      return isFirst(step) ? firstText(severity, view) : leftText(step, view);
    case 'breach':
      return severity === 'P4'
        ? md`It was to be looked at by now, and nobody has acknowledged it.`
        : md`Nobody has acknowledged it for ${waited(step, view)}. That it was not answered in time stays on record.`;
    case 'nobody':
      return nobodyText(view);
    case 'again':
      return severity === 'P4' ? md`Whoever reads this: press Acknowledge if you can take it.` : md`${callText}`;
  }
}

function firstText(severity: Severity, { policy }: IncidentView): Markup {
  return md`${severityName(severity)}. Somebody has to respond ${respondWithin(severity, policy.rules)}.`;
}

/** Gonogo has told everybody whom it could tell, so people have to find each other. */
const callText = 'Whoever reads this: press Acknowledge if you can take it, or call somebody by telephone.';

function nobodyText({ policy }: IncidentView): Markup {
  const { repeatEvery, rounds } = policy.rules.P1;
  const who = policy.escalation.length === 0 ? md`` : md`everybody in the ladder has been paged, and `;
  return md`${count(rounds, 'round')}, ${spoken(rounds * repeatEvery)}: ${who}nobody has acknowledged it. ${callText}`;
}

function isFirst({ round }: LadderStep): boolean {
  return round <= 1;
}

/** Since the clock that runs now was started; where it has stopped meanwhile, since it was opened. */
function waited(step: LadderStep, { incident }: IncidentView): string {
  const { clock } = incident;
  const isThis = clock.waitsFor === 'acknowledgement' && clock.severity === step.severity && clock.startedAt <= step.at;
  return spoken(msBetween(isThis ? clock.startedAt : incident.since, step.at));
}

function leftText(step: LadderStep, view: IncidentView): Markup | null {
  const due = step.does === 'nudge' ? respondBy(step, view) : null;
  return due === null ? null : md`The time to respond ends ${instantText(due)}, in ${spoken(msBetween(step.at, due))}.`;
}

function respondBy(step: LadderStep, { incident }: IncidentView): Instant | null {
  const { clock } = incident;
  return clock.waitsFor === 'acknowledgement' && clock.respondBy > step.at ? clock.respondBy : null;
}

/** Groups are notified by being named here; people get a message of their own as well. */
function toldText({ level, does }: LadderStep, { incident, policy }: IncidentView): Markup | null {
  if (policy.escalation.length === 0) {
    const lead = leadPagedToo(incident);
    return lead === null
      ? md`${ladderIsEmpty} This channel alone is told.`
      : md`The ladder in ${code('gonogo.yaml')} is empty, so only ${mention(lead)}, who leads this, is paged.`;
  }
  if (level === 0 || does === 'nobody') return null;
  const told = everybodyUpTo(policy, level);
  if (told === null) return null;
  if (policy.escalation.every((each) => each.level <= level)) return md`Everybody in the ladder was told: ${told}.`;
  return level === 1 ? md`Level 1 was told: ${told}.` : md`Everybody up to level ${level} was told: ${told}.`;
}

/** Whoever has acknowledged it meanwhile is named, so that nobody runs for nothing. */
function nextText({ does }: LadderStep, { incident }: IncidentView): Markup | null {
  const { clock, acknowledged } = incident;
  if (acknowledged !== null && incident.phase !== 'open')
    return md`${mention(acknowledged.by)} has acknowledged it since.`;
  if (clock.waitsFor !== 'acknowledgement') return null;
  const again = does === 'nobody' || does === 'again' || does === 'breach' ? 'It is said again' : 'Next step:';
  return md`${again} ${instantText(clock.dueAt)}, unless somebody presses Acknowledge.`;
}
