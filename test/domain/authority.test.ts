import { describe, expect, test } from 'vitest';
import { type EnvironmentName } from '../../src/domain/ids.ts';
import { listedAs } from '../../src/domain/incident/policy.ts';
import { type Actor, type AgentRole } from '../../src/domain/people/actor.ts';
import { type Action, actions, mayTry } from '../../src/domain/people/authority.ts';
import { agent, dana, person, system, unchecked, withStanding } from '../support/people.ts';

const ok = 'allowed';
const no = 'not_a_member';
const un = 'standing_unknown';
const ag = 'agent';
const nr = 'no_role';
const wr = 'wrong_role';
const nl = 'not_listed';
type Verdict = typeof ok | typeof no | typeof un | typeof ag | typeof nr | typeof wr | typeof nl;

/** Everybody has every role where the column is about something else. */
const everything = person('zoe', ['approver', 'deployer', 'qa', 'design']);

/** Stands in the ladder of incidents, and has no role. */
const ona = person('ona');

/** The columns. Dana is the one who asked for the release; nobody else of these is. */
const actors = {
  stranger: withStanding(everything, 'stranger'),
  guest: withStanding(everything, 'guest'),
  deleted: withStanding(everything, 'deleted'),
  bot: withStanding(everything, 'bot'),
  unknown: unchecked(everything),
  member: person('max'),
  requester: dana,
  onCall: ona,
  approver: person('ada', ['approver']),
  designer: person('dee', ['design']),
  qa: person('quinn', ['qa']),
  deployer: person('dev', ['deployer']),
  orchestrator: agent('orchestrator'),
  specialist: agent('qa-specialist'),
  system,
} as const satisfies Readonly<Record<string, Actor>>;
type Column = keyof typeof actors;
const columns = Object.keys(actors) as readonly Column[];

type RowFor<Names extends readonly unknown[]> = { readonly [Place in keyof Names]: Verdict };
type Row = RowFor<
  [
    stranger: Column,
    guest: Column,
    deleted: Column,
    bot: Column,
    unknown: Column,
    member: Column,
    requester: Column,
    onCall: Column,
    approver: Column,
    designer: Column,
    qa: Column,
    deployer: Column,
    orchestrator: Column,
    specialist: Column,
    system: Column,
  ]
>;

