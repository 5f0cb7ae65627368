import { type GithubLogin, type SlackUserId } from '../ids.ts';
import { type LanePolicy } from '../policy/lane-policy.ts';
import { type Candidate, type Identity } from '../release/candidate.ts';
import { type PersonActor, type Standing } from './actor.ts';

/** Why somebody's go does not count. Ordered as it is checked; the first that applies is told. */
export type Ineligible =
  | { readonly code: 'standing_unknown' }
  | { readonly code: 'not_a_member'; readonly standing: Exclude<Standing['kind'], 'member' | 'unknown'> }
  | { readonly code: 'not_listed' }
  | { readonly code: 'no_voting_role'; readonly roles: readonly string[] }
  | { readonly code: 'is_requester' }
  | { readonly code: 'not_linked' }
  | { readonly code: 'is_author' }
  | { readonly code: 'is_co_author' }
  | { readonly code: 'is_last_pusher' };

/**
 * Fails closed: a go counts only from somebody whom Slack positively calls a full human member, whom the
 * lane's rules name, and who had no part in what is deployed. Each exclusion can be dropped by the lane's
 * policy, but never the first four.
 */
export function ineligibility(
  voter: PersonActor,
  requestedBy: SlackUserId,
  candidate: Candidate,
  policy: LanePolicy,
): Ineligible | null {
  if (voter.standing.kind === 'unknown') return { code: 'standing_unknown' };
  if (voter.standing.kind !== 'member') return { code: 'not_a_member', standing: voter.standing.kind };
  if (voter.roles.length === 0) return { code: 'not_listed' };
  const { rules } = policy.approval;
  if (!rules.some(({ role }) => voter.roles.includes(role))) {
    return { code: 'no_voting_role', roles: rules.map(({ role }) => role) };
  }

  return excluded(voter, requestedBy, candidate, policy);
}

/** Exclusions that are decided by GitHub account. */
const authorship = ['author', 'co-author', 'last-pusher'] as const;

/** The lane's own exclusions; each can be dropped by its policy. */
function excluded(
  voter: PersonActor,
  requestedBy: SlackUserId,
  candidate: Candidate,
  policy: LanePolicy,
): Ineligible | null {
  const excludes = policy.approval.exclude;
  if (excludes.includes('requester') && isSamePerson(voter, requestedBy, policy)) return { code: 'is_requester' };
  if (!authorship.some((exclusion) => excludes.includes(exclusion))) return null;
  const login = voter.github;
  if (login === null) return { code: 'not_linked' };
  if (excludes.includes('author') && isAmong(login, candidate.authors)) return { code: 'is_author' };
  if (excludes.includes('co-author') && isAmong(login, candidate.coAuthors)) return { code: 'is_co_author' };
  if (excludes.includes('last-pusher') && isLastPusher(login, candidate)) return { code: 'is_last_pusher' };
  return null;
}

/** What somebody has to do with a candidate, whatever the lane makes of it. */
export type Part = 'author' | 'co-author' | 'last-pusher' | 'requester';

/** Null for somebody else, and for somebody of whom no GitHub account is known and who did not ask for it. */
export function partOf(
  slack: SlackUserId,
  requestedBy: SlackUserId,
  candidate: Pick<Candidate, 'authors' | 'coAuthors' | 'lastPusher'>,
  policy: Pick<LanePolicy, 'people'>,
): Part | null {
  const github = policy.people.find((person) => person.slack === slack)?.github ?? null;
  if (github !== null) {
    if (isAmong(github, candidate.authors)) return 'author';
    if (isAmong(github, candidate.coAuthors)) return 'co-author';
    if (isLastPusher(github, candidate)) return 'last-pusher';
  }
  return isSamePerson({ slack, github }, requestedBy, policy) ? 'requester' : null;
}

type Standings = Readonly<Record<string, Standing>>;

/** What was found last for a candidate, by role, with all that it depends on. */
type Found = {
  readonly requestedBy: SlackUserId;
  readonly standings: Standings;
  readonly policy: LanePolicy;
  readonly possible: readonly SlackUserId[];
};
const lastFound = new WeakMap<Candidate, Map<string, Found>>();

/**
 * People of the lane's config whose go could count, for one role. Standings that are not known count as possible.
 * A vote changes none of what this depends on, and each vote asks it of everybody: so the last answer is remembered.
 */
export function possibleVoters(
  role: string,
  requestedBy: SlackUserId,
  candidate: Candidate,
  standings: Standings,
  policy: LanePolicy,
): readonly SlackUserId[] {
  const byRole = lastFound.get(candidate) ?? new Map<string, Found>();
  const last = byRole.get(role);
  if (last?.requestedBy === requestedBy && last.standings === standings && last.policy === policy) return last.possible;
  const possible = findVoters(role, requestedBy, candidate, standings, policy);
  lastFound.set(candidate, byRole.set(role, { requestedBy, standings, policy, possible }));
  return possible;
}

function findVoters(
  role: string,
  requestedBy: SlackUserId,
  candidate: Candidate,
  standings: Standings,
  policy: LanePolicy,
): readonly SlackUserId[] {
  const possible: SlackUserId[] = [];
  for (const person of policy.people) {
    if (!person.roles.includes(role)) continue;
    const told = standings[person.slack];
    const standing: Standing = told === undefined || told.kind === 'unknown' ? { kind: 'member' } : told;
    const voter: PersonActor = {
      kind: 'person',
      slack: person.slack,
      standing,
      github: person.github,
      roles: person.roles,
    };
    if (ineligibility(voter, requestedBy, candidate, policy) === null) possible.push(person.slack);
  }
  return possible;
}

function isLastPusher(login: GithubLogin, { lastPusher }: Pick<Candidate, 'lastPusher'>): boolean {
  return lastPusher.kind === 'known' && isAmong(login, [lastPusher.who]);
}

/** Also through a second Slack account that is linked to the same GitHub account. */
function isSamePerson(
  voter: Pick<PersonActor, 'slack' | 'github'>,
  other: SlackUserId,
  policy: Pick<LanePolicy, 'people'>,
): boolean {
  if (voter.slack === other) return true;
  if (voter.github === null) return false;
  // In one pass and without asking everybody twice: a row of the status asks this of all who may vote.
  for (const person of policy.people) if (person.slack === other) return person.github === voter.github;
  return false;
}

/**
 * Git names people by an address that GitHub may not know. Such an identity is taken for an account when
 * its name or the local part of its address equals the login: wrongly excluding somebody costs a click,
 * wrongly admitting an author costs the four eyes.
 */
function isAmong(login: GithubLogin, identities: readonly Identity[]): boolean {
  return identities.some((identity) => {
    if (identity.login !== null) return identity.login === login;
    const local = identity.email.toLowerCase().split('@')[0] ?? '';
    const account = local.includes('+') ? local.slice(local.indexOf('+') + 1) : local;
    return account === login || local === login || identity.name.trim().toLowerCase() === login;
  });
}
