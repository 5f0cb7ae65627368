import { describe, expect, test } from 'vitest';
import { msBetween } from '../../../src/domain/time.ts';
import { hour, minute } from '../../support/lane.ts';
import { agent, ana, ben, dana, system, unchecked, withStanding } from '../../support/people.ts';
import { advance, createIncidentScene, does, incident, levelsOf } from './scene.ts';

describe('an acknowledgement', () => {
  test('stops the clock: nobody is paged after it, and who gave it has the lead', () => {
    const scene = createIncidentScene({ pager: 'configured' });
    scene.when(dana, does.declare('P1'));
    scene.pass(7 * minute);
    scene.news();
    scene.when(ben, does.acknowledge());

    expect(scene.incident).toMatchObject({
      phase: 'acknowledged',
      acknowledged: { by: ben.slack },
      roles: { lead: ben.slack },
    });
    expect(scene.news()).toMatchObject([
      { type: 'ShowIncident' },
      { type: 'IncidentReply', heard: 'in-thread', entry: { kind: 'acknowledged' } },
      { type: 'SettlePager', as: 'acknowledge' },
    ]);
    scene.pass(3 * hour);
    expect(scene.events.filter(({ event }) => event.type === 'StepTaken')).toHaveLength(2);
  });

  test('at the same moment as a step of the ladder wins when it is recorded first', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));
    scene.wait(5 * minute);
    scene.when(ben, does.acknowledge());

    expect(scene.fact(advance).kind).toBe('nothing');
    expect(scene.incident.phase).toBe('acknowledged');
  });

  test('is refused when somebody has given one, with who that was', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));
    scene.when(ben, does.acknowledge());

    expect(scene.when(ana, does.acknowledge())).toMatchObject({
      refusal: { code: 'already_acknowledged', by: ben.slack },
    });
  });

  test('after the time to respond was over leaves it breached', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P2'));
    scene.pass(60 * minute);
    scene.when(ben, does.acknowledge());

    expect(msBetween(scene.incident.openedAt, scene.incident.breachedAt ?? scene.now)).toBe(60 * minute);
  });

  test('within the time to respond is no breach, however long it takes to resolve it', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P2'));
    scene.wait(59 * minute);
    scene.when(ben, does.acknowledge());
    scene.pass(72 * hour);

    expect(scene.incident.breachedAt).toBeNull();
  });
});

describe('who may acknowledge', () => {
  const open = createIncidentScene({ people: [], escalation: levelsOf([1, 'S0ONCALL'], [2, ben.slack]) });
  open.when(dana, does.declare('P1'));

  test('somebody of the ladder may, and somebody of one of its user groups', () => {
    expect(open.ask(ben, does.acknowledge()).kind).toBe('accepted');
    expect(open.ask(dana, does.acknowledge('S0ONCALL')).kind).toBe('accepted');
    expect(open.ask(dana, does.acknowledge('S0OTHERS')).kind).toBe('refused');
  });

  test('somebody whom the config lists may although Slack does not say now who they are', () => {
    expect(open.ask(unchecked(ben), does.acknowledge()).kind).toBe('accepted');
    expect(open.ask(unchecked(ben), does.resolve()).kind).toBe('refused');
  });

  test.each([
    ['somebody outside the ladder', dana, 'not_listed'],
    ['a guest', withStanding(ben, 'guest'), 'not_a_member'],
    ['a bot', withStanding(ben, 'bot'), 'not_a_member'],
    ['somebody who has left', withStanding(ben, 'deleted'), 'not_a_member'],
    ['an agent', agent('orchestrator'), 'agent'],
    ['the system itself', system, 'agent'],
  ])('%s may not, and is told why', (_, actor, because) => {
    expect(open.ask(actor, does.acknowledge())).toMatchObject({
      kind: 'refused',
      refusal: { code: 'not_allowed', action: 'incident.acknowledge', because },
    });
  });

  test('any full member may declare, but no guest and no agent', () => {
    const scene = createIncidentScene({ people: [], escalation: [] });

    expect(scene.ask(dana, does.declare('P1')).kind).toBe('accepted');
    expect(scene.ask(withStanding(dana, 'guest'), does.declare('P1'))).toMatchObject({
      refusal: { because: 'not_a_member' },
    });
    expect(scene.ask(agent('orchestrator'), does.declare('P1'))).toMatchObject({ refusal: { because: 'agent' } });
  });

  test.each([
    does.resolve(),
    does.change('P2'),
    does.update(),
    does.note('Seen in the logs'),
    does.review(),
    { type: 'GiveRole', incident, groups: [], role: 'lead', to: dana.slack } as const,
    { type: 'TakeAction', incident, groups: [], action: 'process', owner: dana.slack } as const,
    { type: 'FinishAction', incident, groups: [], action: 'process', note: '' } as const,
    { type: 'AskForIssue', incident, groups: [], purpose: 'task' } as const,
  ])('somebody outside the ladder may not do $type', (command) => {
    expect(open.ask(dana, command)).toMatchObject({ refusal: { code: 'not_allowed', because: 'not_listed' } });
  });
});