/** Who may try what in production, in the order of `actors`. Reviewed by hand: a change here changes authority. */
const inProduction: Readonly<Record<Action, Row>> = {
  'release.request': [no, no, no, no, un, ok, ok, ok, ok, ok, ok, ok, ok, ag, ag],
  'release.approve': [no, no, no, no, un, nr, nr, nr, ok, ok, ok, ok, ag, ag, ag],
  'release.reject': [no, no, no, no, ok, nr, nr, nr, ok, ok, ok, ok, ag, ag, ag],
  'release.withdraw': [no, no, no, no, ok, wr, ok, wr, wr, wr, wr, ok, ag, ag, ag],
  'release.request-again': [no, no, no, no, un, ok, ok, ok, ok, ok, ok, ok, ag, ag, ag],
  'release.deploy': [no, no, no, no, un, wr, wr, wr, wr, wr, wr, ok, ag, ag, ag],
  'release.stop': [no, no, no, no, ok, nr, nr, nr, ok, ok, ok, ok, ag, ag, ag],
  'release.retry': [no, no, no, no, un, wr, wr, wr, wr, wr, wr, ok, ag, ag, ag],
  'release.rollback': [no, no, no, no, ok, wr, wr, wr, wr, wr, wr, ok, ag, ag, ag],
  'checklist.verify': [no, no, no, no, un, nr, nr, nr, ok, ok, ok, ok, ag, ag, ag],
  'dispatch.adopt': [no, no, no, no, un, wr, wr, wr, wr, wr, wr, ok, ag, ag, ag],
  'dispatch.not-started': [no, no, no, no, un, wr, wr, wr, wr, wr, wr, ok, ag, ag, ag],
  'watch.extend': [no, no, no, no, un, wr, wr, wr, wr, wr, wr, ok, ag, ag, ag],
  'watch.accept': [no, no, no, no, un, wr, wr, wr, wr, wr, wr, ok, ag, ag, ag],
  'lane.adopt': [no, no, no, no, un, wr, wr, wr, wr, wr, wr, ok, ag, ag, ag],
  'lane.clear-hold': [no, no, no, no, un, wr, wr, wr, wr, wr, wr, ok, ag, ag, ag],
  'release.emergency': [no, no, no, no, un, nl, nl, ok, ok, ok, ok, ok, ag, ag, ag],
  'incident.declare': [no, no, no, no, un, ok, ok, ok, ok, ok, ok, ok, ag, ag, ag],
  'incident.acknowledge': [no, no, no, no, ok, nl, nl, ok, ok, ok, ok, ok, ag, ag, ag],
  'incident.resolve': [no, no, no, no, un, nl, nl, ok, ok, ok, ok, ok, ag, ag, ag],
  'incident.change-severity': [no, no, no, no, un, nl, nl, ok, ok, ok, ok, ok, ag, ag, ag],
  'incident.take-role': [no, no, no, no, un, nl, nl, ok, ok, ok, ok, ok, ag, ag, ag],
  'incident.note': [no, no, no, no, ok, nl, nl, ok, ok, ok, ok, ok, ag, ag, ag],
  'incident.update': [no, no, no, no, ok, nl, nl, ok, ok, ok, ok, ok, ag, ag, ag],
  'incident.action': [no, no, no, no, un, nl, nl, ok, ok, ok, ok, ok, ag, ag, ag],
  'incident.review': [no, no, no, no, un, nl, nl, ok, ok, ok, ok, ok, ag, ag, ag],
  'incident.issue': [no, no, no, no, un, nl, nl, ok, ok, ok, ok, ok, ag, ag, ag],
  read: [no, no, no, no, un, ok, ok, ok, ok, ok, ok, ok, ok, ok, ag],
};

/** What staging changes: it deploys by itself, so only those who test there ask for it, the first time or again. */
const inStaging: Readonly<Partial<Record<Action, Row>>> = {
  'release.request': [no, no, no, no, un, wr, wr, wr, wr, wr, ok, wr, ok, ag, ag],
  'release.request-again': [no, no, no, no, un, wr, wr, wr, wr, wr, ok, wr, ag, ag, ag],
};

/** As the config would say it: whoever has a role stands under `people`. */
function listed(actor: Actor): 'listed' | 'not-listed' {
  return actor.kind === 'person' && (actor.roles.length > 0 || actor.slack === ona.slack) ? 'listed' : 'not-listed';
}

function verdict(actor: Actor, action: Action, environment: string): string {
  const answer = mayTry(actor, action, environment as EnvironmentName, dana.slack, listed(actor));
  return answer.allowed ? ok : answer.because;
}

function rowOf(action: Action, environment: string): readonly string[] {
  return columns.map((column) => verdict(actors[column], action, environment));
}

describe('who may try what', () => {
  test.each(actions)('%s in production is as the table says', (action) => {
    expect(rowOf(action, 'production')).toEqual(inProduction[action]);
  });

  test.each(actions)('%s in staging is as the table says', (action) => {
    expect(rowOf(action, 'staging')).toEqual(inStaging[action] ?? inProduction[action]);
  });

  test.each(['development', 'canary', 'live'])('%s is guarded like production', (environment) => {
    for (const action of actions) expect(rowOf(action, environment)).toEqual(inProduction[action]);
  });
});

