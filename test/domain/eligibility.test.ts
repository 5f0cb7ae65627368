import { describe, expect, test } from 'vitest';
import { type GithubLogin, type SlackUserId } from '../../src/domain/ids.ts';
import { ineligibility, partOf, possibleVoters } from '../../src/domain/people/eligibility.ts';
import { type Exclusion } from '../../src/domain/policy/lane.ts';
import { type Candidate } from '../../src/domain/release/candidate.ts';
import { candidate, identity, standings } from '../support/facts.ts';
import {
  ana,
  ben,
  cara,
  dana,
  eli,
  finn,
  gil,
  type Person,
  person,
  unchecked,
  withStanding,
} from '../support/people.ts';
import { entryOf, type PolicyChange, policyWith } from '../support/policy.ts';

const all: readonly Exclusion[] = ['requester', 'agent-owner', 'author', 'co-author', 'last-pusher'];

function without(...dropped: readonly Exclusion[]): PolicyChange {
  return { approval: { exclude: all.filter((exclusion) => !dropped.includes(exclusion)) } };
}

function asApprover(who: Person): Person {
  return { ...who, roles: ['approver'] };
}

/** Why the person's go does not count for a release that Dana asked for; null when it does. */
function why(
  who: Person,
  change: PolicyChange = {},
  facts: Partial<Candidate> = {},
  requester: Person = dana,
): string | null {
  return ineligibility(who, requester.slack, candidate(facts), policyWith(change))?.code ?? null;
}

describe('a go counts', () => {
  test('from a full member with a voting role who had no part in it', () => {
    expect(why(ana)).toBeNull();
  });

  test.each(['guest', 'bot', 'deleted', 'stranger'] as const)('never from a %s', (standing) => {
    expect(why(withStanding(ana, standing), { approval: { exclude: [] } })).toBe('not_a_member');
  });

  test('never from somebody of whom Slack does not say who they are', () => {
    expect(why(unchecked(ana), { approval: { exclude: [] } })).toBe('standing_unknown');
  });

  test('never from somebody whom the config does not list', () => {
    expect(why(person('nobody'), { approval: { exclude: [] } })).toBe('not_listed');
  });

  test('never from somebody whom the rules do not name', () => {
    expect(why(cara)).toBe('no_voting_role');
    expect(why(cara, { approval: { rules: [{ role: 'design', min: 1 }] } })).toBeNull();
  });

  test('never from somebody without a linked GitHub account, where authorship matters', () => {
    expect(why({ ...ana, github: null })).toBe('not_linked');
    expect(why({ ...ana, github: null }, without('author', 'co-author', 'last-pusher'))).toBeNull();
  });
});

describe('each exclusion holds, and holds no more when the lane drops it', () => {
  const cases = [
    ['requester', dana, 'is_requester'],
    ['author', eli, 'is_author'],
    ['co-author', finn, 'is_co_author'],
    ['last-pusher', gil, 'is_last_pusher'],
  ] as const;

  test.each(cases)('%s', (exclusion, who, code) => {
    expect(why(asApprover(who))).toBe(code);
    expect(why(asApprover(who), without(exclusion))).toBeNull();
  });

  test.each(cases)('%s stands although every other one is dropped', (exclusion, who, code) => {
    const others = all.filter((other) => other !== exclusion);

    expect(why(asApprover(who), without(...others))).toBe(code);
  });
});

describe('the requester', () => {
  const second = { ...asApprover(dana), slack: 'U0DANATWO' as SlackUserId };
  const people = [entryOf(dana), entryOf(second)];

  test('does not get a vote through a second Slack account', () => {
    expect(why(second, { people })).toBe('is_requester');
  });

  test('does not get one either where authors may vote', () => {
    expect(why(second, { people, ...without('author', 'co-author', 'last-pusher', 'agent-owner') })).toBe(
      'is_requester',
    );
  });
});

describe('an author is known', () => {
  const nobody = 'nobody' as GithubLogin;
  const unnamed = { login: null, name: 'Somebody', email: 'somebody@example.com' };

  test.each([
    ['by the part of the address before the @', { ...unnamed, email: 'Eli@acme.example' }],
    [
      'by the address that GitHub gives to those who hide theirs',
      { ...unnamed, email: '1234+eli@users.noreply.github.com' },
    ],
    ['by a name that equals the login', { ...unnamed, name: ' Eli ' }],
  ])('%s, where Git names no account', (_, author) => {
    expect(why(asApprover(eli), {}, { authors: [author] })).toBe('is_author');
  });

  test('by the account alone, where Git names one', () => {
    const other = { login: nobody, name: 'eli', email: 'eli@example.com' };

    expect(why(asApprover(eli), {}, { authors: [other] })).toBeNull();
  });

  test('among many', () => {
    const authors = [...Array.from({ length: 50 }, (_, index) => identity(`author${index}`)), identity('eli')];

    expect(why(asApprover(eli), {}, { authors })).toBe('is_author');
  });
});

describe('those who could vote', () => {
  test('are the people of the role who had no part in it', () => {
    expect(possibleVoters('approver', dana.slack, candidate(), standings(), policyWith())).toEqual([
      ana.slack,
      ben.slack,
    ]);
    expect(possibleVoters('approver', ana.slack, candidate(), standings(), policyWith())).toEqual([ben.slack]);
  });

  test('do not count whom Slack calls a guest, and do count whom Slack was not asked about', () => {
    const guest = { [ana.slack]: { kind: 'guest' } } as const;

    expect(possibleVoters('approver', dana.slack, candidate(), guest, policyWith())).toEqual([ben.slack]);
    expect(possibleVoters('approver', dana.slack, candidate(), {}, policyWith())).toHaveLength(2);
  });
});

describe('what somebody has to do with a candidate', () => {
  /** Everybody is listed. The lane leaves nobody out, which changes nothing here. */
  const people = [ana, dana, eli, finn, gil].map(entryOf);
  const policy = policyWith({ people, approval: { exclude: [] } });

  test.each([
    ['nobody', ana, null],
    ['the requester', dana, 'requester'],
    ['the author', eli, 'author'],
    ['a co-author', finn, 'co-author'],
    ['the last pusher', gil, 'last-pusher'],
  ])('is known of %s, whatever the lane excludes', (_who, who, part) => {
    expect(partOf(who.slack, dana.slack, candidate(), policy)).toBe(part);
  });

  test('is known through a second Slack account of the same GitHub account', () => {
    const second = { ...dana, slack: 'U0DANA2' as SlackUserId };
    const both = policyWith({ people: [dana, second].map(entryOf) });
    expect(partOf(second.slack, dana.slack, candidate(), both)).toBe('requester');
  });

  test('is not known of an author without a linked account', () => {
    expect(partOf(eli.slack, dana.slack, candidate(), policyWith({ people: [] }))).toBeNull();
  });
});
