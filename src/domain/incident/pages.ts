import { type Effect } from '../effects.ts';
import { type SlackUserId } from '../ids.ts';
import { compareSeverity, type Incident, type Severity, severities } from './incident.ts';
import { type LadderStep, levelTold } from './ladder.ts';
import { type IncidentPolicy, toldUpTo } from './policy.ts';
import { whoHasIt } from './rows.ts';

/** Those that people are woken for. */
const pagedOut: readonly Severity[] = ['P1', 'P2'];
/** Stands in the name of a page by webhook where that of a person has their id. */
const byWebhook = 'out';

/**
 * The pages of a step: one for each person up to its level, and one by webhook for a P1 or P2. User groups are mentioned
 * in the channel.
 */
export function pagesOf(incident: Incident, step: LadderStep, policy: IncidentPolicy): readonly Effect[] {
  const { id } = incident;
  const name = `${prefixOf(incident)}${incident.ladders}.${step.severity}.${step.round}`;
  const told = step.level === 0 ? [] : toldUpTo(policy, step.level).people;
  const lead = step.does === 'nobody' ? null : leadPagedToo(incident);
  const people = lead === null || told.includes(lead) ? told : [...told, lead];
  const pages = people.map(
    (user): Effect => ({ type: 'PagePerson', incident: id, page: `${name}.${user}`, user, step }),
  );
  const isOut = policy.pager === 'configured' && pagedOut.includes(step.severity) && step.does !== 'nobody';
  return isOut ? [{ type: 'PageOut', incident: id, page: `${name}.${byWebhook}`, step }, ...pages] : pages;
}

/** Who had it when it got worse leads it still, and is paged wherever they stand in the ladder; null where nobody had it. */
export function leadPagedToo(incident: Pick<Incident, 'outgrown' | 'roles' | 'acknowledged'>): SlackUserId | null {
  return incident.outgrown === null ? null : whoHasIt(incident);
}

/** Pages from before it was opened again, or outgrew its answer, go out no more: somebody had acknowledged those. */
export function isOfOpening(page: string, incident: Incident): boolean {
  return page.startsWith(prefixOf(incident));
}

/**
 * Whether a page that has waited is still meant. One that was written while the incident was worse than it is now goes
 * out only where the lower ladder would have told them by now, too. Raising it takes nothing back.
 */
export function isStillMeant(page: string, incident: Incident, policy: IncidentPolicy): boolean {
  const { clock, severity } = incident;
  const [, , word, , who] = page.split('.');
  const written = severities.find((each) => each === word);
  if (written === undefined || compareSeverity(written, severity) >= 0) return true;
  if (clock.waitsFor !== 'acknowledgement') return false;
  if (who === byWebhook) return pagedOut.includes(severity);
  if (who === leadPagedToo(incident)) return true;
  return toldUpTo(policy, levelTold(clock, clock.step, policy)).people.some((user) => user === who);
}

/** `r2.` for all pages of the second time that it waited for an answer. */
function prefixOf({ openings }: Incident): string {
  return `r${openings}.`;
}
