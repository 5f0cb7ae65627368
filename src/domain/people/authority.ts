import { type EnvironmentName } from '../ids.ts';
import { type Actor } from './actor.ts';

/**
 * Who may do what, as data. Whatever this table does not allow is denied.
 * It says who may try: whether a vote counts is decided by the rules of the lane (eligibility.ts).
 */
export const actions = [
  'release.request',
  'release.approve',
  'release.reject',
  'release.withdraw',
  'release.request-again',
  'release.deploy',
  'release.stop',
  'release.retry',
  'release.rollback',
  'checklist.verify',
  'dispatch.adopt',
  'dispatch.not-started',
  'watch.extend',
  'watch.accept',
  'lane.adopt',
  'lane.clear-hold',
  'release.emergency',
  'incident.declare',
  'incident.acknowledge',
  'incident.resolve',
  'incident.change-severity',
  'incident.take-role',
  'incident.note',
  'incident.update',
  'incident.action',
  'incident.review',
  'incident.issue',
  'read',
] as const;
export type Action = (typeof actions)[number];

/**
 * `member`: every full member of the workspace. `any-role`: everyone whom the config gives any role.
 * `listed`: everyone who stands under `people`, with a role or without; the ladder of an incident is asked apart.
 * A role by its name: people who have it. `requester-or-deployer`: the person who asked, and deployers.
 */
type Allowed = 'member' | 'any-role' | 'deployer' | 'qa' | 'requester-or-deployer' | 'listed';

const forPeople: Readonly<Record<Action, Allowed>> = {
  'release.request': 'member',
  'release.approve': 'any-role',
  'release.reject': 'any-role',
  'release.withdraw': 'requester-or-deployer',
  'release.request-again': 'member',
  'release.deploy': 'deployer',
  'release.stop': 'any-role',
  'release.retry': 'deployer',
  'release.rollback': 'deployer',
  'checklist.verify': 'any-role',
  'dispatch.adopt': 'deployer',
  'dispatch.not-started': 'deployer',
  'watch.extend': 'deployer',
  'watch.accept': 'deployer',
  'lane.adopt': 'deployer',
  'lane.clear-hold': 'deployer',
  'release.emergency': 'listed',
  'incident.declare': 'member',
  'incident.acknowledge': 'listed',
  'incident.resolve': 'listed',
  'incident.change-severity': 'listed',
  'incident.take-role': 'listed',
  'incident.note': 'listed',
  'incident.update': 'listed',
  'incident.action': 'listed',
  'incident.review': 'listed',
  'incident.issue': 'listed',
  read: 'member',
};

/** Staging deploys by itself; asking for it out of turn is for those who test there. */
const stagingRequests: Allowed = 'qa';

const forOrchestrators: readonly Action[] = ['release.request', 'read'];
const forOtherAgents: readonly Action[] = ['read'];

export type Authority =
  | { readonly allowed: true }
  | {
      readonly allowed: false;
      readonly because: 'not_a_member' | 'standing_unknown' | 'agent' | 'no_role' | 'wrong_role' | 'not_listed';
      readonly needs: string;
    };

const yes: Authority = { allowed: true };

/**
 * `requester` is the Slack id of the one who asked for the release, where the action is about one. `listed` says whether
 * the person stands under `people`, or in the ladder of the incident that the action is about.
 */
export function mayTry(
  actor: Actor,
  action: Action,
  environment: EnvironmentName | null,
  requester: string | null,
  listed: 'listed' | 'not-listed' = 'not-listed',
): Authority {
  switch (actor.kind) {
    case 'system':
      return { allowed: false, because: 'agent', needs: 'a person' };
    case 'agent': {
      const allowed = actor.role === 'orchestrator' ? forOrchestrators : forOtherAgents;
      return allowed.includes(action) ? yes : { allowed: false, because: 'agent', needs: 'a person' };
    }
    case 'person': {
      if (actor.standing.kind === 'unknown' && !(isNo(action) && (actor.roles.length > 0 || listed === 'listed'))) {
        return { allowed: false, because: 'standing_unknown', needs: 'a member' };
      }
      if (actor.standing.kind !== 'member' && actor.standing.kind !== 'unknown')
        return { allowed: false, because: 'not_a_member', needs: 'a full member' };
      if (!Object.hasOwn(forPeople, action))
        return { allowed: false, because: 'wrong_role', needs: 'an action that exists' };
      const asks = action === 'release.request' || action === 'release.request-again';
      const needed = asks && environment === 'staging' ? stagingRequests : forPeople[action];
      return roleAllows(actor.roles, needed, { isRequester: requester === actor.slack, isListed: listed === 'listed' });
    }
  }
}

/**
 * Stopping fails open, and so do putting production back and answering a page: somebody whom the config lists may say no although Slack does not answer now who they are.
 * Whoever Slack positively calls a guest, a bot, a stranger or deleted may not even then.
 */
function isNo(action: Action): boolean {
  switch (action) {
    case 'release.reject':
    case 'release.stop':
    case 'release.withdraw':
    case 'release.rollback':
    case 'incident.acknowledge':
    case 'incident.note':
    case 'incident.update':
      return true;
    default:
      return false;
  }
}

function roleAllows(
  roles: readonly string[],
  needed: Allowed,
  { isRequester, isListed }: { readonly isRequester: boolean; readonly isListed: boolean },
): Authority {
  switch (needed) {
    case 'member':
      return yes;
    case 'listed':
      if (isListed) return yes;
      return { allowed: false, because: 'not_listed', needs: 'somebody under people in gonogo.yaml, or in the ladder' };
    case 'any-role':
      return roles.length > 0 ? yes : { allowed: false, because: 'no_role', needs: 'a role in gonogo.yaml' };
    case 'requester-or-deployer':
      if (isRequester || roles.includes('deployer')) return yes;
      return { allowed: false, because: 'wrong_role', needs: 'the requester or a deployer' };
    case 'deployer':
    case 'qa':
      return roles.includes(needed) ? yes : { allowed: false, because: 'wrong_role', needs: `the ${needed} role` };
  }
}