describe('an agent', () => {
  const roles: Readonly<Record<AgentRole, readonly Action[]>> = {
    'backend-specialist': ['read'],
    'frontend-specialist': ['read'],
    'database-specialist': ['read'],
    'qa-specialist': ['read'],
    'docs-specialist': ['read'],
    orchestrator: ['release.request', 'read'],
  };

  test.each(Object.keys(roles) as AgentRole[])('%s may do what its role is for, and nothing else', (role) => {
    const allowed = actions.filter((action) => verdict(agent(role), action, 'production') === ok);

    expect(allowed.toSorted()).toEqual(roles[role].toSorted());
  });

  test('of a role that nobody has heard of may only read', () => {
    const odd = { ...agent('orchestrator'), role: 'superuser' as AgentRole };

    expect(actions.filter((action) => verdict(odd, action, 'production') === ok)).toEqual(['read']);
  });
});

describe('what the table does not know is denied', () => {
  const unheardOf = ['release.force', '', 'constructor', '__proto__', 'toString', 'release.approve '];

  test.each(unheardOf)('the action %j, to somebody with every role', (action) => {
    expect(mayTry(everything, action as Action, 'production' as EnvironmentName, null)).toMatchObject({
      allowed: false,
    });
  });

  test.each(unheardOf)('the action %j, to an orchestrator', (action) => {
    expect(mayTry(agent('orchestrator'), action as Action, 'staging' as EnvironmentName, null)).toMatchObject({
      allowed: false,
    });
  });

  test('a standing that Slack has invented since', () => {
    const odd = { ...everything, standing: { kind: 'alien' } } as unknown as Actor;

    expect(actions.filter((action) => verdict(odd, action, 'production') === ok)).toEqual([]);
  });

  test('a role that is only spelt like one', () => {
    const odd = person('odd', ['Deployer', ' deployer', 'deployers']);

    expect(verdict(odd, 'release.deploy', 'production')).toBe(wr);
  });
});

describe('stopping, putting back and answering a page do not wait for Slack', () => {
  const noes = [
    'release.reject',
    'release.stop',
    'release.withdraw',
    'release.rollback',
    'incident.acknowledge',
    'incident.note',
    'incident.update',
  ] as const;

  test.each(noes)('%s is open to a listed person of whom Slack does not answer', (action) => {
    expect(verdict(unchecked(everything), action, 'production')).toBe(ok);
  });

  test.each(noes)('%s is not open to somebody whom the config does not list either', (action) => {
    expect(verdict(unchecked(person('max')), action, 'production')).toBe(un);
  });

  test('nor do those whom the ladder alone names, for what belongs to an incident', () => {
    const allowed = actions.filter((action) => verdict(unchecked(ona), action, 'production') === ok);

    expect(allowed.toSorted()).toEqual(['incident.acknowledge', 'incident.note', 'incident.update']);
  });

  test('and nothing else that starts or settles anything is', () => {
    const others = actions.filter((action) => !noes.some((no) => no === action));

    expect(others.filter((action) => verdict(unchecked(everything), action, 'production') === ok)).toEqual([]);
  });
});

test('the one who asked may withdraw, whoever else may not', () => {
  expect(verdict(dana, 'release.withdraw', 'production')).toBe(ok);
  expect(mayTry(dana, 'release.withdraw', 'production' as EnvironmentName, null)).toMatchObject({ allowed: false });
});

describe('who stands in the ladder', () => {
  const policy = {
    people: [{ slack: dana.slack, github: null, roles: [] }],
    escalation: [
      { level: 1, notify: [ona.slack] },
      { level: 2, notify: ['S0ONCALL'] },
    ],
  };

  test.each([
    ['under people, with no role', dana.slack, []],
    ['whom a level names', ona.slack, []],
    ['in a user group of a level', everything.slack, ['S0ONCALL']],
  ] as const)('somebody %s has a say in an incident', (_who, user, groups) => {
    expect(listedAs(policy, user, groups)).toBe('listed');
  });

  test.each([
    ['in a user group that no level names', ['S0OTHER']],
    ['whom nothing names', []],
  ] as const)('somebody %s has none', (_who, groups) => {
    expect(listedAs(policy, everything.slack, groups)).toBe('not-listed');
  });
});
