import { type Effect } from '../effects.ts';
import { type Incident } from './incident.ts';
import { type LadderStep } from './ladder.ts';
import { type IncidentPolicy, toldUpTo } from './policy.ts';

/** Those that people are woken for. */
const pagedOut: readonly LadderStep['severity'][] = ['P1', 'P2'];

/** The pages of a step: one for each person up to its level, and one by webhook for a P1 or P2. User groups are mentioned in the channel. */
export function pagesOf(incident: Incident, step: LadderStep, policy: IncidentPolicy): readonly Effect[] {
  const { id } = incident;
  const name = `${prefixOf(incident)}${incident.ladders}.${step.severity}.${step.round}`;
  const people = step.level === 0 ? [] : toldUpTo(policy, step.level).people;
  const pages = people.map(
    (user): Effect => ({ type: 'PagePerson', incident: id, page: `${name}.${user}`, user, step }),
  );
  const isOut = policy.pager === 'configured' && pagedOut.includes(step.severity) && step.does !== 'nobody';
  return isOut ? [{ type: 'PageOut', incident: id, page: `${name}.out`, step }, ...pages] : pages;
}

/** Pages of an earlier opening go out no more: somebody had acknowledged that one. */
export function isOfOpening(page: string, incident: Incident): boolean {
  return page.startsWith(prefixOf(incident));
}

/** `r2.` for all pages of the second opening. */
function prefixOf({ openings }: Incident): string {
  return `r${openings}.`;
}
