import { type SlackUserId } from '../domain/ids.ts';
import { type Incident } from '../domain/incident/incident.ts';
import { type IncidentPolicy, toldUpTo } from '../domain/incident/policy.ts';
import { code, count, groupMention, joined, type Markup, md, mention, people } from './text.ts';

/** Who has an incident, and who is told of it. */

/** Whoever has it: its lead, else who acknowledged it. */
export function holderOf({ roles, acknowledged }: Pick<Incident, 'roles' | 'acknowledged'>): SlackUserId | null {
  return roles.lead ?? acknowledged?.by ?? null;
}

/** Nobody could be paged. */
export const ladderIsEmpty: Markup = md`The ladder in ${code('gonogo.yaml')} is empty, so nobody is paged.`;

/** Everybody of the ladder up to a level, people and groups; null where there is nobody. */
export function everybodyUpTo(policy: Pick<IncidentPolicy, 'escalation'>, level: number): Markup | null {
  const told = toldUpTo(policy, level);
  const groups = told.groups.slice(0, mostGroups).map(groupMention);
  const more = told.groups.length - groups.length;
  if (groups.length === 0) return people(told.people);
  const all = [...told.people.slice(0, mostPeople).map(mention), ...groups];
  const unnamed = Math.max(0, told.people.length - mostPeople) + more;
  if (unnamed > 0) all.push(md`${count(unnamed, 'more', 'more')}`);
  return andJoined(all);
}

const mostGroups = 6;
const mostPeople = 12;

function andJoined(parts: readonly Markup[]): Markup {
  const last = parts.at(-1) ?? md``;
  return parts.length < 2 ? last : md`${joined(parts.slice(0, -1), ', ')} and ${last}`;
}

/** Outside Slack its ids say nothing, so the GitHub account stands for a person where one is linked. */
export function nameIn({ people }: Pick<IncidentPolicy, 'people'>): (user: SlackUserId) => string {
  return function nameOf(user) {
    const github = people.find(({ slack }) => slack === user)?.github ?? null;
    return github === null ? user : `${github} (${user})`;
  };
}