describe('a page that is about to go out', () => {
  const page = 'r1.1.P1.1.U0BEN';
  const claim = { type: 'ClaimPage', incident, page } as const;

  test('is claimed, and claimed again by a performer that comes after one that died, which is nothing new', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));

    expect(scene.effects).toContainEqual(expect.objectContaining({ type: 'PagePerson', page }));
    expect(scene.fact(claim)).toMatchObject({ events: [{ type: 'PageClaimed', page }] });
    expect(scene.fact(claim)).toEqual({ kind: 'accepted', events: [], effects: [] });
  });

  test('does not go out after an acknowledgement, nor after the incident was opened again', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));
    scene.when(ben, does.acknowledge());

    expect(scene.fact(claim).kind).toBe('nothing');
  });

  test('goes out by webhook as well for a P1 and a P2, where one is configured', () => {
    function pagedOut(severity: 'P1' | 'P2' | 'P3' | 'P4'): number {
      const scene = createIncidentScene({ pager: 'configured' });
      scene.when(dana, does.declare(severity));
      scene.pass(24 * hour);
      return scene.effects.filter((effect) => effect.type === 'PageOut' && effect.step.does !== 'again').length;
    }

    expect([pagedOut('P1'), pagedOut('P2'), pagedOut('P3'), pagedOut('P4')]).toEqual([5, 4, 0, 0]);
  });
});

describe('an incident that somebody has', () => {
  test('is asked how it stands every 30 minutes as a P1, and who has it by direct message', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));
    scene.when(ben, does.acknowledge());
    scene.news();
    scene.pass(61 * minute);

    expect(scene.news()).toMatchObject([
      { type: 'ShowIncident' },
      { type: 'IncidentReply', entry: { kind: 'asked-again' }, heard: 'broadcast' },
      { type: 'Remind', user: ben.slack, of: { kind: 'update' } },
      { type: 'ShowIncident' },
      { type: 'IncidentReply' },
      { type: 'Remind' },
    ]);
  });

  test('is asked every 4 hours at any other severity', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P3'));
    scene.when(ben, does.acknowledge());
    scene.pass(9 * hour);

    expect(scene.events.filter(({ event }) => event.type === 'AskedForUpdate')).toHaveLength(2);
  });

  test('is asked anew from an update on, and the lead is asked where there is another one', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));
    scene.when(ben, does.acknowledge());
    scene.when(ben, { type: 'GiveRole', incident, groups: [], role: 'lead', to: ana.slack });
    scene.pass(29 * minute);
    scene.when(ana, does.update());
    scene.news();
    scene.pass(29 * minute);
    expect(scene.news()).toEqual([]);
    scene.pass(minute);

    expect(scene.news()).toContainEqual(expect.objectContaining({ type: 'Remind', user: ana.slack }));
    expect(scene.incident.update).toMatchObject({ by: ana.slack, text: 'We look at the database.' });
  });

  test('is still unanswered after an update of somebody who did not acknowledge it', () => {
    const scene = createIncidentScene();
    scene.when(dana, does.declare('P1'));
    const { clock } = scene.incident;
    scene.when(ben, does.update());

    expect(scene.incident).toMatchObject({ phase: 'open', clock });
  });
});
