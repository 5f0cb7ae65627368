import { EnvironmentName, type SlackUserId } from '../domain/ids.ts';
import { type PersonActor, type Standing } from '../domain/people/actor.ts';
import { type Action, mayTry } from '../domain/people/authority.ts';
import { type LanePolicy } from '../domain/policy/lane-policy.ts';
import { type Refusal } from '../domain/refusals.ts';
import { type HandlerParts } from './parts.ts';
import { type Who } from './payloads.ts';

type People = Pick<HandlerParts, 'standing' | 'teamId'>;

/** The environment that is meant when none is named. */
export const usualEnvironment = EnvironmentName.parse('production');

/**
 * Who somebody is: their standing from Slack, their roles and GitHub account from the reviewed config, nothing
 * from the payload. Fails closed: a payload that names another workspace makes a stranger of whoever sent it.
 */
export async function personOf(parts: People, who: Who, people: LanePolicy['people']): Promise<PersonActor> {
  const listed = people.find((person) => person.slack === who.user);
  return {
    kind: 'person',
    slack: who.user,
    standing: await standingOf(parts, who),
    github: listed?.github ?? null,
    roles: listed?.roles ?? [],
  };
}

async function standingOf(parts: People, who: Who): Promise<Standing> {
  const ours = parts.teamId();
  if (who.team !== null && ours !== null && who.team !== ours) return { kind: 'stranger' };
  return await parts.standing(who.user);
}

/** Why somebody may not even try; null when they may. */
export function notAllowed(person: PersonActor, action: Action, environment: EnvironmentName): Refusal | null {
  const authority = mayTry(person, action, environment, null);
  return authority.allowed ? null : { code: 'not_allowed', action, because: authority.because, needs: authority.needs };
}

/** Only full members read; null when this is one. */
export async function notAllowedToRead(parts: People, who: Who): Promise<Refusal | null> {
  return notAllowed(await personOf(parts, who, []), 'read', usualEnvironment);
}

/** For events, which say nothing about the workspace of the person. */
export function byId(user: SlackUserId): Who {
  return { user, team: null };
}
