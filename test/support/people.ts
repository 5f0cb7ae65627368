import { type GithubLogin, type SlackUserId } from '../../src/domain/ids.ts';
import {
  type AgentActor,
  type AgentRole,
  type PersonActor,
  type Standing,
  type SystemActor,
} from '../../src/domain/people/actor.ts';

export type Person = PersonActor;

/** A full member of the workspace, linked to the GitHub account of the same name. */
export function person(name: string, roles: readonly string[] = []): Person {
  return {
    kind: 'person',
    slack: `U0${name.toUpperCase()}` as SlackUserId,
    standing: { kind: 'member' },
    github: name as GithubLogin,
    roles,
  };
}

export function withStanding(who: Person, kind: Exclude<Standing['kind'], 'unknown'>): Person {
  return { ...who, standing: { kind } };
}

/** Somebody of whom Slack does not say who they are. */
export function unchecked(who: Person): Person {
  return { ...who, standing: { kind: 'unknown', reason: 'Slack did not answer' } };
}

export const ana = person('ana', ['approver', 'deployer']);
export const ben = person('ben', ['approver', 'deployer']);
export const cara = person('cara', ['design', 'deployer']);
/** Asks for the releases of the tests, unless a test says otherwise; has no role. */
export const dana = person('dana');
/** Wrote what is released. */
export const eli = person('eli');
/** Co-wrote what is released. */
export const finn = person('finn');
/** Pushed what is released. */
export const gil = person('gil');

export function agent(role: AgentRole): AgentActor {
  return { kind: 'agent', id: role, role, owner: ana.slack };
}

export const system: SystemActor = { kind: 'system', part: 'jobs' };
